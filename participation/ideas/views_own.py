"""What one does with an idea that is there: edit, withdraw, support."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from participation.accounts.access import person, requires
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.ideas import originals, queries, rules, service, service_support
from participation.ideas.forms import EditForm
from participation.ideas.models import Idea
from participation.ideas.queries import Viewer
from participation.ideas.views import bp
from participation.ideas.views_submit import missing_step
from participation.kernel.clock import clock
from participation.kernel.errors import (
    Conflict,
    Forbidden,
    NotFound,
    ParticipationError,
    WindowClosed,
)
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/rounds/<slug>/ideas/<number>/edit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_IDEA)
@commits
def edit(slug: str, number: str) -> ResponseReturnValue:
    """Change one's own idea while it may be changed."""
    account, round_, idea = _own(slug, number)
    form = EditForm.for_idea(idea, round_)
    if request.method == "GET" and not service.editable(idea, round_, account.id, clock.now()):
        raise WindowClosed(service.NO_EDIT)
    valid = form.validate_on_submit()
    if form.version.errors:
        return _both(slug, number, form, Conflict(service.EDITED))
    if not valid:
        return render_template("ideas/edit.html", round=round_, idea=idea, form=form)
    try:
        service.edit(
            idea.id, form.content(), author=account, version=form.version.data or 0, clock=clock
        )
    except (Conflict, Forbidden, WindowClosed, service.InvalidContent) as error:
        return _both(slug, number, form, error)
    flash(_("Ihre Änderung ist gespeichert."), "success")
    return redirect(url_for("ideas.show", slug=slug, number=number))


@bp.route("/rounds/<slug>/ideas/<number>/withdraw", methods=["GET", "POST"])
@requires(Permission.SUBMIT_IDEA)
@commits
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Ask once more, then take one's own idea back."""
    account, round_, idea = _own(slug, number)
    form = FlaskForm()
    if form.validate_on_submit():
        service.withdraw(idea.id, author=account, clock=clock)
        flash(_("Sie haben Ihre Idee zurückgezogen."), "success")
        return redirect(url_for("ideas.show", slug=slug, number=number))
    if rules.after(idea.state, rules.Action.WITHDRAW) is None:
        raise Conflict(service.NO_WITHDRAW)
    return render_template("ideas/withdraw.html", round=round_, idea=idea, form=form)


@bp.route("/rounds/<slug>/ideas/<number>/original", methods=["POST"])
@requires(Permission.SUBMIT_IDEA)
@commits
def ask_deletion(slug: str, number: str) -> ResponseReturnValue:
    """Ask that what one's own idea said before something was blacked out be deleted at once."""
    _account, _round, idea = _own(slug, number)
    originals.ask_deletion(idea.id, clock)
    flash(_("Wir löschen die Fassung vor dem Schwärzen so bald wie möglich."), "success")
    return redirect(url_for("ideas.show", slug=slug, number=number))


@bp.route("/rounds/<slug>/ideas/<number>/support", methods=["POST"])
@requires(Permission.SUPPORT_IDEA)
@commits
def support(slug: str, number: str) -> ResponseReturnValue:
    """Support somebody else's idea, or take that back."""
    account = person()
    round_ = round_queries.get(slug)
    idea = queries.visible_idea(round_.id, number, Viewer(account.id))
    here = url_for("ideas.show", slug=slug, number=number)
    elsewhere = missing_step(round_, account, here)
    if elsewhere:
        return redirect(elsewhere)
    wanted = request.form.get("wanted") != "0"
    service_support.support(idea.id, account=account, wanted=wanted, clock=clock)
    flash(
        (
            _("Sie unterstützen diese Idee.")
            if wanted
            else _("Sie unterstützen diese Idee nicht mehr.")
        ),
        "success",
    )
    return redirect(here)


def _own(slug: str, number: str) -> tuple[Account, Round, Idea]:
    account = person()
    round_ = round_queries.get(slug)
    idea = queries.visible_idea(round_.id, number, Viewer(account.id))
    if idea.author_id != account.id:
        raise NotFound(queries.NO_IDEA)
    return account, round_, idea


def _both(slug: str, number: str, form: EditForm, error: ParticipationError) -> ResponseReturnValue:
    """Show what was typed again, above what is stored now."""
    round_ = round_queries.get(slug)
    idea = queries.visible_idea(round_.id, number, Viewer(person().id))
    form.refuse(error)
    # Sending once more is then a decision against the text shown beside.
    form.version.raw_data = None
    form.version.data = idea.version
    page = render_template(
        "ideas/edit.html",
        round=round_,
        idea=idea,
        form=form,
        other=idea,
        refusal=translate_error(error),
    )
    return page, 409
