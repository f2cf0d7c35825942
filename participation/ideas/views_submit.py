"""Submitting an idea: form, preview, receipt, and the draft that waits for a sign-in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from participation.accounts.access import can, person, public, requires, signed_in
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.extensions import limiter
from participation.ideas import queries, service, service_drafts
from participation.ideas.forms import IdeaForm
from participation.ideas.queries import Viewer
from participation.ideas.views import bp
from participation.kernel.clock import clock
from participation.kernel.errors import (
    Conflict,
    Forbidden,
    NotFound,
    ParticipationError,
    WindowClosed,
)
from participation.organisations import queries as organisation_queries
from participation.organisations.models import Organisation
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.transactions import commits


@bp.route("/rounds/<slug>/ideas/new", methods=["GET", "POST"])
@public
@commits
def submit(slug: str) -> ResponseReturnValue:
    """Take an idea from form through preview to receipt; signed out, it waits for the person's
    return."""
    if signed_in() and not can(Permission.SUBMIT_IDEA):
        raise Forbidden()
    round_ = round_queries.get(slug)
    mine = _organisations(round_)
    form = IdeaForm.for_round(round_, field_key=request.args.get("field"), organisations=mine)
    if phase(round_.ideas_window, clock.now()) is not Phase.OPEN:
        return _closed(round_, form if form.is_submitted() else None)
    if round_.is_named and not mine and request.method == "GET":
        return redirect(url_for("weighting.organisations", slug=slug))
    step = request.form.get("step")
    if step == "change" or not form.validate_on_submit():
        return render_template("ideas/submit.html", round=round_, form=form)
    if step != "submit":
        return _preview(round_, form)
    return _submit(round_, form)


@bp.route("/rounds/<slug>/ideas/drafts/<token>")
@requires(Permission.SUBMIT_IDEA)
def draft(slug: str, token: str) -> ResponseReturnValue:
    """Show the idea that waited for its author's return, ready to be submitted."""
    account = person()
    kept, round_ = queries.draft_of(token, account.id)
    elsewhere = missing_step(round_, account, url_for("ideas.draft", slug=slug, token=token))
    if elsewhere:
        return redirect(elsewhere)
    form = IdeaForm.for_round(round_, draft=kept, organisations=_organisations(round_))
    if phase(round_.ideas_window, clock.now()) is not Phase.OPEN:
        return _closed(round_, form)
    return _preview(round_, form)


@bp.route("/rounds/<slug>/ideas/<number>/submitted")
@requires(Permission.SUBMIT_IDEA)
def submitted(slug: str, number: str) -> str:
    """Show the receipt with the public number."""
    round_ = round_queries.get(slug)
    idea = queries.visible_idea(round_.id, number, Viewer(person().id))
    if idea.author_id != person().id:
        raise NotFound(queries.NO_IDEA)
    return render_template("ideas/submitted.html", round=round_, idea=idea)


def missing_step(round_: Round, account: Account, back: str) -> str | None:
    """Return where an account has to go before it can take part in a round, or None."""
    if round_.is_named:
        acting = organisation_queries.of_account(account.id)
        return None if acting else url_for("weighting.organisations", slug=round_.slug)
    if not account.pseudonym:
        return url_for("accounts.welcome", next=back)
    if round_queries.participation(round_.id, account.id) is None:
        return url_for("front.join", slug=round_.slug, next=back)
    return None


def _organisations(round_: Round) -> list[Organisation]:
    """Return the organisations that the reader can hand an idea in for; none in other rounds."""
    account = signed_in()
    if account is None or not round_.is_named:
        return []
    return organisation_queries.of_account(account.id)


def _submit(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    account = signed_in()
    if account is None or missing_step(round_, account, ""):
        return _wait(round_, form, account)
    slug = round_.slug
    try:
        idea = service.submit(
            round_.id,
            form.content(),
            author=account,
            form_token=form.token.data or "",
            organisation=form.organisation.data or "" if round_.is_named else "",
            clock=clock,
        )
    except WindowClosed:
        return _closed(round_queries.get(slug), form)
    except (service.InvalidContent, Conflict, Forbidden) as error:
        return _refused(slug, form, error)
    return redirect(url_for("ideas.submitted", slug=slug, number=idea.number))


def _refused(slug: str, form: IdeaForm, error: ParticipationError) -> ResponseReturnValue:
    form.refuse(error)
    return render_template("ideas/submit.html", round=round_queries.get(slug), form=form), 409


# Only signed-out people write through this without being known; a school class behind one address
# stays far below.
@limiter.limit("200 per hour", exempt_when=lambda: current_user.is_authenticated)
def _wait(round_: Round, form: IdeaForm, account: Account | None) -> ResponseReturnValue:
    slug = round_.slug
    account_id = account.id if account else None
    token = service_drafts.keep_draft(
        round_.id,
        form.content(),
        form_token=form.token.data or "",
        account_id=account_id,
        clock=clock,
    )
    back = url_for("ideas.draft", slug=slug, token=token)
    if account_id is None:
        return redirect(url_for("accounts.sign_in", next=back))
    return redirect(back)


def _preview(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    field = round_.frame.field(form.field.data)
    goal = field.goal(form.goal.data) if field else None
    action = url_for("ideas.submit", slug=round_.slug)
    return render_template(
        "ideas/preview.html", round=round_, form=form, field=field, goal=goal, action=action
    )


def _closed(round_: Round, form: IdeaForm | None) -> ResponseReturnValue:
    phase_ = phase(round_.ideas_window, clock.now())
    status = 409 if form is not None and request.method == "POST" else 200
    return render_template("ideas/closed.html", round=round_, phase=phase_, form=form), status
