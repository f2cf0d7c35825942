"""Planners' pages of consultations: record, correct, show, hide, departures."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.council import oparl, queries
from participation.council.consultations import departures, service
from participation.council.consultations.forms import ConsultationForm, DepartureForm
from participation.council.models import Consultation, Paper
from participation.council.oparl import Pasted
from participation.council.papers import visibility
from participation.council.presenter import Held
from participation.council.rules import Outcome
from participation.council.views import bp, staff_page
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.text import whole_number
from participation.results.output.cited import cited_weights
from participation.results.queries import snapshot as snapshot_of
from participation.web.filters import translate_error
from participation.web.forms import BaseForm
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/papers/<key>/consultations/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_consultation(key: str) -> ResponseReturnValue:
    """Record what a body did with a paper; a pasted OParl object only fills the form."""
    paper = queries.get(key)
    form = ConsultationForm(versions=queries.versions_put_forward(paper.strategy_id))
    return _record(paper, form, None)


@bp.route(
    "/planning/papers/<key>/consultations/<int:consultation_id>/correct",
    methods=["GET", "POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def correct_consultation(key: str, consultation_id: int) -> ResponseReturnValue:
    """Record a further row in the place of one."""
    paper = queries.get(key)
    held = _held(paper, consultation_id)
    form = ConsultationForm.correcting(held.row, queries.versions_put_forward(paper.strategy_id))
    return _record(paper, form, held)


@bp.route(
    "/planning/papers/<key>/consultations/<int:consultation_id>/show",
    methods=["GET", "POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def show_consultation(key: str, consultation_id: int) -> ResponseReturnValue:
    """Show what everybody would see of a consultation; then let everybody see it."""
    paper = queries.get(key)
    held = _held(paper, consultation_id).once_shown()
    form = BaseForm()
    if form.validate_on_submit():
        try:
            visibility.show_consultation(key, consultation_id, actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Die Beratung ist jetzt öffentlich."), "success")
            return redirect(url_for(".paper", key=key))
    return render_template("council/show_consultation.html", form=form, paper=paper, held=held)


@bp.route(
    "/planning/papers/<key>/consultations/<int:consultation_id>/hide",
    methods=["POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def hide_consultation(key: str, consultation_id: int) -> ResponseReturnValue:
    """Hide a consultation."""
    try:
        visibility.hide_consultation(key, consultation_id, actor=actor(), clock=clock)
    except BadInput as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Die Beratung ist nicht mehr öffentlich."), "success")
    return redirect(url_for(".paper", key=key))


@bp.route(
    "/planning/papers/<key>/consultations/<int:consultation_id>/departure",
    methods=["GET", "POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def new_departure(key: str, consultation_id: int) -> ResponseReturnValue:
    """Record that a resolution departs from a published weight: first the result is chosen, then
    field or goal and the quoted reason."""
    paper = queries.get(key)
    held = _held(paper, consultation_id)
    results = queries.citable_results()
    asked = whole_number(request.args.get("result"))
    chosen = next((result for result in results if result.snapshot.id == asked), None)
    form = DepartureForm()
    if chosen is not None:
        form.offer(cited_weights(snapshot_of(chosen.snapshot.id)))
        if form.validate_on_submit():
            try:
                departures.add_departure(
                    key,
                    consultation_id,
                    snapshot_id=chosen.snapshot.id,
                    item_key=form.item_key.data or "",
                    reason=form.reason.data or "",
                    actor=actor(),
                    clock=clock,
                )
            except (BadInput, Conflict) as error:
                form.refuse(error)
            else:
                flash(_("Die Abweichung ist erfasst."), "success")
                return redirect(url_for(".paper", key=key))
    return render_template(
        "council/new_departure.html",
        form=form,
        paper=paper,
        held=held,
        results=results,
        chosen=chosen,
    )


def _record(paper: Paper, form: ConsultationForm, held: Held | None) -> ResponseReturnValue:
    key, pasted = paper.key, None
    if request.form.get("step") == "paste":
        pasted = _paste(form)
    elif form.validate_on_submit() and (draft := form.read()) is not None:
        try:
            row = service.record_consultation(
                key,
                draft,
                token=form.token.data or "",
                shown=bool(form.shown.data),
                supersedes=held.row.id if held else None,
                departures=_kept_departures(),
                actor=actor(),
                clock=clock,
            )
        except (BadInput, Conflict) as error:
            form.refuse(error)
            # The service may have read everything anew.
            paper = queries.get(key)
        else:
            flash(_said_of(row), "success")
            return redirect(url_for(".paper", key=key))
    return render_template(
        "council/consultation.html", form=form, paper=paper, held=held, pasted=pasted
    )


def _kept_departures() -> list[int]:
    ticked = [whole_number(raw) for raw in request.form.getlist("departure")]
    return [id_ for id_ in ticked if id_ is not None]


def _said_of(row: Consultation) -> str:
    """Return what recording has done, besides the row."""
    if row.adopts_version and row.public:
        return _("Die Beratung ist erfasst und öffentlich. Die Fassung gilt als beschlossen.")
    if row.version_id is not None and row.outcome == Outcome.ADOPTED_WITH_CHANGES:
        return _("Beschlossen mit Änderungen: Legen Sie die geänderte Fassung vor.")
    if row.public:
        return _("Die Beratung ist erfasst und öffentlich.")
    return _("Die Beratung ist erfasst. Sie ist noch nicht öffentlich.")


def _held(paper: Paper, consultation_id: int) -> Held:
    """Return a consultation with its departures.

    Raises NotFound, and Conflict for one that was corrected since; what was typed about it comes
    back with the service's refusal.
    """
    rows = queries.consultations(paper.id)
    held = next((h for h in staff_page(paper).held if h.row.id == consultation_id), None)
    if held is not None:
        return held
    corrected = next((row for row in rows if row.id == consultation_id), None)
    if corrected is None:
        raise NotFound(queries.NO_CONSULTATION)
    if request.method == "GET":
        raise Conflict(service.CORRECTED)
    return Held(corrected)


def _paste(form: ConsultationForm) -> Pasted | None:
    try:
        pasted = oparl.read_consultation(request.form.get("oparl", ""))
    except BadInput as error:
        form.oparl.data = request.form.get("oparl", "")
        form.refuse(error)
        return None
    form.fill(pasted.fields)
    return pasted
