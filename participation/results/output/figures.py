"""The charts of a result, by name; each one is a file of its own with title, source and caveat."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import current_app

from participation.results.output.charts import Bar, bar_chart, histograms
from participation.results.output.drawing.png import png
from participation.results.output.drawing.shapes import Picture
from participation.results.output.drawing.svg import svg
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import label
from participation.web.filters import localdate, number, percent, tr
from participation.web.translation import _


def names(result: ResultPage) -> list[str]:
    """Return the names of the charts that a result has."""
    if not result.figures:
        return []
    goals = [f"goals-{goal.key}" for goal in result.goals()]
    return ["finding", *(["distribution"] if result.tables["distribution"] else []), *goals]


def titled(result: ResultPage) -> dict[str, str]:
    """Return the names of the charts that a result has, each with what it is of."""
    goals = {f"goals-{goal.key}": goal.title for goal in result.goals()}
    known = {"finding": _("Ergebnis"), "distribution": _("Streuung")} | goals
    return {name: known[name] for name in names(result)}


def draw(result: ResultPage, name: str) -> str:
    """Return a chart as SVG; `name` is one of `names`."""
    return svg(picture(result, name))


def as_png(drawn: Picture) -> bytes:
    """Return a chart as PNG, drawn from the same shapes as the SVG."""
    return png(drawn, Path(str(current_app.static_folder)) / "vendor" / "fonts")


def picture(result: ResultPage, name: str) -> Picture:
    """Return a chart; `name` is one of `names`."""
    if name == "finding":
        return _finding(result, result.finding)
    if name == "distribution":
        return _distribution(result)
    return _goals(result, name.removeprefix("goals-"))


def below_its_finding(result: ResultPage) -> Picture:
    """Return the chart of the result for a paper that says the finding above it: the title is not
    drawn a second time, and stays its name."""
    return replace(_finding(result, ""), title=result.finding)


def _finding(result: ResultPage, title: str) -> Picture:
    bars = [replace(bar, note=bar.note.replace(" · ", ", ")) for bar in result.bars()]
    return _bars(result, title, subtitle(result), bars)


def subtitle(result: ResultPage) -> str:
    """Return of which round a chart is and what its bars measure."""
    title = tr(result.method["round"]["title"])
    end = "" if title.endswith((".", "?", "!")) else "."
    return f"{title}{end} {result.measured}"


def _bars(result: ResultPage, title: str, subtitle: str, bars: list[Bar]) -> Picture:
    return bar_chart(
        title,
        subtitle,
        bars,
        scale=result.scale,
        notes=notes(result),
        written=lambda share: percent(share, 0),
    )


def notes(result: ResultPage) -> list[str]:
    """Return the lines below a chart: source and caveat."""
    opens, closes = result.window()
    zone = result.method["round"]["timezone"]
    source = _(
        "Quelle: %(city)s, %(ballots)s. Zeitraum: %(opens)s bis %(closes)s. Fassung %(number)s,"
        " Prüfsumme %(digest)s.",
        city=result.method["city"],
        ballots=result.ballots,
        opens=localdate(opens, zone),
        closes=localdate(closes, zone),
        number=result.snapshot.number,
        digest=result.snapshot.inputs_digest[:12],
    )
    return [f"{source} {result.rounding}".rstrip(), result.caveat]


def _distribution(result: ResultPage) -> Picture:
    rows: dict[str, tuple[str, list[float]]] = {}
    for row in result.tables["distribution"]:
        if row["withheld"]:
            continue
        rows.setdefault(row["item"], (label(row), []))[1].append(row["share"] or 0.0)
    bins = [
        _("nichts"),
        *(_("bis %(edge)s", edge=percent(edge, 0)) for edge in (0.05, 0.1, 0.2, 0.5)),
        f"> {percent(0.5, 0)}",
    ]
    title = _("So verschieden haben die Menschen gewichtet")
    subtitle = _("Anteil der Antworten, die dem Feld so viel von den Punkten gaben")
    return histograms(
        title,
        subtitle,
        list(rows.values()),
        bins=bins,
        notes=notes(result),
        written=lambda share: percent(share, 0),
    )


def _goals(result: ResultPage, key: str) -> Picture:
    field = next(goal for goal in result.goals() if goal.key == key)
    subtitle = _(
        "Anteil der Ziele innerhalb des Feldes, nach dem Gewicht des Feldes. %(n)s Antworten.",
        n=number(field.n),
    )
    if field.top_only:
        subtitle = _("Von denen, denen das Feld wichtig ist: %(n)s Antworten.", n=number(field.n))
    title = _("Ziele: %(field)s", field=field.title)
    return _bars(result, title, subtitle, field.bars)
