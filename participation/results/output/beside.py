"""Ideas and their support per field beside the field's weight: three measures, three scales, which
nobody adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from participation.ideas.queries import support_shown
from participation.kernel.errors import N_
from participation.kernel.scale import Scale, scale_to
from participation.results import queries
from participation.results.output import figures
from participation.results.output.charts import Column, Measure, columns_chart
from participation.results.output.drawing.shapes import Picture
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import interval, label
from participation.results.queries import FieldIdeas
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.filters import localdate, number, percent
from participation.web.translation import _

NAME = "ideas"
"""What the chart is called beside those of the snapshot."""
NO_WEIGHT = N_(
    "Unterstützung ist kein Gewicht: Wer eine Idee unterstützt, verteilt keine Punkte, und eine"
    " Person kann viele Ideen unterstützen."
)
NO_CHOICE = N_(
    "Unterstützung ist kein Gewicht: Wer eine Idee unterstützt, wählt damit kein Handlungsfeld, und"
    " eine Person kann viele Ideen unterstützen."
)


@dataclass(frozen=True)
class BesideRow:
    """A field with its three measures; `share` in per cent, None where it is not shown, `support`
    None while the round does not show it."""

    title: str
    share: float | None
    written: str
    interval: str
    ideas: int
    support: int | None

    @property
    def cells(self) -> list[Measure]:
        """What stands in the row, each with how it is written."""
        cells: list[Measure] = [
            (self.share, f"{self.written} ({self.interval})" if self.interval else self.written),
            (self.ideas, number(self.ideas)),
        ]
        if self.support is None:
            return cells
        return [*cells, (self.support, number(self.support))]


@dataclass(frozen=True)
class Beside:
    """Ideas beside weights, as table and picture; `day` is when the ideas were counted."""

    result: ResultPage
    rows: list[BesideRow]
    day: str
    support: bool

    @property
    def measures(self) -> list[tuple[str, Scale]]:
        """What is measured, each with its own scale; support only where it is shown."""
        shares = (row.share for row in self.rows if row.share is not None)
        found = [
            (_("Gewählt von") if self.result.pick else _("Anteil"), scale_to(shares, steps=2)),
            (_("Öffentliche Ideen"), scale_to((row.ideas for row in self.rows), steps=2)),
        ]
        if self.support:
            supports = scale_to((row.support or 0 for row in self.rows), steps=2)
            found.append((_("Unterstützungen"), supports))
        return found

    @property
    def sentences(self) -> list[str]:
        """How to read it."""
        scales = _("Jede Spalte hat ihren eigenen Maßstab. Ideen vom Stand %(day)s.", day=self.day)
        if not self.support:
            return [scales, _("Unterstützungen zeigt die Runde erst nach ihrem Ende.")]
        return [scales, _(NO_CHOICE) if self.result.pick else _(NO_WEIGHT)]

    def picture(self) -> Picture:
        """The three measures as bars beside each other."""
        columns = [
            Column(name, scale, _percent if place == 0 else _whole)
            for place, (name, scale) in enumerate(self.measures)
        ]
        return columns_chart(
            _("Ideen neben Gewichten") if not self.result.pick else _("Ideen neben der Wahl"),
            figures.subtitle(self.result),
            columns,
            [(row.title, row.cells) for row in self.rows],
            notes=[*self.sentences, *figures.notes(self.result)],
        )


def beside(result: ResultPage, round_: Round, now: datetime) -> Beside | None:
    """Return ideas beside weights; None where there are no figures or no ideas were collected."""
    if not result.figures or phase(round_.ideas_window, now) in (Phase.ABSENT, Phase.BEFORE):
        return None
    found, shown = queries.ideas_by_field(round_.id), support_shown(round_, now)
    day = localdate(now, round_.timezone)
    return Beside(result, _rows(result, found, shown=shown), day, shown)


def _percent(share: float) -> str:
    return percent(share, 0)


def _whole(hundredth: float) -> str:
    return str(number(round(hundredth * 100)))


def _rows(result: ResultPage, ideas: Mapping[str, FieldIdeas], *, shown: bool) -> list[BesideRow]:
    rows = []
    for row in result.ordered:
        counted = ideas.get(row["item"], FieldIdeas(0, 0))
        share = row[result.share]
        rows.append(
            BesideRow(
                title=label(row),
                share=None if row["withheld"] or share is None else share * 100,
                written=result.written_share(row),
                interval=interval(row),
                ideas=counted.ideas,
                support=counted.support if shown else None,
            )
        )
    return rows
