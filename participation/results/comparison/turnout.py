"""Who took part in two rounds, beside each other."""

from __future__ import annotations

from participation.results.output.presenter import ResultPage
from participation.results.output.wording import TableView
from participation.web.filters import localdate, number, tr
from participation.web.translation import _


def participation(*pages: ResultPage) -> TableView:
    """Return when the rounds were, how many took part, and over which ways."""
    ways = [dict(page.channels()) for page in pages]
    names = list(dict.fromkeys(name for way in ways for name in way))
    days = [_days(page) for page in pages]
    rows = [
        [_("Erster Tag"), *(first for first, _last in days)],
        [_("Letzter Tag"), *(last for _first, last in days)],
        [_("Gezählte %(ballots)s", ballots=pages[-1].noun), *(number(page.n) for page in pages)],
        *([name, *(way.get(name, number(0)) for way in ways)] for name in names),
    ]
    titles = [(tr(page.method["round"]["title"]), "number") for page in pages]
    return TableView(_("Beteiligung an beiden Runden"), [(_("Beteiligung"), "text"), *titles], rows)


def _days(page: ResultPage) -> tuple[str, str]:
    opens, closes = page.window()
    zone = page.method["round"]["timezone"]
    return localdate(opens, zone), localdate(closes, zone)
