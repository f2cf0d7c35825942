"""The columns of every published table: their order, their types and what they mean. Pure; the Data
Package is made from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]
Column = tuple[str, str, str]
"""Name, type of the Table Schema, meaning (English, it goes into the Data Package)."""

_LABELS: tuple[Column, ...] = (
    ("label_de", "string", "Title in German"),
    ("label_en", "string", "Title in English"),
)

_WITHHELD: Column = (
    "withheld",
    "string",
    (
        "Why the field has no figures: 'few_answers' (too few people answered it) or 'derivable'"
        " (its figures would give those answers away); else empty"
    ),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "weights": (
        ("item", "string", "Key of the action field"),
        ("level", "string", "Always 'field'"),
        *_LABELS,
        ("n_ballots", "integer", "Ballots counted"),
        ("n_given", "integer", "Answers given, zero included"),
        ("n_no_opinion", "integer", "Answers 'no opinion', or all points in withheld fields"),
        ("n_zero", "integer", "Given answers that are zero"),
        ("mean_share", "number", "Mean share of the points (instrument 'points')"),
        ("median_share", "number", "Median of the given shares (instrument 'points')"),
        ("chosen", "integer", "Ballots that chose the field (instrument 'pick')"),
        ("chosen_share", "number", "chosen / n_given (instrument 'pick'); not a weight"),
        (
            "rank",
            "integer",
            (
                "Rank by the published value; equal values share the smaller rank; empty below 30"
                " ballots"
            ),
        ),
        ("stab_low", "number", "Lower end of the stability interval; empty where nothing varies"),
        ("stab_high", "number", "Upper end of the stability interval"),
        ("rank_low", "integer", "Best rank that the ballots allow"),
        ("rank_high", "integer", "Last rank that the ballots allow"),
        ("leading", "integer", "1 for members of the leading group, else 0"),
        (
            "top3_share",
            "number",
            "Share of the given answers with the field among the ballot's three heaviest",
        ),
        _WITHHELD,
    ),
    "goals": (
        ("item", "string", "Key of the goal"),
        ("level", "string", "Always 'goal'"),
        ("field", "string", "Key of the goal's action field"),
        *_LABELS,
        ("n_top", "integer", "Answers of people to whom the field is among their top"),
        ("n_drawn", "integer", "Answers of people to whom the field was drawn"),
        ("top_only", "integer", "1 where only those answered to whom the field is important"),
        (
            "local_share",
            "number",
            "Share within the field, every person weighted by their share for the field",
        ),
        ("unweighted_share", "number", "Share within the field, one person one voice"),
        (
            "index",
            "number",
            "Number of goals times local_share; 1 is average; not comparable across fields",
        ),
        ("weight", "number", "mean_share of the field times local_share"),
        ("stab_low", "number", "Lower end of the stability interval of local_share"),
        ("stab_high", "number", "Upper end of the stability interval of local_share"),
        _WITHHELD,
    ),
    "distribution": (
        ("item", "string", "Key of the action field"),
        *_LABELS,
        ("bin", "string", "Bin of the histogram: exactly 0, then half-open (low, high]"),
        ("low", "number", "Lower end of the bin, not included"),
        ("high", "number", "Upper end of the bin, included"),
        ("n", "integer", "Given answers in the bin"),
        ("share", "number", "n / given answers of the field"),
        _WITHHELD,
    ),
    "subgroups": (
        ("dimension", "string", "'channel' or the key of a voluntary question"),
        ("group", "string", "Keys of the classes, joined by '+'"),
        *_LABELS,
        ("n_ballots", "integer", "Ballots of the group"),
        ("item", "string", "Key of the action field"),
        ("mean_share", "number", "Mean share of the points in the group"),
        ("chosen_share", "number", "Share of the group's answers that chose the field"),
        _WITHHELD,
    ),
    "sensitivity": (
        (
            "variant",
            "string",
            (
                "What is different from the headline; 'raked' is an example with groups as large as"
                " the census shares named, no estimate of the population"
            ),
        ),
        ("group", "string", "What is left out, if anything"),
        *_LABELS,
        ("n_ballots", "integer", "Ballots that the variant is about"),
        ("item", "string", "Key of the action field"),
        ("share", "number", "The field's share in this variant"),
        ("difference", "number", "share less the headline"),
        ("rank", "integer", "Place in this variant; empty below 30 ballots"),
        _WITHHELD,
    ),
    "raking": (
        ("dimension", "string", "Key of the voluntary question"),
        ("group", "string", "Key of the class; 'no_answer' for those who did not answer"),
        *_LABELS,
        ("n_ballots", "integer", "Ballots of the group"),
        ("share", "number", "n_ballots / ballots that answered the question"),
        ("census_share", "number", "Share in the city as the round's rules name it, scaled to 1"),
        ("n_weighted", "integer", "How many ballots the group counts as in the variant 'raked'"),
        ("design_effect", "number", "Kish's design effect of all weights, 1 + CV²"),
        ("n_effective", "integer", "Ballots of the round / design_effect"),
    ),
    "channels": (
        ("channel", "string", "How the ballots came in"),
        ("n_ballots", "integer", "Ballots counted"),
    ),
    "participation": (
        ("channel", "string", "How the ballots came in"),
        ("day", "date", "Day in the round's time zone"),
        ("n_ballots", "integer", "Ballots that came in on the day, less those withdrawn"),
    ),
    "items": (
        ("item", "string", "Key"),
        ("level", "string", "'field' or 'goal'"),
        ("field", "string", "Key of the goal's field; empty for a field"),
        ("position", "integer", "Place in the round's frame, from 1"),
        *_LABELS,
        ("text_de", "string", "Explanation in German"),
        ("text_en", "string", "Explanation in English"),
    ),
}


def names(table: str) -> tuple[str, ...]:
    """Return the column names of a table."""
    return tuple(column[0] for column in TABLES[table])


def row(table: str, **values: Any) -> Row:
    """Return a row with every column of the table, None where nothing applies. Raises KeyError for
    an unknown column."""
    known = dict.fromkeys(names(table))
    for name, value in values.items():
        if name not in known:
            raise KeyError(name)
        known[name] = value
    return known


def round6(value: float) -> float | None:
    """Return the value as it is published, six decimals; None for NaN."""
    number = float(value)
    return None if math.isnan(number) else round(number, 6) + 0.0
