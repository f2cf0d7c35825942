"""Fields, goals and guidelines pasted from a spreadsheet: first what would come, then done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.strategy import queries, service
from participation.strategy.forms import PasteForm
from participation.strategy.pasting.plan import Plan, plan
from participation.strategy.pasting.reading import PastedTable, read
from participation.strategy.usage import usage_of
from participation.strategy.views import bp
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/strategies/<slug>/paste", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def paste(slug: str) -> ResponseReturnValue:
    """Show what a pasted table would add, or every line that is wrong; then add it."""
    strategy = queries.get(slug)
    service.require_draft(strategy)
    frame = queries.frame_of(strategy)
    seen = service.fingerprint(frame)
    form = PasteForm(seen=seen)
    table, planned, status = None, None, 200
    if form.validate_on_submit():
        table, planned = _read(form, slug)
        if planned and request.form.get("do") == "add":
            try:
                service.save(
                    slug,
                    planned.frame,
                    seen=form.seen.data or "",
                    asked=usage_of(strategy.id).keys_asked,
                    actor=actor(),
                    clock=clock,
                )
            except Conflict:
                form.form_errors.append(
                    _("Die Strategie hat sich inzwischen geändert. Prüfen Sie noch einmal.")
                )
                table, planned = _read(form, slug)
                status = 409
            else:
                flash(_added(planned), "success")
                return redirect(url_for(".show", slug=slug))
        # What is shown now was planned from the present state.
        form.seen.data = service.fingerprint(queries.frame_of(queries.get(slug)))
    page = render_template(
        "strategy/paste.html",
        form=form,
        strategy=queries.get(slug),
        planned=planned,
        passed_over=table.passed_over if table else (),
    )
    return page, status


def _read(form: PasteForm, slug: str) -> tuple[PastedTable | None, Plan | None]:
    """Return what was pasted and what it adds to the strategy as it is now, None where a line is
    wrong; the form says which."""
    strategy = queries.get(slug)
    try:
        table = read(form.table.data or "")
    except BadInput as error:
        form.refuse(error)
        return None, None
    made = plan(table, queries.frame_of(strategy), queries.deleted_keys(strategy.id))
    for problem in made.problems:
        problem.field = "table"
        form.refuse(problem)
    return table, None if made.problems else made


def _added(planned: Plan) -> str:
    return _(
        "Hinzugefügt: Handlungsfelder: %(fields)s, Ziele: %(goals)s, Leitlinien: %(guidelines)s.",
        fields=len(planned.fields),
        goals=planned.goal_count,
        guidelines=len(planned.guidelines),
    )
