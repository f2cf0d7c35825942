"""What everybody reads of the organisations that take part."""

from __future__ import annotations

from flask import Blueprint, render_template

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.organisations import queries
from participation.rounds.rules import next_change, phase
from participation.web.cache import kept_for_everyone, stale_at
from participation.weighting.named import queries as named

bp = Blueprint("partners", __name__)


@bp.route("/partners/")
@public
@kept_for_everyone()
def index() -> str:
    """List the organisations that take part: name, kind, text and link, nothing of who applied and
    nothing of members; and the rounds in which they weight by name."""
    rounds = named.rounds()
    for round_ in rounds:
        stale_at(next_change(round_.windows, clock.now()))
    return render_template(
        "front/partners/index.html",
        organisations=queries.approved(),
        rounds=[(round_, phase(round_.weights_window, clock.now())) for round_ in rounds],
    )
