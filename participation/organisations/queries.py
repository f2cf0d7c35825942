"""Reading organisations: what everybody may know, what an account acts for, what awaits staff."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, select

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.crypto import decrypt, token_hash
from participation.kernel.errors import N_, Expired, NotFound
from participation.keyring.queries import key_file
from participation.organisations.models import (
    Organisation,
    OrganisationDraft,
    OrganisationInvitation,
    OrganisationMember,
)
from participation.organisations.rules import Application, OrganisationState
from participation.web.counting import columns
from participation.web.paging import Page

T = TypeVar("T")

NO_ORGANISATION = N_("Diese Organisation gibt es hier nicht.")
INVITATION_ENDED = N_(
    "Diese Einladung gilt nicht mehr, oder sie ging an eine andere E-Mail-Adresse als die, mit der"
    " Sie angemeldet sind. Bitten Sie ein Mitglied der Organisation um eine neue."
)
NOT_FOR_IT = N_(
    "Für diese Organisation können Sie hier nichts abgeben. Sie gehören nicht dazu, oder sie nimmt"
    " nicht teil."
)
PUBLIC = (OrganisationState.APPROVED, OrganisationState.LEFT)


def approved() -> list[Organisation]:
    """Return the organisations that take part, by name."""
    query = select(Organisation).where(Organisation.state == OrganisationState.APPROVED)
    return list(db.session.scalars(query.order_by(Organisation.compared_name, Organisation.id)))


def approved_exists() -> ColumnElement[bool]:
    """Return the condition that any organisation takes part, for the menu."""
    return exists().where(Organisation.state == OrganisationState.APPROVED)


def approved_named(compared_name: str) -> Organisation | None:
    """Return the organisation that takes part under this name, or None."""
    return db.session.scalar(
        select(Organisation).where(
            Organisation.compared_name == compared_name,
            Organisation.state == OrganisationState.APPROVED,
        )
    )


def by_key(key: str) -> Organisation:
    """Return an organisation that takes part or once did. Raises NotFound for every other: nobody
    may learn who applied or was refused."""
    query = select(Organisation).where(Organisation.key == key, Organisation.state.in_(PUBLIC))
    organisation = db.session.scalar(query)
    if organisation is None:
        raise NotFound(NO_ORGANISATION)
    return organisation


def free_key(key: str) -> str:
    """Return the key, with the next free number if an organisation has or had it."""
    like = select(Organisation.key).where(Organisation.key.startswith(key, autoescape=True))
    taken = set(db.session.scalars(like.order_by(Organisation.key)))
    number = 2
    free = key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def of_account(account_id: int) -> list[Organisation]:
    """Return the approved organisations that an account may act for at this moment, by name."""
    return [
        organisation
        for organisation in memberships(account_id)
        if organisation.state == OrganisationState.APPROVED
    ]


def memberships(account_id: int) -> list[Organisation]:
    """Return the organisations that an account belongs to or applied for, whatever became of them,
    by name."""
    query = (
        select(Organisation)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(OrganisationMember.account_id == account_id)
    )
    return list(db.session.scalars(query.order_by(Organisation.compared_name, Organisation.id)))


def own(organisation_id: int, account_id: int) -> Organisation:
    """Return an organisation of this account. Raises NotFound, also for somebody else's."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not is_member(organisation_id, account_id):
        raise NotFound(NO_ORGANISATION)
    return organisation


def is_member(organisation_id: int, account_id: int) -> bool:
    """Tell whether an account belongs to an organisation, whatever its state."""
    return db.session.get(OrganisationMember, (organisation_id, account_id)) is not None


