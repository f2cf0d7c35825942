"""The blueprint of the staff pages across features, and their overview."""

from __future__ import annotations

from flask import Blueprint, render_template

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.rounds import queries as round_queries
from participation.rounds.rules import state

bp = Blueprint("admin", __name__)


@bp.route("/admin/")
@requires(Permission.ADMINISTER)
def home() -> str:
    """Show what an administrator keeps, the rounds first."""
    now = clock.now()
    rounds = [
        (round_, state(round_.windows, now))
        for round_ in round_queries.all_rounds()
        if not round_.archived_at
    ]
    return render_template("admin/home.html", rounds=rounds[:5])
