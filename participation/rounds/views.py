"""The round editor: the list, one round's overview, and changing what is set about it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, Frozen, ParticipationError
from participation.kernel.text import whole_number
from participation.rounds import editing
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.configuration.settings import Settings
from participation.rounds.editor.forms import (
    ContactForm,
    RoundForm,
    SettingsForm,
    tell,
)
from participation.rounds.file import roundfile
from participation.rounds.models import Round
from participation.rounds.rules import may_change_rules, state
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import translate_error
from participation.web.forms import choices
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("rounds", __name__)


@bp.route("/admin/rounds")
@requires(Permission.ADMINISTER, any_round=True)
def index() -> str:
    """List all rounds with their state."""
    now = clock.now()
    listed = [
        (round_, state(round_.windows, now))
        for round_ in round_queries.all_rounds()
        if may_read(Permission.ADMINISTER, round_.id)
    ]
    return render_template("rounds/index.html", rounds=listed)


@bp.route("/admin/new-round", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def new() -> ResponseReturnValue:
    """Begin a round as a draft."""
    known = strategy_queries.strategies()
    form = _round_form(Settings(), known, version=None, strategy=known[0].slug if known else "")
    if known and form.validate_on_submit():
        try:
            settings = form.settings(Settings())
            editing.create(settings, strategy=_strategy(form), actor=actor(), clock=clock)
        except InvalidSettings as error:
            tell(form, error.problems)
        else:
            return redirect(url_for(".overview", slug=settings.slug))
    return render_template("rounds/new.html", form=form, strategies=known)


@bp.route("/admin/rounds/<slug>")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def overview(slug: str) -> str:
    """Show a round's state and what can be done with it."""
    round_ = round_queries.get_any(slug)
    now = clock.now()
    may_change = _may_change(round_)
    newer = may_change and bool(round_.published_at) and _strategy_moved_on(round_)
    return render_template(
        "rounds/overview.html",
        round=round_,
        state=state(round_.windows, now),
        may_change=may_change,
        newer_strategy=newer,
        deviations=round_queries.deviations(round_.id),
    )


@bp.route("/admin/rounds/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def edit(slug: str) -> ResponseReturnValue:
    """Edit a round; once its first window has opened only the contact."""
    round_ = round_queries.get_any(slug)
    before, may_change = round_.settings, _may_change(round_)
    version = round_.version
    form: RoundForm | ContactForm = (
        _round_form(
            before, strategy_queries.strategies(), version=version, strategy=round_.strategy.slug
        )
        if may_change
        else ContactForm.filled(before, version=version)
    )
    if form.validate_on_submit():
        round_id, version = round_.id, version_of(form.version.data)
        try:
            settings = form.settings(before)
            strategy = _strategy(form) if isinstance(form, RoundForm) else None
            editing.change(
                round_id, settings, strategy=strategy, version=version, actor=actor(), clock=clock
            )
        except InvalidSettings as error:
            tell(form, error.problems)
        except (Conflict, Frozen) as error:
            return _conflict(slug, form, settings, error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".overview", slug=settings.slug))
    template = "rounds/edit.html" if may_change else "rounds/edit_contact.html"
    return render_template(template, form=form, round=round_queries.get_any(slug))


def version_of(text: str | None) -> int:
    """Return the version that a form was made from."""
    # What is no number was not made by our form and matches no version.
    number = whole_number(text)
    return -1 if number is None else number


def _round_form(
    before: Settings, known: list[Strategy], *, version: int | None, strategy: str
) -> RoundForm:
    form: RoundForm = RoundForm.filled(before, version=version, strategy=strategy)
    form["strategy"].choices = choices((s.slug, s.title.get("de", s.slug)) for s in known)
    return form


def _strategy(form: RoundForm) -> Strategy:
    return strategy_queries.get(form["strategy"].data or "")


def _may_change(round_: Round) -> bool:
    return may_change_rules(round_.windows, clock.now(), published=round_.published_at is not None)


def _strategy_moved_on(round_: Round) -> bool:
    return strategy_queries.frame_of(round_.strategy).document() != round_.frame.document()


def _conflict(
    slug: str, form: SettingsForm, typed: Settings, error: ParticipationError
) -> Response:
    round_ = round_queries.get_any(slug)
    mine = roundfile.dump(
        round_.strategy.slug,
        round_queries.frame_of(round_),
        typed,
        published=bool(round_.published_at),
    )
    body = render_template(
        "rounds/conflict.html",
        round=round_,
        sentence=translate_error(error),
        labels=form.differing_labels(typed, round_.settings),
        mine=mine[mine.index("\nround:") + 1 :],
    )
    return make_response(body, 409)