def get(organisation_id: int) -> Organisation:
    """Return an organisation in whatever state, for staff. Raises NotFound."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound(NO_ORGANISATION)
    return organisation


def listed(state: OrganisationState, total: int, number: int, per_page: int) -> Page[Organisation]:
    """Return one page of the organisations in a state, of which there are `total`, those that have
    waited longest first. Raises NotFound for a page after the last."""
    query = select(Organisation).where(Organisation.state == state)
    rows = query.order_by(Organisation.applied_at, Organisation.id)
    return _page(rows, total, number, per_page)


def state_counts() -> dict[str, int]:
    """Return how many organisations are in each state."""
    query = select(Organisation.state, func.count(Organisation.id)).group_by(Organisation.state)
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Organisation.state))}


def held(key: str, account_id: int) -> int | None:
    """Return the id of the organisation with this key if it takes part and the account acts for
    it, with both rows held until the transaction ends; None otherwise.

    Whoever leaves at the same moment leaves before what is done for the organisation, or after.
    """
    query = (
        select(Organisation.id)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(
            Organisation.key == key,
            Organisation.state == OrganisationState.APPROVED,
            OrganisationMember.account_id == account_id,
        )
        .with_for_update(read=True)
    )
    return db.session.scalar(query)


def waiting_count() -> int:
    """Return how many organisations wait for a decision."""
    return state_counts().get(OrganisationState.APPLIED, 0)


def applications_due() -> Select[Any]:
    """Return the query of the organisations that wait for a decision, for `web.counting`."""
    since = func.min(Organisation.applied_at)
    query = select(*columns(func.count(Organisation.id), since=since))
    return query.where(Organisation.state == OrganisationState.APPLIED)


def of_the_same_name(organisation: Organisation) -> list[Organisation]:
    """Return the other organisations with this name in whatever state, oldest first, for staff."""
    query = select(Organisation).where(
        Organisation.compared_name == organisation.compared_name, Organisation.id != organisation.id
    )
    return list(db.session.scalars(query.order_by(Organisation.applied_at, Organisation.id)))


def members(organisation_id: int) -> list[Account]:
    """Return the accounts of an organisation, the first one first."""
    return list(db.session.scalars(_members(organisation_id)))


def members_page(organisation_id: int, number: int, per_page: int) -> Page[Account]:
    """Return one page of an organisation's members, the first one first. Raises NotFound for a page
    after the last."""
    return _page(_members(organisation_id), member_count(organisation_id), number, per_page)


def _members(organisation_id: int) -> Select[Account]:
    return (
        select(Account)
        .join(OrganisationMember, OrganisationMember.account_id == Account.id)
        .where(OrganisationMember.organisation_id == organisation_id)
        .order_by(OrganisationMember.since, OrganisationMember.account_id)
    )


def _page(query: Select[T], total: int, number: int, per_page: int) -> Page[T]:
    rows = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page))
    listing = Page(list(rows), number, total, per_page)
    if number > listing.pages:
        raise NotFound(N_("Diese Seite der Liste gibt es nicht."))
    return listing


def member_count(organisation_id: int) -> int:
    """Return how many accounts belong to an organisation."""
    mine = OrganisationMember.organisation_id == organisation_id
    return db.session.scalar(select(func.count()).where(mine)) or 0


def contact_of(organisation: Organisation) -> str:
    """Return the contact in plain text, "" once the organisation has left."""
    return decrypt(key_file().address_key, organisation.contact) if organisation.contact else ""


def application_of(organisation: Organisation) -> Application:
    """Return what was applied with."""
    return Application(
        name=organisation.name,
        kind=organisation.kind,
        text=organisation.text,
        link=organisation.link,
        contact=contact_of(organisation),
    )


def draft_of(token: str | None, now: datetime) -> Application | None:
    """Return the application that waits under a token, None when there is none any more."""
    query = select(OrganisationDraft.content).where(
        OrganisationDraft.token_hash == token_hash(token or ""), OrganisationDraft.expires_at > now
    )
    content = db.session.scalar(query) if token else None
    if content is None:
        return None
    return Application(**json.loads(decrypt(key_file().address_key, content)))


def open_invitations(organisation_id: int, now: datetime) -> list[OrganisationInvitation]:
    """Return the invitations of an organisation that can still be accepted, newest first."""
    query = select(OrganisationInvitation).where(
        OrganisationInvitation.organisation_id == organisation_id, *still_open(now)
    )
    return list(db.session.scalars(query.order_by(OrganisationInvitation.id.desc())))


def invitation(token: str, address_hash: str, now: datetime) -> OrganisationInvitation:
    """Return an open invitation to an address. Raises Expired for one that ended, is too old or was
    never made, and for one to another address: its holder learns nothing of the organisation."""
    query = select(OrganisationInvitation).where(
        OrganisationInvitation.token_hash == token_hash(token),
        OrganisationInvitation.address_hash == address_hash,
        *still_open(now),
    )
    row = db.session.scalar(query)
    if row is None:
        raise Expired(INVITATION_ENDED)
    return row


def address_of_invitation(row: OrganisationInvitation) -> str:
    """Return the address an open invitation was mailed to."""
    return decrypt(key_file().address_key, row.address or "")


def still_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which an invitation can be accepted."""
    return OrganisationInvitation.ended_at.is_(None), OrganisationInvitation.expires_at > now


def data_of(account_id: int) -> list[dict[str, Any]]:
    """Return the organisations of an account as JSON values, with what was applied with."""
    query = (
        select(Organisation, OrganisationMember.since)
        .join(OrganisationMember, OrganisationMember.organisation_id == Organisation.id)
        .where(OrganisationMember.account_id == account_id)
        .order_by(Organisation.compared_name, Organisation.id)
    )
    return [
        {
            **asdict(application_of(row.Organisation)),
            "state": row.Organisation.state,
            "applied_at": row.Organisation.applied_at.isoformat(),
            "member_since": row.since.isoformat(),
        }
        for row in db.session.execute(query)
    ]
