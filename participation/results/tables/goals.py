"""Goals within their field, in two strata."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.minimums import goals_allowed, rule_of_ten
from participation.results.disclosure.versions import KeptVersion, changed_batches
from participation.results.method import statistics as st
from participation.results.method.tally import Floats
from participation.results.tables.ballot_matrix import Inputs
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.field_answers import FieldAnswers
from participation.results.tables.fields import Fields
from participation.results.tables.round_facts import Subject, labels
from participation.strategy.rules import Field
from participation.weighting.rules import Asked

Marks = NDArray[np.bool_]


def goals(
    inputs: Inputs,
    answers: FieldAnswers,
    found: Fields,
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
    rows: list[Row] = []
    shown: dict[str, dict[str, int]] = {}
    completed = _completed(answers, found, subject)
    tops = top_marks(inputs, inputs.field_points(), subject.goal_rules.top)
    for position, field in enumerate(subject.frame.fields):
        if not field.goals:
            continue
        if position in answers.withheld:
            rows += _no_rows(field, answers.withheld[position])
            continue
        said = inputs.goal_points(position)
        strata = _strata(inputs, said, tops[:, position])
        read = st.goal_readings(
            completed[:, position],
            tops[:, position],
            said,
            subject.thresholds.drawn_answers,
            min_given=subject.thresholds.given,
            total=subject.goal_rules.points,
        )
        safe = goals_allowed(
            read.top, read.drawn, top_only=read.top_only, minimum=subject.thresholds.figures
        )
        if safe and all(
            _may_follow(field.key, strata, before, subject, digests) for before in subject.earlier
        ):
            shown |= {f"{field.key}/{name}": counts for name, counts in strata.items()}
            rows += _rows(position, read, float(found.shares[position]), subject)
    return rows, shown


def _completed(answers: FieldAnswers, found: Fields, subject: Subject) -> Floats:
    """f (n × fields): each ballot's shares with its silence filled as the headline fills it."""
    filled = 0.0 if found.silence_as_zero else found.shares[list(answers.shown)]
    result = np.zeros(answers.points.shape) + filled
    result[answers.speaks] = st.completed_shares(
        answers.ballots(),
        total=subject.instrument.total,
        silence_as_zero=found.silence_as_zero,
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


def _no_rows(field: Field, reason: str) -> list[Row]:
    return [
        row(
            "goals",
            item=goal.key,
            level="goal",
            field=field.key,
            **labels(goal.title),
            withheld=reason,
        )
        for goal in field.goals
    ]


def _rows(position: int, read: st.GoalShares, share: float, subject: Subject) -> list[Row]:
    field = subject.frame.fields[position]
    index = st.goal_index(read.local)
    return [
        row(
            "goals",
            item=goal.key,
            level="goal",
            field=field.key,
            **labels(goal.title),
            n_top=read.top,
            n_drawn=read.drawn,
            top_only=int(read.top_only),
            local_share=round6(read.local[k]),
            unweighted_share=round6(read.unweighted[k]),
            index=round6(index[k]),
            weight=round6(share * read.local[k]),
        )
        for k, goal in enumerate(field.goals)
    ]
