"""What staff do with rounds: create, change, publish, extend, archive, copy. Every change is
checked under the round's lock."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from flask import current_app

from participation.audit.service import Actor
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen, WindowClosed
from participation.kernel.text import clean_text
from participation.keyring.queries import key_file
from participation.rounds import queries
from participation.rounds.checking import InvalidSettings, problems
from participation.rounds.document import rules_document, rules_hash
from participation.rounds.models import Deviation, Round
from participation.rounds.rules import Origin, Phase, Window, first_opening, may_change_rules, phase
from participation.rounds.serialisation import utc
from participation.rounds.service import lock_round, log_deviation, record_change
from participation.rounds.settings import Settings, differences
from participation.rounds.specs import specs_of
from participation.strategy.models import Strategy
from participation.strategy.queries import frame_of as strategy_frame
from participation.strategy.rules import Frame
from participation.web.transactions import begin_write

REASON_LENGTH = 1000
_TAKEN = N_("Diese Adresse ist vergeben. Wählen Sie eine andere.")


def create(settings: Settings, *, strategy: Strategy, actor: Actor, clock: Clock) -> Round:
    """Add a round as a draft. Raises InvalidSettings with everything that is wrong."""
    session = begin_write()
    if queries.find(settings.slug) is not None:
        raise InvalidSettings([BadInput(_TAKEN, field="slug")])
    _check(settings, strategy_frame(strategy), published=False)
    round_ = Round(
        uid=secrets.token_hex(16),
        origin=(Origin.TRIAL if current_app.config["DEMO"] else Origin.CITY).value,
        strategy_id=strategy.id,
        preview_token=secrets.token_urlsafe(24),
        created_at=clock.now(),
        settings=settings,
    )
    session.add(round_)
    session.flush()
    record_change(round_, "round.created", actor, clock)
    return round_


def change(
    round_id: int,
    settings: Settings,
    *,
    actor: Actor,
    clock: Clock,
    strategy: Strategy | None = None,
    frame: Frame | None = None,
    version: int | None = None,
) -> bool:
    """Store a round's new settings; return whether anything changed.

    Until the first window opens everything may change, and the frame is taken anew (from the
    strategy, or `frame` where a file brings it); afterwards only the contact may. `version` is the
    one that was edited. Raises Conflict when it is no longer the present one, Frozen, and
    InvalidSettings with everything that is wrong.
    """
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if version is not None and version != round_.version:
        raise Conflict()
    published = round_.published_at is not None
    changed = differences(round_.settings, settings)
    if not may_change_rules(round_.windows, now, published=published):
        if frame is not None and frame.document() != round_.frame.document():
            changed.append("frame")
        return _change_frozen(round_, settings, changed, actor=actor, clock=clock)
    strategy = strategy or round_.strategy
    frame = frame or strategy_frame(strategy)
    if strategy.id != round_.strategy_id:
        changed.append("strategy")
    if published and frame.document() != round_.frame.document():
        changed.append("frame")
    if not changed:
        return False
    _check_change(round_, settings, frame, now)
    round_.strategy_id = strategy.id
    round_.settings = settings
    if published:
        _fix_rules(round_, settings, frame)
    record_change(round_, "round.changed", actor, clock, changed=changed)
    return True


def publish(
    round_id: int,
    *,
    actor: Actor,
    clock: Clock,
    frame: Frame | None = None,
    version: int | None = None,
) -> Round:
    """Publish a round: it takes its own copy of the strategy, its rules get their hash, its key is
    made.

    A round whose windows lie in the past counts as published when the first one opened (a record of
    an earlier round). Raises InvalidSettings, and Conflict when `version` is no longer the present
    one or the round is published already.
    """
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if round_.published_at is not None or (version is not None and version != round_.version):
        raise Conflict()
    settings = round_.settings
    frame = frame or strategy_frame(round_.strategy)
    _check(settings, frame, published=True)
    opening = first_opening(round_.windows)
    round_.published_at = min(now, opening) if opening else now
    _fix_rules(round_, settings, frame)
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
    before = window.closes
    if which == "ideas":
        round_.ideas_closes_at = closes
    else:
        round_.weights_closes_at = closes
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
    """Take a round off the home page; its pages stay. Raises BadInput while a window is open or
    still to open."""
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if round_.archived_at is not None:
        return
    if round_.published_at and any(
        phase(window, now) in (Phase.BEFORE, Phase.OPEN) for window in round_.windows
    ):
        raise BadInput(
            N_(
                "Die Runde ist noch nicht beendet. Archivieren Sie sie nach dem letzten"
                " Zeitfenster."
            )
        )
    round_.archived_at = now
    record_change(round_, "round.archived", actor, clock)


def copy_as_new(round_id: int, *, slug: str, actor: Actor, clock: Clock) -> Round:
    """Add a draft with the settings of another round, without its windows. Raises
    InvalidSettings for a slug that is taken."""
    begin_write()
    source = lock_round(round_id)
    nothing = Window()
    settings = replace(
        source.settings, slug=slug, ideas=nothing, weights=nothing, publish_results_at=None
    )
    return create(settings, strategy=source.strategy, actor=actor, clock=clock)


def _change_frozen(
    round_: Round, settings: Settings, changed: list[str], *, actor: Actor, clock: Clock
) -> bool:
    specs = specs_of(Settings)
    for name in changed:
        if name not in specs or not specs[name].lasting:
            raise Frozen(field=specs[name].path.partition(".")[0] if name in specs else name)
    if not changed:
        return False
    _check(settings, round_.frame, published=True)
    round_.settings = settings
    record_change(round_, "round.changed", actor, clock, changed=changed)
    return True


def _check_change(round_: Round, settings: Settings, frame: Frame, now: datetime) -> None:
    published = round_.published_at is not None
    if settings.slug != round_.slug and queries.find(settings.slug) is not None:
        raise InvalidSettings([BadInput(_TAKEN, field="slug")])
    _check(settings, frame, published=published)
    opening = first_opening(settings.windows)
    if published and opening is not None and opening <= now:
        message = N_(
            "Der Anfang liegt in der Vergangenheit. Eine veröffentlichte Runde öffnet erst danach."
        )
        raise InvalidSettings([BadInput(message, field="windows")])


def _check(settings: Settings, frame: Frame, *, published: bool) -> None:
    found = problems(settings, field_count=len(frame.fields), published=published)
    if found:
        raise InvalidSettings(found)


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


def _fix_rules(round_: Round, settings: Settings, frame: Frame) -> None:
    document = rules_document(settings, frame)
    round_.frame_document = frame.document()
    round_.rules_document = document
    round_.rules_hash = rules_hash(document)
