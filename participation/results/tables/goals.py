"""Goals within their field, in two strata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.minimums import goals_allowed, rule_of_ten
from participation.results.disclosure.versions import KeptVersion, changed_batches
from participation.results.method import statistics as st
from participation.results.method.ballots import Floats
from participation.results.method.goal_stability import FieldGoals, goal_intervals
from participation.results.tables.ballot_matrix import Inputs
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.field_answers import FieldAnswers
from participation.results.tables.fields import Fields, choices_of
from participation.results.tables.round_facts import Subject, labels
from participation.weighting.rules import Asked

Marks = NDArray[np.bool_]


def goals(
    inputs: Inputs,
    answers: FieldAnswers,
    headline: Fields,
    subject: Subject,
    digests: Mapping[str, str],
) -> tuple[list[Row], dict[str, dict[str, int]]]:
    """Return the rows of goals.csv, and how many answers each batch brought to each stratum, for
    the next version's guard. `digests` is that of each batch.

    A field whose goals would tell of too few people, alone or subtracted from an earlier version,
    has no rows; the goals of a field that is withheld have rows without numbers.
    """
    if subject.goal_rules is None or subject.pick or not inputs.layout.two_levels:
        return [], {}
    completed = _completed(answers, headline, subject)
    tops = top_marks(inputs, inputs.field_points(), subject.goal_rules.top)
    shown: dict[int, tuple[FieldGoals, st.GoalShares]] = {}
    guard: dict[str, dict[str, int]] = {}
    for position, field in enumerate(subject.frame.fields):
        if not field.goals or position in answers.withheld:
            continue
        said, top = inputs.goal_points(position), tops[:, position]
        read = _reading(completed[:, position], top, said, subject)
        strata = _strata(inputs, said, top)
        if _may_be_shown(field.key, read, strata, subject, digests):
            guard |= {f"{field.key}/{name}": counts for name, counts in strata.items()}
            index = answers.shown.index(position)
            shown[position] = FieldGoals(index, top, said, read.top_only), read
    intervals = goal_intervals(
        answers.points,
        [goals_ for goals_, _read in shown.values()],
        subject.seed,
        **choices_of(subject) | {"silence_as_zero": headline.silence_as_zero},
    )
    numbers = {
        position: _numbers(read, ends, float(headline.shares[position]))
        for (position, (_goals, read)), ends in zip(shown.items(), intervals, strict=True)
    }
    return _rows(numbers, answers, subject), guard


def _reading(completed: Floats, top: Marks, said: Floats, subject: Subject) -> st.GoalShares:
    assert subject.goal_rules is not None
    return st.goal_readings(
        completed,
        top,
        said,
        subject.thresholds.drawn_answers,
        min_given=subject.thresholds.given,
        total=subject.goal_rules.points,
    )


def _may_be_shown(
    field: str,
    read: st.GoalShares,
    strata: Mapping[str, Mapping[str, int]],
    subject: Subject,
    digests: Mapping[str, str],
) -> bool:
    minimum = subject.thresholds.figures
    drawn = round(read.drawn_effective, 6)
    safe = goals_allowed(read.top, drawn, top_only=read.top_only, minimum=minimum)
    return safe and all(
        _may_follow(field, strata, before, subject, digests) for before in subject.earlier
    )


def _completed(answers: FieldAnswers, headline: Fields, subject: Subject) -> Floats:
    """f (n × fields): each ballot's shares with its silence filled as the headline fills it."""
    filled = 0.0 if headline.silence_as_zero else headline.shares[list(answers.shown)]
    result = np.zeros(answers.points.shape) + filled
    result[answers.speaks] = st.completed_shares(
        answers.ballots(),
        total=subject.instrument.total,
        silence_as_zero=headline.silence_as_zero,
    )
    return answers.spread(result.T).T


def top_marks(inputs: Inputs, points: Floats, most: int) -> Marks:
    """Return which fields are among each ballot's top (n × fields).

    A ballot that went on to the goals says so itself. For one that did not (a sheet without goals)
    its heaviest fields with points are taken, ties in the order of the frame.
    """
    layout = inputs.layout
    asked = inputs.answers[:, layout.fields : layout.fields * 2]
    marks: Marks = asked == Asked.TOP
    without = ~(asked != Asked.NOT).any(axis=1)
    if without.any():
        known = np.nan_to_num(points[without], nan=0.0)
        order = np.argsort(-known, axis=1, kind="stable")[:, :most]
        chosen = np.zeros(known.shape, dtype=np.bool_)
        np.put_along_axis(chosen, order, True, axis=1)
        marks = marks.copy()
        marks[without] = chosen & (known > 0)
    return marks


def _strata(inputs: Inputs, answers: Floats, top: Marks) -> dict[str, dict[str, int]]:
    answered = ~np.isnan(answers).all(axis=1)
    result = {}
    for name, rows in (("top", answered & top), ("drawn", answered & ~top)):
        batches, counts = np.unique(inputs.batches[rows], return_counts=True)
        result[name] = {
            str(batch): int(count) for batch, count in zip(batches, counts, strict=True)
        }
    return result


def _may_follow(
    field: str,
    strata: Mapping[str, Mapping[str, int]],
    before: KeptVersion,
    subject: Subject,
    digests: Mapping[str, str],
) -> bool:
    changed = changed_batches(digests, before.digests)
    for name, counts in strata.items():
        old = before.goal_answers.get(f"{field}/{name}")
        if old is None:
            continue
        if changed & (old.keys() | counts.keys()):
            # How many of its answers are others now is not kept.
            return False
        excluded = sum(n for batch, n in old.items() if batch not in counts)
        added = sum(n for batch, n in counts.items() if batch not in old)
        minimum = subject.thresholds.figures
        if not rule_of_ten(included=minimum, excluded=excluded, added=added, minimum=minimum):
            return False
    return True


def _numbers(read: st.GoalShares, ends: Floats, share: float) -> list[dict[str, Any]]:
    """What is published of each goal of a field."""
    index = st.goal_index(read.local)
    return [
        {
            "n_top": read.top,
            "n_drawn": read.drawn,
            "top_only": int(read.top_only),
            "local_share": round6(local),
            "unweighted_share": round6(read.unweighted[k]),
            "index": round6(index[k]),
            "weight": round6(share * local),
            "stab_low": round6(ends[k, 0]),
            "stab_high": round6(ends[k, 1]),
        }
        for k, local in enumerate(read.local)
    ]


def _rows(
    numbers: Mapping[int, Sequence[Mapping[str, Any]]], answers: FieldAnswers, subject: Subject
) -> list[Row]:
    return [
        row(
            "goals",
            item=goal.key,
            level="goal",
            field=field.key,
            **labels(goal.title),
            **(numbers[position][k] if position in numbers else {}),
            withheld=answers.withheld.get(position),
        )
        for position, field in enumerate(subject.frame.fields)
        if position in numbers or position in answers.withheld
        for k, goal in enumerate(field.goals)
    ]
