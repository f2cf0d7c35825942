"""The planners' pages of a project's milestones."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.kernel.text import whole_number
from participation.projects import queries
from participation.projects.milestones import service
from participation.projects.milestones.forms import MilestoneForm
from participation.projects.planning.saving import save
from participation.projects.views import bp
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/projects/<key>/milestones/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_milestone(key: str) -> ResponseReturnValue:
    """Add a milestone at the end."""
    project = queries.get(key)
    form = MilestoneForm.filled(None, version=project.version)
    if form.validate_on_submit() and (step := form.step(None)) is not None:
        stored = save(
            form,
            key,
            lambda: service.add(key, step, version=form.seen, actor=actor(), clock=clock),
            anchor="milestones",
        )
        if stored is not None:
            return stored
    return render_template(
        "projects/milestone.html", form=form, project=queries.get(key), milestone=None
    )


@bp.route("/planning/projects/<key>/milestones/<int:milestone_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_milestone(key: str, milestone_id: int) -> ResponseReturnValue:
    """Change a milestone."""
    project = queries.get(key)
    rows = {row.id: row for row in queries.milestones(project.id)}
    if milestone_id not in rows:
        raise NotFound(service.NO_MILESTONE)
    before = queries.step_of(rows[milestone_id])
    form = MilestoneForm.filled(before, version=project.version)
    if form.validate_on_submit() and (step := form.step(before)) is not None:
        stored = save(
            form,
            key,
            lambda: service.change(
                key, milestone_id, step, version=form.seen, actor=actor(), clock=clock
            ),
            anchor="milestones",
        )
        if stored is not None:
            return stored
    return render_template(
        "projects/milestone.html", form=form, project=queries.get(key), milestone=milestone_id
    )


@bp.route("/planning/projects/<key>/milestones/<int:milestone_id>/move", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def move_milestone(key: str, milestone_id: int) -> ResponseReturnValue:
    """Move a milestone one place up or down."""
    step = -1 if request.form.get("step") == "up" else 1
    service.move(key, milestone_id, step, version=_seen(), actor=actor(), clock=clock)
    return redirect(url_for(".planned", key=key, _anchor="milestones"))


@bp.route("/planning/projects/<key>/milestones/<int:milestone_id>/delete", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def delete_milestone(key: str, milestone_id: int) -> ResponseReturnValue:
    """Delete a milestone."""
    service.delete(key, milestone_id, version=_seen(), actor=actor(), clock=clock)
    flash(_("Der Meilenstein ist gelöscht."), "success")
    return redirect(url_for(".planned", key=key, _anchor="milestones"))


def _seen() -> int:
    number = whole_number(request.form.get("version"))
    return -1 if number is None else number
