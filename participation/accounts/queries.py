"""Reading accounts and links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, func, or_, select, text
from sqlalchemy.orm import selectinload

from participation.accounts.models import Account, AccountRole, AccountUnit, SignInToken
from participation.accounts.permissions import GUARDED, Role
from participation.accounts.rules import Purpose, comparable_address, normalise_address
from participation.city.models import Unit
from participation.extensions import db
from participation.kernel.crypto import decrypt, keyed_hash, token_hash
from participation.kernel.errors import N_, Expired, NotFound
from participation.keyring.queries import key_file


def address_hash(address: str) -> str:
    """Return the keyed hash by which an address is looked up, whatever its case."""
    return keyed_hash(key_file().lookup_key, comparable_address(address)).hex()


def address_of(account: Account) -> str:
    """Return the account's e-mail address in plain text."""
    return decrypt(key_file().address_key, account.address)


def get(account_id: int) -> Account:
    """Return an account. Raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound()
    return account


def staff_by_address(address: str) -> Account | None:
    """Return the member of staff with this address, or None. Raises BadInput when it is no
    address."""
    hashed = address_hash(normalise_address(address))
    return db.session.scalar(
        select(Account).where(Account.address_hash == hashed, Account.is_staff)
    )


def residents() -> Iterator[tuple[int, str, datetime]]:
    """Yield id, keyed hash of the address and first day of every resident."""
    query = select(Account.id, Account.address_hash, Account.created_at)
    rows = db.session.execute(query.where(Account.is_staff.is_(False)).order_by(Account.id))
    for row in rows:
        yield row.id, row.address_hash, row.created_at


def staff() -> list[Account]:
    """Return all staff accounts, those in use first, then by name."""
    query = (
        select(Account)
        .where(Account.is_staff)
        .options(selectinload(Account.roles))
        .order_by(Account.active.desc(), Account.name, Account.id)
    )
    return list(db.session.scalars(query))


def get_staff(account_id: int) -> Account:
    """Return a staff account. Raises NotFound for residents, too."""
    account = db.session.get(Account, account_id)
    if account is None or not account.is_staff:
        raise NotFound(N_("Dieses Konto gibt es nicht."))
    return account


def holders(role: Role, round_id: int | None) -> list[Account]:
    """Return the staff accounts in use that have a role for a round, or for all (with None for all
    alone), by their ids."""
    held = exists().where(
        AccountRole.account_id == Account.id,
        AccountRole.role == role,
        or_(AccountRole.round_id.is_(None), AccountRole.round_id == round_id),
    )
    query = select(Account).where(Account.is_staff, Account.active, held)
    return list(db.session.scalars(query.order_by(Account.id)))


def guards() -> list[Account]:
    """Return the staff accounts in use that have one of the roles whose holders hear of every
    change of such an account, for any round, by their ids."""
    held = exists().where(AccountRole.account_id == Account.id, AccountRole.role.in_(GUARDED))
    query = select(Account).where(Account.is_staff, Account.active, held)
    return list(db.session.scalars(query.order_by(Account.id)))


def unit_ids(account_id: int) -> frozenset[int]:
    """Return the ids of the units that a member of staff acts for: those that are switched on and
    assigned to an account in use that has the role `unit`."""
    holds = exists().where(AccountRole.account_id == Account.id, AccountRole.role == Role.UNIT)
    query = (
        select(AccountUnit.unit_id)
        .join(Account, Account.id == AccountUnit.account_id)
        .join(Unit, Unit.id == AccountUnit.unit_id)
        .where(Account.id == account_id, Account.active, Unit.active, holds)
        .order_by(AccountUnit.unit_id)
    )
    return frozenset(db.session.scalars(query))


def assigned_unit_ids(account_id: int) -> frozenset[int]:
    """Return the ids of the units assigned to an account, whether or not it may act for them."""
    query = select(AccountUnit.unit_id).where(AccountUnit.account_id == account_id)
    return frozenset(db.session.scalars(query.order_by(AccountUnit.unit_id)))


def people_of_unit(unit_id: int, round_id: int) -> list[Account]:
    """Return the accounts in use that act for a unit in a round, by their ids."""
    holds = exists().where(
        AccountRole.account_id == Account.id,
        AccountRole.role == Role.UNIT,
        or_(AccountRole.round_id.is_(None), AccountRole.round_id == round_id),
    )
    query = select(Account).join(AccountUnit, AccountUnit.account_id == Account.id)
    query = query.where(AccountUnit.unit_id == unit_id, Account.active, holds)
    return list(db.session.scalars(query.order_by(Account.id)))


def people_of_units() -> dict[int, int]:
    """Return how many accounts in use act for each unit, by the unit's id."""
    holds = exists().where(AccountRole.account_id == Account.id, AccountRole.role == Role.UNIT)
    query = (
        select(AccountUnit.unit_id, func.count())
        .join(Account, Account.id == AccountUnit.account_id)
        .where(Account.active, holds)
        .group_by(AccountUnit.unit_id)
        .order_by(AccountUnit.unit_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def is_same_person(account: Account, other: Account | None) -> bool:
    """Tell whether two accounts belong to one address, for instance a moderator and the author of
    an idea."""
    return other is not None and account.address_hash == other.address_hash


def pseudonym_is_free(folded: str) -> bool:
    """Tell whether a pseudonym is free, compared case-folded."""
    return db.session.scalar(select(Account.id).where(Account.pseudonym_folded == folded)) is None


def link(token: str, purpose: Purpose) -> SignInToken | None:
    """Return the link with this token and purpose, expired or not, or None."""
    query = select(SignInToken).where(
        SignInToken.token_hash == token_hash(token), SignInToken.purpose == purpose
    )
    return db.session.scalar(query)


def valid_link(token: str, purpose: Purpose, now: datetime) -> SignInToken:
    """Return a link that can still be used. Raises Expired for one that is used, too old, altered
    or of another purpose."""
    row = link(token, purpose)
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise Expired()
    return row


def address_of_link(row: SignInToken) -> str:
    """Return the address a valid link was mailed to."""
    return decrypt(key_file().address_key, row.address or "")


def account_of_link(token: str, now: datetime) -> Account:
    """Return the staff account that a valid set-up link is for. Raises Expired, also when the
    account is switched off."""
    row = valid_link(token, Purpose.STAFF_SET_UP, now)
    account = db.session.get(Account, row.account_id)
    if account is None or not account.active:
        raise Expired()
    return account


def lock_hash(hashed: str) -> None:
    """Let one request at a time count what is kept under a hash, also the first, for which there is
    no row to lock yet.

    Must be called in a writing transaction; on SQLite that excludes every other already.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        number = int(hashed[:15], 16)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def links_since(hashed: str, moment: datetime) -> int:
    """Return how many sign-in links were mailed to an address since a moment."""
    query = select(func.count(SignInToken.id)).where(
        SignInToken.address_hash == hashed,
        SignInToken.purpose == Purpose.SIGN_IN,
        SignInToken.created_at > moment,
    )
    return db.session.scalar(query) or 0


def newest_link_is_valid(hashed: str, now: datetime) -> bool:
    """Tell whether the sign-in link that was mailed to an address last can still be used."""
    query = (
        select(SignInToken)
        .where(SignInToken.address_hash == hashed, SignInToken.purpose == Purpose.SIGN_IN)
        .order_by(SignInToken.created_at.desc(), SignInToken.id.desc())
    )
    newest = db.session.scalar(query.limit(1))
    return newest is not None and newest.used_at is None and newest.expires_at > now
