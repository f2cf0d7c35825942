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
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import queries as account_queries
from participation.accounts.access import first_page, public, start_session
from participation.accounts.models import Account
from participation.accounts.permissions import Grant, Role
from participation.demo import queries, rules
from participation.kernel.errors import NotFound
from participation.outbox import queries as outbox_queries
from participation.web.translation import _

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.route("/")
@public
def home() -> str:
    """Say what to click in each role."""
    demo = queries.state()
    closed = demo.round(rules.SLUGS.closed) if demo.complete else None
    return render_template(
        "demo/home.html",
        slugs=rules.SLUGS,
        strategy=closed.strategy if closed else None,
        idea=queries.idea_with_a_project(),
    )


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
    """Sign in as the demo's member of staff with this role, without password and second factor, or
    as the resident who acts for its organisation."""
    account = queries.partner() if role == rules.PARTNER else _staff(role)
    if account is None or not account.active:
        raise NotFound()
    start_session(account)
    flash(_("Sie sind angemeldet als: %(name)s", name=account.label), "success")
    return redirect(first_page() if account.is_staff else url_for("front.account"))


def _staff(role: str) -> Account | None:
    if role not in rules.ROLES:
        return None
    account = account_queries.staff_by_address(rules.staff_address(role))
    return account if account and Grant(Role(role)) in account.grants else None
