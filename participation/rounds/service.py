"""What every write on a round begins with, what is logged about it, and how residents join. Staff's
own work is in `editing`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound, WindowClosed
from participation.keyring import service as keyring
from participation.keyring.queries import CONSENT_GIVEN_AGAIN
from participation.rounds import consent, queries
from participation.rounds.models import Deviation, Participation, Round
from participation.rounds.queries import NO_ROUND
from participation.rounds.rules import RoundState, state
from participation.web.transactions import begin_write

FOR_ORGANISATIONS = N_("An dieser Runde nehmen Partner der Stadt teil, keine einzelnen Menschen.")
LOCK_SPACE = 7301
"""First number of the advisory locks of rounds on PostgreSQL; the second is the round's id."""


class MissingTicks(BadInput):
    """Every tick that is missing; `problems` are in the order of the page, each names its field."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)


def lock_round(round_id: int, *, exclusive: bool = False) -> Round:
    """Begin a writing transaction, take the round's lock and return the round as it stands now.

    Ballots and ideas hold it shared, changes of the round and snapshots hold it exclusively; the
    clock is read after it is held. On SQLite a writing transaction excludes every other already.
    Raises NotFound.
    """
    session = begin_write()
    if session.get_bind().dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        session.execute(text(f"SELECT {kind}(:space, :id)"), {"space": LOCK_SPACE, "id": round_id})
    round_ = session.scalar(
        select(Round).where(Round.id == round_id).execution_options(populate_existing=True)
    )
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_


def join_round(
    account_id: int,
    round_id: int,
    *,
    consent_version: str,
    agreed: bool,
    declared: bool,
    of_age: bool,
    wants_results: bool,
    clock: Clock,
) -> Participation:
    """Note that a person agrees to take part; agreeing again only changes the wish to hear of the
    result.

    Raises MissingTicks, Conflict when the consent text changed meanwhile,
    WindowClosed after the end, Forbidden where organisations take part: their members agree to
    nothing that is about secret ballots.
    """
    round_ = lock_round(round_id)
    now = clock.now()
    if round_.is_named:
        raise Forbidden(FOR_ORGANISATIONS)
    if state(round_.windows, now) is RoundState.CLOSED:
        raise WindowClosed(N_("Diese Runde ist beendet. Sie können nicht mehr teilnehmen."))
    _check_ticks(round_, agreed=agreed, declared=declared, of_age=of_age)
    if consent_version != consent.current().version:
        raise Conflict(
            N_("Der Text der Einwilligung hat sich geändert. Bitte lesen Sie ihn noch einmal.")
        )
    query = select(Participation).where(
        Participation.round_id == round_id, Participation.account_id == account_id
    )
    participation = db.session.scalar(query)
    if participation is None:
        participation = Participation(round_id=round_id, account_id=account_id)
        db.session.add(participation)
    elif participation.withdrawn_at is None:
        participation.wants_results = wants_results
        db.session.flush()
        return participation
    else:
        address_hash = db.session.get_one(Account, account_id).address_hash
        keyring.note_withdrawal(CONSENT_GIVEN_AGAIN, address_hash, round_.uid, clock=clock)
    participation.consent_version, participation.consent_hash = (
        consent.current().version,
        consent.current().hash,
    )
    participation.consented_at, participation.withdrawn_at = _day_of(now, round_), None
    participation.declared, participation.of_age, participation.wants_results = (
        declared,
        of_age,
        wants_results,
    )
    db.session.flush()
    return participation


def withdraw_consent(account_id: int, round_id: int, *, clock: Clock) -> None:
    """Take a person's consent back; they can agree again later. What becomes of ballot and ideas is
    decided above."""
    round_ = lock_round(round_id)
    participation = queries.participation(round_id, account_id)
    if participation is not None:
        participation.withdrawn_at = _day_of(clock.now(), round_)
        participation.wants_results = False
        db.session.flush()


def _day_of(moment: datetime, round_: Round) -> datetime:
    """Return the beginning of a moment's day in the round's zone: a more exact time would tell in
    which order people joined."""
    local = moment.astimezone(ZoneInfo(round_.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def record_about(round_: Round, action: str, *, actor: Actor, clock: Clock, **details: Any) -> None:
    """Append to the record what was done about a round."""
    record(
        actor=actor,
        action=action,
        subject_kind="round",
        subject_id=round_.slug,
        clock=clock,
        **details,
    )


def log_deviation(
    round_: Round,
    *,
    kind: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    action: str = "round.deviated",
    **details: Any,
) -> Deviation:
    """Log a departure from the fixed rules, with its reason and an audit row; the caller holds the
    round's lock.

    `kind` is "window_extended", "late_paper", "batch_set_aside", "invalid_paper", "uncounted",
    "key_backstop", "stopped" or "withdrawn"; `details` are JSON values.
    """
    deviation = Deviation(
        round_id=round_.id,
        kind=kind,
        reason=reason,
        at=clock.now(),
        actor_id=actor.id,
        actor_label=actor.label,
        details=details,
    )
    db.session.add(deviation)
    db.session.flush()
    record_change(round_, action, actor, clock, kind=kind, reason=reason, **details)
    return deviation


def _check_ticks(round_: Round, *, agreed: bool, declared: bool, of_age: bool) -> None:
    missing = []
    if not agreed:
        message = N_("Ohne Ihre Einwilligung geht es nicht. Setzen Sie das Häkchen.")
        missing.append(BadInput(message, field="agreed"))
    if round_.settings.declaration and not declared:
        message = N_("Bestätigen Sie, dass der Satz auf Sie zutrifft.")
        missing.append(BadInput(message, field="declared"))
    if round_.settings.minimum_age and not of_age:
        message = N_(
            "An dieser Runde können Sie ab %(age)s Jahren teilnehmen. Bestätigen Sie Ihr Alter."
        )
        missing.append(BadInput(message, field="of_age", age=round_.settings.minimum_age))
    if missing:
        raise MissingTicks(missing)


def record_change(round_: Round, action: str, actor: Actor, clock: Clock, **details: Any) -> None:
    """Append to the audit record what happened to a round, with the hash its rules have now."""
    details = {"rules_hash": round_.rules_hash, **details}
    record_about(round_, action, actor=actor, clock=clock, **details)
