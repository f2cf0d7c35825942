"""Reading organisations: what everybody may know, what an account acts for, what awaits staff."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import OrganisationState

NO_ORGANISATION = N_("Diese Organisation gibt es hier nicht.")
PUBLIC = (OrganisationState.APPROVED, OrganisationState.LEFT)


def approved() -> list[Organisation]:
    """Return the organisations that take part, by name."""
    query = select(Organisation).where(Organisation.state == OrganisationState.APPROVED)
    return list(db.session.scalars(query.order_by(Organisation.compared_name, Organisation.id)))


def approved_exists() -> ColumnElement[bool]:
    """Return the condition that any organisation takes part, for the menu."""
    return exists().where(Organisation.state == OrganisationState.APPROVED)


def by_key(key: str) -> Organisation:
    """Return an organisation that takes part or once did. Raises NotFound for every other: nobody
    may learn who applied or was refused."""
    query = select(Organisation).where(Organisation.key == key, Organisation.state.in_(PUBLIC))
    organisation = db.session.scalar(query)
    if organisation is None:
        raise NotFound(NO_ORGANISATION)
    return organisation


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


def waiting_count() -> int:
    """Return how many organisations wait for a decision."""
    query = select(func.count(Organisation.id))
    waiting = query.where(Organisation.state == OrganisationState.APPLIED)
    return db.session.scalar(waiting) or 0
