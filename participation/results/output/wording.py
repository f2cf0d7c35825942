"""Words that pages, charts and files of a result have in common, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from participation.results.tables.field_answers import FEW_ANSWERS
from participation.rounds.rules import CHANNEL_NAMES
from participation.web.filters import number, percent, tr
from participation.web.translation import _


@dataclass(frozen=True)
class TableView:
    """A table as a page shows it: heads with their kind (`text` or `number`), rows of written
    cells."""

    title: str
    columns: list[tuple[str, str]]
    rows: list[list[str]]


def label(row: Mapping[str, Any]) -> str:
    """Return a row's title in the reader's language."""
    return tr({"de": row["label_de"], "en": row["label_en"]})


def per_cent(value: float | None) -> str:
    """Return a share as per cent with one decimal, an en dash for none."""
    return percent(value) if value is not None else "–"


def interval(row: Mapping[str, Any]) -> str:
    """Return a stability interval in words, empty where nothing varies."""
    if row["stab_low"] is None:
        return ""
    return _(
        "%(low)s bis %(high)s",
        low=per_cent(row["stab_low"]).rstrip(" %"),
        high=per_cent(row["stab_high"]),
    )


def withheld_text(row: Mapping[str, Any], minimum: int) -> str:
    """Return why a field has no figures, in the place of its share; empty where it has some."""
    if row["withheld"] is None:
        return ""
    if row["withheld"] == FEW_ANSWERS:
        return _("unter %(minimum)s Antworten", minimum=minimum)
    return _("nicht gezeigt")


def channel_names() -> dict[str, str]:
    """Return what the channels are called."""
    return {channel.value: _(name) for channel, name in CHANNEL_NAMES.items()}


def bin_names() -> list[str]:
    """Return what the bins of a distribution are called, in their order."""
    return [
        _("nichts"),
        _("bis 5 %"),
        _("5 bis 10 %"),
        _("10 bis 20 %"),
        _("20 bis 50 %"),
        _("über 50 %"),
    ]


def in_a_row(names: Sequence[str], beside: Sequence[str] = ()) -> str:
    """Return names one after the other; semicolons keep apart those that hold commas
    themselves, or that stand in one list with such names."""
    return ("; " if any("," in name for name in (*names, *beside)) else ", ").join(names)


def hundredths(value: float | None) -> str:
    return "–" if value is None else str(number(round(value, 2)))
