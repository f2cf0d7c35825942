"""What members of an organisation do: invite others, accept, leave, remove one another, let the
organisation leave; and what becomes of it when an account is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.accounts.rules import normalise_address
from participation.audit.service import Actor, record
from participation.city.queries import city
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, new_token, token_hash
from participation.kernel.errors import N_, BadInput, Conflict, Expired, NotFound, NotReady
from participation.keyring.queries import MEMBERSHIP_BEGUN, MEMBERSHIP_ENDED, key_file
from participation.keyring.service import note_withdrawal
from participation.organisations import mails, queries, rules
from participation.organisations.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationMember,
)
from participation.organisations.rules import OrganisationState
from participation.organisations.service import delete_application, end, lock_own
from participation.outbox.service import enqueue
from participation.web.statements import affected_rows, insert_once
from participation.web.transactions import begin_write
from participation.web.urls import external_url

NOT_TAKING_PART = N_("Das geht nur, solange Ihre Organisation teilnimmt.")
MEMBER_ALREADY = N_("Diese Person ist schon Mitglied.")
ENOUGH_TODAY = N_(
    "Ihre Organisation hat in den letzten 24 Stunden schon %(most)s Einladungen verschickt. Laden"
    " Sie morgen weitere Mitglieder ein."
)
ADDRESS_ENOUGH = N_(
    "An diese Adresse gingen in den letzten 24 Stunden schon %(most)s Einladungen. Versuchen Sie"
    " es morgen noch einmal."
)
FULL = N_("Mehr als %(most)s Mitglieder sind nicht möglich, Eingeladene mitgezählt.")
LAST_MEMBER = N_(
    "Sie sind das letzte Mitglied. Laden Sie jemanden ein, oder lassen Sie die Organisation"
    " austreten."
)
NOT_LAST_MEMBER = N_(
    "Ihre Organisation hat noch andere Mitglieder. Austreten kann sie, wenn nur noch eines da ist."
)


def invite(
    organisation_id: int, *, email: str | None, account: Account, language: str, clock: Clock
) -> None:
    """Mail a link to an address that makes its owner a member; nobody looks whether it has an
    account. An earlier invitation to it ends; one that was made a moment ago stays.

    Raises NotFound for somebody else's organisation, Conflict for one that does not take part, and
    BadInput (`email`) for no address, a member's, or too many invitations.
    """
    address = normalise_address(email)
    hashed = accounts.address_hash(address)
    account_id = account.id
    session = begin_write()
    accounts.lock_hash(hashed)
    organisation = _lock_taking_part(organisation_id, account_id)
    now = clock.now()
    mine = OrganisationInvitation.organisation_id == organisation_id
    earlier = (
        mine,
        OrganisationInvitation.address_hash == hashed,
        *queries.still_open(clock.now()),
    )
    repeated = (*earlier, OrganisationInvitation.created_at > now - rules.REPEATED_WITHIN)
    if session.scalar(select(OrganisationInvitation.id).where(*repeated).limit(1)):
        return
    _check_limits(organisation, hashed, clock)
    session.execute(update(OrganisationInvitation).where(*earlier).values(_ended(clock)))
    token = new_token()
    session.add(
        OrganisationInvitation(
            organisation_id=organisation_id,
            token_hash=token_hash(token),
            address=encrypt(key_file().address_key, address),
            address_hash=hashed,
            created_at=now,
            expires_at=now + rules.INVITATION_LASTS,
        )
    )
    url = external_url("organisations.invitation", token=token)
    draft = mails.invitation(mails.About(organisation.name, "", url, city().name), language)
    enqueue(draft, to=address, clock=clock)


def take_back(organisation_id: int, invitation_id: int, *, account: Account, clock: Clock) -> None:
    """End an open invitation; doing it twice changes nothing. Raises NotFound for somebody else's
    organisation."""
    account_id = account.id
    session = begin_write()
    lock_own(organisation_id, account_id)
    row = (
        OrganisationInvitation.organisation_id == organisation_id,
        OrganisationInvitation.id == invitation_id,
        OrganisationInvitation.ended_at.is_(None),
    )
    session.execute(update(OrganisationInvitation).where(*row).values(_ended(clock)))


def accept(token: str, *, account: Account, clock: Clock) -> int:
    """Make the account a member and return the organisation's id; the invitation is used up.

    Raises Expired for an invitation that ended or is to another address, and NotFound when the
    account was deleted meanwhile.
    """
    account_id, hashed = account.id, account.address_hash
    session = begin_write()
    lock_account(account_id)
    organisation_id = queries.invitation(token, hashed, clock.now()).organisation_id
    # The organisation is locked first and the invitation read again: it may just have ended.
    state_and_key = select(Organisation.state, Organisation.key)
    locked = state_and_key.where(Organisation.id == organisation_id).with_for_update()
    state, key = session.execute(locked).one_or_none() or ("", "")
    session.expire_all()
    row = queries.invitation(token, hashed, clock.now())
    if state != OrganisationState.APPROVED:
        raise Expired(queries.INVITATION_ENDED)
    row.ended_at, row.address = clock.now(), None
    session.flush()
    member = {"organisation_id": organisation_id, "account_id": account_id, "since": clock.now()}
    insert_once(OrganisationMember, member)
    note_withdrawal(MEMBERSHIP_BEGUN, hashed, key, clock=clock)
    return organisation_id


def remove(organisation_id: int, member_id: int, *, account: Account, clock: Clock) -> None:
    """Remove another member and tell them; doing it twice changes nothing. Raises NotFound for
    somebody else's organisation, Conflict for one that does not take part or for oneself."""
    account_id = account.id
    session = begin_write()
    organisation = _lock_taking_part(organisation_id, account_id)
    if member_id == account_id:
        raise Conflict(LAST_MEMBER)
    if not _delete_member(organisation_id, member_id):
        return
    removed = session.get(Account, member_id)
    if removed is not None:
        hashed = removed.address_hash
        note_withdrawal(MEMBERSHIP_ENDED, hashed, organisation.key, clock=clock)
    if removed is not None and removed.active:
        about = mails.About(organisation.name, "", "", city().name)
        to = accounts.address_of(removed)
        enqueue(mails.removed(about, removed.language), to=to, clock=clock)


