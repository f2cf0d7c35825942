"""Planners' pages of a strategy's further steps."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.council import queries
from participation.council.models import StrategyStep
from participation.council.timeline import service
from participation.council.timeline.forms import SeenForm, StepForm
from participation.council.views import bp
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.strategy import queries as strategy_queries
from participation.web.filters import tr
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/strategies/<slug>/steps")
@requires(Permission.PLAN_STRATEGY)
def steps(slug: str) -> str:
    """Show a strategy's way as everybody sees it, and the further steps in it."""
    strategy = strategy_queries.get(slug)
    return render_template(
        "council/steps.html",
        strategy=strategy,
        steps=queries.steps(strategy.id),
        way_steps=queries.way(strategy.id),
    )


@bp.route("/planning/strategies/<slug>/steps/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_step(slug: str) -> ResponseReturnValue:
    """Add a step."""
    strategy = strategy_queries.get(slug)
    form = StepForm()
    if form.validate_on_submit() and (draft := form.read()) is not None:
        try:
            service.add_step(slug, draft, token=form.token.data or "", actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            return redirect(url_for(".steps", slug=slug))
    return render_template("council/step.html", form=form, strategy=strategy, step=None)


@bp.route("/planning/strategies/<slug>/steps/<int:step_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_step(slug: str, step_id: int) -> ResponseReturnValue:
    """Change a step."""
    step = _step(slug, step_id)
    form = StepForm.of(step)
    if form.validate_on_submit() and (draft := form.read()) is not None:
        seen = form.version.data or 0
        try:
            service.change_step(slug, step_id, draft, seen=seen, actor=actor(), clock=clock)
        except Conflict as error:
            form.refuse(error)
            step = _step(slug, step_id)
        else:
            return redirect(url_for(".steps", slug=slug))
    strategy = strategy_queries.get(slug)
    return render_template("council/step.html", form=form, strategy=strategy, step=step)


@bp.route(
    "/planning/strategies/<slug>/steps/<int:step_id>/delete",
    methods=["GET", "POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def delete_step(slug: str, step_id: int) -> ResponseReturnValue:
    """Ask once, then delete a step."""
    step = _step(slug, step_id)
    form = SeenForm(version=step.version)
    if form.validate_on_submit():
        title = tr(step.title)
        seen = form.version.data or 0
        service.delete_step(slug, step_id, seen=seen, actor=actor(), clock=clock)
        flash(_("„%(title)s“ ist gelöscht.", title=title), "success")
        return redirect(url_for(".steps", slug=slug))
    strategy = strategy_queries.get(slug)
    return render_template("council/delete_step.html", form=form, strategy=strategy, step=step)


@bp.route("/planning/strategies/<slug>/steps/<int:step_id>/move", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def move_step(slug: str, step_id: int) -> ResponseReturnValue:
    """Move a step one place up or down within its phase."""
    direction = -1 if request.form.get("step") == "up" else 1
    service.move_step(slug, step_id, direction, actor=actor(), clock=clock)
    return redirect(url_for(".steps", slug=slug, _anchor=f"step-{step_id}"))


def _step(slug: str, step_id: int) -> StrategyStep:
    strategy = strategy_queries.get(slug)
    step = next((step for step in queries.steps(strategy.id) if step.id == step_id), None)
    if step is None:
        raise NotFound(service.NO_STEP)
    return step
