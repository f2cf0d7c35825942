"""The planners' pages of one project's money: amounts, rates, costs."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, ParticipationError
from participation.projects.finance.models import FinanceLine
from participation.projects.finance.planning import queries, service
from participation.projects.finance.planning.forms import (
    ApprovalForm,
    ChangeLineForm,
    CostForm,
    LineForm,
    MoneyForm,
)
from participation.projects.finance.planning.service import By
from participation.projects.finance.planning.views import begun, bp
from participation.projects.finance.wording import amount_typed, stage_name, year_name
from participation.projects.models import Project
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.forms import BaseForm
from participation.web.transactions import commits
from participation.web.translation import _

_PROJECT = "/projects/<key>"


@bp.get(_PROJECT)
@requires(Permission.PLAN_STRATEGY)
def project(slug: str, key: str) -> str:
    """Show every amount of a project, its rates and its costs."""
    strategy, owner = _both(slug, key)
    return render_template(
        "finance/project.html",
        strategy=strategy,
        project=owner,
        lines=queries.lines(owner.id),
        approvals=queries.approvals(owner.id),
        costs=queries.costs(owner.id),
        stage_name=stage_name,
        year_name=year_name,
    )


@bp.route(f"{_PROJECT}/new-amount", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_line(slug: str, key: str) -> ResponseReturnValue:
    """Add an amount to a project."""
    strategy, owner = _both(slug, key)
    form = LineForm(data=begun())
    form.offer_sources(queries.source_rows(strategy.id))
    form.offer_stages()
    if form.is_submitted() and ("to_source" in request.form or not form.source.choices):
        return redirect(url_for(".new_source", slug=slug, project=key, **begun()))
    values = {"form": form, "strategy": strategy, "project": owner}
    return _added(
        form,
        lambda: service.add_line(
            slug,
            key,
            source=form.source.data or "",
            year=form.read_year(),
            stage=form.stage.data or "",
            amount=form.read_amount(),
            note=form.note.data or "",
            by=_by(),
        ),
        lambda: _done(slug, key, _("Der Betrag ist eingetragen.")),
    ) or render_template("finance/new_line.html", **values)


@bp.route(f"{_PROJECT}/amounts/<int:line_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def change_line(slug: str, key: str, line_id: int) -> ResponseReturnValue:
    """Give a line another amount. Whoever was second sees what stands there now beside what they
    typed."""
    strategy, owner = _both(slug, key)
    line = queries.row_of(FinanceLine, owner.id, line_id)
    form = ChangeLineForm(
        version=line.version, amount=amount_typed(line.cents, line.unit_given), note=line.note
    )
    conflict = False
    if form.validate_on_submit():
        try:
            service.change_line(
                slug,
                key,
                line_id,
                version=form.seen,
                amount=form.read_amount(),
                note=form.note.data or "",
                by=_by(),
            )
        except Conflict as error:
            conflict = True
            form.refuse(error)
        except ParticipationError as error:
            form.refuse(error)
        else:
            return _done(slug, key, _("Der Betrag ist geändert."))
    line = queries.row_of(FinanceLine, owner.id, line_id)
    if conflict:
        form.version.data = str(line.version)
    source = next(row for row in queries.source_rows(strategy.id) if row.id == line.source_id)
    page = render_template(
        "finance/change_line.html",
        form=form,
        strategy=strategy,
        project=owner,
        line=line,
        source=source,
        stage=stage_name(line.stage),
        year=year_name(line.year),
        conflict=conflict,
    )
    return page, 409 if conflict else 200


@bp.post(f"{_PROJECT}/amounts/<int:line_id>/remove")
@requires(Permission.PLAN_STRATEGY)
@commits
def remove_line(slug: str, key: str, line_id: int) -> ResponseReturnValue:
    """Remove a line."""
    service.remove_line(slug, key, line_id, version=MoneyForm().seen, by=_by())
    return _done(slug, key, _("Der Betrag ist entfernt. Dort steht jetzt: keine Angabe."))


@bp.route(f"{_PROJECT}/new-rate", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_approval(slug: str, key: str) -> ResponseReturnValue:
    """Note a rate that a source pays."""
    strategy, owner = _both(slug, key)
    form = ApprovalForm()
    form.offer_sources(queries.source_rows(strategy.id))
    form.offer_papers(queries.papers(strategy.id))
    values = {"form": form, "strategy": strategy, "project": owner}
    return _added(
        form,
        lambda: service.add_approval(
            slug,
            key,
            source=form.source.data or "",
            rate=form.read_rate(),
            eligible_costs=form.eligible_costs.data or "",
            start=form.read_start(),
            paper_id=form.read_paper(),
            by=_by(),
        ),
        lambda: _done(slug, key, _("Der Fördersatz ist eingetragen.")),
    ) or render_template("finance/new_approval.html", **values)


@bp.post(f"{_PROJECT}/rates/<int:row_id>/remove")
@requires(Permission.PLAN_STRATEGY)
@commits
def remove_approval(slug: str, key: str, row_id: int) -> ResponseReturnValue:
    """Remove a rate."""
    service.remove_approval(slug, key, row_id, by=_by())
    return _done(slug, key, _("Der Fördersatz ist entfernt."))


@bp.route(f"{_PROJECT}/new-cost", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_cost(slug: str, key: str) -> ResponseReturnValue:
    """Note what something costs."""
    strategy, owner = _both(slug, key)
    form = CostForm()
    values = {"form": form, "strategy": strategy, "project": owner}
    return _added(
        form,
        lambda: service.add_cost(
            slug,
            key,
            title=form.title.data or "",
            year=form.read_year(),
            amount=form.read_amount(),
            by=_by(),
        ),
        lambda: _done(slug, key, _("Die Kosten sind eingetragen.")),
    ) or render_template("finance/new_cost.html", **values)


@bp.post(f"{_PROJECT}/costs/<int:row_id>/remove")
@requires(Permission.PLAN_STRATEGY)
@commits
def remove_cost(slug: str, key: str, row_id: int) -> ResponseReturnValue:
    """Remove costs."""
    service.remove_cost(slug, key, row_id, by=_by())
    return _done(slug, key, _("Die Kosten sind entfernt."))


def _both(slug: str, key: str) -> tuple[Strategy, Project]:
    strategy = strategy_queries.get(slug)
    return strategy, queries.project(strategy.id, key)


def _by() -> By:
    return By(actor(), clock)


def _added(
    form: BaseForm, add: Callable[[], object], done: Callable[[], Response]
) -> Response | None:
    """Add what a form holds and return where to go on; None, with the refusal in the form, when it
    is to be shown."""
    if not form.validate_on_submit():
        return None
    try:
        add()
    except ParticipationError as error:
        form.refuse(error)
        return None
    return done()


def _done(slug: str, key: str, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".project", slug=slug, key=key))
