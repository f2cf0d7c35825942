"""Who pays what: the page that everybody may read, and its files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.kernel.errors import NotFound
from participation.printing import queries as printing
from participation.printing.rules import Kind
from participation.projects.finance import files
from participation.projects.finance.gathering import Money, gather
from participation.projects.finance.presenter import FinancePage
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.web.cache import kept_for_everyone
from participation.web.paging import page_number

bp = Blueprint("finance", __name__)


@bp.get("/strategy/<slug>/finance")
@public
@kept_for_everyone()
def show(slug: str) -> ResponseReturnValue:
    """Show who pays which published project of a strategy, at one stage."""
    of_slug = queries_versions.with_standing_version(slug)
    found, document = printing.newest_beside(of_slug, Kind.FINANCE, f"{slug}/")
    if found is None:
        raise NotFound(strategy_queries.NO_STRATEGY)
    strategy, version = found
    money = _public_money(strategy.id)
    page = FinancePage(
        money,
        money.stage_asked_for(request.args.get("stage")),
        page=page_number(request.args.get("page")),
    )
    if page.listing.number > page.listing.pages:
        raise NotFound()
    frame = queries_versions.frame_shown(version)
    return render_template(
        "finance/show.html",
        strategy=strategy,
        view=page,
        frame=frame,
        fields=page.fields(frame),
        printed=document,
    )


@bp.get(f"/strategy/<slug>/finance/<any({', '.join(map(repr, files.FILES))}):name>")
@public
def file(slug: str, name: str) -> Response:
    """Download the amounts of published projects: every line, the table of one stage, or all of
    it as a workbook."""
    strategy = strategy_queries.get(slug)
    money = _public_money(strategy.id)
    stage = money.stage_asked_for(request.args.get("stage"))
    return files.served(strategy, name, stage, public_only=True)


def _public_money(strategy_id: int) -> Money:
    """Return the money of published projects. Raises NotFound where there is no such project, so
    that nothing tells of a strategy that is only being written."""
    money = gather(strategy_id, public_only=True)
    if not money.projects:
        raise NotFound()
    return money