def leave(organisation_id: int, *, account: Account, clock: Clock) -> None:
    """Stop being a member. Raises NotFound when one is none, NotReady for the last member of an
    organisation that takes part, and Conflict for an application."""
    account_id, hashed = account.id, account.address_hash
    begin_write()
    organisation = lock_own(organisation_id, account_id)
    if organisation.state not in queries.PUBLIC:
        raise Conflict(NOT_TAKING_PART)
    if organisation.state == OrganisationState.APPROVED and _is_last(organisation_id):
        raise NotReady(LAST_MEMBER)
    _delete_member(organisation_id, account_id)
    note_withdrawal(MEMBERSHIP_ENDED, hashed, organisation.key, clock=clock)


def let_leave(organisation_id: int, *, account: Account, clock: Clock) -> None:
    """Let an organisation leave, which only its last member can, so that no one takes it away from
    others; doing it twice changes nothing. What it has published stays.

    Raises NotFound for somebody else's, NotReady while there are other members, and Conflict for an
    application.
    """
    account_id = account.id
    begin_write()
    organisation = lock_own(organisation_id, account_id)
    if organisation.state == OrganisationState.LEFT:
        return
    if organisation.state != OrganisationState.APPROVED:
        raise Conflict(NOT_TAKING_PART)
    if not _is_last(organisation_id):
        raise NotReady(NOT_LAST_MEMBER)
    _end(organisation, clock)


