"""The tables about fields: weights with their stability, and how the shares are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.method import statistics as st
from participation.results.tables.ballot_matrix import Floats
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.round_facts import Subject, labels

BINS = ("0 %", "to 5 %", "5 to 10 %", "10 to 20 %", "20 to 50 %", "50 to 100 %")


@dataclass(frozen=True)
class Fields:
    """The headline: shares (m,) or chosen shares, their stability, and who cannot be told from
    whom."""

    shares: Floats
    found: st.Stability | None
    rows: list[Row]

    @property
    def silence_as_zero(self) -> bool:
        """Whether silence had to be counted as 0."""
        return bool(self.found and self.found.silence_as_zero)


def stability_of(points: Floats, subject: Subject) -> st.Stability:
    """Return what resampling says about a matrix of ballots under the round's rules."""
    limits = subject.thresholds
    return st.stability(
        points,
        subject.seed,
        instrument="pick" if subject.pick else "points",
        resamples=limits.resamples,
        percentiles=(limits.percentile_low, limits.percentile_high),
        normal_from=limits.normal_from,
        level=limits.level,
        min_given=limits.given,
        total=None if subject.pick else subject.instrument.total,
    )


def shares_of(points: Floats, subject: Subject) -> Floats:
    """Return the headline shares, or chosen shares, of any set of the round's ballots."""
    if subject.pick:
        counts = st.answer_counts(points)
        shares = st.chosen_shares(points)
        return np.where(counts.given >= subject.thresholds.figures, shares, np.nan)
    return st.mean_shares(points, subject.thresholds.given, total=subject.instrument.total)


def fields(points: Floats, subject: Subject, *, figures: bool, ranks: bool) -> Fields:
    """Return the rows of weights.csv, one per field in the frame's order; without figures only what
    was asked and n."""
    n = len(points)
    plain = [
        row("weights", item=field.key, level="field", **labels(field.title), n_ballots=n)
        for field in subject.frame.fields
    ]
    if not figures:
        return Fields(np.full(len(plain), np.nan), None, plain)
    found = stability_of(points, subject)
    shares = shares_of(points, subject) if subject.pick else found.shares
    shown = plain
    for position, values in enumerate(_columns(points, shares, found, subject)):
        shown[position] |= values
    if ranks:
        for position, values in enumerate(_places(shares, found)):
            shown[position] |= values
    return Fields(shares, found, shown)


def _columns(
    points: Floats, shares: Floats, found: st.Stability, subject: Subject
) -> list[dict[str, Any]]:
    counts = st.answer_counts(points)
    result: list[dict[str, Any]] = []
    for j, share in enumerate(shares):
        given = int(counts.given[j])
        values: dict[str, Any] = {
            "n_given": given,
            "n_no_opinion": int(counts.no_opinion[j]),
            "n_zero": int(counts.zero[j]),
        }
        if np.isnan(share) or given < subject.thresholds.figures:
            # Of so few answers not even the number of zeros is told.
            values["n_zero"] = None
        elif subject.pick:
            values |= {"chosen": given - int(counts.zero[j])}
        low, high = (np.nan, np.nan) if np.isnan(share) else found.intervals[j]
        kind = "chosen_share" if subject.pick else "mean_share"
        result.append(
            values | {kind: round6(share), "stab_low": round6(low), "stab_high": round6(high)}
        )
    if not subject.pick:
        medians = st.median_shares(points, total=subject.instrument.total)
        tops = st.top_shares(points)
        for j, values in enumerate(result):
            if counts.given[j] >= subject.thresholds.figures:
                values |= {"median_share": round6(medians[j]), "top3_share": round6(tops[j])}
    return result


def _places(shares: Floats, found: st.Stability) -> list[dict[str, Any]]:
    ranks = st.ranks(shares)
    ranges = found.rank_ranges
    return [
        (
            {
                "rank": int(rank) or None,
                "rank_low": int(ranges[j, 0]) or None,
                "rank_high": int(ranges[j, 1]) or None,
                "leading": int(found.leading[j]),
            }
            if rank
            else {}
        )
        for j, rank in enumerate(ranks)
    ]


def distribution(points: Floats, subject: Subject) -> list[Row]:
    """Return the rows of distribution.csv: for each field how many given answers fall into each
    bin; `points` only.

    A field with fewer answers than there are figures for has no rows.
    """
    if subject.pick:
        return []
    counts = st.histogram(points, total=subject.instrument.total)
    shown = counts.sum(axis=1) >= subject.thresholds.figures
    edges = st.HISTOGRAM_EDGES
    return [
        row(
            "distribution",
            item=field.key,
            **labels(field.title),
            bin=BINS[place],
            low=0.0 if place == 0 else edges[place - 1],
            high=edges[place],
            n=int(count),
            share=round6(count / counts[j].sum()),
        )
        for j, field in enumerate(subject.frame.fields)
        if shown[j]
        for place, count in enumerate(counts[j])
    ]


def finding(found: Fields, subject: Subject) -> dict[str, Any]:
    """Return what the headline says: the leading group's keys in the order of their shares, and who
    is apart from whom."""
    keys = subject.frame.field_keys
    if found.found is None or not any(row["rank"] for row in found.rows):
        # An order by share would be a ranking too.
        return {"leading": [], "order": list(keys), "apart": []}
    known = np.nan_to_num(found.shares, nan=-1.0)
    order: NDArray[np.int64] = np.array(
        sorted(range(len(keys)), key=lambda j: (-st.published(float(known[j])), j))
    )
    leading = [keys[j] for j in order if found.rows[j]["leading"] == 1]
    apart = [
        [keys[a], keys[b]]
        for a in range(len(keys))
        for b in range(a)
        if found.found.distinguishable[a, b]
    ]
    return {"leading": leading, "order": [keys[j] for j in order], "apart": apart}
