"""The pages on which authors and reporters complain: signed in, or by the link of a mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public, requires, signed_in
from participation.accounts.permissions import Permission
from participation.extensions import limiter
from participation.ideas import originals
from participation.ideas import queries as idea_queries
from participation.ideas.models import IdeaOriginal
from participation.ideas.queries import Viewer
from participation.kernel.clock import clock
from participation.kernel.errors import (
    N_,
    BadInput,
    Conflict,
    Expired,
    NotFound,
    ParticipationError,
)
from participation.moderation.complaints import queries, service
from participation.moderation.complaints.forms import ComplaintForm
from participation.moderation.models import Decision
from participation.moderation.remedies import Side, read_token
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports.rules import OUTCOME_LABELS, Outcome
from participation.moderation.rules import LABELS, Reason
from participation.rounds import queries as round_queries
from participation.web.transactions import commits

bp = Blueprint("complaints", __name__)

MEASURE = N_("Etwas in der Idee ist geschwärzt")
GROUND = N_("Schutz persönlicher Daten")


@bp.route("/rounds/<slug>/ideas/<number>/complaint", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def own(slug: str, number: str) -> ResponseReturnValue:
    """Let the author of an idea complain about its rejection or removal."""
    account = signed_in()
    viewer = Viewer(account.id if account else None)
    idea = idea_queries.visible_idea(round_queries.get(slug).id, number, viewer)
    decision = queries.adverse_decision(idea)
    if account is None or idea.author_id != account.id or decision is None:
        raise NotFound(service.NOTHING)
    return _complain(Side.AUTHOR, decision.id)


@bp.route(
    "/rounds/<slug>/ideas/<number>/black-outs/<int:version>/complaint", methods=["GET", "POST"]
)
@requires(Permission.OWN_ACCOUNT)
@commits
def black_out(slug: str, number: str, version: int) -> ResponseReturnValue:
    """Let the author of an idea complain about what was blacked out of this version of it."""
    account = signed_in()
    viewer = Viewer(account.id if account else None)
    idea = idea_queries.visible_idea(round_queries.get(slug).id, number, viewer)
    row = next((row for row in originals.of_idea(idea.id) if row.version == version), None)
    if account is None or idea.author_id != account.id or row is None:
        raise NotFound(service.NOTHING)
    return _complain(Side.BLACKED_OUT, row.id)


@bp.route("/complaint/<any(author, blackout, reporter):side>/<token>", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
@commits
def by_link(side: str, token: str) -> ResponseReturnValue:
    """Let whoever got the mail about a decision complain, without signing in."""
    return _complain(Side(side), read_token(Side(side), token))


@bp.route("/complaint/received")
@public
def received() -> str:
    """Say that a complaint came in, and what happens now."""
    return render_template("complaints/received.html")


def _complain(side: Side, row_id: int) -> ResponseReturnValue:
    form = ComplaintForm()
    text = form.text.data or ""
    try:
        if form.validate_on_submit():
            service.complain(side, row_id, text=text, clock=clock)
            return redirect(url_for(".received"))
        service.require_possible(side, service.subject(side, row_id), clock.now())
    except BadInput as error:
        form.refuse(error)
    except (Conflict, Expired) as error:
        return _refused(error, text)
    return render_template("complaints/new.html", form=form, **_context(side, row_id))


def _refused(error: ParticipationError, written: str) -> tuple[str, int]:
    page = render_template("complaints/refused.html", error=error, written=written)
    return page, 409


def _context(side: Side, row_id: int) -> dict[str, Any]:
    row = service.subject(side, row_id)
    if isinstance(row, Decision):
        return {
            "title": f"{row.idea.title} ({row.idea.number})",
            "decided_at": row.at,
            "ground": LABELS[Reason(row.reason)] if row.reason else "",
            "facts": row.text,
            "until": queries.ends_for_decision(row),
            "zone": row.idea.round.timezone,
            "outcome": "",
        }
    if isinstance(row, IdeaOriginal):
        return {
            "title": f"{row.idea.title} ({row.idea.number})",
            "decided_at": row.at,
            "ground": GROUND,
            "facts": row.facts,
            "until": row.delete_after,
            "zone": row.idea.round.timezone,
            "outcome": MEASURE,
        }
    if row is None or row.settled_at is None or row.outcome is None:
        raise NotFound(service.NOTHING)
    return {
        "title": report_queries.address_of_content(row),
        "decided_at": row.settled_at,
        "ground": "",
        "facts": row.answer,
        "until": queries.ends_for_report(row),
        "zone": report_queries.zone_of(row),
        "outcome": OUTCOME_LABELS[Outcome(row.outcome)],
    }
