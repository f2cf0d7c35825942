"""What the pages of projects show, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from participation.city.models import Unit
from participation.extensions import Translated
from participation.projects import wording
from participation.projects.rules import State
from participation.projects.schedule import Progress, Step, progress, slippage
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import interval, label, per_cent
from participation.web.filters import partial_date, tr
from participation.web.translation import _


@dataclass(frozen=True)
class Card:
    """A project on the board. `delay` and `next_step` are written out, empty when there is
    nothing."""

    key: str
    title: Translated
    unit: Translated | None
    progress: Progress
    delay: str
    next_step: str


@dataclass(frozen=True)
class Column:
    """The projects in one state; `total` counts those that are not shown, too."""

    state: str
    title: str
    total: int
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Weight:
    """A published weight that a project refers to, written out, with what keeps it honest."""

    round_title: Translated
    slug: str
    version: int
    title: str
    share: str
    interval: str
    measured: str
    ballots: str
    caveat: str


def columns(
    rows: Iterable[Any],
    counts: Mapping[str, tuple[int, int]],
    steps: Mapping[int, list[Step]],
    units: Mapping[int, Unit],
    today: date,
) -> list[Column]:
    """Return the columns of the board in the order of the states, without empty ones."""
    by_state: dict[str, list[Card]] = {}
    for row in rows:
        by_state.setdefault(row.state, []).append(_card(row, steps.get(row.id, []), units, today))
    return [
        Column(state, name, counts[state][0], tuple(by_state.get(state, ())))
        for state, name in wording.state_names().items()
        if state in counts
    ]


def weights(linked: Iterable[tuple[Snapshot, str]]) -> list[Weight]:
    """Return the weights that a project refers to, as their results show them."""
    pages: dict[int, ResultPage] = {}
    written = []
    for snapshot, key in linked:
        page = pages.setdefault(snapshot.id, ResultPage(snapshot))
        row = row_of(page, key)
        if row is None:
            continue
        is_field = key in page.fields
        written.append(
            Weight(
                round_title=page.method["round"]["title"],
                slug=page.method["round"]["slug"],
                version=snapshot.number,
                title=label(row),
                share=page.written_share(row) if is_field else per_cent(row["local_share"]),
                interval=interval(row),
                measured=page.measured if is_field else _("Anteil innerhalb des Handlungsfelds"),
                ballots=page.ballots,
                caveat=page.caveat,
            )
        )
    return written


def row_of(page: ResultPage, key: str) -> dict[str, Any] | None:
    """Return what a result shows of a field or goal, None where it shows nothing."""
    if key in page.fields:
        return page.fields[key]
    goals = page.tables.get("goals", [])
    return next((row for row in goals if row["item"] == key and not row["withheld"]), None)


def _card(row: Any, steps: list[Step], units: Mapping[int, Unit], today: date) -> Card:
    far = progress(steps, state=row.state, today=today)
    unit = units.get(row.unit_id)
    return Card(
        key=row.key,
        title=row.title,
        unit=unit.title if unit else None,
        progress=far,
        delay=wording.delay(far.delay),
        next_step=_next_step(row.state, far, steps),
    )


def _next_step(state: str, far: Progress, steps: list[Step]) -> str:
    """Return what comes next and when; for a project that is done, what was done last."""
    step = far.upcoming
    if step is not None:
        values = {"title": tr(step.title), "date": partial_date(step.due)}
        if slippage(step.planned, step.expected):
            return _("%(title)s: jetzt %(date)s", **values)
        return _("%(title)s: %(date)s", **values)
    finished = [each for each in steps if each.done.value]
    if state != State.DONE or not finished:
        return ""
    last = max(finished, key=lambda each: each.done)
    return _("%(title)s: %(date)s", title=tr(last.title), date=partial_date(last.done))
