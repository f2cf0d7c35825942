"""Projects: the board as a list, and one of them."""

from __future__ import annotations

from flask import Response, request

from participation.api import asking
from participation.api.operations import PAGED, choice, key
from participation.api.resources import projects as projects_shown
from participation.api.resources.projects import Linked, ProjectDetail, ProjectItem
from participation.api.resources.values import Listing, address
from participation.api.views import resource
from participation.city.queries import units as all_units
from participation.kernel.errors import NotFound
from participation.projects import links
from participation.projects.board import detail
from participation.projects.board import queries as board
from participation.projects.board.choosing import choice_of, today
from participation.projects.origins import origins_of
from participation.projects.rules import Kind, State

FILTERS = (
    key("strategy", "Only projects of this strategy, by its slug."),
    key("field", "Only projects of this main field, by its key."),
    key("unit", "Only projects of this unit, by its key."),
    key("place", "Only projects of this place."),
    choice("kind", "Only projects of this kind.", Kind),
    choice("state", "Only projects in this state.", State),
    choice("late", "Only projects that are late.", ("1",)),
    key("q", "Only projects with all of these words."),
)


@resource("/projects", Listing[ProjectItem], *PAGED, *FILTERS)
def projects() -> Listing[ProjectItem]:
    """List the published projects by their keys."""
    paging, day = asking.paging(), today()
    facets, units = board.facets(), {unit.id: unit for unit in all_units()}
    chosen = choice_of(request.args, facets, board.strategies(facets.strategies), units)
    state = request.args.get("state")
    page = board.list_of(
        chosen, State(state) if state else None, paging.number, paging.per_page, day
    )
    steps = board.steps([row.id for row in page.items])
    shown = [
        projects_shown.item(row, steps.get(row.id, []), units.get(row.unit_id), day)
        for row in page.items
    ]
    return paging.of(shown, page.total)


@resource("/projects/<key>", ProjectDetail)
def project(key: str) -> ProjectDetail | Response:
    """Tell of a published project: milestones, goals, ideas, consultations, weights. Under another
    name that it has, lead to it."""
    try:
        shown = detail.public_project(key)
    except NotFound:
        known = detail.key_of_alias(key)
        if known is None:
            raise
        return Response(status=302, headers={"Location": address("api.project", key=known)})
    number = shown.project.id
    story = detail.story(number)
    linked = Linked(
        origins=origins_of(number),
        consultations=links.consultations(number),
        weights=links.weights(number),
        scores=detail.scores(number),
    )
    return projects_shown.detail(shown, story, linked, today())
