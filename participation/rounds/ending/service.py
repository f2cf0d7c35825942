"""What administrators do to end a round before its time: stop it, or withdraw it before it
opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from participation.audit.service import Actor
from participation.extensions import db
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, WindowClosed
from participation.kernel.text import clean_text
from participation.keyring import service as keyring
from participation.rounds import queries
from participation.rounds.announcing.rules import Occasion, Part, event
from participation.rounds.configuration.serialisation import utc
from participation.rounds.ending.rules import (
    STOPPED,
    WITHDRAWN,
    discards_ballots,
    ended_early,
    may_stop,
    may_withdraw,
)
from participation.rounds.lifecycle import REASON_LENGTH
from participation.rounds.models import Deviation, Round
from participation.rounds.service import lock_round, log_deviation
from participation.web.translation import in_every_language

RESTORED = (
    "Diese Runde war schon gestoppt, als eine ältere Sicherung zurückgespielt wurde. Deshalb ist"
    " sie wieder gestoppt. Die Begründung von damals stand nicht in der Sicherung."
)
"""Stored as the reason of a deviation, like those that staff write: in German."""


def stop(
    round_id: int, *, reason: str, actor: Actor, clock: Clock, version: int | None = None
) -> Deviation:
    """End a round that has begun, now. Whoever holds the round's lock before has handed in, nobody
    after. The reason is logged, shown, and named with every result.

    Where its rules say so and people weight, the ballots are destroyed unread: from now on nothing
    is computed of them, and the worker deletes them. The same request again changes nothing. Raises
    BadInput without a reason, WindowClosed unless the round runs, and Conflict when `version` is no
    longer the present one.
    """
    round_ = lock_round(round_id, exclusive=True)
    reason = _checked(reason)
    if (known := _the_same(round_.id, STOPPED, reason, actor)) is not None:
        return known
    _check_version(round_, version)
    now = clock.now()
    if round_.published_at is None or not may_stop(round_.windows, now):
        raise WindowClosed(
            N_("Die Runde läuft nicht. Stoppen lässt sich nur eine, die begonnen hat.")
        )
    discards = not round_.is_named and discards_ballots(
        round_.weights_window, round_.settings.when_stopped, now
    )
    if discards:
        # Before the commit, so that no backup that is restored later brings the ballots back.
        keyring.note_discarded_ballots(round_.uid, clock=clock)
    details = _end(round_, now, discards=discards)
    _tell(round_, "round.stopped", N_("Die Stadt hat die Runde gestoppt."), clock)
    return log_deviation(
        round_,
        kind=STOPPED,
        reason=reason,
        actor=actor,
        clock=clock,
        action="round.stopped",
        **details,
    )


def discard_again(round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Stop a round anew whose ballots were to be destroyed unread and which a restored backup has
    brought back as it was before; `clock` says when it was stopped."""
    round_ = lock_round(round_id, exclusive=True)
    if round_.ballots_discarded_at is not None:
        return
    details = _end(round_, clock.now(), discards=True)
    log_deviation(
        round_,
        kind=STOPPED,
        reason=RESTORED,
        actor=actor,
        clock=clock,
        action="round.stopped",
        **details,
    )


def withdraw(
    round_id: int, *, reason: str, actor: Actor, clock: Clock, version: int | None = None
) -> Deviation:
    """Take a published round back before it opens, for good. Its page stays as a notice with the
    reason, its followers are told, and its key goes.

    The same request again changes nothing. Raises BadInput without a reason, WindowClosed once the
    round has begun or where it is not published, and Conflict when `version` is no longer the
    present one.
    """
    round_ = lock_round(round_id, exclusive=True)
    reason = _checked(reason)
    if (known := _the_same(round_.id, WITHDRAWN, reason, actor)) is not None:
        return known
    _check_version(round_, version)
    now = clock.now()
    if round_.published_at is None or not may_withdraw(round_.windows, now):
        raise WindowClosed(
            N_(
                "Zurückziehen lässt sich nur eine veröffentlichte Runde, die noch nicht begonnen"
                " hat."
            )
        )
    published = round_.published_at
    round_.published_at, round_.withdrawn_at = None, now
    _tell(round_, "round.withdrawn", N_("Die Stadt hat die Runde zurückgezogen."), clock)
    return log_deviation(
        round_,
        kind=WITHDRAWN,
        reason=reason,
        actor=actor,
        clock=clock,
        action="round.withdrawn",
        published=utc(published),
    )


def _checked(reason: str) -> str:
    reason = clean_text(reason)
    if not reason:
        message = N_("Die Begründung fehlt. Sie steht später auf der Seite der Runde.")
        raise BadInput(message, field="reason")
    if len(reason) > REASON_LENGTH:
        message = N_("Die Begründung ist zu lang. Kürzen Sie sie auf %(longest)s Zeichen.")
        raise BadInput(message, field="reason", longest=REASON_LENGTH)
    return reason


def _the_same(round_id: int, kind: str, reason: str, actor: Actor) -> Deviation | None:
    """Return what the same request has done before, sent by a second click."""
    for deviation in queries.deviations(round_id):
        if (deviation.kind, deviation.reason, deviation.actor_id) == (kind, reason, actor.id):
            return deviation
    return None


def _check_version(round_: Round, version: int | None) -> None:
    ended = round_.stopped_at or round_.withdrawn_at
    if ended is not None or (version is not None and version != round_.version):
        raise Conflict()


def _end(round_: Round, now: datetime, *, discards: bool) -> Mapping[str, str | None]:
    """End the round's windows; return when they were to close."""
    before = {"ideas": round_.ideas_window, "weights": round_.weights_window}
    settings = round_.settings
    ideas, weights = (ended_early(window, now) for window in round_.windows)
    # What was never opened for ideas has none that could be answered.
    due = None if ideas.absent else settings.answers_due
    round_.settings = replace(settings, ideas=ideas, weights=weights, answers_due=due)
    round_.stopped_at = now
    round_.ballots_discarded_at = now if discards else None
    db.session.flush()
    after = {"ideas": ideas, "weights": weights}
    return {
        f"{name}_until": utc(window.closes)
        for name, window in before.items()
        if window != after[name]
    }


def _tell(round_: Round, name: str, sentence: str, clock: Clock) -> None:
    """Tell the followers, and nobody any more of what has not been mailed yet of its dates."""
    for part in Part:
        for occasion in (Occasion.OPENED, Occasion.CLOSING):
            following.take_back(Kind.ROUND, round_.slug, event(part, occasion))
    following.take_back(Kind.ROUND, round_.slug, "round.extended")
    what = in_every_language(sentence)
    following.tell(Kind.ROUND, round_.slug, event=name, what=what, clock=clock)
