"""The blueprint of the staff pages across features, and the page of what administrators keep."""

from __future__ import annotations

from flask import Blueprint, render_template

from participation.accounts.access import may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.rounds import queries as round_queries
from participation.rounds.rules import state

bp = Blueprint("admin", __name__)


@bp.route("/admin/")
@requires(Permission.ADMINISTER, any_round=True)
def home() -> str:
    """Show what needs an administrator, and what they keep, the rounds first."""
    now = clock.now()
    rounds = [
        (round_, state(round_.windows, now))
        for round_ in round_queries.without_frames()
        if not round_.archived_at and may_read(Permission.ADMINISTER, round_.id)
    ]
    return render_template("admin/home.html", rounds=rounds[:5])
