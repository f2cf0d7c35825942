"""The round editor: create, edit, publish, extend, archive, copy; load and dump a file in the
browser."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from participation.accounts.access import actor, may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen, ParticipationError
from participation.rounds import editing, loading
from participation.rounds import queries as round_queries
from participation.rounds.checking import InvalidSettings, problems
from participation.rounds.editor.forms import (
    ContactForm,
    CopyForm,
    ExtendForm,
    FileForm,
    PublishForm,
    RoundForm,
    form_field,
)
from participation.rounds.file import roundfile
from participation.rounds.file.yaml_reader import BadFile, Complaint
from participation.rounds.models import Round
from participation.rounds.rules import first_opening, may_change_rules, parse_moment, state
from participation.rounds.settings import Settings, differences
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import translate_error
from participation.web.forms import BaseForm, choices
from participation.web.transactions import commits

bp = Blueprint("rounds", __name__)

_NO_FILE = N_("Wählen Sie eine Datei aus.")


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
            form.tell(error.problems)
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
        round_id, version = round_.id, _version(form.version.data)
        try:
            settings = form.settings(before)
            strategy = _strategy(form) if isinstance(form, RoundForm) else None
            editing.change(
                round_id, settings, strategy=strategy, version=version, actor=actor(), clock=clock
            )
        except InvalidSettings as error:
            form.tell(error.problems)
        except (Conflict, Frozen) as error:
            return _conflict(slug, settings, error)
        else:
            flash(gettext("Gespeichert."), "success")
            return redirect(url_for(".overview", slug=settings.slug))
    template = "rounds/edit.html" if may_change else "rounds/edit_contact.html"
    return render_template(template, form=form, round=round_queries.get_any(slug))


@bp.route("/admin/rounds/<slug>/publish", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def publish(slug: str) -> ResponseReturnValue:
    """Show the checklist, then publish."""
    round_ = round_queries.get_any(slug)
    if round_.published_at:
        return redirect(url_for(".overview", slug=slug))
    form = PublishForm(version=str(round_.version))
    frame = round_queries.frame_of(round_)
    wrong = problems(round_.settings, field_count=len(frame.fields), published=True)
    if form.validate_on_submit() and not wrong:
        editing.publish(round_.id, version=_version(form.version.data), actor=actor(), clock=clock)
        flash(gettext("Die Runde ist veröffentlicht."), "success")
        return redirect(url_for(".overview", slug=slug))
    opening = first_opening(round_.windows)
    late = opening is not None and opening <= clock.now()
    return render_template(
        "rounds/publish.html",
        form=form,
        round=round_,
        frame=frame,
        problems=wrong,
        late=late,
        opening=opening,
    )


@bp.route("/admin/rounds/<slug>/take-frame", methods=["POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def take_frame(slug: str) -> ResponseReturnValue:
    """Take the strategy's present state over into a published round that has not begun."""
    round_ = round_queries.get_any(slug)
    editing.change(round_.id, round_.settings, actor=actor(), clock=clock)
    flash(gettext("Die Runde hat jetzt den neuen Stand der Strategie."), "success")
    return redirect(url_for(".overview", slug=slug))


@bp.route("/admin/rounds/<slug>/extend", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def extend(slug: str) -> ResponseReturnValue:
    """Let a window close later."""
    round_ = round_queries.get_any(slug)
    form = ExtendForm(
        version=str(round_.version), window="ideas" if round_.weights_window.absent else "weights"
    )
    if form.validate_on_submit():
        try:
            closes = parse_moment(form.closes.data or "", round_.timezone, field="closes")
            _extend(round_.id, form, closes)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(
                gettext(
                    "Das Zeitfenster ist verlängert. Die Begründung steht auf der Seite der Runde."
                ),
                "success",
            )
            return redirect(url_for(".overview", slug=slug))
    return render_template("rounds/extend.html", form=form, round=round_queries.get_any(slug))


def _extend(round_id: int, form: ExtendForm, closes: datetime) -> None:
    version, reason = _version(form.version.data), form.reason.data or ""
    editing.extend_window(
        round_id,
        form.window.data,
        closes,
        reason=reason,
        version=version,
        actor=actor(),
        clock=clock,
    )


@bp.route("/admin/rounds/<slug>/archive", methods=["POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def archive(slug: str) -> ResponseReturnValue:
    """Take a finished round off the home page."""
    editing.archive(round_queries.get_any(slug).id, actor=actor(), clock=clock)
    flash(gettext("Die Runde ist im Archiv. Ihre Seiten bleiben erreichbar."), "success")
    return redirect(url_for(".overview", slug=slug))


@bp.route("/admin/rounds/<slug>/copy", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def copy(slug: str) -> ResponseReturnValue:
    """Begin a new round with the settings of this one."""
    round_ = round_queries.get_any(slug)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            new = editing.copy_as_new(
                round_.id, slug=form.slug.data or "", actor=actor(), clock=clock
            )
        except InvalidSettings as error:
            _tell(form, error.problems)
        else:
            return redirect(url_for(".overview", slug=new.slug))
    return render_template("rounds/copy.html", form=form, round=round_queries.get_any(slug))


@bp.route("/admin/rounds/<slug>/round.yaml")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def dump(slug: str) -> Response:
    """Download a round as its canonical file."""
    response = make_response(loading.dump(round_queries.get_any(slug)))
    response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.yaml"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/admin/load-round", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def load() -> ResponseReturnValue:
    """Take a round file over, whole or not at all."""
    form = FileForm()
    complaints: list[Complaint] = []
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise BadInput(_NO_FILE, field="file")
            done = loading.load(form.file.data.read(), actor=actor(), clock=clock)
        except BadFile as error:
            form.refuse(error)
            complaints = error.complaints
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(
                (
                    gettext("Die Datei ist übernommen.")
                    if done.changed
                    else gettext("Die Datei ändert nichts.")
                ),
                "success",
            )
            return redirect(url_for(".overview", slug=done.round.slug))
    return render_template("rounds/load.html", form=form, complaints=complaints)


def _round_form(
    before: Settings, known: list[Strategy], *, version: int | None, strategy: str
) -> RoundForm:
    form: RoundForm = RoundForm.filled(before, version=version, strategy=strategy)
    form["strategy"].choices = choices((s.slug, s.title.get("de", s.slug)) for s in known)
    return form


def _strategy(form: RoundForm) -> Strategy:
    return strategy_queries.get(form["strategy"].data or "")


def _tell(form: BaseForm, found: list[BadInput]) -> None:
    for problem in found:
        problem.field = form_field(problem.field)
        form.refuse(problem)


def _may_change(round_: Round) -> bool:
    return may_change_rules(round_.windows, clock.now(), published=round_.published_at is not None)


def _strategy_moved_on(round_: Round) -> bool:
    return strategy_queries.frame_of(round_.strategy).document() != round_.frame.document()


def _version(text: str | None) -> int:
    # What is no number was not made by our form and matches no version.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _conflict(slug: str, typed: Settings, error: ParticipationError) -> Response:
    round_ = round_queries.get_any(slug)
    mine = roundfile.dump(
        round_.strategy.slug,
        round_queries.frame_of(round_),
        typed,
        published=bool(round_.published_at),
    )
    names = differences(round_.settings, typed)
    body = render_template(
        "rounds/conflict.html",
        round=round_,
        sentence=translate_error(error),
        names=names,
        mine=mine[mine.index("\nround:") + 1 :],
    )
    return make_response(body, 409)
