"""The planners' pages of projects: the list, one project, its text, publishing, its state."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.city.models import Unit
from participation.city.queries import units
from participation.extensions import db
from participation.ideas.rules import SEARCH_LENGTH
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.kernel.text import clean_line, fold
from participation.projects import links, queries, service, wording
from participation.projects.board import presenter
from participation.projects.board.choosing import NO_CHOICE, one_of, today
from participation.projects.models import Project
from participation.projects.planning import hints
from participation.projects.planning import queries as planning
from participation.projects.planning.forms import ProjectForm, StateForm
from participation.projects.planning.queries import Choice
from participation.projects.planning.saving import save
from participation.projects.rules import Draft, State
from participation.projects.schedule import delay_of
from participation.projects.views import bp
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame
from participation.web.filters import tr
from participation.web.forms import choices
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/projects/")
@requires(Permission.PLAN_STRATEGY)
def planning_list() -> str:
    """List the projects of all strategies, drafts too."""
    strategies = {strategy.slug: strategy for strategy in strategy_queries.strategies()}
    slug = one_of(request.args.get("strategy"), strategies)
    choice = Choice(
        strategy_id=strategies[slug].id if slug else None,
        state=one_of(request.args.get("state"), wording.state_names()),
        kind=one_of(request.args.get("kind"), wording.kind_names()),
        drafts=one_of(request.args.get("drafts"), ["1"]) is not None,
        folded=fold(clean_line(request.args.get("q"))[:SEARCH_LENGTH]),
    )
    listing = planning.page_of(choice, page_number(request.args.get("page")))
    if listing.number > listing.pages:
        raise NotFound(NO_CHOICE)
    names = ("strategy", "state", "kind", "drafts", "q")
    return render_template(
        "projects/planning_list.html",
        listing=listing,
        strategies=strategies,
        titles={strategy.id: strategy.title for strategy in strategies.values()},
        states=wording.state_names(),
        kinds=wording.kind_names(),
        selects=[
            (
                "strategy",
                _("Strategie"),
                [(known, tr(strategy.title)) for known, strategy in strategies.items()],
            ),
            ("state", _("Stand"), list(wording.state_names().items())),
            ("kind", _("Art"), list(wording.kind_names().items())),
        ],
        chosen={name: value for name in names if (value := clean_line(request.args.get(name)))},
    )


@bp.route("/planning/projects/<strategy>/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new(strategy: str) -> ResponseReturnValue:
    """Begin a project as a draft."""
    owner = strategy_queries.get(strategy)
    form = _form(None, strategy_queries.frame_of(owner), version=0)
    if form.validate_on_submit():
        try:
            draft = form.draft(None)
            project = service.create(draft, strategy=strategy, actor=actor(), clock=clock)
        except BadInput as error:
            form.tell(error)
        else:
            return redirect(url_for(".planned", key=project.key))
    return render_template("projects/edit.html", form=form, strategy=owner, project=None)


@bp.route("/planning/projects/<key>")
@requires(Permission.PLAN_STRATEGY)
def planned(key: str) -> str:
    """Show a planner everything about a project and what can be done with it."""
    project = queries.get(key)
    strategy = db.session.get_one(Strategy, project.strategy_id)
    steps = [(row, queries.step_of(row)) for row in queries.milestones(project.id)]
    chosen, ideas = links.consultation_ids(project.id), links.ideas(project.id)
    frame = strategy_queries.frame_of(strategy)
    return render_template(
        "projects/planned.html",
        project=project,
        strategy=strategy,
        frame=frame,
        goal_titles={goal.key: goal.title for field in frame.fields for goal in field.goals},
        state=wording.state_names()[project.state],
        decided=hints.decided(project),
        declined=hints.declined_ideas(project) if ideas else [],
        kind=wording.kind_names()[project.kind],
        states=wording.state_names(),
        steps=[(row, step, wording.delay(delay_of(step, today()))) for row, step in steps],
        changes=planning.state_changes(project.id),
        criteria=[row for row in planning.criteria_sets(strategy.id) if row.frozen_at],
        unit=db.session.get(Unit, project.unit_id) if project.unit_id else None,
        goals=links.goals(project.id),
        ideas=ideas,
        consultations=[
            pair for pair in links.consultations_to_choose(strategy.id) if pair[0].id in chosen
        ],
        weights=[
            (weight, snapshot.id, item)
            for (snapshot, item) in links.weights(project.id)
            for weight in presenter.weights([(snapshot, item)])
        ],
    )


@bp.route("/planning/projects/<key>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit(key: str) -> ResponseReturnValue:
    """Change what is written about a project."""
    project = queries.get(key)
    strategy = db.session.get_one(Strategy, project.strategy_id)
    before = queries.draft_of(project)
    form = _form(before, strategy_queries.frame_of(strategy), version=project.version)
    if project.published_at is not None:
        # The key stands on paper and in mails by now; the state has a page of its own.
        del form.key, form.state
    if form.validate_on_submit():
        draft = form.draft(before)
        stored = save(
            form,
            draft.key if project.published_at is None else key,
            lambda: service.change(key, draft, version=form.seen, actor=actor(), clock=clock),
        )
        if stored is not None:
            return stored
    return render_template(
        "projects/edit.html", form=form, strategy=strategy, project=queries.get(key)
    )


@bp.route("/planning/projects/<key>/publish", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def publish(key: str) -> ResponseReturnValue:
    """Say what publishing a project means, then publish it."""
    if request.method == "POST":
        service.publish(key, actor=actor(), clock=clock)
        flash(_("Das Projekt ist veröffentlicht."), "success")
        return redirect(url_for(".planned", key=key))
    return render_template("projects/publish.html", project=queries.get(key))


@bp.route("/planning/projects/<key>/state", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def change_state(key: str) -> ResponseReturnValue:
    """Take a published project to another state, with a sentence about it."""
    project = _published(key)
    form = StateForm(version=project.version)
    names = wording.state_names()
    # A double click sends the state that the first click has set, so every state can be chosen.
    form.state.choices = choices(names.items())
    if not form.is_submitted():
        form.state.data = _following(project).value
    if form.validate_on_submit():
        state, note = form.state.data, form.texts("note")
        stored = save(
            form,
            key,
            lambda: service.change_state(
                key, state, note, version=form.seen, actor=actor(), clock=clock
            ),
        )
        if stored is not None:
            return stored
    project = queries.get(key)
    return render_template(
        "projects/change_state.html", form=form, project=project, state=names[project.state]
    )


def _published(key: str) -> Project:
    project = queries.get(key)
    if project.published_at is None:
        raise NotFound(queries.NO_PROJECT)
    return project


def _following(project: Project) -> State:
    """Return the state that usually comes after a project's; after the last one the first."""
    states = list(State)
    return states[(states.index(State(project.state)) + 1) % len(states)]


def _form(before: Draft | None, frame: Frame, *, version: int) -> ProjectForm:
    fields = [(field.key, tr(field.title)) for field in frame.fields]
    if before is not None and before.main_field and frame.field(before.main_field) is None:
        fields.append((before.main_field, before.main_field))
    known = [
        (unit.key, tr(unit.title))
        for unit in units()
        if unit.active or (before is not None and unit.key == before.unit)
    ]
    return ProjectForm.filled(before, version=version, fields=fields, units=known)
