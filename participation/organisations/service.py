"""What people do so that an organisation takes part: apply, and delete the application."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, new_token, token_hash
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.keyring.queries import ORGANISATION_ENDED, key_file
from participation.keyring.service import note_withdrawal
from participation.organisations import queries, rules
from participation.organisations.models import (
    Organisation,
    OrganisationDraft,
    OrganisationInvitation,
    OrganisationMember,
)
from participation.organisations.rules import Application, OrganisationState
from participation.web.statements import affected_rows
from participation.web.transactions import begin_write

TAKES_PART = N_(
    "„%(name)s“ nimmt schon teil. Gehören Sie dazu? Dann bitten Sie ein Mitglied um eine Einladung."
)
APPLIED_ALREADY = N_(
    "Für „%(name)s“ haben Sie schon einen Antrag gestellt. Möchten Sie etwas ändern? Dann löschen"
    " Sie ihn in „Mein Bereich“ und stellen ihn neu."
)
TOO_MANY = N_(
    "Von Ihnen warten schon %(most)s Anträge. Stellen Sie den nächsten, wenn über einen davon"
    " entschieden ist."
)
DECIDED = N_("Über diesen Antrag hat inzwischen jemand anderes entschieden.")


class InvalidApplication(BadInput):
    """An application has problems, each at its field."""

    def __init__(self, problems: Iterable[BadInput]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def keep_draft(application: Application, *, clock: Clock) -> str:
    """Store what somebody typed before signing in; return the token of its address, of which the
    table keeps the hash. Raises InvalidApplication, and BadInput for one that takes part."""
    application = _checked(application)
    content = json.dumps(asdict(application))
    token = new_token()
    session = begin_write()
    _require_free_name(rules.compared_name(application.name))
    session.add(
        OrganisationDraft(
            token_hash=token_hash(token),
            content=encrypt(key_file().address_key, content),
            expires_at=clock.now() + rules.DRAFT_LASTS,
        )
    )
    session.flush()
    return token


def apply(
    application: Application, *, account: Account, clock: Clock, draft: str | None = None
) -> Organisation:
    """Apply for an organisation; the account is its first member. Applying with the same words a
    second time returns the first application. A kept draft is deleted.

    Raises InvalidApplication, NotFound when the account was deleted meanwhile, and BadInput for an
    organisation that takes part, one of the same name that waits, or too many that wait.
    """
    application = _checked(application)
    account_id = account.id
    session = begin_write()
    # One application of an account at a time, so that two tabs cannot both be the first.
    mine = select(Account.id).where(Account.id == account_id, Account.active)
    if session.scalar(mine.with_for_update(key_share=True)) is None:
        raise NotFound()
    compared = rules.compared_name(application.name)
    waiting = [
        each for each in queries.memberships(account_id) if each.state == OrganisationState.APPLIED
    ]
    same = next((each for each in waiting if each.compared_name == compared), None)
    if same is not None and queries.application_of(same) == application:
        return same
    if same is not None:
        raise BadInput(APPLIED_ALREADY, field="name", name=same.name)
    _require_free_name(compared)
    if len(waiting) >= rules.MOST_APPLICATIONS:
        raise BadInput(TOO_MANY, most=rules.MOST_APPLICATIONS)
    return _add(session, application, account_id, draft, clock)


def withdraw(organisation_id: int, *, account: Account, clock: Clock) -> None:
    """Delete an application that waits or was refused, with everything kept of it. Raises NotFound
    for somebody else's, and Conflict once it was approved."""
    account_id = account.id
    begin_write()
    organisation = lock_own(organisation_id, account_id)
    if organisation.state not in (OrganisationState.APPLIED, OrganisationState.REFUSED):
        raise Conflict(DECIDED)
    note_withdrawal(ORGANISATION_ENDED, organisation.key, clock=clock)
    delete_application(organisation)


def end(organisation: Organisation, clock: Clock) -> None:
    """Let a locked organisation no longer take part: what is needed to reach it and its open
    invitations go; its name stays with what it has published."""
    note_withdrawal(ORGANISATION_ENDED, organisation.key, clock=clock)
    organisation.state = OrganisationState.LEFT.value
    organisation.left_at = clock.now()
    organisation.contact = ""
    session = db.session()
    session.flush()
    mine = OrganisationInvitation.organisation_id == organisation.id
    session.execute(delete(OrganisationInvitation).where(mine))


def delete_application(organisation: Organisation) -> None:
    """Delete a locked application: nobody but its members and staff ever heard of it."""
    session = db.session()
    mine = OrganisationMember.organisation_id == organisation.id
    session.execute(delete(OrganisationMember).where(mine))
    session.delete(organisation)
    session.flush()


def lock_own(organisation_id: int, account_id: int) -> Organisation:
    """Return a member's organisation, locked in the present writing transaction. Raises NotFound,
    also when it is somebody else's, so that nobody learns which there are."""
    organisation = lock(organisation_id)
    if not queries.is_member(organisation_id, account_id):
        raise NotFound(queries.NO_ORGANISATION)
    return organisation


def purge_drafts(clock: Clock) -> int:
    """Delete drafts that have waited long enough; return how many."""
    expired = delete(OrganisationDraft).where(OrganisationDraft.expires_at <= clock.now())
    return affected_rows(begin_write().execute(expired))


def _checked(application: Application) -> Application:
    try:
        application = rules.normal(application)
    except BadInput as problem:
        others = rules.problems(application)
        raise InvalidApplication([*others, problem]) from problem
    found = tuple(rules.problems(application))
    if found:
        raise InvalidApplication(found)
    return application


def _require_free_name(compared: str) -> None:
    taking_part = queries.approved_named(compared)
    if taking_part is not None:
        raise BadInput(TAKES_PART, field="name", name=taking_part.name)


def _add(
    session: Session, application: Application, account_id: int, draft: str | None, clock: Clock
) -> Organisation:
    now = clock.now()
    organisation = Organisation(
        key=new_token()[: rules.KEY_LENGTH],
        name=application.name,
        compared_name=rules.compared_name(application.name),
        kind=application.kind,
        state=OrganisationState.APPLIED.value,
        text=application.text,
        link=application.link,
        contact=encrypt(key_file().address_key, application.contact),
        applied_at=now,
    )
    session.add(organisation)
    session.flush()
    session.add(
        OrganisationMember(organisation_id=organisation.id, account_id=account_id, since=now)
    )
    if draft:
        used = OrganisationDraft.token_hash == token_hash(draft)
        session.execute(delete(OrganisationDraft).where(used))
    session.flush()
    return organisation


def lock(organisation_id: int) -> Organisation:
    """Return an organisation, locked in the present writing transaction. Raises NotFound."""
    # FOR UPDATE: who comes second waits here and then sees what the first one did.
    query = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    organisation = db.session.scalar(query)
    if organisation is None:
        raise NotFound(queries.NO_ORGANISATION)
    return organisation
