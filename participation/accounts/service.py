"""What residents do with their account: ask for a link, sign in with it, choose a pseudonym, sign
out everywhere, leave."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError

from participation.accounts import mails, queries
from participation.accounts.models import Account, SignInToken
from participation.accounts.rules import (
    KEEP_EXPIRED_LINKS,
    LIFETIME,
    LINKS_PER_HOUR,
    Purpose,
    check_pseudonym,
    folded_pseudonym,
    month_of,
    normalise_address,
    suggest_pseudonym,
)
from participation.audit.service import Actor, record
from participation.city.queries import city
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, new_token, token_hash
from participation.kernel.errors import N_, BadInput, Expired, Forbidden
from participation.keyring.queries import key_file
from participation.outbox.service import discard_unsent, enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url, safe_next


def request_link(
    *, address: str | None, next_path: str | None, language: str, clock: Clock
) -> None:
    """Mail a sign-in link to an address. Whether it has an account is not even looked up, so the
    answer cannot tell.

    After LINKS_PER_HOUR mails to one address, no more are sent while the newest link is still
    valid; the answer stays the same. Raises BadInput when it is no address.
    """
    address = normalise_address(address)
    hashed = queries.address_hash(address)
    session = begin_write()
    queries.lock_hash(hashed)
    now = clock.now()
    mailed = queries.links_since(hashed, now - timedelta(hours=1))
    if mailed >= LINKS_PER_HOUR and queries.newest_link_is_valid(hashed, now):
        return
    token = new_token()
    session.add(
        SignInToken(
            token_hash=token_hash(token),
            purpose=Purpose.SIGN_IN,
            address=encrypt(key_file().address_key, address),
            address_hash=hashed,
            next_path=safe_next(next_path, "") or None,
            created_at=now,
            expires_at=now + LIFETIME[Purpose.SIGN_IN],
        )
    )
    link = external_url("accounts.confirm", token=token)
    mail = mails.sign_in(city=city().name, link=link, language=language)
    enqueue(mail, to=address, clock=clock)


def confirm(*, token: str, language: str, clock: Clock) -> tuple[Account, str | None]:
    """Use up a sign-in link; return the resident, creating the account if there is none, and the
    path to go on to.

    Of any number of parallel confirmations one succeeds. Raises Expired, or Forbidden when the
    account was closed.
    """
    session = begin_write()
    now = clock.now()
    link = queries.valid_link(token, Purpose.SIGN_IN, now)
    use_up(link, clock)
    address = queries.address_of_link(link)
    account = resident(address, language, clock)
    if not account.active:
        raise Forbidden(N_("Dieses Konto ist gesperrt. Bitte wenden Sie sich an die Stadt."))
    # The account has the address from here on; mails follow the language that was used last.
    link.address = None
    account.language = language
    account.seen_month = month_of(now)
    session.flush()
    return account, link.next_path


def use_up(link: SignInToken, clock: Clock) -> None:
    """Mark a link as used. Raises Expired when another request was faster."""
    session = begin_write()
    now = clock.now()
    still = (SignInToken.id == link.id, SignInToken.used_at.is_(None), SignInToken.expires_at > now)
    # The database decides: under READ COMMITTED the second update waits for the first and then
    # finds nothing.
    result = cast(
        "CursorResult[Any]", session.execute(update(SignInToken).where(*still).values(used_at=now))
    )
    if not result.rowcount:
        raise Expired()


def choose_pseudonym(account: Account, *, pseudonym: str | None) -> None:
    """Give a resident a public name, the first or another one. Raises BadInput when it is taken or
    breaks a rule."""
    name = check_pseudonym(pseudonym)
    session = begin_write()
    taken = BadInput(
        N_("Diesen Namen gibt es schon. Bitte wählen Sie einen anderen."), field="pseudonym"
    )
    folded = folded_pseudonym(name)
    owner = session.scalar(select(Account.id).where(Account.pseudonym_folded == folded))
    if owner not in (None, account.id):
        raise taken
    account.pseudonym, account.pseudonym_folded = name, folded
    try:
        session.flush()
    except IntegrityError as error:
        # Somebody else took it in this very moment.
        session.rollback()
        raise taken from error


def choose_language(account: Account, *, language: str) -> None:
    """Let mails come in a language."""
    session = begin_write()
    account.language = language
    session.flush()


def suggestion() -> str:
    """Return a pseudonym that is free at this moment."""
    random = SystemRandom()
    for attempt in range(20):
        name = suggest_pseudonym(random, with_number=attempt > 2)
        if queries.pseudonym_is_free(folded_pseudonym(name)):
            return name
    return ""


def sign_out_everywhere(account: Account) -> None:
    """End every session of an account: a cookie that was copied before is worth nothing
    afterwards."""
    session = begin_write()
    account.session_token = new_token()
    session.flush()


def end_links_and_sessions() -> int:
    """End every link and every session, since a backup brings back used and ended ones. Returns how
    many unsent mails were deleted because their links have ended."""
    session = begin_write()
    deleted = discard_unsent(mails.SIGN_IN)
    session.execute(delete(SignInToken))
    numbers = session.scalars(select(Account.id)).all()
    if numbers:
        fresh = [{"id": number, "session_token": new_token()} for number in numbers]
        session.execute(update(Account), fresh)
        session.expire_all()
    return deleted


def erase(account: Account) -> None:
    """Delete an account with its links. The caller (`front`) has dealt with what other features
    keep of it."""
    session = begin_write()
    hashed, number = account.address_hash, account.id
    session.execute(
        delete(SignInToken).where(
            SignInToken.address_hash == hashed, SignInToken.purpose == Purpose.SIGN_IN
        )
    )
    session.execute(delete(Account).where(Account.id == number))


def purge_expired_links(clock: Clock) -> int:
    """Delete links a day after they expired. Returns how many rows went."""
    expired = delete(SignInToken).where(SignInToken.expires_at < clock.now() - KEEP_EXPIRED_LINKS)
    return cast("CursorResult[Any]", begin_write().execute(expired)).rowcount


def resident(address: str, language: str, clock: Clock) -> Account:
    """Return the resident with this address, creating the account if there is none. The caller has
    verified that the address is theirs, or has it from a card on which they agree to mails."""
    session = begin_write()
    hashed = queries.address_hash(address)
    mine = select(Account).where(Account.address_hash == hashed, Account.is_staff.is_(False))
    account: Account | None = session.scalar(mine)
    if account is not None:
        return account
    account = Account(
        is_staff=False,
        address=encrypt(key_file().address_key, address),
        address_hash=hashed,
        language=language,
        session_token=new_token(),
        created_at=clock.now(),
        seen_month=month_of(clock.now()),
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        # Two links of one new address were confirmed in the same moment; the account is made once.
        made: Account = session.scalars(mine).one()
        return made
    return account


def record_about(
    account: Account, action: str, *, clock: Clock, actor: Actor | None = None, **details: Any
) -> None:
    """Append to the record what was done about a member of staff: by themselves, or by the actor;
    then the account's name goes with it."""
    if actor is None:
        actor = Actor(account.id, account.label)
    else:
        details["name"] = account.label
    record(
        actor=actor,
        action=action,
        subject_kind="account",
        subject_id=account.id,
        clock=clock,
        **details,
    )
