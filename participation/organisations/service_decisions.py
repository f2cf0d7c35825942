"""What staff decide about organisations: approve, refuse, end that one takes part. Each decision is
audited, and told by mail to whoever it is about."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.city.queries import city
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import token_hash
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden
from participation.organisations import mails, queries, rules
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import OrganisationState
from participation.organisations.service import DECIDED, end, lock
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url

OWN_APPLICATION = N_("Über Ihren eigenen Antrag entscheidet jemand anderes.")
NO_LONGER = N_("Diese Organisation nimmt nicht mehr teil.")
NAME_TAKEN = N_(
    "„%(name)s“ nimmt schon teil. Zwei Organisationen mit diesem Namen gehen nicht. Lehnen Sie den"
    " Antrag ab."
)


def approve(organisation_id: int, *, by: Account, clock: Clock) -> Organisation:
    """Let an organisation take part and tell whoever applied. Doing it twice changes nothing.

    Raises NotFound, Forbidden for one's own application (same address), Conflict when somebody else
    has decided, and BadInput when one of its name takes part.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    organisation = _lock_decision(organisation_id)
    if _is_own_repetition(organisation, OrganisationState.APPROVED, actor):
        return organisation
    _require_waiting(organisation, by_hash)
    taking_part = queries.approved_named(organisation.compared_name)
    if taking_part is not None:
        raise BadInput(NAME_TAKEN, name=taking_part.name)
    organisation.key = queries.free_key(rules.key_of(organisation.name))
    _decide(organisation, OrganisationState.APPROVED, actor, clock)
    _record(organisation, "organisation.approved", actor, clock)
    url = external_url("organisations.own", organisation_id=organisation.id)
    _tell(organisation, mails.approved, url, clock)
    return organisation


def refuse(organisation_id: int, *, reason: str, by: Account, clock: Clock) -> Organisation:
    """Refuse an application and tell whoever applied why. Doing it twice changes nothing.

    Raises NotFound, Forbidden for one's own application (same address), Conflict when somebody else
    has decided, and BadInput without a reason.
    """
    reason = rules.check_reason(reason)
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    organisation = _lock_decision(organisation_id)
    if _is_own_repetition(organisation, OrganisationState.REFUSED, actor, reason):
        return organisation
    _require_waiting(organisation, by_hash)
    organisation.reason = reason
    _decide(organisation, OrganisationState.REFUSED, actor, clock)
    _record(organisation, "organisation.refused", actor, clock, reason=reason)
    url = external_url("organisations.own", organisation_id=organisation.id)
    _tell(organisation, mails.refused, url, clock)
    return organisation


def dismiss(organisation_id: int, *, reason: str, by: Account, clock: Clock) -> Organisation:
    """End that an approved organisation takes part and tell its members why. Doing it twice changes
    nothing. Raises NotFound, Conflict when it takes part no longer, and BadInput without a
    reason."""
    reason = rules.check_reason(reason)
    actor = Actor(by.id, by.label)
    organisation = _lock_decision(organisation_id)
    if _is_own_repetition(organisation, OrganisationState.LEFT, actor, reason):
        return organisation
    if organisation.state != OrganisationState.APPROVED:
        raise Conflict(NO_LONGER)
    organisation.reason = reason
    _decide(organisation, OrganisationState.LEFT, actor, clock)
    _record(organisation, "organisation.dismissed", actor, clock, reason=reason)
    url = external_url("organisations.own", organisation_id=organisation.id)
    _tell(organisation, mails.dismissed, url, clock)
    end(organisation, clock)
    return organisation


def _lock_decision(organisation_id: int) -> Organisation:
    begin_write()
    # One decision at a time, so that two of one name cannot both be approved.
    accounts.lock_hash(token_hash("organisations"))
    return lock(organisation_id)


def _is_own_repetition(
    organisation: Organisation, state: OrganisationState, actor: Actor, reason: str = ""
) -> bool:
    return (
        organisation.state == state
        and organisation.decided_by_id == actor.id
        and organisation.reason == reason
    )


def _require_waiting(organisation: Organisation, by_hash: str) -> None:
    if organisation.state != OrganisationState.APPLIED:
        raise Conflict(DECIDED)
    members = (
        select(func.count())
        .select_from(OrganisationMember)
        .join(Account, Account.id == OrganisationMember.account_id)
        .where(
            OrganisationMember.organisation_id == organisation.id, Account.address_hash == by_hash
        )
    )
    if db.session.scalar(members):
        raise Forbidden(OWN_APPLICATION)


def _decide(
    organisation: Organisation, state: OrganisationState, actor: Actor, clock: Clock
) -> None:
    organisation.state = state.value
    organisation.decided_at = clock.now()
    organisation.decided_by_id = actor.id
    organisation.decided_by = actor.label
    db.session.flush()


def _tell(organisation: Organisation, mail: mails.Decision, url: str, clock: Clock) -> None:
    name = city().name
    for account in queries.members(organisation.id):
        if account.active:
            about = mails.About(organisation.name, organisation.reason, url, name)
            draft = mail(about, account.language)
            enqueue(draft, to=accounts.address_of(account), clock=clock)


def _record(
    organisation: Organisation, action: str, actor: Actor, clock: Clock, **details: str
) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="organisation",
        # What was refused can be deleted, also its name.
        subject_id=organisation.key if organisation.state in queries.PUBLIC else organisation.id,
        clock=clock,
        **details,
    )
