"""The tables about fields: weights with their stability, and how the shares are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.method import statistics as st
from participation.results.method.ballots import Floats
from participation.results.tables.columns import Row, round6, row
from participation.results.tables.field_answers import FieldAnswers
from participation.results.tables.round_facts import Subject, labels

BINS = ("0 %", "to 5 %", "5 to 10 %", "10 to 20 %", "20 to 50 %", "50 to 100 %")


@dataclass(frozen=True)
class Fields:
    """The headline: shares (m,) or chosen shares of all fields, NaN where withheld; the stability
    of those that are shown."""

    shares: Floats
    stability: st.Stability | None
    rows: list[Row]

    @property
    def silence_as_zero(self) -> bool:
        """Whether silence had to be counted as 0."""
        return bool(self.stability and self.stability.silence_as_zero)


def choices_of(subject: Subject) -> st.Choices:
    """Return what the round's rules say about the method."""
    limits = subject.thresholds
    return {
        "instrument": "pick" if subject.pick else "points",
        "resamples": limits.resamples,
        "percentiles": (limits.percentile_low, limits.percentile_high),
        "normal_from": limits.normal_from,
        "level": limits.level,
        "min_given": limits.given,
        "total": None if subject.pick else subject.instrument.total,
    }


def shares_of(ballots: Floats, subject: Subject, *, silence_as_zero: bool) -> Floats:
    """Return the headline shares, or chosen shares, of a part of the round's ballots, silence
    counted as in the whole."""
    if subject.pick:
        return st.chosen_shares(ballots)
    total = subject.instrument.total
    return st.mean_shares(ballots, total=total, silence_as_zero=silence_as_zero)


def fields(answers: FieldAnswers, subject: Subject, *, figures: bool, ranks: bool) -> Fields:
    """Return the rows of weights.csv, one per field in the frame's order; without figures, and for
    a field that is withheld, only what was asked and n."""
    n = len(answers.points)
    rows = [
        row(
            "weights",
            item=field.key,
            level="field",
            **labels(field.title),
            n_ballots=n,
            withheld=answers.withheld.get(position),
        )
        for position, field in enumerate(subject.frame.fields)
    ]
    if not figures:
        return Fields(np.full(len(rows), np.nan), None, rows)
    stability = st.stability(answers.ballots(), subject.seed, **choices_of(subject))
    described = _described(answers.points, subject)
    for j, position in enumerate(answers.shown):
        rows[position] |= described[j] | _share(j, stability, subject)
        if ranks:
            rows[position] |= _ranks(j, stability)
    return Fields(answers.spread(stability.shares), stability, rows)


def _described(points: Floats, subject: Subject) -> list[dict[str, Any]]:
    """What the single answers to each field look like."""
    counts = st.answer_counts(points)
    result: list[dict[str, Any]] = [
        {"n_given": int(given), "n_no_opinion": int(silent), "n_zero": int(zero)}
        for given, silent, zero in zip(counts.given, counts.no_opinion, counts.zero, strict=True)
    ]
    if subject.pick:
        return [values | {"chosen": values["n_given"] - values["n_zero"]} for values in result]
    medians = st.median_shares(points, total=subject.instrument.total)
    tops = st.top_shares(points)
    return [
        values | {"median_share": round6(medians[j]), "top3_share": round6(tops[j])}
        for j, values in enumerate(result)
    ]


def _share(j: int, stability: st.Stability, subject: Subject) -> dict[str, Any]:
    kind = "chosen_share" if subject.pick else "mean_share"
    low, high = stability.intervals[j]
    return {kind: round6(stability.shares[j]), "stab_low": round6(low), "stab_high": round6(high)}


def _ranks(j: int, stability: st.Stability) -> dict[str, Any]:
    low, high = stability.rank_ranges[j]
    return {
        "rank": int(st.ranks(stability.shares)[j]),
        "rank_low": int(low),
        "rank_high": int(high),
        "leading": int(stability.leading[j]),
    }


def distribution(answers: FieldAnswers, subject: Subject) -> list[Row]:
    """Return the rows of distribution.csv: for each field how many given answers fall into each
    bin; `points` only. The rows of a field that is withheld hold no numbers."""
    if subject.pick:
        return []
    counts = answers.spread(
        st.histogram(answers.points, total=subject.instrument.total).astype(np.float64)
    )
    edges = st.HISTOGRAM_EDGES
    return [
        row(
            "distribution",
            item=field.key,
            **labels(field.title),
            bin=BINS[position],
            low=0.0 if position == 0 else edges[position - 1],
            high=edges[position],
            n=None if np.isnan(count) else int(count),
            share=round6(count / counts[j].sum()),
            withheld=answers.withheld.get(j),
        )
        for j, field in enumerate(subject.frame.fields)
        for position, count in enumerate(counts[j])
    ]


def finding(headline: Fields, answers: FieldAnswers, subject: Subject) -> dict[str, Any]:
    """Return what the headline says: the leading group's keys in the order of their shares, and who
    is apart from whom. Fields that are withheld come last."""
    keys = subject.frame.field_keys
    if headline.stability is None or not any(row["rank"] for row in headline.rows):
        # An order by share would be a ranking too.
        return {"leading": [], "order": list(keys), "apart": []}
    known = np.nan_to_num(headline.shares, nan=-1.0)
    order: NDArray[np.int64] = np.array(
        sorted(range(len(keys)), key=lambda j: (-st.published(float(known[j])), j))
    )
    leading = [keys[j] for j in order if headline.rows[j]["leading"] == 1]
    apart = [
        [keys[answers.shown[a]], keys[answers.shown[b]]]
        for a in range(len(answers.shown))
        for b in range(a)
        if headline.stability.distinguishable[a, b]
    ]
    return {"leading": leading, "order": [keys[j] for j in order], "apart": apart}
