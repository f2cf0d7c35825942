"""What part of the ballots says, and what would be different without it: only as the disclosure
plan allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.ledger import Cell
from participation.results.disclosure.plan import Plan
from participation.results.method import statistics as st
from participation.results.tables.ballot_matrix import CHANNELS, Floats, Inputs
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.fields import shares_of
from participation.results.tables.round_facts import Subject, labels

CHANNEL, FLAGGED, NO_ANSWER = "channel", "identical", "no_answer"
CHANNEL_LABELS: dict[str, dict[str, str]] = {
    "email": {"de": "E-Mail", "en": "Email"},
    "code": {"de": "Zugangscode", "en": "Code"},
    "open": {"de": "Offener Browser", "en": "Open browser"},
    "paper": {"de": "Papier", "en": "Paper"},
}
REST = {"de": "Übrige", "en": "Others"}
VARIANTS: dict[str, dict[str, str]] = {
    "silence_as_zero": {"de": "„Keine Angabe“ zählt als 0", "en": "“No opinion” counts as 0"},
    "independent_markets": {"de": "Independent Markets", "en": "Independent Markets"},
    "ladder": {"de": "Ladder", "en": "Ladder"},
    "without_channel": {"de": "Ohne Zugangsweg: %s", "en": "Without channel: %s"},
    "without_identical": {
        "de": "Ohne auffällig gleiche Gewichtungen",
        "en": "Without conspicuously equal ballots",
    },
}
CHANNEL_DEVIATION = 0.1
"""A channel differs much when a field's share in it is ten percentage points away from the
headline."""
FLAG_SHARE = 0.01
"""Equal uneven ballots are flagged from ten on and from this share of all ballots on."""


def dimensions(subject: Subject) -> tuple[str, ...]:
    """Return the dimensions of the disclosure plan, most wanted first."""
    return (CHANNEL, *subject.classes, FLAGGED)


def flags(inputs: Inputs, subject: Subject) -> NDArray[np.bool_]:
    """Return which ballots (n,) belong to a large group of identical uneven ones; `pick` has too
    few patterns to tell."""
    n = inputs.n
    marked = np.zeros(n, dtype=np.bool_)
    if subject.pick or not n:
        return marked
    packed = np.ascontiguousarray(inputs.field_bytes())
    _, first, where, counts = np.unique(
        packed.view(f"S{packed.shape[1]}").ravel(),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    large = np.flatnonzero((counts >= subject.thresholds.figures) & (counts > FLAG_SHARE * n))
    uneven = [pattern for pattern in large if _uneven(packed[first[pattern]])]
    marked[np.isin(where, uneven)] = True
    return marked


def _uneven(ballot: NDArray[np.int8]) -> bool:
    positive = ballot[ballot > 0]
    return len(positive) > 1 and int(positive.max()) - int(positive.min()) > 1


def cells(inputs: Inputs, marked: NDArray[np.bool_], subject: Subject) -> list[Cell]:
    """Return the ballots as cells of the disclosure plan: batch, channel, classes, flagged or
    not."""
    if not inputs.n:
        return []
    columns = np.column_stack([inputs.batches, inputs.channels, inputs.labels, marked]).astype(
        np.int64
    )
    combined, where, counts = np.unique(columns, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(where.ravel(), kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    packed = inputs.field_bytes()[order]
    lowest, highest = np.minimum.reduceat(packed, starts), np.maximum.reduceat(packed, starts)
    names = list(subject.classes.values())
    result = []
    for place, values in enumerate(combined.tolist()):
        batch, channel, *answers, flagged = values
        shown = [names[q][at] if at >= 0 else NO_ANSWER for q, at in enumerate(answers)]
        alike = (
            bytes(packed[starts[place]].tobytes())
            if (lowest[place] == highest[place]).all()
            else None
        )
        label = (CHANNELS[channel], *shown, "yes" if flagged else "no")
        result.append(Cell(str(batch), label, int(counts[place]), alike))
    return result


def rows_of(
    inputs: Inputs,
    marked: NDArray[np.bool_],
    subject: Subject,
    dimension: str,
    classes: Sequence[str],
) -> NDArray[np.bool_]:
    """Return which ballots (n,) belong to the classes of a dimension."""
    if dimension == CHANNEL:
        return np.isin(inputs.channels, [CHANNELS.index(name) for name in classes])
    if dimension == FLAGGED:
        return marked if "yes" in classes else ~marked
    names = subject.classes[dimension]
    places = [names.index(name) if name != NO_ANSWER else -1 for name in classes]
    return np.isin(inputs.labels[:, list(subject.classes).index(dimension)], places)


def title_of(
    subject: Subject, dimension: str, classes: Sequence[str], rest: bool = False
) -> dict[str, str]:
    """Return the title of a group of classes."""
    if rest:
        return REST
    key = classes[0]
    if dimension == CHANNEL:
        return CHANNEL_LABELS[key]
    if key == NO_ANSWER:
        return {"de": "keine Angabe", "en": "no answer"}
    question = next(q for q in subject.questions if q["key"] == dimension)
    return dict(next(c["title"] for c in question["classes"] if c["key"] == key))


def subgroups(
    inputs: Inputs, points: Floats, marked: NDArray[np.bool_], plan: Plan, subject: Subject
) -> list[Row]:
    """Return the rows of subgroups.csv for the groups that the plan shows; flagged ballots are no
    subgroup."""
    rows: list[Row] = []
    kind = "chosen_share" if subject.pick else "mean_share"
    for table in plan.tables:
        for group in table.groups if table.dimension != FLAGGED else ():
            chosen = rows_of(inputs, marked, subject, table.dimension, group.classes)
            shares = shares_of(points[chosen], subject)
            head = {
                "dimension": table.dimension,
                "group": "+".join(group.classes),
                **labels(title_of(subject, table.dimension, group.classes, group.rest)),
                "n_ballots": group.n,
            }
            rows += [
                row("subgroups", **head, item=key, **{kind: round6(shares[j])})
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
    points: Floats,
    headline: Floats,
    marked: NDArray[np.bool_],
    plan: Plan,
    subject: Subject,
) -> list[Row]:
    """Return the rows of sensitivity.csv: other ways to count, and the result without what may be
    left out."""
    rows: list[Row] = []
    total, given = subject.instrument.total, subject.thresholds.given
    if subject.pick:
        silent = np.nan_to_num(points, nan=0.0)
        rows += _variant("silence_as_zero", "", silent.mean(axis=0), headline, len(points), subject)
    else:
        zero = st.silence_as_zero(points, total=total)
        rows += _variant("silence_as_zero", "", zero, headline, len(points), subject)
        for name, aggregate in (
            ("independent_markets", st.independent_markets),
            ("ladder", st.ladder),
        ):
            shares = aggregate(points, given, total=total)
            rows += _variant(name, "", shares, headline, len(points), subject)
    for out in plan.leave_outs:
        if out.dimension == FLAGGED and "yes" not in out.classes:
            continue
        kept = ~rows_of(inputs, marked, subject, out.dimension, out.classes)
        shares = shares_of(points[kept], subject)
        rows += _variant(
            f"without_{out.dimension}",
            "+".join(out.classes),
            shares,
            headline,
            out.included,
            subject,
        )
    return rows


def _variant(
    variant: str, group: str, shares: Floats, headline: Floats, n: int, subject: Subject
) -> list[Row]:
    ranks = st.ranks(shares)
    ranked = n >= subject.thresholds.ranks
    channels = group.split("+") if group else []
    names: dict[str, Any] = {}
    for language, text in VARIANTS[variant].items():
        what = ", ".join(
            CHANNEL_LABELS[name][language] for name in channels if name in CHANNEL_LABELS
        )
        names[language] = text.replace("%s", what)
    return [
        row(
            "sensitivity",
            variant=variant,
            group=group or None,
            **labels(names),
            n_ballots=n,
            item=key,
            share=round6(shares[j]),
            difference=round6(shares[j] - headline[j]),
            rank=(int(ranks[j]) or None) if ranked else None,
        )
        for j, key in enumerate(subject.frame.field_keys)
    ]
