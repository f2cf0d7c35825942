"""What staff set about rounds: create, change, copy, and fix the rules. Every change is checked
under the round's lock; the steps of a round are in `lifecycle`."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from flask import current_app

from participation.audit.service import Actor
from participation.extensions import db
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen
from participation.rounds import queries
from participation.rounds.configuration.checking import InvalidSettings, problems
from participation.rounds.configuration.document import rules_document, rules_hash
from participation.rounds.configuration.readiness import missing
from participation.rounds.configuration.settings import Settings, differences
from participation.rounds.configuration.specs import specs_of
from participation.rounds.configuration.steps import Step, step_of
from participation.rounds.models import Round, RoundStep
from participation.rounds.rules import Origin, Window, first_opening, may_change_rules
from participation.rounds.service import lock_round, record_change
from participation.strategy.models import Strategy
from participation.strategy.queries import frame_of as strategy_frame
from participation.strategy.rules import Frame
from participation.strategy.service import fingerprint
from participation.web.transactions import begin_write

REASON_LENGTH = 1000
_FOR_WHOM = N_(
    "Für wen die Runde ist, steht mit der Veröffentlichung fest. Legen Sie eine neue Runde an."
)
WITHDRAWN = N_("Diese Runde ist zurückgezogen. Kopieren Sie sie, wenn Sie sie doch brauchen.")
_TAKEN = N_("Diese Adresse ist vergeben. Wählen Sie eine andere.")


def create(
    settings: Settings,
    *,
    strategy: Strategy,
    frame: Frame | None = None,
    actor: Actor,
    clock: Clock,
    step: Step | None = None,
) -> Round:
    """Add a round as a draft, about what the strategy asks now or the frame that a file brings.
    Raises InvalidSettings with everything that is wrong. `step` is the one that was saved."""
    session = begin_write()
    if queries.find(settings.slug) is not None:
        raise InvalidSettings([BadInput(_TAKEN, field="slug")])
    check(settings, frame or strategy_frame(strategy), published=False)
    now = clock.now()
    round_ = Round(
        uid=secrets.token_hex(16),
        origin=(Origin.TRIAL if current_app.config["DEMO"] else Origin.CITY).value,
        strategy_id=strategy.id,
        preview_token=secrets.token_urlsafe(24),
        created_at=now,
        settings=settings,
    )
    session.add(round_)
    session.flush()
    if step:
        session.add(RoundStep(round_id=round_.id, step=step.value, saved_at=now))
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
    step: Step | None = None,
) -> bool:
    """Store a round's new settings; return whether anything changed.

    Until the first window opens everything may change, and the frame is taken anew (from the
    strategy, or `frame` where a file brings it); afterwards only the contact may. `version` is the
    one that was edited, `step` the one that was saved: of a draft only what is wrong in that one
    refuses, the check says the rest. Raises Conflict when `version` is no longer the present one,
    Frozen, and InvalidSettings with everything that is wrong.
    """
    round_ = lock_round(round_id, exclusive=True)
    now = clock.now()
    if version is not None and version != round_.version:
        raise Conflict()
    if round_.withdrawn_at is not None:
        raise Frozen(WITHDRAWN)
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
    if step:
        db.session.merge(RoundStep(round_id=round_.id, step=step.value, saved_at=now))
    if not changed:
        return False
    _check_change(round_, settings, frame, now, step)
    round_.strategy_id = strategy.id
    if round_.slug != settings.slug:
        following.rename(Kind.ROUND, round_.slug, settings.slug)
    round_.settings = settings
    if published:
        fix_rules(round_, settings, frame)
    record_change(round_, "round.changed", actor, clock, changed=changed)
    return True


def take_frame(
    round_id: int, *, seen: str, version: int | None = None, actor: Actor, clock: Clock
) -> bool:
    """Take the strategy's present state over into a published round that has not begun.

    `seen` is the fingerprint of the state that was looked at. Raises Conflict when the strategy or
    the round have changed since, and Frozen.
    """
    round_ = lock_round(round_id, exclusive=True)
    if fingerprint(strategy_frame(round_.strategy)) != seen:
        raise Conflict()
    return change(round_id, round_.settings, version=version, actor=actor, clock=clock)


def copy_as_new(round_id: int, *, slug: str, actor: Actor, clock: Clock) -> Round:
    """Add a draft with the settings of another round, without its windows. Raises
    InvalidSettings for a slug that is taken."""
    source = lock_round(round_id)
    nothing = Window()
    settings = replace(
        source.settings,
        slug=slug,
        ideas=nothing,
        weights=nothing,
        publish_results_at=None,
        answers_due=None,
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
    check(settings, round_.frame, published=True)
    _check_nothing_lost(round_.settings, settings)
    round_.settings = settings
    record_change(round_, "round.changed", actor, clock, changed=changed)
    return True


def _check_change(
    round_: Round, settings: Settings, frame: Frame, now: datetime, step: Step | None
) -> None:
    published = round_.published_at is not None
    if published and settings.audience != round_.audience:
        raise InvalidSettings([BadInput(_FOR_WHOM, field="audience")])
    if settings.slug != round_.slug and queries.find(settings.slug) is not None:
        raise InvalidSettings([BadInput(_TAKEN, field="slug")])
    check(settings, frame, published=published, step=None if published else step)
    if published:
        _check_nothing_lost(round_.settings, settings)
    opening = first_opening(settings.windows)
    if published and opening is not None and opening <= now:
        message = N_(
            "Der Anfang liegt in der Vergangenheit. Eine veröffentlichte Runde öffnet erst danach."
        )
        raise InvalidSettings([BadInput(message, field="windows")])


def _check_nothing_lost(before: Settings, after: Settings) -> None:
    """Refuse to take from a published round what it needed to be published."""
    had = {problem.field for problem in missing(before)}
    lost = [problem for problem in missing(after) if problem.field not in had]
    if lost:
        raise InvalidSettings(lost)


def check(settings: Settings, frame: Frame, *, published: bool, step: Step | None = None) -> None:
    """Raise InvalidSettings with everything that is wrong, with `step` with what is wrong there."""
    errors = problems(settings, field_count=len(frame.fields), published=published)
    if step:
        errors = [error for error in errors if step_of(error) in (step, None)]
    if errors:
        raise InvalidSettings(errors)


def fix_rules(round_: Round, settings: Settings, frame: Frame) -> None:
    """Give a published round its own copy of the strategy, and its rules their hash."""
    document = rules_document(settings, frame)
    round_.frame_document = frame.document()
    round_.rules_document = document
    round_.rules_hash = rules_hash(document)
