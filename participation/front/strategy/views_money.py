"""Weights beside money: the page that everybody may read, and its file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.front.strategy import money_file
from participation.front.strategy.money import MoneyPage, money_page
from participation.front.strategy.views import bp
from participation.kernel.clock import clock
from participation.web.cache import kept_for_everyone
from participation.web.csv_writer import Format
from participation.web.downloads import download

FILES = ("table.csv", "table-excel.csv")


@bp.get("/strategy/<slug>/weights-and-money")
@public
@kept_for_everyone()
def weights_and_money(slug: str) -> ResponseReturnValue:
    """Show what the participants weighted and what is paid, field by field."""
    page = _page(slug)
    return render_template("front/strategy/weights_and_money.html", view=page)


@bp.get(f"/strategy/<slug>/weights-and-money/<any({', '.join(map(repr, FILES))}):name>")
@public
def weights_and_money_file(slug: str, name: str) -> Response:
    """Download the table of that page."""
    page = _page(slug)
    form = Format.EXCEL if name.endswith("-excel.csv") else Format.CSV
    pieces = money_file.table_file(page, form)
    name = f"{slug}-{page.stage}-weights-and-money-{name}"
    return download(pieces, name, "text/csv; charset=utf-8")


def _page(slug: str) -> MoneyPage:
    asked = request.args.get
    return money_page(slug, asked_round=asked("round"), asked_stage=asked("stage"), clock=clock)