def forget_account(account_id: int, *, clock: Clock) -> None:
    """Take an account that is about to be deleted out of its organisations. Of whom it was the
    last member leaves; an application goes altogether, and so do invitations to its address."""
    session = begin_write()
    hashed = lock_account(account_id)
    for organisation_id in sorted(each.id for each in queries.memberships(account_id)):
        organisation = lock_own(organisation_id, account_id)
        if not _is_last(organisation_id):
            _delete_member(organisation_id, account_id)
        elif organisation.state not in queries.PUBLIC:
            delete_application(organisation)
        else:
            if organisation.state == OrganisationState.APPROVED:
                _end(organisation, clock)
            _delete_member(organisation_id, account_id)
    to_them = OrganisationInvitation.address_hash == hashed
    session.execute(delete(OrganisationInvitation).where(to_them))


def end_invitations() -> int:
    """End every open invitation, since a backup brings back those that were taken back; return how
    many."""
    still = OrganisationInvitation.ended_at.is_(None)
    return affected_rows(begin_write().execute(delete(OrganisationInvitation).where(still)))


def purge_invitations(clock: Clock) -> int:
    """Delete invitations that can no longer be accepted or counted; return how many."""
    expired = OrganisationInvitation.expires_at <= clock.now()
    return affected_rows(begin_write().execute(delete(OrganisationInvitation).where(expired)))


def lock_account(account_id: int) -> str:
    """Lock an account that is to become or stop being a member; return the hash of its address.
    Raises NotFound when it is gone."""
    # Whoever writes a row that names the account, such as a ballot, need not wait for this.
    mine = select(Account.address_hash).where(Account.id == account_id)
    hashed: str | None = db.session.scalar(mine.with_for_update(key_share=True))
    if hashed is None:
        raise NotFound()
    return hashed


def _lock_taking_part(organisation_id: int, account_id: int) -> Organisation:
    organisation = lock_own(organisation_id, account_id)
    if organisation.state != OrganisationState.APPROVED:
        raise Conflict(NOT_TAKING_PART)
    return organisation


def _check_limits(organisation: Organisation, address_hash: str, clock: Clock) -> None:
    session, since = db.session, clock.now() - timedelta(days=1)
    counted = select(func.count(OrganisationInvitation.id))
    recent = counted.where(OrganisationInvitation.created_at > since)
    mine = OrganisationInvitation.organisation_id == organisation.id
    to_them = OrganisationInvitation.address_hash == address_hash
    members = select(OrganisationMember).join(Account, Account.id == OrganisationMember.account_id)
    theirs = (
        OrganisationMember.organisation_id == organisation.id,
        Account.address_hash == address_hash,
        Account.is_staff.is_(False),
    )
    if session.scalar(members.where(*theirs)) is not None:
        raise BadInput(MEMBER_ALREADY, field="email")
    if (session.scalar(recent.where(to_them)) or 0) >= rules.INVITATIONS_TO_ONE:
        raise BadInput(ADDRESS_ENOUGH, field="email", most=rules.INVITATIONS_TO_ONE)
    if (session.scalar(recent.where(mine)) or 0) >= rules.INVITATIONS_PER_DAY:
        raise BadInput(ENOUGH_TODAY, field="email", most=rules.INVITATIONS_PER_DAY)
    invited = session.scalar(counted.where(mine, *queries.still_open(clock.now()))) or 0
    if queries.member_count(organisation.id) + invited >= rules.MOST_MEMBERS:
        raise BadInput(FULL, field="email", most=rules.MOST_MEMBERS)


def _ended(clock: Clock) -> dict[str, datetime | None]:
    return {"ended_at": clock.now(), "address": None}


def _is_last(organisation_id: int) -> bool:
    return queries.member_count(organisation_id) <= 1


def _delete_member(organisation_id: int, account_id: int) -> bool:
    session = db.session()
    row = (
        OrganisationMember.organisation_id == organisation_id,
        OrganisationMember.account_id == account_id,
    )
    deleted = affected_rows(session.execute(delete(OrganisationMember).where(*row)))
    session.expire_all()
    return bool(deleted)


def _end(organisation: Organisation, clock: Clock) -> None:
    end(organisation, clock)
    # Members stand in no record: only the organisation's own name does.
    record(
        actor=Actor(None, organisation.name),
        action="organisation.left",
        subject_kind="organisation",
        subject_id=organisation.key,
        clock=clock,
    )
