"""What pages say about a snapshot, in the reader's language; they read the snapshot and compute
nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from participation.kernel.scale import Scale, scale_to
from participation.results.models import Snapshot
from participation.results.output import files, legend, sentences
from participation.results.output.charts import Bar
from participation.results.output.wording import (
    TableView,
    channel_names,
    hundredths,
    interval,
    label,
    per_cent,
    withheld_text,
)
from participation.results.tables.columns import Row
from participation.rounds.ending.wording import logged
from participation.web.filters import number
from participation.web.translation import _
from participation.weighting.wording import ballots, ballots_noun


@dataclass(frozen=True)
class FieldGoals:
    """The goals of one field as a page shows them; `n` answers stand behind them."""

    key: str
    title: str
    top_only: bool
    n: int
    bars: list[Bar]
    table: TableView


class ResultPage:
    """A snapshot as its pages show it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.tables: dict[str, Any] = snapshot.tables
        self.method: dict[str, Any] = snapshot.method
        self.notes: dict[str, Any] = snapshot.tables["notes"]
        self.n = int(self.notes["n"])
        self.figures = bool(self.notes["figures"])
        self.ranks = bool(self.notes["ranks"])
        self.pick = self.method["instrument"]["kind"] == "pick"
        self.share = "chosen_share" if self.pick else "mean_share"
        self.fields: dict[str, Row] = {row["item"]: row for row in self.tables["weights"]}
        self.titles = {key: label(row) for key, row in self.fields.items()}

    @property
    def finding(self) -> str:
        """The finding as a headline; a leader is named only when it stands alone."""
        if not self.ranks:
            return sentences.too_few(pick=self.pick, figures=self.figures)
        leading = [self.titles[key] for key in self.tables["finding"]["leading"]]
        ranked = sum(1 for row in self.fields.values() if row["rank"] is not None)
        return sentences.finding(leading, ranked)

    @property
    def measured(self) -> str:
        """What the bars show."""
        return sentences.measured(
            self.method["instrument"], no_opinion=self.method["round"]["no_opinion"]
        )

    @property
    def source(self) -> str:
        """What stands below the bars: how many ballots, what the line is, why sums may differ."""
        parts = [f"{self.ballots}."]
        if any(row["stab_low"] is not None for row in self.fields.values()):
            parts.append(_("Die Linie über dem Balken ist der Stabilitätsbereich."))
        return " ".join(parts + ([self.rounding] if self.rounding else []))

    @property
    def rounding(self) -> str:
        """Why shares may not add up to 100; nobody adds up the shares of choices."""
        return "" if self.pick else _("Abweichungen durch Rundung.")

    @property
    def ballots(self) -> str:
        """How many ballots, with the noun that fits them."""
        return ballots(self.n, pick=self.pick)

    @property
    def noun(self) -> str:
        """What the ballots are called."""
        return ballots_noun(pick=self.pick)

    @property
    def caveat(self) -> str:
        """The sentences that stand wherever a figure does."""
        return sentences.caveat(self.method, self.notes)

    @property
    def withheld(self) -> str:
        """Why figures or places are missing; empty when nothing is."""
        return sentences.withheld(self.method, self.notes)

    @property
    def apart(self) -> list[str]:
        """Which fields are far enough apart from which."""
        finding = self.tables["finding"]
        return sentences.apart(finding["order"], finding["apart"], self.titles)

    @property
    def method_sentences(self) -> list[str]:
        """The method in a few sentences."""
        return sentences.method_sentences(self.method, self.notes)

    @property
    def silence(self) -> str:
        """Why silence counts as 0; empty where it does not."""
        if not self.notes["silence_as_zero"]:
            return ""
        given = [row["n_given"] for row in self.fields.values() if row["n_given"] is not None]
        return sentences.zero_because(self.method, given)

    @property
    def ordered(self) -> list[Row]:
        """The fields in the order of their shares; in the frame's order where there are none."""
        return [self.fields[key] for key in self.tables["finding"]["order"]]

    def bars(self) -> list[Bar]:
        """The fields as bars, in per cent; one that is withheld draws none."""
        return [
            Bar(
                label=label(row),
                value=None if row["withheld"] else (row[self.share] or 0) * 100,
                text=self.written_share(row),
                low=_hundredfold(row["stab_low"]),
                high=_hundredfold(row["stab_high"]),
                note=self.note(row),
            )
            for row in self.ordered
        ]

    @property
    def scale(self) -> Scale:
        """The scale, in per cent, of all bars of this result: of fields and of goals, on the page
        and in every file."""
        fields = [row[name] for row in self.fields.values() for name in (self.share, "stab_high")]
        goals = [row[name] for row in self.tables["goals"] for name in ("local_share", "stab_high")]
        return scale_to(share * 100 for share in fields + goals if share is not None)

    def written_share(self, row: Row) -> str:
        """A field's share, or why it has none."""
        return withheld_text(row, self.method["thresholds"]["figures"]) or per_cent(row[self.share])

    def note(self, row: Row) -> str:
        """A field's stability interval and places."""
        parts = [interval(row), self.places(row)]
        return " · ".join(part for part in parts if part)

    def places(self, row: Row) -> str:
        """A field's places: 'Platz 3–6'."""
        low, high = row["rank_low"], row["rank_high"]
        if low is None:
            return ""
        return (
            _("Platz %(place)s", place=low)
            if low == high
            else _("Platz %(low)s–%(high)s", low=low, high=high)
        )

    def table(self) -> TableView:
        """The figures behind the bars."""
        return TableView(
            _("Handlungsfelder mit Stabilitätsbereich und Plätzen"),
            [
                (_("Handlungsfeld"), "text"),
                (_("Gewählt von") if self.pick else _("Anteil"), "number"),
                (_("Stabilitätsbereich"), "number"),
                (_("Platz"), "number"),
                (_("Antworten"), "number"),
            ],
            [
                [
                    label(row),
                    self.written_share(row),
                    interval(row) or "–",
                    self.places(row) or "–",
                    number(row["n_given"]),
                ]
                for row in self.ordered
            ],
        )

    def goals(self) -> list[FieldGoals]:
        """The goals field by field, in the frame's order, with both readings."""
        by_field: dict[str, list[Row]] = {}
        for row in self.tables["goals"]:
            if row["withheld"]:
                continue
            by_field.setdefault(row["field"], []).append(row)
        return [
            FieldGoals(
                key=key,
                title=label(self.fields[key]),
                top_only=bool(rows[0]["top_only"]),
                n=_answers(rows[0]),
                bars=[_goal_bar(row) for row in rows],
                table=_goal_table(label(self.fields[key]), rows),
            )
            for key, rows in by_field.items()
        ]

    def channels(self) -> list[tuple[str, str]]:
        """The channels with the number of ballots that are counted."""
        names = channel_names()
        return [
            (names[row["channel"]], number(row["n_ballots"])) for row in self.tables["channels"]
        ]

    def deviations(self) -> list[tuple[datetime, str]]:
        """The logged departures from the rules: when and why."""
        return [logged(document) for document in self.method["deviations"]]

    def window(self) -> tuple[datetime, datetime]:
        """The first and the last minute in which ballots could be cast; the stored end is the first
        that did not count."""
        window = self.method["round"]["weights"]
        return datetime.fromisoformat(window["opens"]), datetime.fromisoformat(
            window["closes"]
        ) - timedelta(microseconds=1)

    def variants(self) -> list[Row]:
        """The rows of other ways to count; silence as 0 only where silence was offered."""
        asked = self.method["round"]["no_opinion"]
        rows: list[Row] = self.tables["sensitivity"]
        return [row for row in rows if asked or row["variant"] != "silence_as_zero"]

    @property
    def smallest_group(self) -> int:
        """The number of ballots below which no group is shown."""
        limits = self.method["thresholds"]
        return int(max(limits["figures"], limits["group"]))

    @property
    def has_ballots(self) -> bool:
        """Whether the ballots themselves are published."""
        return files.has_ballots(self.snapshot)

    def files(self) -> dict[str, str]:
        """What each table holds that is there as a file, weights first."""
        return {name: legend.about(name) for name in files.table_names(self.snapshot)}


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else share * 100


def _answers(row: Row) -> int:
    """How many answers a field's goal shares are made of."""
    return int(row["n_top"] if row["top_only"] else row["n_top"] + row["n_drawn"])


def _goal_bar(row: Row) -> Bar:
    share = row["local_share"]
    return Bar(
        label=label(row),
        value=(share or 0) * 100,
        text=per_cent(share),
        low=_hundredfold(row["stab_low"]),
        high=_hundredfold(row["stab_high"]),
        note=interval(row),
    )


def _goal_table(field: str, rows: list[Row]) -> TableView:
    return TableView(
        _("Ziele: %(field)s", field=field),
        [
            (_("Ziel"), "text"),
            (_("Nach Gewicht des Feldes"), "number"),
            (_("Stabilitätsbereich"), "number"),
            (_("Ein Mensch, eine Stimme"), "number"),
            (_("Index (1 = Durchschnitt)"), "number"),
        ],
        [
            [
                label(row),
                per_cent(row["local_share"]),
                interval(row) or "–",
                per_cent(row["unweighted_share"]),
                hundredths(row["index"]),
            ]
            for row in rows
        ],
    )
