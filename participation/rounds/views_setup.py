"""Setting a round up: three steps that are saved one by one, then the check from which it is
published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Frozen, NotFound
from participation.rounds import editing, lifecycle
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import InvalidSettings, problems
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import specs_of
from participation.rounds.configuration.steps import ORDER, Step, step_of
from participation.rounds.editor.forms import (
    ContactForm,
    SettingsForm,
    SubjectForm,
    VersionForm,
    form_field,
    form_of,
    tell,
)
from participation.rounds.editor.summary import summary
from participation.rounds.models import Round
from participation.rounds.readiness import LEGAL, missing
from participation.rounds.rules import first_opening
from participation.rounds.views import bp, conflict, may_change, slug_for, version_of
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.forms import choices
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/new-round", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def new() -> ResponseReturnValue:
    """Begin a round as a draft with its first step."""
    known = strategy_queries.strategies()
    form = _filled(SubjectForm, Settings(), known, strategy=known[0].slug if known else "")
    if known and form.validate_on_submit():
        try:
            settings = _with_slug(form.settings(Settings()), "")
            strategy = strategy_queries.get(form["strategy"].data or "")
            editing.create(
                settings, strategy=strategy, actor=actor(), clock=clock, step=Step.SUBJECT
            )
        except InvalidSettings as error:
            tell(form, error.problems)
        else:
            return redirect(_onward(settings.slug, Step.SUBJECT))
    return render_template("rounds/new.html", form=form, strategies=known, step=Step.SUBJECT)


@bp.route("/admin/rounds/<slug>/steps/<step>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def step(slug: str, step: str) -> ResponseReturnValue:
    """Edit one step of a round, until its first window opens."""
    if step not in {known.value for known in ORDER}:
        raise NotFound()
    round_, chosen = round_queries.get_any(slug), Step(step)
    if not may_change(round_):
        return redirect(url_for(".edit", slug=slug))
    before = round_.settings
    known = strategy_queries.strategies() if chosen is Step.SUBJECT else []
    form = _filled(
        form_of(chosen, named=round_.is_named),
        before,
        known,
        version=round_.version,
        strategy=round_.strategy.slug,
    )
    if form.validate_on_submit():
        round_id, settings = round_.id, before
        try:
            settings = _with_slug(form.settings(before), slug)
            editing.change(
                round_id,
                settings,
                strategy=strategy_queries.get(form["strategy"].data or "") if known else None,
                version=version_of(form.version.data),
                actor=actor(),
                clock=clock,
                step=chosen,
            )
        except InvalidSettings as error:
            tell(form, error.problems)
        except (Conflict, Frozen) as error:
            return conflict(slug, form.differing_labels, settings, error)
        else:
            return redirect(_onward(settings.slug, chosen))
    round_ = round_queries.get_any(slug)
    return render_template("rounds/step.html", form=form, **_way(round_, chosen))


@bp.route("/admin/rounds/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def edit(slug: str) -> ResponseReturnValue:
    """Lead to the first step; once the first window has opened only the contact may change."""
    round_ = round_queries.get_any(slug)
    if may_change(round_):
        return redirect(url_for(".step", slug=slug, step=Step.SUBJECT.value))
    before = round_.settings
    form: ContactForm = ContactForm.filled(before, version=round_.version)
    if form.validate_on_submit():
        round_id, settings, version = round_.id, before, version_of(form.version.data)
        try:
            settings = form.settings(before)
            editing.change(round_id, settings, version=version, actor=actor(), clock=clock)
        except InvalidSettings as error:
            tell(form, error.problems)
        except (Conflict, Frozen) as error:
            return conflict(slug, form.differing_labels, settings, error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".overview", slug=slug))
    return render_template("rounds/edit_contact.html", form=form, round=round_queries.get_any(slug))


@bp.route("/admin/rounds/<slug>/publish", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def publish(slug: str) -> ResponseReturnValue:
    """Show everything once more, what is missing first; publish once nothing is."""
    round_ = round_queries.get_any(slug)
    if not may_change(round_):
        return redirect(url_for(".overview", slug=slug))
    form = VersionForm(version=str(round_.version))
    if round_.published_at is None and form.validate_on_submit():
        try:
            lifecycle.publish(
                round_.id,
                version=version_of(form.version.data),
                must_be_complete=True,
                actor=actor(),
                clock=clock,
            )
        except InvalidSettings:
            # What is missing stands on the page anyway.
            round_ = round_queries.get_any(slug)
        else:
            flash(_("Die Runde ist veröffentlicht."), "success")
            return redirect(url_for(".overview", slug=slug))
    way = _way(round_, None)
    opening = first_opening(round_.windows)
    return render_template(
        "rounds/publish.html",
        form=form,
        summary=summary(round_.settings, way["lacking"]),
        url_of=lambda field: _where(round_, BadInput("", field=field)),
        late=opening is not None and opening <= clock.now(),
        opening=opening,
        **way,
    )


def _filled(
    form: type[SettingsForm],
    settings: Settings,
    known: list[Strategy],
    *,
    strategy: str,
    version: int | None = None,
) -> SettingsForm:
    made: SettingsForm = form.filled(settings, version=version, strategy=strategy)
    if known:
        titles = ((strategy.slug, strategy.title.get("de", "")) for strategy in known)
        made["strategy"].choices = choices(titles)
    return made


def _with_slug(settings: Settings, present: str) -> Settings:
    """Return settings with an address, made from the title where none was typed."""
    return settings if settings.slug else replace(settings, slug=slug_for(settings, present))


def _onward(slug: str, saved: Step) -> str:
    """Return where to go on: the next step, the check, or the round's page for later."""
    if "later" in request.form:
        flash(_("Gespeichert."), "success")
        return url_for(".overview", slug=slug)
    after = ORDER.index(saved) + 1
    if after == len(ORDER):
        return url_for(".publish", slug=slug)
    return url_for(".step", slug=slug, step=ORDER[after].value)


def _way(round_: Round, chosen: Step | None) -> dict[str, Any]:
    """Return what the pages of all steps show: the steps, when they were saved, what is missing."""
    frame = round_queries.frame_of(round_)
    wrong = problems(round_.settings, field_count=len(frame.fields), published=True)
    lacking = wrong + (missing(round_) if round_.published_at is None else [])
    return {
        "round": round_,
        "frame": frame,
        "step": chosen,
        "saved": round_queries.saved_steps(round_.id),
        "today": clock.now(),
        "lacking": lacking,
        "places": [(problem, _where(round_, problem)) for problem in lacking],
    }


def _where(round_: Round, problem: BadInput) -> str:
    """Return the address at which a problem is mended."""
    field = problem.field or ""
    if field.startswith(LEGAL):
        return url_for("admin.edit_legal", page=field.removeprefix(LEGAL))
    if field.startswith("questions"):
        return url_for(".questions", slug=round_.slug)
    if field.startswith("thresholds"):
        return url_for(".load")
    chosen = step_of(problem)
    if chosen is None:
        return url_for("strategy.show", slug=round_.strategy.slug)
    experts = any(s.expert for s in specs_of(Settings).values() if field.startswith(s.path))
    return url_for(
        ".step",
        slug=round_.slug,
        step=chosen.value,
        experts=1 if experts else None,
        _anchor=form_field(field),
    )
