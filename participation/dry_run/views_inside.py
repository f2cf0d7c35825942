"""Pages that there are within a dry run alone: as whom to look at it, and the mails that nobody was
sent. Registered in the application of a dry run and nowhere else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, url_for
from flask import render_template as render
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.access import end_session, first_page, public, start_session
from participation.demo.rules import pieces
from participation.dry_run import people
from participation.dry_run.mounting import prefix
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.outbox import queries as outbox_queries
from participation.rounds.models import Round
from participation.web.translation import _

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.app_context_processor
def _banner() -> dict[str, Any]:
    return {"pretended_now": clock.now, "dry_run_round": _round}


def _round() -> Round:
    return db.session.scalars(select(Round)).one()


@bp.route("/")
@public
def home() -> str:
    """Offer the roles, and the pages that are worth a look."""
    return render("dry_run/desk.html", round=_round(), codes=people.codes())


@bp.route("/mails")
@public
def mails() -> Response:
    """Show the mails that would have gone out, newest first."""
    base: str = current_app.config["BASE_URL"]
    start = prefix(current_app.config["DRY_RUN"])
    kept = [(mail, pieces(mail.body, base)) for mail in outbox_queries.kept()]
    return make_response(render("dry_run/mails.html", mails=kept, start=start))


@bp.route("/be/<who>", methods=["POST"])
@public
def be(who: str) -> BaseResponse:
    """Look at the dry run as somebody else: signed out, a resident, a member of staff."""
    if who == "visitor":
        end_session()
        return redirect(url_for("front.round_page", slug=_round().slug))
    account = people.residents()[0] if who == "resident" else people.member(who)
    if account is None:
        raise NotFound()
    start_session(account)
    flash(_("Sie sehen den Probelauf jetzt als: %(name)s", name=account.label), "success")
    slug = _round().slug
    return redirect(first_page() if account.is_staff else url_for("front.round_page", slug=slug))
