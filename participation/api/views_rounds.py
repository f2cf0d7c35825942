"""Rounds, their ideas with answers, and their results."""

from __future__ import annotations

import msgspec
from flask import request

from participation.answers import progress as answers_progress
from participation.answers import queries as answers_queries
from participation.api import asking
from participation.api.operations import PAGED, choice, key
from participation.api.resources import ideas as ideas_shown
from participation.api.resources import rankings as rankings_shown
from participation.api.resources import results as results_shown
from participation.api.resources import rounds as rounds_shown
from participation.api.resources.ideas import AnsweredIdea, IdeaDetail, IdeaItem
from participation.api.resources.rankings import Ranking
from participation.api.resources.results import Result, ResultItem, ResultTables
from participation.api.resources.rounds import RoundDetail, RoundItem
from participation.api.resources.values import Listing, steps
from participation.api.views import resource
from participation.ideas import listing
from participation.ideas import queries as ideas_queries
from participation.ideas.lineage import Lineage, lineage_of, members_of
from participation.ideas.progress import answer_count, progress_of
from participation.ideas.rules import Sort, fields_counted
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Forbidden, NotFound, NotReady
from participation.results import queries as results_queries
from participation.results import visibility
from participation.results.models import Snapshot
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import next_change, phase
from participation.rounds.way import way_of
from participation.web.cache import stale_at
from participation.weighting.named import queries as named_queries
from participation.weighting.named import ranking as named_ranking

NO_FIELD = N_("Dieses Handlungsfeld gibt es in der Runde nicht.")
NOT_BY_SUPPORT = N_(
    "Wie viele eine Idee unterstützen, zeigt diese Runde erst nach ihrem Ende. Wählen Sie newest."
)
RESULT = "/rounds/<slug>/results/<int:number>"


@resource("/rounds", Listing[RoundItem], *PAGED)
def rounds() -> Listing[RoundItem]:
    """List the rounds that are not archived; those that close last come first."""
    now, found = clock.now(), round_queries.published_rounds()
    for round_ in found:
        stale_at(next_change(round_.windows, now))
    return asking.paging().cut([rounds_shown.item(round_, now) for round_ in found])


@resource("/rounds/<slug>", RoundDetail)
def round_(slug: str) -> RoundDetail:
    """Tell of a round: its windows, what it asks, how many took part, its way."""
    found, now = _round(slug), clock.now()
    return rounds_shown.detail(
        found,
        now,
        ideas=ideas_queries.published_count(found.id),
        ballots=named_queries.ballots_of(found),
        count=answer_count(found),
        deviations=round_queries.deviations(found.id),
        way=steps(way_of(found), found.timezone),
    )


@resource(
    "/rounds/<slug>/ideas",
    Listing[IdeaItem],
    *PAGED,
    key("field", "Only ideas of this action field, by its key."),
    choice("sort", "The order; by support only where that is shown.", ("newest", "supported")),
)
def ideas(slug: str) -> Listing[IdeaItem]:
    """List the ideas of a round that everybody can read, with the city's answers."""
    found, paging, now = _round(slug), asking.paging(), clock.now()
    support_shown = ideas_queries.support_shown(found, now)
    sort, field = Sort(request.args.get("sort", Sort.NEWEST)), request.args.get("field")
    if sort is Sort.SUPPORTED and not support_shown:
        raise BadInput(NOT_BY_SUPPORT, field="sort")
    if field is not None and found.frame.field(field) is None:
        raise NotFound(NO_FIELD)
    choice_ = listing.Choice(found.id, sort, start=0, field_key=field)
    page = listing.ids_of(choice_, paging.number, per_page=paging.per_page)
    rows = ideas_queries.public_ideas(page.items)
    answers = answers_progress.answers_to(found, [row.id for row in rows])
    merged = members_of([row.id for row in rows])
    shown = [
        ideas_shown.item(
            row,
            found,
            answers.get(row.id),
            lineage=Lineage(members=merged.get(row.id, ())),
            support_shown=support_shown,
        )
        for row in rows
    ]
    # How many ideas a field has tells nobody anything while people still weight.
    told = field is None or fields_counted(phase(found.weights_window, now))
    return paging.of(shown, page.total, told=told)


@resource("/rounds/<slug>/ideas/<number>", IdeaDetail)
def idea(slug: str, number: str) -> IdeaDetail:
    """Tell of an idea that everybody can read: the city's answer, and what became of it."""
    found = _round(slug)
    row = ideas_queries.visible_idea(found.id, number, ideas_queries.PUBLIC)
    progress = progress_of(row, found)
    shown = ideas_queries.support_shown(found, clock.now())
    answer = answers_progress.in_citys_name(progress.answer) if progress.answer else None
    return IdeaDetail(
        idea=ideas_shown.item(row, found, answer, lineage=lineage_of(row), support_shown=shown),
        way=steps(progress.steps, found.timezone),
    )


@resource("/rounds/<slug>/answers", Listing[AnsweredIdea], *PAGED)
def answers(slug: str) -> Listing[AnsweredIdea]:
    """List the ideas of a round with an answer of their own, in the order of their numbers."""
    found, paging = _round(slug), asking.paging()
    page = answers_queries.public_answers_page(found.id, paging.number, paging.per_page)
    told = answers_progress.city_answers(page.items)
    pairs = zip(page.items, told, strict=True)
    shown = [ideas_shown.answered_idea(each, answer, found) for each, answer in pairs]
    return paging.of(shown, page.total)


@resource("/rounds/<slug>/results", Listing[ResultItem], *PAGED)
def results(slug: str) -> Listing[ResultItem]:
    """List the published versions of a round's result, the newest first; none before the first is
    published."""
    found = _round(slug)
    try:
        visibility.visible_version(found, clock.now(), staff=False)
    except (Forbidden, NotFound, NotReady):
        return asking.paging().cut(list[ResultItem]())
    versions = [each for each in results_queries.versions(found.id) if each.published_at]
    items = [results_shown.item(each, found) for each in reversed(versions)]
    return asking.paging().cut(items)


@resource(RESULT, Result)
def result(slug: str, number: int) -> Result:
    """Tell a published version of a round's result: shares with their stability intervals, and what
    they mean."""
    found = _round(slug)
    snapshot = _snapshot(found, number)
    return results_shown.result(snapshot, found, results_queries.later_deviations(snapshot))


@resource(f"{RESULT}/tables", ResultTables)
def result_tables(slug: str, number: int) -> msgspec.Struct:
    """Give every table of a published version, column for column as in its files."""
    found = _round(slug)
    return results_shown.tables(_snapshot(found, number), found)


@resource("/rounds/<slug>/ranking", Ranking)
def ranking(slug: str) -> Ranking:
    """Tell which organisation weighted how, by name, in a closed round of organisations."""
    found = _round(slug)
    if not found.is_named or found.weights_window.absent:
        raise NotFound(named_queries.NOT_NAMED)
    try:
        shown = named_ranking.ranking(found, clock.now())
    except NotReady as early:
        raise NotFound(early.message) from None
    return rankings_shown.ranking(shown, round_queries.deviations(found.id))


def _round(slug: str) -> Round:
    found = round_queries.get(slug)
    stale_at(next_change(found.windows, clock.now()))
    return found


def _snapshot(found: Round, number: int) -> Snapshot:
    """Return a published version. Raises NotFound for all that not everybody may see."""
    try:
        return visibility.visible_snapshot(found, clock.now(), staff=False, number=number)
    except (Forbidden, NotReady):
        raise NotFound(visibility.NO_VERSION) from None
