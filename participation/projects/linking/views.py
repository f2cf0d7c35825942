"""The planners' pages on which a project is linked: goals, ideas, consultations, weights."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.text import whole_number
from participation.projects import links, queries
from participation.projects.linking import service
from participation.projects.linking.forms import (
    ConsultationsForm,
    GoalForm,
    IdeasForm,
    WeightForm,
)
from participation.projects.models import Project
from participation.projects.planning.saving import save
from participation.projects.views import bp
from participation.results.output.cited import cited_weights
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import partial_date, tr
from participation.web.forms import choices
from participation.web.transactions import commits


@bp.route("/planning/projects/<key>/goals", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def link_goal(key: str) -> ResponseReturnValue:
    """Link a project with a goal, or change the effect expected there (`?goal=` names it)."""
    project = queries.get(key)
    linked = {row.goal_key: row.effect for row in links.goals(project.id)}
    goal = request.args.get("goal", "")
    effect = linked.get(goal, {})
    form = GoalForm(
        version=project.version,
        goal=goal,
        effect_de=effect.get("de", ""),
        effect_en=effect.get("en", ""),
    )
    form.goal.choices = choices(_goals(project))
    if form.validate_on_submit():
        goal = form.goal.data
        effect = form.texts("effect", linked.get(goal))
        stored = save(
            form,
            key,
            lambda: service.link_goal(
                key, goal, effect, version=form.seen, actor=actor(), clock=clock
            ),
            anchor="goals",
        )
        if stored is not None:
            return stored
    return render_template("projects/link_goal.html", form=form, project=queries.get(key))


@bp.route("/planning/projects/<key>/goals/remove", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def unlink_goal(key: str) -> ResponseReturnValue:
    """Take the link with a goal away."""
    goal = request.form.get("goal", "")
    service.unlink_goal(key, goal, version=_seen(), actor=actor(), clock=clock)
    return redirect(url_for(".planned", key=key, _anchor="goals"))


@bp.route("/planning/projects/<key>/ideas", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def link_ideas(key: str) -> ResponseReturnValue:
    """Choose the ideas that a project takes up, from those of its field or from a search, or name
    them by their numbers."""
    project = queries.get(key)
    numbers = [idea.number for idea in links.ideas(project.id)]
    form = IdeasForm(version=project.version, chosen=numbers)
    if form.validate_on_submit() and "search" not in request.form:
        numbers = form.numbers
        stored = save(
            form,
            key,
            lambda: service.set_ideas(key, numbers, version=form.seen, actor=actor(), clock=clock),
            anchor="ideas",
        )
        if stored is not None:
            return stored
    project = queries.get(key)
    searched = form.q.data or ""
    offered = links.ideas_to_choose(project, searched)
    form.offer(
        links.titles_of(form.chosen.data or []),
        (
            (idea.number, f"{idea.title} ({idea.number}, {tr(idea.round_title)})")
            for idea in offered
        ),
    )
    return render_template(
        "projects/link_ideas.html",
        form=form,
        project=project,
        found=len(offered),
        searched=searched,
        most=links.MOST_TO_CHOOSE,
    )


@bp.route("/planning/projects/<key>/consultations", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def link_consultations(key: str) -> ResponseReturnValue:
    """Choose the consultations that a project rests on."""
    project = queries.get(key)
    form = ConsultationsForm(
        version=project.version, consultations=sorted(links.consultation_ids(project.id))
    )
    known = links.consultations_to_choose(project.strategy_id)
    form.consultations.choices = [(row.id, _named(row, paper)) for row, paper in known]
    if form.validate_on_submit():
        ids = form.consultations.data or []
        stored = save(
            form,
            key,
            lambda: service.set_consultations(
                key, ids, version=form.seen, actor=actor(), clock=clock
            ),
            anchor="consultations",
        )
        if stored is not None:
            return stored
    return render_template("projects/link_consultations.html", form=form, project=queries.get(key))


@bp.route("/planning/projects/<key>/weights", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def link_weight(key: str) -> ResponseReturnValue:
    """Let a project refer to a published weight."""
    project = queries.get(key)
    form = WeightForm(version=project.version)
    form.weight.choices = _weights(project)
    if form.validate_on_submit():
        snapshot_id, item = form.reference
        stored = save(
            form,
            key,
            lambda: service.link_weight(
                key, snapshot_id, item, version=form.seen, actor=actor(), clock=clock
            ),
            anchor="weights",
        )
        if stored is not None:
            return stored
    return render_template("projects/link_weight.html", form=form, project=queries.get(key))


@bp.route("/planning/projects/<key>/weights/remove", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def unlink_weight(key: str) -> ResponseReturnValue:
    """Take the link with a weight away."""
    snapshot_id = whole_number(request.form.get("snapshot")) or 0
    item = request.form.get("item", "")
    service.unlink_weight(key, snapshot_id, item, version=_seen(), actor=actor(), clock=clock)
    return redirect(url_for(".planned", key=key, _anchor="weights"))


def _goals(project: Project) -> list[tuple[str, str]]:
    frame = strategy_queries.frame_of(db.session.get_one(Strategy, project.strategy_id))
    return [
        (goal.key, f"{tr(field.title)}: {tr(goal.title)}")
        for field in frame.fields
        for goal in field.goals
    ]


def _weights(project: Project) -> dict[str, list[tuple[str, str]]]:
    """Return the weights that can be chosen, one group for each result."""
    return {
        tr(snapshot.method["round"]["title"]): [
            (f"{snapshot.id}:{cited.key}", f"{cited.title}: {cited.share}")
            for cited in cited_weights(snapshot)
        ]
        for snapshot in links.results_to_choose(project.strategy_id)
    }


def _named(consultation: Consultation, paper: Paper) -> str:
    day = partial_date(consultation.date_value, consultation.date_wording)
    return f"{paper.reference or paper.title}: {consultation.body}, {day}"


def _seen() -> int:
    number = whole_number(request.form.get("version"))
    return -1 if number is None else number
