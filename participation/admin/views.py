"""The blueprint of the staff pages across features, and their overview."""

from __future__ import annotations

from flask import Blueprint, render_template

from participation.accounts import queries as accounts
from participation.accounts.access import may_read, requires, signed_in
from participation.accounts.permissions import Permission, Role
from participation.admin.forms_people import ROLES
from participation.city import queries as city_queries
from participation.city.models import Unit
from participation.kernel.clock import clock
from participation.organisations import queries as organisations
from participation.rounds import queries as round_queries
from participation.rounds.rules import state
from participation.web.filters import tr

bp = Blueprint("admin", __name__)


@bp.route("/staff/")
@requires(Permission.STAFF_HOME, any_round=True)
def staff_home() -> str:
    """Show a member of staff their roles and the pages these open."""
    titles = {round_.id: tr(round_.title) for round_ in round_queries.all_rounds()}
    waiting = organisations.waiting_count() if may_read(Permission.APPROVE_ORGANISATIONS) else 0
    return render_template(
        "admin/staff_home.html", roles=ROLES, rounds=titles, units=_own_units(), waiting=waiting
    )


def _own_units() -> list[Unit] | None:
    """Return the units that the person acts for, None for one without the role."""
    account = signed_in()
    if account is None or Role.UNIT not in {grant.role for grant in account.grants}:
        return None
    own = accounts.unit_ids(account.id)
    return [unit for unit in city_queries.units(active=True) if unit.id in own]


@bp.route("/admin/")
@requires(Permission.ADMINISTER, any_round=True)
def home() -> str:
    """Show what an administrator keeps, the rounds first."""
    now = clock.now()
    rounds = [
        (round_, state(round_.windows, now))
        for round_ in round_queries.all_rounds()
        if not round_.archived_at and may_read(Permission.ADMINISTER, round_.id)
    ]
    return render_template("admin/home.html", rounds=rounds[:5])
