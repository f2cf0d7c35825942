"""The place of work: the list beside the idea, taking, skipping and deciding.

Reading never claims. An idea is claimed by the button that takes the next one or opens one from the
list, and by the decision before it: all of them are POSTs.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from participation.accounts.access import person, requires
from participation.accounts.permissions import Permission
from participation.ideas import queries as idea_queries
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.moderation import service
from participation.moderation.addresses import kept
from participation.moderation.choosing import Choice, read
from participation.moderation.forms import DecisionForm, ReasonForm, form_for
from participation.moderation.rules import DECISIONS
from participation.moderation.views import bp
from participation.moderation.workbench import claims, deciding, queries, views_bulk, views_notes
from participation.moderation.workbench.bench import context, item_of, viewer
from participation.moderation.workbench.queries import Item
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _

FURTHER_PAGES = (views_bulk, views_notes)
"""Importing these adds their pages to the blueprint."""

LISTED = 10
"""How many of the ideas that wait longest stand below what needs the person."""

DONE = {
    Action.PUBLISH: lambda number: _("Idee %(number)s ist veröffentlicht.", number=number),
    Action.REJECT: lambda number: _("Idee %(number)s ist abgelehnt.", number=number),
    Action.ASK: lambda number: _(
        "Sie haben um eine Änderung der Idee %(number)s gebeten.", number=number
    ),
    Action.KEEP: lambda number: _("Idee %(number)s bleibt stehen.", number=number),
    Action.REMOVE: lambda number: _("Idee %(number)s ist entfernt.", number=number),
}


@bp.route("/moderation/")
@requires(Permission.MODERATE_IDEAS, any_round=True)
def home() -> str:
    """Show what needs the person, what waits longest, and the pages of moderation."""
    who, now, all_ = viewer(), clock.now(), Choice()
    load = queries.load(all_, who, now)
    listing = queries.page_of(all_, who, now, 1, load.total, LISTED)
    return render_template("moderation/home.html", load=load, listing=listing, now=now)


@bp.route("/moderation/queue")
@requires(Permission.MODERATE_IDEAS, any_round=True)
def queue() -> str:
    """Show how much waits, the list, and the idea that the person holds."""
    item = queries.item_held_by(person().id, clock.now())
    return _page("moderation/show.html" if item else "moderation/queue.html", item)


@bp.route("/moderation/<number>")
@requires(Permission.READ_ALL_IDEAS, of_round=idea_queries.round_id_of)
def show(number: str) -> str:
    """Show one idea with its decisions, reports and earlier versions."""
    return _page("moderation/show.html", item_of(number, clock.now()))


@bp.route("/moderation/queue/next", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, any_round=True)
@commits
def next_idea() -> ResponseReturnValue:
    """Claim the next idea, or go back to the one that the person holds, and show it."""
    who, choice = viewer(), read(request.args)
    return _go_to(claims.take_next(choice, who, clock=clock, resume=True))


@bp.route("/moderation/<number>/claim", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def claim(number: str) -> ResponseReturnValue:
    """Open an idea to decide on it: nobody else gets it for ten minutes."""
    idea = idea_queries.by_number(number)
    claims.claim(idea.id, person().id, clock=clock)
    # Where somebody else was faster the page says who.
    return redirect(url_for(".show", number=number, **kept(), _anchor="idea"))


@bp.route("/moderation/<number>/skip", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def skip(number: str) -> ResponseReturnValue:
    """Let go of an idea without a decision, and show the next."""
    who, choice = viewer(), read(request.args)
    idea = idea_queries.by_number(number)
    return _go_to(deciding.go_on(choice, who, clock=clock, skipped=idea.id))


@bp.route("/moderation/<number>/<action>", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def decide(number: str, action: str) -> ResponseReturnValue:
    """Decide, and show the next idea; after a decision that was revised, show the same."""
    if action not in DECISIONS:
        raise NotFound()
    chosen, who, choice = Action(action), viewer(), read(request.args)
    idea = idea_queries.by_number(number)
    form = form_for(chosen, idea.version)
    valid = form.validate_on_submit()
    if form.version.errors:
        return _conflict(number, Conflict(service.DECIDED), form)
    if not valid:
        return _again(number, chosen, form)
    if request.form.get("template") and isinstance(form, ReasonForm):
        form.fill_in(idea, clock.now())
        return _again(number, chosen, form)
    reason, text = form.read()
    try:
        waited = deciding.decide(
            idea.id,
            chosen,
            by=person(),
            version=form.version.data or 0,
            clock=clock,
            reason=reason,
            text=text,
            other=form.named(),
        )
    except BadInput as error:
        field = "wish" if chosen is Action.ASK else error.field
        form.refuse(BadInput(error.message, field=field, **error.values))
        return _again(number, chosen, form)
    except Conflict as error:
        return _conflict(number, error, form)
    if not waited:
        return redirect(url_for(".show", number=number, **kept(), _anchor="decided"))
    return _go_to(deciding.go_on(choice, who, clock=clock))


@bp.route("/moderation/<number>/undo", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def undo(number: str) -> ResponseReturnValue:
    """Take the last decision back, and show the idea, which nobody else gets meanwhile."""
    me = person().id
    idea_id = idea_queries.by_number(number).id
    form = DecisionForm()
    form.validate_on_submit()
    try:
        service.undo(idea_id, by=person(), version=form.version.data or 0, clock=clock)
    except Conflict as error:
        flash(translate_error(error), "error")
    else:
        claims.claim(idea_id, me, clock=clock)
        flash(_("Die Entscheidung ist zurückgenommen. Es geht keine E-Mail hinaus."), "success")
    return redirect(url_for(".show", number=number, **kept()))


def _page(template: str, item: Item | None, **more: object) -> str:
    values = context(item) | more
    undoable, done = values["undoable"], None
    if undoable and undoable.idea is not values["idea"]:
        done = DONE[Action(undoable.decision.action)](undoable.idea.number)
    return render_template(template, done=done, **values)


def _go_to(idea_id: int | None) -> Response:
    if idea_id is None:
        choice, load = queries.narrowed(read(request.args), viewer(), clock.now())
        if load.of(choice.stage).total:
            flash(_("Für Sie ist gerade nichts zu tun. Was noch wartet, prüfen andere."), "info")
        return redirect(url_for(".queue", **kept(), _anchor="idea"))
    number = idea_queries.number_of_id(idea_id)
    return redirect(url_for(".show", number=number, **kept(), _anchor="idea"))


def _again(number: str, action: Action, form: DecisionForm) -> str:
    item = item_of(number, clock.now())
    values = context(item)
    # The version stays the one that was read: a change meanwhile is still noticed.
    forms = values["forms_by_action"] | {action.value: form}
    return _page(
        "moderation/show.html", item, form=form, opened=action.value, forms_by_action=forms
    )


def _conflict(number: str, error: Conflict, form: DecisionForm) -> tuple[str, int]:
    item = item_of(number, clock.now())
    return _page("moderation/conflict.html", item, error=error, form=form), 409
