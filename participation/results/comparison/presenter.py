"""What pages and files say about two results beside each other, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from babel.numbers import parse_pattern
from flask_babel import format_decimal

from participation.kernel.scale import Scale, scale_to
from participation.results.comparison.rules import Counted, differently_counted
from participation.results.comparison.turnout import participation
from participation.results.method.differences import Difference, Reading, differences
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import TableView, in_a_row, label
from participation.results.tables.columns import Row
from participation.web.filters import number, tr
from participation.web.translation import _

MOST_NAMED = 4
"""How many fields a headline names; of more it tells how many."""
_ONE_DIGIT = parse_pattern("#,##0.0")


@dataclass(frozen=True)
class ComparedRow:
    """A field in both results; `difference` is None where a result does not show the field."""

    key: str
    title: str
    before: str
    after: str
    difference: Difference | None

    @property
    def text(self) -> str:
        """The difference in percentage points."""
        return "–" if self.difference is None else signed(self.difference.value)

    @property
    def interval(self) -> str:
        """The interval of the difference, empty where there is none."""
        found = self.difference
        if found is None or found.low is None or found.high is None:
            return ""
        return _("%(low)s bis %(high)s", low=signed(found.low), high=signed(found.high))

    @property
    def apart(self) -> bool:
        """Whether both shares are distinguishable."""
        return self.difference is not None and self.difference.distinguishable


class Comparison:
    """Two results beside each other, the earlier one first."""

    def __init__(self, earlier: ResultPage, later: ResultPage) -> None:
        self.earlier, self.later = earlier, later
        self.pick = later.pick
        self.intervals = earlier.ranks and later.ranks

    @property
    def refused(self) -> list[str]:
        """Why the results cannot be compared, nothing when they can."""
        return differently_counted(_counted(self.earlier), _counted(self.later))

    @property
    def titles(self) -> tuple[str, str]:
        """What both rounds are called."""
        earlier, later = (tr(page.method["round"]["title"]) for page in (self.earlier, self.later))
        return earlier, later

    @cached_property
    def rows(self) -> list[ComparedRow]:
        """The fields in the order of the later result."""
        before = self.earlier.fields
        both = [
            row["item"]
            for row in self.later.ordered
            if _share(self.earlier, row["item"]) is not None
            and _share(self.later, row["item"]) is not None
        ]
        found = dict(zip(both, self._differences(both), strict=True))
        return [
            ComparedRow(
                row["item"],
                label(row),
                self.earlier.written_share(before[row["item"]]),
                self.later.written_share(row),
                found.get(row["item"]),
            )
            for row in self.later.ordered
        ]

    def _differences(self, keys: Sequence[str]) -> list[Difference]:
        limits = self.later.method["thresholds"]
        made = differences(
            [(_reading(self.earlier, key), _reading(self.later, key)) for key in keys],
            percentiles=(limits["percentile_low"], limits["percentile_high"]),
            level=limits["level"],
        )
        if self.intervals:
            return made
        return [Difference(one.value, None, None, distinguishable=False) for one in made]

    @property
    def finding(self) -> str:
        """The finding as a headline."""
        if not self.intervals:
            return _("Zu wenige %(ballots)s, um Unterschiede zu beurteilen", ballots=self.noun)
        apart = [row for row in self.rows if row.apart]
        if not apart:
            return _("Bei keinem Handlungsfeld ist ein Unterschied erkennbar")
        if len(apart) > MOST_NAMED:
            return _(
                "Bei %(apart)s von %(all)s Handlungsfeldern ist ein Unterschied erkennbar",
                apart=number(len(apart)),
                all=number(len(self.rows)),
            )
        more = [row.title for row in apart if row.difference and row.difference.value > 0]
        fewer = [row.title for row in apart if row.difference and row.difference.value < 0]
        parts = [(more, self._more(in_a_row(more))), (fewer, self._fewer(in_a_row(fewer)))]
        return ". ".join(text for fields, text in parts if fields)

    def _more(self, fields: str) -> str:
        if self.pick:
            return _("Häufiger gewählt: %(fields)s", fields=fields)
        return _("Höherer Anteil: %(fields)s", fields=fields)

    def _fewer(self, fields: str) -> str:
        if self.pick:
            return _("Seltener gewählt: %(fields)s", fields=fields)
        return _("Niedrigerer Anteil: %(fields)s", fields=fields)

    @property
    def noun(self) -> str:
        """What the ballots are called."""
        return self.later.noun

    @property
    def measured(self) -> str:
        """What a difference is, and of what."""
        earlier, later = self.titles
        return _(
            "„%(later)s“ minus „%(earlier)s“, in Prozentpunkten. %(measured)s",
            later=later,
            earlier=earlier,
            measured=self.later.measured.rstrip(".") + ".",
        )

    @property
    def warnings(self) -> list[str]:
        """What a difference does not say."""
        found = [
            _(
                "An den Runden haben zum Teil andere Menschen teilgenommen. Ein Unterschied heißt"
                " nicht, dass jemand seine Meinung geändert hat."
            )
        ]
        if not self.pick:
            found.append(
                _("Alle Anteile ergeben zusammen 100 %. Wächst einer, müssen andere sinken.")
            )
        return found

    @property
    def method(self) -> list[str]:
        """How differences, intervals and the verdict are made."""
        if not self.intervals:
            return [
                _(
                    "Bereiche nennen wir erst, wenn beide Ergebnisse mindestens %(minimum)s"
                    " %(ballots)s haben.",
                    minimum=self.later.method["thresholds"]["ranks"],
                    ballots=self.noun,
                )
            ]
        found = [
            _(
                "Der Bereich eines Unterschieds ist aus den veröffentlichten Stabilitätsbereichen"
                " beider Ergebnisse gerechnet, als hätten die Runden nichts miteinander zu tun."
            ),
            _(
                "Das ist eine Annahme: Wer an beiden teilgenommen hat, antwortet oft ähnlich. Dann"
                " ist der Bereich eher zu weit."
            ),
            _(
                "Ein Unterschied heißt erkennbar, wenn er auch nach der Korrektur für alle"
                " verglichenen Felder bleibt."
            ),
        ]
        if not self.pick:
            # As tried out, see docs/adr/0004.
            found.append(
                _(
                    "Sind es bei einer Runde viel weniger als bei der anderen, irrt das öfter: bei"
                    " 30 gegen 300 Gewichtungen etwa in jedem zehnten Vergleich."
                )
            )
        return found

    @property
    def caveats(self) -> list[str]:
        """The sentences that stand wherever a figure does, for each round."""
        pages = (self.earlier, self.later)
        return [f"{title}: {page.caveat}" for title, page in zip(self.titles, pages, strict=True)]

    @property
    def sources(self) -> list[str]:
        """Which versions are compared."""
        return [
            _(
                "%(title)s: Fassung %(number)s, Prüfsumme %(digest)s.",
                title=title,
                number=page.snapshot.number,
                digest=page.snapshot.inputs_digest[:12],
            )
            for title, page in zip(self.titles, (self.earlier, self.later), strict=True)
        ]

    def deviations(self) -> list[tuple[str, datetime, str, str]]:
        """What is logged of each round: its title, when, why, and the time zone."""
        pages = zip(self.titles, (self.earlier, self.later), strict=True)
        return [
            (title, moment, reason, page.method["round"]["timezone"])
            for title, page in pages
            for moment, reason in page.deviations()
        ]

    @property
    def scale(self) -> Scale:
        """The scale, in percentage points, of either side of 0."""
        found = [row.difference for row in self.rows if row.difference]
        ends = [end for one in found for end in (one.value, one.low, one.high) if end is not None]
        return scale_to((abs(end) * 100 for end in ends), steps=2)

    def table(self) -> TableView:
        """The figures behind the picture."""
        earlier, later = self.titles
        return TableView(
            _("Unterschiede der Handlungsfelder"),
            [
                (_("Handlungsfeld"), "text"),
                (earlier, "number"),
                (later, "number"),
                (_("Unterschied in Prozentpunkten"), "number"),
                (_("Bereich"), "number"),
                (_("Erkennbar"), "text"),
            ],
            [
                [
                    row.title,
                    row.before,
                    row.after,
                    row.text,
                    row.interval or "–",
                    self._verdict(row),
                ]
                for row in self.rows
            ],
        )

    def _verdict(self, row: ComparedRow) -> str:
        if row.difference is None or not self.intervals:
            return "–"
        return _("ja") if row.apart else _("nein")

    def participation(self) -> TableView:
        """Who took part in each: when, how many, over which ways."""
        return participation(self.earlier, self.later)


def signed(value: float) -> str:
    """Return a difference of shares in percentage points with its sign."""
    points = round(value * 100, 1)
    sign = "" if points == 0 else "+" if points > 0 else "\N{MINUS SIGN}"
    return f"{sign}{format_decimal(abs(points), format=_ONE_DIGIT)}"


def _counted(page: ResultPage) -> Counted:
    withheld = frozenset(key for key, row in page.fields.items() if row["withheld"])
    silent = bool(page.notes["silence_as_zero"])
    return Counted(page.pick, page.figures, silent, withheld)


def _share(page: ResultPage, key: str) -> float | None:
    row: Row = page.fields[key]
    return None if row["withheld"] else row[page.share]


def _reading(page: ResultPage, key: str) -> Reading:
    row = page.fields[key]
    return Reading(row[page.share], row["stab_low"], row["stab_high"], row["n_given"])
