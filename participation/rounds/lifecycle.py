"""The steps of a round that staff take: publish, extend a window, archive and bring back."""

from __future__ import annotations

from datetime import datetime

from participation.audit.service import Actor
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen, WindowClosed
from participation.kernel.text import clean_text
from participation.keyring.queries import key_file
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.configuration.serialisation import utc
from participation.rounds.editing import WITHDRAWN, check, fix_rules
from participation.rounds.models import Deviation, Round
from participation.rounds.owed import unanswered_ideas
from participation.rounds.readiness import missing
from participation.rounds.rules import (
    Phase,
    Window,
    due_before_closing,
    first_opening,
    may_change_rules,
    phase,
)
from participation.rounds.service import lock_round, log_deviation, record_change
from participation.strategy.queries import frame_of as strategy_frame
from participation.strategy.rules import Frame
from participation.web.translation import in_every_language

REASON_LENGTH = 1000


def publish(
    round_id: int,
    *,
    actor: Actor,
    clock: Clock,
    frame: Frame | None = None,
    version: int | None = None,
    must_be_complete: bool = False,
) -> Round:
    """Publish a round: it takes its own copy of the strategy, its rules get their hash, its key is
    made. On a page nothing may be missing then (`readiness.missing`).

    A round whose windows lie in the past counts as published when the first one opened (a record of
    an earlier round). Raises InvalidSettings, and Conflict when `version` is no longer the present
    one or the round is published already.
    """
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if round_.withdrawn_at is not None:
        raise Frozen(WITHDRAWN)
    if round_.published_at is not None or (version is not None and version != round_.version):
        raise Conflict()
    settings = round_.settings
    frame = frame or strategy_frame(round_.strategy)
    check(settings, frame, published=True)
    lacking = missing(round_) if must_be_complete else []
    if lacking:
        raise InvalidSettings(lacking)
    opening = first_opening(round_.windows)
    round_.published_at = min(now, opening) if opening else now
    fix_rules(round_, settings, frame)
    if not round_.is_named:
        key_file().ensure_round_key(round_.uid)
    record_change(round_, "round.published", actor, clock)
    return round_


def extend_window(
    round_id: int,
    which: str,
    closes: datetime,
    *,
    reason: str,
    actor: Actor,
    clock: Clock,
    version: int | None = None,
) -> Deviation:
    """Let a window ("ideas" or "weights") close later. The reason is logged, shown, and named with
    every result.

    Raises WindowClosed once it has closed, BadInput for an earlier end, a missing reason, or while
    the rules may still be changed by editing, Conflict when `version` is no longer the present one.
    """
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if version is not None and version != round_.version:
        raise Conflict()
    window = round_.ideas_window if which == "ideas" else round_.weights_window
    reason = clean_text(reason)
    _check_extension(round_, window, closes, reason, now)
    if which == "ideas":
        _check_answers_due(round_, closes)
    before = window.closes
    if which == "ideas":
        round_.ideas_closes_at = closes
    else:
        round_.weights_closes_at = closes
    following.tell(
        Kind.ROUND,
        round_.slug,
        event="round.extended",
        what=in_every_language(N_("Die Runde ist verlängert.")),
        clock=clock,
    )
    details = {"window": which, "from": utc(before), "to": utc(closes)}
    return log_deviation(
        round_,
        kind="window_extended",
        reason=reason,
        actor=actor,
        clock=clock,
        action="round.extended",
        **details,
    )


def archive(round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Take a round off the home page; its pages stay. Raises BadInput while something stands in the
    way (`in_the_way_of_archiving`)."""
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if round_.archived_at is not None:
        return
    obstacle = in_the_way_of_archiving(round_, now)
    if obstacle is not None:
        raise obstacle
    round_.archived_at = now
    record_change(round_, "round.archived", actor, clock)


def in_the_way_of_archiving(round_: Round, now: datetime) -> BadInput | None:
    """Return why a round cannot be archived yet, or None: a window is open or still to open, or
    answers are missing that its rules promise."""
    if round_.published_at is None:
        return None
    if any(phase(window, now) in (Phase.BEFORE, Phase.OPEN) for window in round_.windows):
        return BadInput(
            N_(
                "Die Runde ist noch nicht beendet. Archivieren Sie sie nach dem letzten"
                " Zeitfenster."
            )
        )
    count = unanswered_ideas(round_.id) if round_.settings.answers_due else 0
    if not count:
        return None
    message = N_(
        "Ideen ohne Antwort: %(count)s. Beantworten Sie sie, oder veröffentlichen Sie eine"
        " allgemeine Antwort."
    )
    return BadInput(message, count=count)


def bring_back(round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Show an archived round on the home page again."""
    round_ = lock_round(round_id, exclusive=True)
    if round_.archived_at is None:
        return
    round_.archived_at = None
    record_change(round_, "round.brought_back", actor, clock)


def _check_answers_due(round_: Round, closes: datetime) -> None:
    due = round_.settings.answers_due
    if due and due_before_closing(due, closes, round_.timezone):
        message = N_(
            "Bis zu diesem Ende sollen die Ideen schon beantwortet sein. Wählen Sie ein früheres."
        )
        raise BadInput(message, field="closes")


def _check_extension(
    round_: Round, window: Window, closes: datetime, reason: str, now: datetime
) -> None:
    if may_change_rules(round_.windows, now, published=round_.published_at is not None):
        raise BadInput(
            N_("Die Runde hat noch nicht begonnen. Ändern Sie das Zeitfenster direkt."),
            field="closes",
        )
    if phase(window, now) not in (Phase.BEFORE, Phase.OPEN) or window.closes is None:
        raise WindowClosed(
            N_("Dieses Zeitfenster ist schon geschlossen. Es lässt sich nicht mehr verlängern.")
        )
    if closes <= window.closes:
        raise BadInput(
            N_("Das neue Ende liegt nicht nach dem alten. Wählen Sie ein späteres."), field="closes"
        )
    planned = round_.settings.publish_results_at
    if planned and closes > planned:
        message = N_(
            "Zu dieser Zeit sollen schon Ergebnisse erscheinen. Wählen Sie ein früheres Ende."
        )
        raise BadInput(message, field="closes")
    if not reason:
        raise BadInput(
            N_("Die Begründung fehlt. Sie steht später bei jedem Ergebnis."), field="reason"
        )
    if len(reason) > REASON_LENGTH:
        message = N_("Die Begründung ist zu lang. Kürzen Sie sie auf %(longest)s Zeichen.")
        raise BadInput(message, field="reason", longest=REASON_LENGTH)
