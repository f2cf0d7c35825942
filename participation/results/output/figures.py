"""The charts of a result, by name; each one is a file of its own with title, source and caveat."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from participation.results.output.charts import bar_chart, histograms
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import label
from participation.web.filters import localdate, number, percent, tr


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def names(page: ResultPage) -> list[str]:
    """Return the names of the charts that a result has."""
    if not page.figures:
        return []
    goals = [f"goals-{goal.key}" for goal in page.goals()]
    return ["finding", *(["distribution"] if page.tables["distribution"] else []), *goals]


def draw(page: ResultPage, name: str) -> str:
    """Return a chart as SVG; `name` is one of `names`."""
    if name == "finding":
        subtitle = f"{tr(page.method['round']['title'])}. {page.measured}"
        bars = [bar | {"note": _plain(bar["note"])} for bar in page.bars()]
        return bar_chart(page.finding, subtitle, bars, top=page.top, notes=_notes(page))
    if name == "distribution":
        return _distribution(page)
    return _goals(page, name.removeprefix("goals-"))


def _plain(note: str) -> str:
    return note.replace(" · ", ", ")


def _notes(page: ResultPage) -> list[str]:
    opens, closes = page.window()
    zone = page.method["round"]["timezone"]
    source = _(
        "Quelle: %(city)s, %(ballots)s. Zeitraum: %(opens)s bis %(closes)s. Fassung %(number)s,"
        " Prüfsumme %(digest)s.",
        city=page.method["city"],
        ballots=page.ballots,
        opens=localdate(opens, zone),
        closes=localdate(closes, zone),
        number=page.snapshot.number,
        digest=page.snapshot.inputs_digest[:12],
    )
    return [f"{source} {page.rounding}".rstrip(), page.caveat]


def _distribution(page: ResultPage) -> str:
    rows: dict[str, tuple[str, list[float]]] = {}
    for row in page.tables["distribution"]:
        if row["withheld"]:
            continue
        rows.setdefault(row["item"], (label(row), []))[1].append(row["share"] or 0.0)
    bins = [
        _("nichts"),
        *(f"≤ {percent(edge, 0)}" for edge in (0.05, 0.1, 0.2, 0.5)),
        f"> {percent(0.5, 0)}",
    ]
    title = _("So verschieden haben die Menschen gewichtet")
    subtitle = _("Anteil der Antworten, die dem Feld so viel von den Punkten gaben")
    return histograms(
        title, subtitle, list(rows.values()), bins=bins, notes=_notes(page), written=percent
    )


def _goals(page: ResultPage, key: str) -> str:
    found = next(goal for goal in page.goals() if goal.key == key)
    subtitle = _(
        "Anteil der Ziele innerhalb des Feldes, nach dem Gewicht des Feldes. %(n)s Antworten.",
        n=number(found.n),
    )
    if found.top_only:
        subtitle = _("Von denen, denen das Feld wichtig ist: %(n)s Antworten.", n=number(found.n))
    title = _("Ziele: %(field)s", field=found.title)
    return bar_chart(title, subtitle, found.bars, top=100, notes=_notes(page))
