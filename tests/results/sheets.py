"""Ballots for tests about results, written straight into the table under keys as the round's key
would make them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting import queries as weighting
from participation.weighting.derivation import ballot_key
from participation.weighting.models import Ballot, BallotDay, QuestionAnswer
from participation.weighting.rules import NOT_REACHED, NOT_SHOWN, Answers, Asked, pack
from tests.factories import closed, keys, make_round

Fields = Sequence[int]


def cast_all(
    round_: Round,
    ballots: Iterable[Fields | Answers],
    *,
    channel: str = "email",
    batch: int | None = None,
    prefix: str = "person",
    labels: Sequence[dict[str, str]] = (),
) -> list[bytes]:
    """Store ballots, each as a person's own; return their keys."""
    layout = weighting.layout(round_)
    round_key = keys().ensure_round_key(round_.uid)
    session = begin_write()
    cast_keys = []
    for number, ballot in enumerate(ballots):
        answers = ballot if isinstance(ballot, Answers) else plain(ballot, round_)
        key = ballot_key(round_key, channel, f"{prefix}{number}@example.org")
        session.add(
            Ballot(
                round_id=round_.id,
                key=key,
                channel=channel,
                batch=batch,
                version=1,
                answers=pack(answers, layout),
            )
        )
        for question, answer in (labels[number] if labels else {}).items():
            session.add(
                QuestionAnswer(round_id=round_.id, key=key, question=question, answer=answer)
            )
        cast_keys.append(key)
    day = (round_.weights_opens_at + timedelta(days=1)).date() if round_.weights_opens_at else None
    counted = Counter([channel] * len(cast_keys))
    for name, count in counted.items():
        row = session.get(BallotDay, (round_.id, name, day))
        if row is None:
            session.add(BallotDay(round_id=round_.id, channel=name, day=day, ballots=count))
        else:
            row.ballots += count
    session.commit()
    return cast_keys


def plain(fields: Fields, round_: Round) -> Answers:
    """A ballot whose goals nobody asked for, as on a sheet without goals."""
    layout = weighting.layout(round_)
    if not layout.two_levels:
        return Answers(tuple(fields))
    asked = tuple(Asked.NOT for _ in fields)
    return Answers(tuple(fields), asked, tuple((NOT_SHOWN,) * n for n in layout.goals))


def two_level(
    fields: Fields,
    asked: Sequence[int],
    goals: Sequence[Sequence[int] | None],
    sizes: Sequence[int],
) -> Answers:
    """A ballot with goals; None where they were due and not reached."""
    said = []
    for why, values, size in zip(asked, goals, sizes, strict=True):
        empty = (NOT_REACHED if why else NOT_SHOWN,) * size
        said.append(tuple(values) if values is not None else empty)
    return Answers(tuple(fields), tuple(Asked(why) for why in asked), tuple(said))


def points(n: int, *, seed: int = 1, fields: int = 3, total: int = 20) -> list[tuple[int, ...]]:
    """Ballots of random points that sum to the total, the first field the heaviest on average."""
    generator = random.Random(seed)
    return [_one(generator, fields, total) for _ in range(n)]


def _one(generator: random.Random, fields: int, total: int) -> tuple[int, ...]:
    weights = [generator.random() * (2 if field == 0 else 1) + 0.01 for field in range(fields)]
    raw = [int(total * weight / sum(weights)) for weight in weights]
    raw[generator.randrange(fields)] += total - sum(raw)
    return tuple(raw)


def closed_round(**values: Any) -> Round:
    """A round whose windows are over."""
    return make_round(**closed(**values))
