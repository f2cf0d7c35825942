"""The tables below a result: spread of the shares, groups, other ways to count, participation."""

from __future__ import annotations

from datetime import date
from typing import Any

from participation.results.output.presenter import ResultPage
from participation.results.output.wording import (
    TableView,
    bin_names,
    channel_names,
    label,
    per_cent,
)
from participation.results.tables.columns import Row
from participation.results.tables.titles import RAKED
from participation.web.filters import long_date, number, percent, tr
from participation.web.translation import _
from participation.weighting.wording import ballots


class Annex:
    """What stands below a result, as tables."""

    def __init__(self, result: ResultPage) -> None:
        self.result = result
        self.tables = result.tables

    def distribution(self) -> TableView | None:
        """How the shares are spread: per field the share of answers in each bin."""
        rows: dict[str, list[str]] = {}
        for row in self.tables["distribution"]:
            if row["withheld"]:
                continue
            rows.setdefault(row["item"], [label(row)]).append(per_cent(row["share"]))
        if not rows:
            return None
        return _across(_("Anteil der Antworten je Bereich"), bin_names(), list(rows.values()))

    @property
    def rough(self) -> bool:
        """Whether groups are shown in whole per cents because single ballots are published."""
        return bool(self.result.notes["rough"])

    def subgroups(self) -> list[TableView]:
        """One table per dimension: fields down, groups across."""
        dimensions = dict.fromkeys(row["dimension"] for row in self.tables["subgroups"])
        return [self._subgroup(dimension) for dimension in dimensions]

    def _subgroup(self, dimension: str) -> TableView:
        rows = [row for row in self.tables["subgroups"] if row["dimension"] == dimension]
        groups = {row["group"]: row for row in rows}
        values = {(row["group"], row["item"]): row[self.result.share] for row in rows}
        digits = 0 if self.rough else 1
        return _across(
            dimension_name(self.result, dimension),
            [_with_count(row) for row in groups.values()],
            [
                [label(field), *(percent(values[group, key], digits) for group in groups)]
                for key, field in self.result.fields.items()
            ],
        )

    def sensitivity(self) -> TableView | None:
        """Other ways to count, across; fields down. The example with groups as large as in the city
        stands apart, beside what it does not say."""
        rows = [row for row in self.result.variants() if row["variant"] != RAKED]
        if not rows:
            return None
        variants = {(row["variant"], row["group"]): row for row in rows}
        values = {(row["variant"], row["group"], row["item"]): row["share"] for row in rows}
        return _across(
            _("Andere Zählweisen"),
            [
                f"{_('Ergebnis')} ({number(self.result.n)})",
                *(_with_count(row) for row in variants.values()),
            ],
            [
                [
                    label(field),
                    per_cent(field[self.result.share]),
                    *(per_cent(values[*variant, key]) for variant in variants),
                ]
                for key, field in self.result.fields.items()
            ],
        )

    def channels(self) -> TableView:
        """How many ballots are counted per channel."""
        return TableView(
            _("Gezählte %(ballots)s nach Weg", ballots=self.result.noun),
            [(_("Weg"), "text"), (_("Anzahl"), "number")],
            [[name, count] for name, count in self.result.channels()],
        )

    def days(self) -> TableView | None:
        """How many ballots came in: days down, channels across."""
        counts = {
            (row["day"], row["channel"]): row["n_ballots"] for row in self.tables["participation"]
        }
        if not counts:
            return None
        names = channel_names()
        channels = [name for name in names if any(name == channel for _day, channel in counts)]
        return TableView(
            _("Eingegangene %(ballots)s nach Tag", ballots=self.result.noun),
            [(_("Tag"), "text"), *((names[channel], "number") for channel in channels)],
            [
                [
                    long_date(date.fromisoformat(day)),
                    *(number(counts.get((day, channel), 0)) for channel in channels),
                ]
                for day in sorted({day for day, _channel in counts})
            ],
        )

    def signals(self) -> list[str]:
        """What planners should look at; nothing is ever deleted because of it."""
        signals = self.tables.get("signals", {})
        names = channel_names()
        sentences = [
            _(
                "Was über den Weg „%(channel)s“ einging, weicht deutlich vom Übrigen ab.",
                channel=names[channel],
            )
            for channel in signals.get("channels", [])
        ]
        if signals.get("identical_ballots"):
            sentences.append(
                _(
                    "%(ballots)s gehören zu großen Gruppen, die ungleichmäßig und völlig gleich"
                    " geantwortet haben.",
                    ballots=ballots(signals["identical_ballots"], pick=self.result.pick),
                )
            )
        return sentences

    @property
    def left_out(self) -> bool:
        """Whether a table shows what the result would be without some ballots."""
        return any(row["group"] for row in self.tables["sensitivity"])

    def census(self) -> list[TableView]:
        """Participation beside the census figures that were given, for the groups that may be
        shown; for planners."""
        tables = (self._census(question) for question in self.result.method["round"]["questions"])
        return [table for table in tables if table is not None]

    def _census(self, question: dict[str, Any]) -> TableView | None:
        shares = {c["key"]: c.get("share") for c in question["classes"]}
        shown = self.result.notes["shown"].get(question["key"], [])
        answered = sum(n for classes, n, _rest in shown if classes != ["no_answer"])
        titles = {c["key"]: tr(c["title"]) for c in question["classes"]}
        rows = [
            [
                titles[classes[0]],
                number(n),
                per_cent(n / answered),
                per_cent(shares[classes[0]]),
            ]
            for classes, n, rest in shown
            if not rest and classes[0] in titles and shares[classes[0]] is not None and answered
        ]
        if not rows:
            return None
        return TableView(
            _("Beteiligung: %(question)s", question=tr(question["title"])),
            [
                (_("Gruppe"), "text"),
                (_("Anzahl"), "number"),
                (_("Anteil der Antworten"), "number"),
                (_("Anteil in der Stadt"), "number"),
            ],
            rows,
        )


def _across(title: str, heads: list[str], rows: list[list[str]]) -> TableView:
    return TableView(
        title, [(_("Handlungsfeld"), "text"), *((head, "number") for head in heads)], rows
    )


def _with_count(row: Row) -> str:
    return f"{label(row)} ({number(row['n_ballots'])})"


def dimension_name(result: ResultPage, key: str) -> str:
    """Return the dimension that defines groups: the channel or a voluntary question."""
    if key == "channel":
        return _("Zugangsweg")
    asked = result.method["round"]["questions"]
    question = next((question for question in asked if question["key"] == key), None)
    return tr(question["title"]) if question else key
