"""The demo's open batch of paper: sheets that two people typed in, one that waits for the second,
one on which they differ, and one that is invalid."""

from __future__ import annotations

from random import Random

from participation.accounts.models import Account
from participation.audit.service import Actor
from participation.demo.content import Content
from participation.demo.open_round import spread
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting.paper import entering, service
from participation.weighting.paper.reading import Invalid, Reading
from participation.weighting.paper.sheets import Target

WHOLE = range(1, 8)
INVALID, DIFFERING, SINGLE = 8, 9, 10
DAY = -1


def type_in(round_: Round, content: Content, typists: tuple[Account, Account]) -> None:
    """Begin a batch and type sheets in, most of them twice."""
    random, first = Random(11), _actor(typists[0])
    clock = content.clock(DAY, "10:00")
    batch = service.begin_batch(round_id=round_.id, reason="", actor=first, clock=clock)
    number = batch.number
    for sheet in WHOLE:
        reading = _reading(round_, sheet, random)
        for typist in typists:
            _enter(round_, number, sheet, reading, typist, content)
    for typist in typists:
        _enter(round_, number, INVALID, Reading(invalid=Invalid.SUM), typist, content)
    mistyped = _reading(round_, DIFFERING, random)
    _enter(round_, number, DIFFERING, mistyped, typists[0], content)
    _enter(round_, number, DIFFERING, _slip(mistyped), typists[1], content)
    _enter(round_, number, SINGLE, _reading(round_, SINGLE, random), typists[0], content)


def _reading(round_: Round, sheet: int, random: Random) -> Reading:
    fields = round_.frame.fields
    values = spread(round_.settings.instrument.total, len(fields), random)
    rules = round_.settings.goals
    if rules is None:
        return Reading(values)
    target = Target.of(round_, Channel.PAPER)
    asked = entering.asked_of(target, str(sheet), values)
    goals = {
        position: spread(rules.points, len(fields[position].goals), random)
        for position, why in enumerate(asked)
        if why
    }
    return Reading(values, goals)


def _slip(reading: Reading) -> Reading:
    """Return the reading with the points of one block of goals in other boxes."""
    goals = dict(reading.goals)
    for position, points in goals.items():
        if len(set(points)) > 1:
            goals[position] = (*points[1:], points[0])
            break
    return Reading(reading.values, goals)


def _enter(
    round_: Round, number: int, sheet: int, reading: Reading, typist: Account, content: Content
) -> None:
    entering.enter_sheet(
        round_id=round_.id,
        number=number,
        ref=str(sheet),
        reading=reading,
        actor=_actor(typist),
        clock=content.clock(DAY, "10:30"),
    )


def _actor(account: Account) -> Actor:
    return Actor(account.id, account.label)
