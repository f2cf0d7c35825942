"""Results: their files, published rounds that can be compared with the closed round of the demo
city, and one that cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from participation.rounds.models import Round
from participation.rounds.rules import Window
from tests.factories import make_round
from tests.results.making import published
from tests.results.sheets import cast_all

EARLIER, EMPTY = "jahr-davor", "ohne-gewichtungen"

NOT_PAGES = {
    "results.ballots_csv": "a file",
    "results.bundle_zip": "a file",
    "results.ideas_sums": "a file",
    "results.chart": "a picture",
    "results.chart_png": "a picture",
    "results.commitments_txt": "a file",
    "results.council_paper": "a file",
    "results.default_council_template": "a file",
    "results.own_council_template": "a file",
    "results.press": "a file",
    "results.ideas_csv": "a file",
    "results.ideas_xlsx": "a file",
    "results.planning_xlsx": "a file",
    "results.table_csv": "a file",
    "results.weights_csv": "a file",
    "results.differences": "a file",
    "results.differences_png": "a picture",
    "results.differences_svg": "a picture",
}


def pages(closed: str) -> dict[str, list[tuple[str | None, str]]]:
    """Who looks at which comparison."""
    addresses = [f"/rounds/{closed}/results/compare/{slug}" for slug in (EARLIER, EMPTY)]
    return {"results.compare": [(None, address) for address in addresses]}


def arrange(closed: Round) -> None:
    """Make both rounds, asked as the closed one was, a year before it."""
    for slug, ballots in ((EARLIER, 40), (EMPTY, 0)):
        round_ = _before(closed, slug)
        k, fields = round_.settings.instrument.k, len(round_.frame.fields)
        chosen = [[(place + shift) % fields < k for place in range(fields)] for shift in (0, 1, 4)]
        cast_all(round_, [[int(one) for one in ballot] for ballot in chosen] * ballots)
        published(round_)


def _before(closed: Round, slug: str) -> Round:
    year = timedelta(days=365)
    window = closed.weights_window
    assert window.opens is not None
    assert window.closes is not None
    before = Window(window.opens - year, window.closes - year)
    settings = replace(
        closed.settings, slug=slug, title={"de": "Das Jahr davor"}, ideas=Window(), weights=before
    )
    return make_round(
        settings=settings,
        origin=closed.origin,
        strategy_id=closed.strategy_id,
        frame_document=closed.frame_document,
        published_at=window.opens - year - timedelta(days=1),
        created_at=window.opens - year - timedelta(days=2),
    )
