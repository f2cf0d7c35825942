"""Pages of the demo: how to try everything out, the kept mails, and one click to be a member of
staff.

The blueprint is registered in the demo only (`app.py`); outside of it none of these addresses
exists.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import queries as account_queries
from participation.accounts.access import public, start_session
from participation.accounts.permissions import Role
from participation.demo import queries, rules
from participation.kernel.errors import NotFound
from participation.outbox import queries as outbox_queries

bp = Blueprint("demo", __name__, url_prefix="/demo")
FIRST_PAGE = {"moderator": "moderation.queue", "planner": "results.planning", "admin": "admin.home"}


@bp.route("/")
@public
def home() -> str:
    """Say what to click in each role."""
    return render_template("demo/home.html", slugs=rules.SLUGS, built=queries.state().complete)


@bp.route("/outbox")
@public
def outbox() -> Response:
    """Show the mails that were kept, newest first, with the links of this installation to click."""
    base: str = current_app.config["BASE_URL"]
    mails = [(mail, rules.pieces(mail.body, base)) for mail in outbox_queries.kept()]
    response = make_response(render_template("demo/outbox.html", mails=mails))
    # A link that signs somebody in must not lie in a cache.
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/sign-in/<role>", methods=["POST"])
@public
def sign_in(role: str) -> BaseResponse:
    """Sign in as the demo's member of staff with this role, without password and second factor."""
    account = (
        account_queries.staff_by_address(rules.staff_address(role)) if role in rules.ROLES else None
    )
    if account is None or not account.active or account.role != Role(role):
        raise NotFound()
    start_session(account)
    flash(_("Sie sind angemeldet als: %(name)s", name=account.label), "success")
    return redirect(url_for(FIRST_PAGE[role]))
