"""The planners' page of a strategy's money: the whole table, drafts too."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.kernel.errors import NotFound
from participation.projects.finance.gathering import Money, gather
from participation.projects.finance.presenter import FinancePage
from participation.projects.finance.rules import Stage
from participation.strategy import queries as strategy_queries
from participation.web.paging import page_number

bp = Blueprint("money", __name__, url_prefix="/planning/strategies/<slug>/finance")


@bp.get("/")
@requires(Permission.PLAN_STRATEGY)
def overview(slug: str) -> str:
    """Show who pays which project at one stage, drafts too, and what can be done."""
    strategy = strategy_queries.get(slug)
    money = gather(strategy.id, public_only=False)
    view = FinancePage(money, stage_asked(money), page=page_number(request.args.get("page")))
    if view.listing.number > view.listing.pages:
        raise NotFound()
    return render_template(
        "finance/overview.html",
        strategy=strategy,
        view=view,
        drafts=sum(not project.public for project in money.projects),
    )


def stage_asked(money: Money) -> Stage:
    """Return the stage in the address, the first that has amounts unless one is. Raises
    NotFound."""
    asked = request.args.get("stage") or money.first_stage.value
    if asked not in set(Stage):
        raise NotFound()
    return Stage(asked)
