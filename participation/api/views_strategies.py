"""Strategies: versions, differences, who pays what, reports."""

from __future__ import annotations

from flask import request

from participation.api import asking
from participation.api.operations import PAGED, choice
from participation.api.resources import differences, reports, strategies, versions
from participation.api.resources import finance as money_shown
from participation.api.resources.differences import Difference
from participation.api.resources.finance import Finance, FinanceLine, ProjectMoney
from participation.api.resources.reports import ReportDetail, StrategyReports
from participation.api.resources.strategies import StrategyDetail, StrategyItem
from participation.api.resources.values import Listing
from participation.api.resources.versions import VersionDetail
from participation.api.views import resource
from participation.council import queries as council
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.progress import listing as reports_listing
from participation.progress import presenter as reports_presenter
from participation.progress import queries as progress_queries
from participation.progress.publishing import compared, today
from participation.projects.board import queries as board
from participation.projects.board.queries import Choice
from participation.projects.finance import queries as finance_queries
from participation.projects.finance.gathering import Money, gather
from participation.projects.finance.presenter import FinancePage
from participation.projects.finance.rules import Stage
from participation.projects.rules import work_on
from participation.strategy import queries, queries_versions
from participation.strategy.diff import compare
from participation.strategy.lines import lines_between
from participation.strategy.models import Strategy, StrategyVersion

STRATEGY = "/strategies/<slug>"
STAGE = choice("stage", "The stage; the first that has amounts unless one is named.", Stage)


@resource("/strategies", Listing[StrategyItem], *PAGED)
def strategies_() -> Listing[StrategyItem]:
    """List the strategies with a version that was put forward."""
    found = queries_versions.public_strategies()
    return asking.paging().cut([strategies.item(strategy) for strategy in found])


@resource(STRATEGY, StrategyDetail)
def strategy(slug: str) -> StrategyDetail:
    """Tell where a strategy stands: its versions, and its way to a decision."""
    found, public = _public(slug)
    counts = board.counts(Choice(strategy_id=found.id), today(clock))
    work = work_on({state: count for state, (count, _late) in counts.items()})
    way = council.way(found.id, public, work)
    return strategies.detail(found, public, queries_versions.newest_of(public), way)


@resource(f"{STRATEGY}/versions/<int:number>", VersionDetail)
def version(slug: str, number: int) -> VersionDetail:
    """Give a version as a whole, with the published results that it cites."""
    found, public = _public(slug)
    before = next((each for each in reversed(public) if each.number < number), None)
    return versions.version_detail(found, queries_versions.version(found.id, number), before)


@resource(f"{STRATEGY}/diff/<int:before>/<int:after>", Difference)
def difference(slug: str, before: int, after: int) -> Difference:
    """Tell what differs between two versions, the later one named last."""
    found, public = _public(slug)
    old = queries_versions.version(found.id, before)
    new = queries_versions.version(found.id, after)
    lines = lines_between(public, old, new, queries_versions.lineages(found.id))
    frames = [queries_versions.frame_of_version(each) for each in (old, new)]
    return differences.difference(found, old, new, compare(frames[0], frames[1], lines))


@resource(f"{STRATEGY}/finance", Finance, STAGE)
def finance(slug: str) -> Finance:
    """Tell who pays what for the published projects of a strategy, at one stage."""
    found, money = _money(slug)
    view = FinancePage(money, _stage(money), page=None)
    return money_shown.overview(found, view, queries_versions.public_frame(found.id))


@resource(f"{STRATEGY}/finance/projects", Listing[ProjectMoney], *PAGED, STAGE)
def finance_projects(slug: str) -> Listing[ProjectMoney]:
    """List what each published project of a strategy costs whom, by place, at one stage."""
    _found, money = _money(slug)
    view, paging = FinancePage(money, _stage(money)), asking.paging()
    rows = money_shown.projects(view)
    shown = [money_shown.project(view, row) for row in paging.part(rows)]
    return paging.of(shown, len(rows))


@resource(f"{STRATEGY}/finance/lines", Listing[FinanceLine], *PAGED)
def finance_lines(slug: str) -> Listing[FinanceLine]:
    """List every amount of the published projects of a strategy, of all stages and years."""
    found, paging = queries.get(slug), asking.paging()
    projects = {row.id: row.key for row in finance_queries.projects(found.id, public_only=True)}
    if not projects:
        raise NotFound(queries.NO_STRATEGY)
    sources = {source.id: source.key for source in finance_queries.sources(found.id)}
    page = finance_queries.lines_page(found.id, paging.number, paging.per_page)
    return paging.of([money_shown.line(row, projects, sources) for row in page.items], page.total)


@resource("/reports", Listing[StrategyReports], *PAGED)
def reports_() -> Listing[StrategyReports]:
    """List the reports on projects by strategy, with when the next ones are due."""
    found = reports_listing.public_strategies(today(clock))
    return asking.paging().cut([reports.overview(one) for one in found])


@resource(f"{STRATEGY}/reports/<int:number>", ReportDetail)
def report(slug: str, number: int) -> ReportDetail:
    """Give a published report as it was fixed, with what changed since the one before it."""
    found = queries.get(slug)
    row = progress_queries.get_public(found.id, number)
    content = progress_queries.content(row)
    correction = progress_queries.correction_of(row.id)
    replaced_by = correction.number if correction and correction.published_at else None
    shown = reports_presenter.shown(content, compared(row, content))
    return reports.detail(found, row, content, shown, replaced_by)


def _public(slug: str) -> tuple[Strategy, list[StrategyVersion]]:
    """Return a strategy with its public versions. Raises NotFound where there is none."""
    found = queries.get(slug)
    public = queries_versions.public_versions(found.id)
    if not public:
        raise NotFound(queries.NO_STRATEGY)
    return found, public


def _money(slug: str) -> tuple[Strategy, Money]:
    """Return the money of published projects. Raises NotFound where there is no such project, so
    that nothing tells of a strategy that is only being written."""
    found = queries.get(slug)
    money = gather(found.id, public_only=True)
    if not money.projects:
        raise NotFound(queries.NO_STRATEGY)
    return found, money


def _stage(money: Money) -> Stage:
    asked = request.args.get("stage")
    return money.first_stage if asked is None else Stage(asked)
