"""The moderators' queue, one idea with the decisions beside it, and what was decided."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import requires, rounds_to_read, signed_in
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.accounts.queries import is_same_person
from participation.ideas import queries as idea_queries
from participation.ideas.models import Idea
from participation.ideas.rules import SEARCH_LENGTH, Action, actions_in
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from participation.kernel.text import clean_line
from participation.moderation import lineage, queries, service
from participation.moderation.forms import AskForm, DecisionForm, ReasonForm, template_texts
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports.rules import REPORT_LABELS
from participation.moderation.rules import (
    DECISIONS,
    LABELS,
    NEEDS_REASON,
    share_of_queue,
    similar_search,
)
from participation.web.filters import translate_error
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("moderation", __name__)

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
def queue() -> str:
    """Show how much waits, the next idea whole with the decisions beside it, and the list."""
    account = _account()
    after, now = request.args.get("after"), clock.now()
    rounds = rounds_to_read(Permission.MODERATE_IDEAS)
    listing = queries.waiting_page(page_number(request.args.get("page")), rounds)
    if listing.number > listing.pages:
        raise NotFound()
    part, parts = share_of_queue(account.id, queries.at_work(now))
    skip = listing.total * part // parts
    idea = queries.next_idea(account.address_hash, after=after, skip=skip, rounds=rounds)
    oldest = queries.next_idea(account.address_hash, rounds=rounds) if skip and not after else idea
    context = _context(idea, account, after) if idea else {"idea": None}
    undoable = queries.undoable_by(account.id, now)
    return render_template(
        "moderation/queue.html",
        load=queries.load(rounds),
        listing=listing,
        me=account,
        now=now,
        behind=idea != oldest,
        undoable=undoable,
        done=_done(undoable.decision.action, undoable.idea) if undoable else None,
        **context,
    )


@bp.route("/moderation/<number>")
@requires(Permission.READ_ALL_IDEAS, of_round=idea_queries.round_id_of)
def show(number: str) -> str:
    """Show one idea with its decisions, reports and earlier versions."""
    idea = idea_queries.by_number(number)
    context = _context(idea, _account()) | _history(idea)
    context |= lineage.context(idea, clock.now())
    undoable = None if context["own"] else queries.undoable_on(idea, clock.now())
    return render_template("moderation/show.html", undoable=undoable, **context)


@bp.route("/moderation/<number>/<action>", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def decide(number: str, action: str) -> ResponseReturnValue:
    """Decide, and go on to the next idea."""
    account = _account()
    idea = idea_queries.by_number(number)
    if action not in DECISIONS:
        raise NotFound()
    chosen = Action(action)
    form = form_for(chosen, idea)
    valid = form.validate_on_submit()
    if form.version.errors:
        return _conflict(number, Conflict(service.DECIDED), form)
    if not valid:
        return _again(idea, account, chosen, form)
    if request.form.get("template") and isinstance(form, ReasonForm):
        form.fill_in(idea.author.language if idea.author else "de")
        return _again(idea, account, chosen, form)
    reason, text = form.read()
    version = form.version.data or 0
    try:
        service.decide(
            idea.id,
            chosen,
            by=account,
            version=version,
            clock=clock,
            reason=reason,
            text=text,
            other=form.named(),
        )
    except BadInput as error:
        form.refuse(
            BadInput(
                error.message, field="wish" if chosen is Action.ASK else error.field, **error.values
            )
        )
        return _again(idea_queries.by_number(number), _account(), chosen, form)
    except Conflict as error:
        return _conflict(number, error, form)
    # The queue itself says what was decided, for it can be undone there.
    after = request.args.get("after")
    return redirect(url_for("moderation.queue", after=after, _anchor="decided"))


@bp.route("/moderation/<number>/undo", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def undo(number: str) -> ResponseReturnValue:
    """Take the last decision back, and show the idea."""
    idea = idea_queries.by_number(number)
    form = DecisionForm()
    form.validate_on_submit()
    try:
        service.undo(idea.id, by=_account(), version=form.version.data or 0, clock=clock)
    except Conflict as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Die Entscheidung ist zurückgenommen. Es geht keine E-Mail hinaus."), "success")
    return redirect(url_for(".show", number=number))


@bp.route("/moderation/decided")
@requires(Permission.READ_ALL_IDEAS, any_round=True)
def decided() -> str:
    """List what was decided; search any idea by number or text."""
    search = clean_line(request.args.get("q"))[:SEARCH_LENGTH]
    listing = queries.decided_page(
        page_number(request.args.get("page")), search, rounds_to_read(Permission.READ_ALL_IDEAS)
    )
    if listing.number > listing.pages:
        raise NotFound()
    return render_template(
        "moderation/decided.html", listing=listing, search=search, reasons=LABELS
    )


def form_for(action: Action, idea: Idea) -> DecisionForm:
    """Return the form of a decision, as it was sent or new."""
    kind = (
        ReasonForm if action in NEEDS_REASON else AskForm if action is Action.ASK else DecisionForm
    )
    return kind(data={"version": idea.version})


def _context(idea: Idea, account: Account, after: str | None = None) -> dict[str, Any]:
    own = is_same_person(account, idea.author)
    actions = [action for action in DECISIONS if action in actions_in(idea.state)]
    reports = report_queries.of_idea(idea.id)
    if not any(report.settled_at is None for report in reports):
        # Without a report there is nothing to keep; a published idea can still be removed.
        actions = [action for action in actions if action is not Action.KEEP]
    return {
        "idea": idea,
        "round": idea.round,
        "field": idea.round.frame.field(idea.field_key),
        "own": own,
        "forms_by_action": (
            {} if own else {action.value: form_for(action, idea) for action in actions}
        ),
        "reports": reports,
        "report_reasons": REPORT_LABELS,
        "after": after,
        "similar": similar_search(idea.title),
        "templates": template_texts(idea.author.language if idea.author else "de"),
    }


def _history(idea: Idea) -> dict[str, Any]:
    return {
        "decisions": queries.decisions(idea.id),
        "versions": idea_queries.versions(idea.id),
        "reasons": LABELS,
    }


def _again(idea: Idea, account: Account, action: Action, form: DecisionForm) -> str:
    context = _context(idea, account, request.args.get("after")) | _history(idea)
    # The version stays the one that was read: a change meanwhile is still noticed.
    context["forms_by_action"] = context["forms_by_action"] | {action.value: form}
    context |= lineage.context(idea, clock.now())
    return render_template("moderation/show.html", form=form, opened=action.value, **context)


def _conflict(number: str, error: Conflict, form: DecisionForm) -> tuple[str, int]:
    idea = idea_queries.by_number(number)
    context = _context(idea, _account()) | _history(idea)
    _reason, written = form.read()
    page = render_template("moderation/conflict.html", error=error, written=written, **context)
    return page, 409


def _done(action: str, idea: Idea) -> str:
    return str(DONE[Action(action)](idea.number))


def _account() -> Account:
    account = signed_in()
    if account is None:
        raise Forbidden()
    return account
