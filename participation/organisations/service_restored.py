"""What of applications, organisations and memberships ended since a backup, when it has taken the
database's place: the journal beside the key file knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import delete, select

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.journal import Entry
from participation.keyring import queries as keyring
from participation.organisations import queries
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import OrganisationState
from participation.organisations.service import delete_application, end, lock
from participation.web.transactions import begin_write


def returned() -> Iterator[Callable[[], object]]:
    """Yield what has to be done again."""
    yield from _memberships()
    yield from _organisations()


def _organisations() -> Iterator[Callable[[], object]]:
    ended = keyring.erased(keyring.ORGANISATION_ENDED)
    query = select(Organisation.id, Organisation.key)
    still = query.where(Organisation.state != OrganisationState.LEFT).order_by(Organisation.id)
    for organisation_id, key in db.session.execute(still).all() if ended else ():
        entry = ended.get(keyring.erased_mark(key))
        if entry is not None:
            yield partial(_end_again, organisation_id, entry)


def _memberships() -> Iterator[Callable[[], object]]:
    ended = keyring.erased(keyring.MEMBERSHIP_ENDED, undone_by=keyring.MEMBERSHIP_BEGUN)
    if not ended:
        return
    query = (
        select(OrganisationMember.organisation_id, Account.id, Account.address_hash)
        .add_columns(Organisation.key)
        .join(Account, Account.id == OrganisationMember.account_id)
        .join(Organisation, Organisation.id == OrganisationMember.organisation_id)
        .order_by(OrganisationMember.organisation_id, Account.id)
    )
    for organisation_id, account_id, address_hash, key in db.session.execute(query).all():
        if keyring.erased_mark(address_hash, key) in ended:
            yield partial(_end_membership, organisation_id, account_id)


def _end_membership(organisation_id: int, account_id: int) -> None:
    """End a membership, also if it is the last: who was removed acts for nobody any more."""
    row = (
        OrganisationMember.organisation_id == organisation_id,
        OrganisationMember.account_id == account_id,
    )
    begin_write().execute(delete(OrganisationMember).where(*row))


def _end_again(organisation_id: int, entry: Entry) -> None:
    begin_write()
    organisation = lock(organisation_id)
    if organisation.state in queries.PUBLIC:
        end(organisation, FixedClock(entry.at))
    else:
        delete_application(organisation)
