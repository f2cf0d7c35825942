"""The planners' page of a strategy's money: the whole table, drafts too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.kernel.errors import NotFound
from participation.projects.finance.gathering import Money, gather
from participation.projects.finance.presenter import FinancePage
from participation.projects.finance.rules import NOTE_LENGTH, Stage
from participation.strategy import queries as strategy_queries
from participation.web.paging import page_number

bp = Blueprint("money", __name__, url_prefix="/planning/strategies/<slug>/finance")


BEGUN = ("source", "stage", "year", "amount", "note")


def begun() -> dict[str, Any]:
    """Return what was typed of an amount, from a form or an address: on the way to a source that
    is still missing it travels in the address."""
    values = {name: request.values.get(name, "")[:NOTE_LENGTH] for name in BEGUN}
    return {name: value for name, value in values.items() if value}


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
