"""What part of the ballots says, and what would be different without it: only as the disclosure
plan allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.ledger import Cell
from participation.results.disclosure.plan import UNFLAGGED, Plan
from participation.results.method import statistics as st
from participation.results.method.ballots import Floats
from participation.results.method.chance import unexpected_ballots
from participation.results.tables import titles
from participation.results.tables.ballot_matrix import CHANNELS, Inputs
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.field_answers import FieldAnswers, Marks, given_counts
from participation.results.tables.fields import Fields, shares_of
from participation.results.tables.round_facts import Subject, labels
from participation.strategy.rules import Texts

CHANNEL, FLAGGED, NO_ANSWER = "channel", "identical", "no_answer"
CHANNEL_DEVIATION = 0.1
"""A channel differs much when a field's share in it is ten percentage points away from the
headline."""
FLAG_SHARE = 0.01
"""Equal uneven ballots are flagged from ten on, above this share of all ballots, and where chance
would hardly bring as many: fewer could move no share by a percentage point."""


def dimensions(subject: Subject) -> tuple[str, ...]:
    """Return the dimensions of the disclosure plan, most wanted first."""
    return (CHANNEL, *subject.classes, FLAGGED)


def flags(inputs: Inputs, subject: Subject) -> Marks:
    """Return which ballots (n,) belong to a large group of identical uneven ones that chance does
    not explain; `pick` has too few patterns to tell."""
    if subject.pick or not inputs.n:
        return np.zeros(inputs.n, dtype=np.bool_)
    limits = subject.thresholds
    least = max(limits.figures, math.floor(FLAG_SHARE * inputs.n) + 1)
    unexpected = unexpected_ballots(inputs.field_bytes(), least, limits.level)
    return unexpected & _uneven(inputs.field_bytes())


def _uneven(ballots: NDArray[np.int8]) -> Marks:
    """Which ballots give points to several fields, and not about the same to each."""
    positive = ballots > 0
    lowest = np.where(positive, ballots, np.iinfo(np.int8).max).min(axis=1)
    spread = ballots.max(axis=1).astype(np.int64) - lowest
    return np.asarray((positive.sum(axis=1) > 1) & (spread > 1))


def cells(
    inputs: Inputs, answers: FieldAnswers, marked: Marks, subject: Subject
) -> tuple[list[Cell], NDArray[np.int64]]:
    """Return the ballots as cells of the disclosure plan (channel, classes, flagged or not, and how
    many answered what), and the number of each ballot's cell (n,)."""
    if not inputs.n:
        return [], np.empty(0, dtype=np.int64)
    columns = np.column_stack([inputs.channels, inputs.labels, marked]).astype(np.int64)
    combined, positions, counts = np.unique(
        columns, axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(positions.ravel(), kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    packed = inputs.field_bytes()[order]
    lowest, highest = np.minimum.reduceat(packed, starts), np.maximum.reduceat(packed, starts)
    given = given_counts(answers, subject)
    heads = None if given is None else np.add.reduceat(given[order], starts).tolist()
    names = list(subject.classes.values())
    result = []
    for position, values in enumerate(combined.tolist()):
        channel, *said, flagged = values
        shown = [names[q][at] if at >= 0 else NO_ANSWER for q, at in enumerate(said)]
        alike = (
            bytes(packed[starts[position]].tobytes())
            if (lowest[position] == highest[position]).all()
            else None
        )
        label = (CHANNELS[channel], *shown, "yes" if flagged else UNFLAGGED[0])
        answered = () if heads is None else tuple(heads[position])
        result.append(Cell("", label, int(counts[position]), alike, answered))
    return result, positions.ravel().astype(np.int64)


def rows_of(
    inputs: Inputs, marked: Marks, subject: Subject, dimension: str, classes: Sequence[str]
) -> Marks:
    """Return which ballots (n,) belong to the classes of a dimension."""
    if dimension == CHANNEL:
        return np.isin(inputs.channels, [CHANNELS.index(name) for name in classes])
    if dimension == FLAGGED:
        return marked
    names = subject.classes[dimension]
    positions = [names.index(name) if name != NO_ANSWER else -1 for name in classes]
    return np.isin(inputs.labels[:, list(subject.classes).index(dimension)], positions)


def title_of(subject: Subject, dimension: str, classes: Sequence[str], rest: bool = False) -> Texts:
    """Return the title of a group of classes."""
    if rest:
        return titles.rest()
    key = classes[0]
    if dimension == CHANNEL:
        return titles.channel(key)
    if key == NO_ANSWER:
        return titles.no_answer()
    question = next(q for q in subject.questions if q["key"] == dimension)
    return dict(next(c["title"] for c in question["classes"] if c["key"] == key))


def subgroups(
    inputs: Inputs,
    answers: FieldAnswers,
    headline: Fields,
    marked: Marks,
    plan: Plan,
    subject: Subject,
) -> list[Row]:
    """Return the rows of subgroups.csv for the groups that the plan shows, silence counted as in
    the headline."""
    rows: list[Row] = []
    kind = "chosen_share" if subject.pick else "mean_share"
    for table in plan.tables:
        for group in table.groups:
            chosen = rows_of(inputs, marked, subject, table.dimension, group.classes)
            shares = answers.spread(
                shares_of(
                    answers.ballots(chosen), subject, silence_as_zero=headline.silence_as_zero
                )
            )
            head = {
                "dimension": table.dimension,
                "group": "+".join(group.classes),
                **labels(title_of(subject, table.dimension, group.classes, group.rest)),
                "n_ballots": group.n,
            }
            # Beside single ballots exact shares would tell which of them came in over a channel.
            said = np.round(shares, 2) if plan.rough else shares
            rows += [
                row(
                    "subgroups",
                    **head,
                    item=key,
                    **{kind: round6(said[j])},
                    withheld=answers.withheld.get(j),
                )
                for j, key in enumerate(subject.frame.field_keys)
            ]
    return rows


def signals(
    subgroup_rows: Sequence[Row], headline: Floats, marked: NDArray[np.bool_], subject: Subject
) -> dict[str, Any]:
    """Return what planners should look at: how many ballots are conspicuously equal, which channels
    differ much."""
    kind = "chosen_share" if subject.pick else "mean_share"
    whole = dict(zip(subject.frame.field_keys, headline.tolist(), strict=True))
    far = {
        row["group"]
        for row in subgroup_rows
        if row["dimension"] == CHANNEL
        and row[kind] is not None
        and abs(row[kind] - whole[row["item"]]) > CHANNEL_DEVIATION
    }
    return {"identical_ballots": int(marked.sum()), "channels": sorted(far & set(CHANNELS))}


def sensitivity(
    inputs: Inputs,
    answers: FieldAnswers,
    headline: Fields,
    marked: Marks,
    plan: Plan,
    subject: Subject,
    weighted: Floats | None = None,
) -> list[Row]:
    """Return the rows of sensitivity.csv: other ways to count, and the result without what may be
    left out; `weighted` are the shares (fields,) with groups as large as in the census."""
    ballots, as_zero = answers.ballots(), headline.silence_as_zero
    variants: list[tuple[str, Sequence[str], Floats, int]] = []
    if subject.pick:
        silent = np.nan_to_num(answers.points, nan=0.0)
        variants.append(("silence_as_zero", (), silent.mean(axis=0), inputs.n))
    else:
        total = subject.instrument.total
        zero = st.silence_as_zero(ballots, total=total)
        variants.append(("silence_as_zero", (), zero, inputs.n))
        for name, aggregate in (
            ("independent_markets", st.independent_markets),
            ("ladder", st.ladder),
        ):
            shares = aggregate(ballots, total=total, silence_as_zero=as_zero)
            variants.append((name, (), shares, inputs.n))
    for out in plan.leave_outs:
        kept = ~rows_of(inputs, marked, subject, out.dimension, out.classes)
        shares = shares_of(answers.ballots(kept), subject, silence_as_zero=as_zero)
        # Which kind of ballot is flagged is no class, so it has no name.
        classes = () if out.dimension == FLAGGED else out.classes
        variants.append((f"without_{out.dimension}", classes, shares, out.included))
    lines = [
        line
        for name, classes, shares, n in variants
        for line in _variant(name, classes, answers.spread(shares), n, headline, answers, subject)
    ]
    if weighted is not None:
        lines += _variant(titles.RAKED, (), weighted, inputs.n, headline, answers, subject)
    return lines


def _variant(
    variant: str,
    classes: Sequence[str],
    shares: Floats,
    n: int,
    headline: Fields,
    answers: FieldAnswers,
    subject: Subject,
) -> list[Row]:
    ranks = st.ranks(shares)
    ranked = n >= subject.thresholds.ranks
    names = titles.variant(variant, classes)
    return [
        row(
            "sensitivity",
            variant=variant,
            group="+".join(classes) or None,
            **labels(names),
            n_ballots=n,
            item=key,
            share=round6(shares[j]),
            difference=round6(shares[j] - headline.shares[j]),
            rank=(int(ranks[j]) or None) if ranked else None,
            withheld=answers.withheld.get(j),
        )
        for j, key in enumerate(subject.frame.field_keys)
    ]
