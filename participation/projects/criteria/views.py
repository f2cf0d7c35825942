"""The planners' pages of criteria: the lists of a strategy, one as a matrix, the scores of a
project."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Frozen, NotFound
from participation.kernel.text import whole_number
from participation.projects import queries as project_queries
from participation.projects.board.choosing import NO_CHOICE
from participation.projects.criteria import queries, service
from participation.projects.criteria.forms import CriteriaForm, ScoresForm
from participation.projects.planning.queries import criteria_sets
from participation.projects.planning.saving import save
from participation.projects.views import bp
from participation.strategy import queries as strategy_queries
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/projects/<strategy>/criteria")
@requires(Permission.PLAN_STRATEGY)
def criteria(strategy: str) -> str:
    """List the sets of criteria of a strategy."""
    owner = strategy_queries.get(strategy)
    return render_template("projects/criteria.html", strategy=owner, sets=criteria_sets(owner.id))


@bp.route("/planning/projects/<strategy>/criteria/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_criteria(strategy: str) -> ResponseReturnValue:
    """Begin a set of criteria."""
    owner = strategy_queries.get(strategy)
    form = CriteriaForm.filled(None, version=0)
    if form.validate_on_submit():
        try:
            row = service.create(form.read(), strategy=strategy, actor=actor(), clock=clock)
        except BadInput as error:
            form.tell(error)
        else:
            return redirect(url_for(".matrix", strategy=strategy, set_id=row.id))
    return render_template("projects/edit_criteria.html", form=form, strategy=owner, row=None)


@bp.route("/planning/projects/<strategy>/criteria/<int:set_id>")
@requires(Permission.PLAN_STRATEGY)
def matrix(strategy: str, set_id: int) -> str:
    """Show the projects of a strategy with what each got under each criterion; nothing is added
    up."""
    owner = strategy_queries.get(strategy)
    row = queries.get(owner.id, set_id)
    listing, scores = queries.matrix(row, page_number(request.args.get("page")))
    if listing.number > listing.pages:
        raise NotFound(NO_CHOICE)
    return render_template(
        "projects/matrix.html", strategy=owner, row=row, listing=listing, scores=scores
    )


@bp.route(
    "/planning/projects/<strategy>/criteria/<int:set_id>/edit",
    methods=["GET", "POST"],
)
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_criteria(strategy: str, set_id: int) -> ResponseReturnValue:
    """Change a set of criteria that is not frozen."""
    owner = strategy_queries.get(strategy)
    row = queries.get(owner.id, set_id)
    if row.frozen_at is not None:
        raise Frozen(service.FROZEN)
    form = CriteriaForm.filled(queries.criteria_of(row), version=row.version)
    if form.validate_on_submit():
        try:
            service.change(
                set_id,
                form.read(),
                version=form.seen,
                strategy=strategy,
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.tell(error)
        else:
            return redirect(url_for(".matrix", strategy=strategy, set_id=set_id))
    return render_template("projects/edit_criteria.html", form=form, strategy=owner, row=row)


@bp.route("/planning/projects/<strategy>/criteria/<int:set_id>/freeze", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def freeze_criteria(strategy: str, set_id: int) -> ResponseReturnValue:
    """Freeze a set of criteria for good."""
    version = whole_number(request.form.get("version"))
    seen = -1 if version is None else version
    service.freeze(set_id, version=seen, strategy=strategy, actor=actor(), clock=clock)
    flash(_("Die Kriterien stehen fest. Sie können jetzt bewerten."), "success")
    return redirect(url_for(".matrix", strategy=strategy, set_id=set_id))


@bp.route("/planning/projects/<key>/scores/<int:set_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def score(key: str, set_id: int) -> ResponseReturnValue:
    """Score a project by a frozen set of criteria."""
    project = project_queries.get(key)
    row = queries.get(project.strategy_id, set_id)
    if row.frozen_at is None:
        raise NotFound(service.NOT_FROZEN)
    given = queries.scores_of(project.id, set_id)
    form = ScoresForm.for_set(row, given, version=project.version)
    if form.validate_on_submit():
        scores = form.scores
        stored = save(
            form,
            key,
            lambda: service.score(
                key, set_id, scores, version=form.seen, actor=actor(), clock=clock
            ),
            anchor="criteria",
        )
        if stored is not None:
            return stored
    return render_template(
        "projects/score.html",
        form=form,
        project=project_queries.get(key),
        row=queries.get(project.strategy_id, set_id),
    )
