"""The moderators' list of reports, and one report with what can be done about it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import person, requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.accounts.queries import is_same_person
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.moderation.reports import queries, rules, service
from participation.moderation.reports.forms import PoliceForm, SettleForm
from participation.moderation.reports.models import Report
from participation.moderation.reports.views import bp
from participation.web.filters import translate_error
from participation.web.forms import BaseForm
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/reports/")
@requires(Permission.MODERATE_IDEAS, any_round=True)
def index() -> str:
    """List open reports: threats first, then what everybody can read now; or settled ones."""
    settled = request.args.get("show") == "settled"
    rounds = rounds_to_read(Permission.MODERATE_IDEAS)
    show = request.args.get("show", "")
    kind = rules.Reported(show) if show in set(rules.Reported) else None
    listing = queries.page(
        page_number(request.args.get("page")), rounds, settled=settled, kind=kind
    )
    if listing.number > listing.pages:
        raise NotFound()
    return render_template(
        "reports/index.html",
        listing=listing,
        settled=settled,
        kind=kind,
        reasons=rules.REPORT_LABELS,
        outcomes=rules.OUTCOME_LABELS,
    )


@bp.route("/moderation/reports/<int:report_id>")
@requires(Permission.MODERATE_IDEAS, of_round=queries.round_id_of)
def show(report_id: int) -> str:
    """Show one report, never who reported."""
    return _page(queries.get(report_id))


@bp.route("/moderation/reports/<int:report_id>/settle", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=queries.round_id_of)
@commits
def settle(report_id: int) -> ResponseReturnValue:
    """Settle a report of a page that is no idea's."""
    form = SettleForm()
    try:
        if form.validate_on_submit():
            service.settle_page(
                report_id,
                outcome=form.chosen(),
                answer=form.answer.data or "",
                by=person(),
                clock=clock,
            )
            flash(_("Die Meldung ist erledigt."), "success")
            return redirect(url_for(".show", report_id=report_id))
    except BadInput as error:
        form.refuse(error)
    except Conflict as error:
        return _conflict(report_id, error, form)
    return _page(queries.get(report_id), settle_form=form)


@bp.route("/moderation/reports/<int:report_id>/police", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=queries.round_id_of)
@commits
def police(report_id: int) -> ResponseReturnValue:
    """Note when the police were told."""
    form = PoliceForm()
    try:
        if form.validate_on_submit():
            service.note_police(report_id, day=form.chosen(), by=person(), clock=clock)
            flash(_("Der Tag ist eingetragen."), "success")
            return redirect(url_for(".show", report_id=report_id))
    except BadInput as error:
        form.refuse(error)
    except Conflict as error:
        return _conflict(report_id, error, form)
    return _page(queries.get(report_id), police_form=form)


@bp.route("/moderation/reports/<int:report_id>/release", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=queries.round_id_of)
@commits
def release(report_id: int) -> ResponseReturnValue:
    """Let the author dispose of the idea again."""
    try:
        service.release(report_id, by=person(), clock=clock)
    except Conflict as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Die Idee wird nicht mehr festgehalten."), "success")
    return redirect(url_for(".show", report_id=report_id))


def _page(report: Report, **forms: BaseForm) -> str:
    urgent = rules.is_urgent(report.reason)
    own = report.idea is not None and is_same_person(person(), report.idea.author)
    context: dict[str, Any] = {
        "settle_form": SettleForm() if report.idea_id is None else None,
        "police_form": PoliceForm() if urgent else None,
    }
    return render_template(
        "reports/show.html",
        report=report,
        urgent=urgent,
        reasons=rules.REPORT_LABELS,
        outcomes=rules.OUTCOME_LABELS,
        zone=queries.zone_of(report),
        own=service.OWN_IDEA if own else "",
        form=next(iter(forms.values()), None),
        **context | forms,
    )


def _conflict(report_id: int, error: Conflict, form: BaseForm) -> tuple[str, int]:
    report = queries.get(report_id)
    page = render_template("reports/conflict.html", report=report, error=error, form=form)
    return page, 409
