"""The public board of projects and the page of one."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.city.models import Unit
from participation.city.queries import units as all_units
from participation.kernel.errors import NotFound
from participation.kernel.text import clean_line, fold
from participation.projects import links, wording
from participation.projects.board import detail, presenter
from participation.projects.board import queries as board
from participation.projects.board.choosing import NO_CHOICE, choice_of, one_of, today
from participation.projects.board.queries import Choice, Facets, StrategyFacet
from participation.projects.board.timeline import timeline
from participation.projects.funding import funding_of
from participation.projects.origins import origins_of
from participation.projects.rules import State
from participation.projects.schedule import delay_of, progress
from participation.web.cache import kept_for_everyone
from participation.web.filters import tr
from participation.web.paging import page_number
from participation.web.translation import _

bp = Blueprint("projects", __name__)


@bp.route("/projects/")
@public
@kept_for_everyone()
def index() -> str:
    """Show the board: the projects in columns by state, or a page of one column."""
    facets, units = board.facets(), {unit.id: unit for unit in all_units()}
    strategies = board.strategies(facets.strategies)
    choice = choice_of(request.args, facets, strategies, units)
    day = today()
    counts = board.counts(choice, day)
    state, listing = one_of(request.args.get("state"), list(State)), None
    if state is None:
        rows = board.first_of_each(choice, day)
    else:
        total = counts.get(state, (0, 0))[0]
        listing = board.page_of(
            choice, State(state), page_number(request.args.get("page")), total, day
        )
        if listing.number > listing.pages:
            raise NotFound(NO_CHOICE)
        rows = list(listing.items)
        counts = {state: counts[state]} if state in counts else {}
    steps = board.steps([row.id for row in rows])
    return render_template(
        "projects/index.html",
        columns=presenter.columns(rows, counts, steps, units, day),
        listing=listing,
        total=sum(count for count, _late in counts.values()),
        late=sum(late for _count, late in counts.values()),
        selects=_selects(facets, strategies, units),
        chosen=_chosen(),
        state=state,
        day=day,
        downloads=_downloads(choice, facets, strategies),
    )


@bp.route("/projects/<key>")
@public
@kept_for_everyone()
def show(key: str) -> ResponseReturnValue:
    """Show a project; under another name that it has, lead to its page."""
    try:
        shown = detail.public_project(key)
    except NotFound:
        known = detail.key_of_alias(key)
        if known is None:
            raise
        return redirect(url_for(".show", key=known))
    project, day = shown.project, today()
    story = detail.story(project.id)
    steps = story.steps
    return render_template(
        "projects/show.html",
        shown=shown,
        project=project,
        state=wording.state_names()[project.state],
        kind=wording.kind_names()[project.kind],
        states=wording.state_names(),
        far=progress(steps, state=project.state, today=day),
        delays=[wording.delay(delay_of(step, day)) for step in steps],
        drawn=timeline(steps, day),
        steps=steps,
        changes=story.changes,
        served=detail.served(shown, story.effects),
        origins=origins_of(project.id),
        amounts=funding_of(project.id),
        consultations=links.consultations(project.id),
        weights=presenter.weights(links.weights(project.id)),
        scores=detail.scores(project.id),
        day=day,
    )


def _downloads(
    choice: Choice, facets: Facets, strategies: Mapping[int, StrategyFacet]
) -> list[tuple[StrategyFacet, int]]:
    """Return the strategies whose files the board offers, the one that was chosen or all, each with
    how many projects it has."""
    chosen = choice.strategy_id
    return [
        (each, facets.sizes[number])
        for number, each in strategies.items()
        if chosen in (None, number)
    ]


def _chosen() -> dict[str, str]:
    """Return the choices as they stand in the address, for links that keep them."""
    names = ("strategy", "field", "unit", "place", "kind", "late", "q")
    return {name: value for name in names if (value := clean_line(request.args.get(name)))}


def _selects(
    facets: Facets, strategies: Mapping[int, StrategyFacet], units: Mapping[int, Unit]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the filters: name, label, and choices of value and label."""
    fields = {
        key: tr(strategies[strategy_id].fields[key])
        for strategy_id, key in facets.fields
        if strategy_id in strategies and key in strategies[strategy_id].fields
    }
    known = [units[number] for number in facets.units if number in units]
    return [
        (
            "strategy",
            _("Strategie"),
            [(each.slug, tr(each.title)) for each in strategies.values()],
        ),
        ("field", _("Handlungsfeld"), sorted(fields.items(), key=lambda pair: fold(pair[1]))),
        ("unit", _("Fachstelle"), [(unit.key, tr(unit.title)) for unit in known]),
        ("place", _("Ort"), [(place, place) for place in facets.places]),
        ("kind", _("Art"), list(wording.kind_names().items())),
    ]
