"""The versions of a strategy for planners: put a draft forward, begin the next one, withdraw."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.text import whole_number
from participation.strategy import edits, queries, queries_versions, service, service_versions
from participation.strategy.forms import SeenForm, form_field
from participation.strategy.forms_versions import (
    STATES,
    BeginForm,
    TextsForm,
    WithdrawForm,
    lineage_form,
)
from participation.strategy.rules_versions import State, digest, lineage_digest, texts_digest
from participation.strategy.usage import usage_of
from participation.strategy.views import bp
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/strategies/")
@requires(Permission.PLAN_STRATEGY)
def plan_index() -> str:
    """List the strategies with the states of their versions."""
    return render_template(
        "strategy/plan_index.html",
        states=STATES,
        strategies=queries.strategies(),
        versions=queries_versions.versions_by_strategy(),
    )


@bp.route("/planning/strategies/<slug>/")
@requires(Permission.PLAN_STRATEGY)
def versions(slug: str) -> str:
    """Show a strategy's versions and what can be done next."""
    strategy = queries.get(slug)
    every = queries_versions.all_versions(strategy.id)
    return render_template(
        "strategy/versions.html",
        strategy=strategy,
        states=STATES,
        versions=every[::-1],
        numbers={version.id: version.number for version in every},
        draft=next((version for version in every if version.state == State.DRAFT), None),
    )


@bp.route("/planning/strategies/<slug>/open", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def open_consultation(slug: str) -> ResponseReturnValue:
    """Say what opening the consultation does, then put the draft forward."""
    strategy = queries.get(slug)
    draft = service.require_draft(strategy)
    contents = queries_versions.contents(draft)
    form = SeenForm(seen=digest(contents.document()))
    if form.validate_on_submit():
        try:
            version = service_versions.open_consultation(
                slug, seen=form.seen.data or "", actor=actor(), clock=clock
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Fassung %(number)s liegt in der Beratung.", number=version.number), "success")
            return redirect(url_for(".versions", slug=slug))
    return render_template(
        "strategy/open_consultation.html",
        form=form,
        strategy=strategy,
        draft=draft,
        contents=contents,
        problems=service_versions.draft_problems(draft, contents),
    )


@bp.route("/planning/strategies/<slug>/begin", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def begin_draft(slug: str) -> ResponseReturnValue:
    """Begin the next draft with the content of a version."""
    strategy = queries.get(slug)
    every = queries_versions.all_versions(strategy.id)
    if every[-1].state == State.DRAFT:
        raise Conflict(service_versions.HAS_DRAFT, number=every[-1].number)
    form = BeginForm.of(every)
    if form.validate_on_submit():
        try:
            draft = service_versions.begin_next_draft(
                slug,
                whole_number(form.version.data) or 0,
                asked=usage_of(strategy.id).keys_asked,
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Fassung %(number)s ist begonnen.", number=draft.number), "success")
            return redirect(url_for(".versions", slug=slug))
    return render_template("strategy/begin_draft.html", form=form, strategy=strategy)


@bp.route("/planning/strategies/<slug>/texts", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_texts(slug: str) -> ResponseReturnValue:
    """Write the draft's preface and how it is to be carried out."""
    strategy = queries.get(slug)
    draft = service.require_draft(strategy)
    form = TextsForm.of(draft, texts_digest(draft.preface, draft.concept))
    if form.validate_on_submit():
        try:
            service_versions.save_texts(
                slug,
                preface=form.texts("preface", draft.preface),
                concept=form.texts("concept", draft.concept),
                seen=form.seen.data or "",
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            error.field = form_field(error.field)
            form.refuse(error)
        else:
            return redirect(url_for(".versions", slug=slug))
    return render_template("strategy/edit_texts.html", form=form, strategy=strategy, draft=draft)


@bp.route("/planning/strategies/<slug>/lineage", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_lineage(slug: str) -> ResponseReturnValue:
    """Say which keys were renamed, split or merged since the version before."""
    strategy = queries.get(slug)
    draft = service.require_draft(strategy)
    base = queries_versions.based_on(draft)
    if base is None:
        raise NotFound()
    earlier, later = queries_versions.frame_of_version(base), queries.frame_of(strategy)
    lines = queries_versions.lineage(draft.id)
    form = lineage_form(lines, earlier, later, seen=lineage_digest(lines), posted=request.form)
    if form.validate_on_submit():
        filled = form.lines()
        if not form.errors:
            try:
                service_versions.set_lineage(
                    slug,
                    list(filled.values()),
                    seen=form.seen.data or "",
                    actor=actor(),
                    clock=clock,
                )
            except BadInput as error:
                form.refuse_line(error, list(filled))
            else:
                return redirect(url_for(".versions", slug=slug))
    changes = edits.compare(earlier, later)
    return render_template(
        "strategy/edit_lineage.html",
        form=form,
        strategy=strategy,
        draft=draft,
        base=base,
        changes=changes,
    )


@bp.route("/planning/strategies/<slug>/versions/<int:number>/withdraw", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def withdraw_version(slug: str, number: int) -> ResponseReturnValue:
    """Take a version back from the consultation, with a reason."""
    strategy = queries.get(slug)
    version = queries_versions.staff_version(strategy.id, number)
    service_versions.require_withdrawable(version)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            service_versions.withdraw(
                slug, number, reason=form.reason.data or "", actor=actor(), clock=clock
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Fassung %(number)s ist zurückgezogen.", number=number), "success")
            return redirect(url_for(".versions", slug=slug))
    return render_template(
        "strategy/withdraw_version.html", form=form, strategy=strategy, version=version
    )
