"""The list of complaints, and one complaint with the decision on it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import person, requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.ideas.models import IdeaOriginal
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.moderation.complaints import queries, service
from participation.moderation.complaints.forms import ComplaintDecisionForm
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.putting_back import putting_back
from participation.moderation.complaints.queries_due import waits_for
from participation.moderation.complaints.rules import DECIDED_WITHIN, OUTCOME_LABELS
from participation.moderation.complaints.views import bp
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports.rules import OUTCOME_LABELS as REPORT_OUTCOMES
from participation.moderation.reports.rules import REPORT_LABELS
from participation.moderation.rules import LABELS
from participation.web.filters import DEFAULT_ZONE
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/complaints/")
@requires(Permission.DECIDE_COMPLAINTS, any_round=True)
def index() -> str:
    """List complaints, open ones first, with the day by which each should be decided; all, or those
    that wait for the reader."""
    mine, me = request.args.get("show") == "mine", person()
    listing = queries.page(
        page_number(request.args.get("page")),
        rounds_to_read(Permission.DECIDE_COMPLAINTS),
        waits_for(me.id, me.grants) if mine else (),
    )
    if listing.number > listing.pages:
        raise NotFound()
    return render_template(
        "complaints/index.html",
        listing=listing,
        mine=mine,
        within=DECIDED_WITHIN,
        outcomes=OUTCOME_LABELS,
        now=clock.now(),
    )


@bp.route("/moderation/complaints/<int:complaint_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_COMPLAINTS, of_round=queries.round_id_of)
@commits
def show(complaint_id: int) -> ResponseReturnValue:
    """Show one complaint, never who reported, and decide on it."""
    complaint = queries.get(complaint_id)
    idea, row = complaint.idea, complaint.original
    now = {"version": idea.version if idea else 0, "puts_back": bool(row and _possible(row))}
    form = ComplaintDecisionForm(data=now)
    try:
        if form.validate_on_submit():
            service.decide(
                complaint_id,
                outcome=form.chosen(),
                reasons=form.reasons.data or "",
                by=person(),
                version=form.version.data or 0,
                clock=clock,
                ground=form.chosen_ground(),
                puts_back=bool(form.puts_back.data),
            )
            told = _("Über die Beschwerde ist entschieden. Die Person erfährt es.")
            if row is None:
                told = _("Über die Beschwerde ist entschieden. Beide Seiten erfahren es.")
            flash(told, "success")
            return redirect(url_for(".show", complaint_id=complaint_id))
    except BadInput as error:
        form.refuse(error)
    except Conflict as error:
        complaint = queries.get(complaint_id)
        page = render_template(
            "complaints/conflict.html", complaint=complaint, error=error, form=form
        )
        return page, 409
    return _page(queries.get(complaint_id), form)


def _possible(row: IdeaOriginal) -> bool:
    return putting_back().possible(row)


def _page(complaint: Complaint, form: ComplaintDecisionForm) -> str:
    idea, account, row = complaint.idea, person(), complaint.original
    deciders = queries.deciders(complaint)
    return render_template(
        "complaints/show.html",
        complaint=complaint,
        idea=idea,
        form=form,
        may_decide=queries.may_decide(account, complaint),
        nobody=not deciders,
        puts_back=bool(row and not complaint.outcome and _possible(row)),
        due=complaint.at + DECIDED_WITHIN,
        zone=idea.round.timezone if idea else DEFAULT_ZONE,
        about=report_queries.address_of_content(complaint.report) if complaint.report else "",
        grounds=LABELS,
        outcomes=OUTCOME_LABELS,
        report_reasons=REPORT_LABELS,
        report_outcomes=REPORT_OUTCOMES,
    )
