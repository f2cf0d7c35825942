"""What everybody reads of the organisations that take part."""

from __future__ import annotations

from flask import Blueprint, render_template

from participation.accounts.access import public
from participation.organisations import queries
from participation.web.cache import kept_for_everyone

bp = Blueprint("partners", __name__)


@bp.route("/partners/")
@public
@kept_for_everyone()
def index() -> str:
    """List the organisations that take part: name, kind, text and link, nothing of who applied and
    nothing of members."""
    return render_template("front/partners/index.html", organisations=queries.approved())
