"""Pages on which planners begin and publish reports, and units write about their projects."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as account_queries
from participation.accounts.access import actor, can, may_read, requires, signed_in
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden, NotFound, ParticipationError
from participation.progress import gathering, listing, presenter, publishing, queries, service
from participation.progress.models import ProgressReport
from participation.progress.planning.forms import (
    CorrectForm,
    EntryForm,
    PeriodForm,
    RhythmForm,
    SeenForm,
    shown_day,
)
from participation.progress.publishing import today
from participation.progress.rules import next_due
from participation.progress.service import OTHER_UNIT, Reporter
from participation.progress.views import bp
from participation.projects.models import Project
from participation.projects.queries import milestones, step_of
from participation.projects.schedule import delay_of
from participation.projects.wording import delay, state_names
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _


def reporter() -> Reporter:
    """Return for whom the person of this request may write."""
    if can(Permission.PLAN_STRATEGY):
        return Reporter(actor())
    account = signed_in()
    return Reporter(actor(), account_queries.unit_ids(account.id) if account else frozenset())


@bp.route("/planning/reports/")
@requires(Permission.REPORT_FOR_UNIT)
def planning_list() -> str:
    """List the strategies with their reports, begun ones too, and what is due."""
    return render_template(
        "progress/planning_list.html",
        strategies=listing.all_strategies(today(clock)),
        plans=can(Permission.PLAN_STRATEGY),
    )


@bp.route("/planning/reports/<slug>/rhythm", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def set_rhythm(slug: str) -> ResponseReturnValue:
    """Set how often reports on a strategy are due."""
    strategy = strategy_queries.get(slug)
    form = RhythmForm.of(queries.rhythm_row(strategy.id))
    if form.validate_on_submit():
        try:
            rhythm = form.rhythm()
            service.set_rhythm(slug, rhythm, version=form.version, actor=actor(), clock=clock)
        except (BadInput, Conflict) as error:
            form.tell(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".planning_list"))
    return render_template("progress/set_rhythm.html", form=form, strategy=strategy)


@bp.route("/planning/reports/<slug>/begin", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def begin(slug: str) -> ResponseReturnValue:
    """Begin a report for a period."""
    strategy = strategy_queries.get(slug)
    form = PeriodForm(data=_proposed(strategy))
    if form.validate_on_submit():
        try:
            report = service.begin(slug, form.period(), actor=actor(), clock=clock)
        except (BadInput, Conflict) as error:
            form.tell(error)
        else:
            return redirect(url_for(".planned", slug=slug, number=report.number))
    return render_template("progress/begin.html", form=form, strategy=strategy, report=None)


def _proposed(strategy: Strategy) -> dict[str, str]:
    """Return what stands in the form at first: the day after the last period, the next due date."""
    published = queries.of_strategy(strategy.id)
    due = next_due(queries.rhythms().get(strategy.id), queries.last_due(strategy.id))
    days = {"due": shown_day(due) if due else ""}
    if published:
        last = max(report.period_to for report in published)
        days["first_day"] = shown_day(last + timedelta(days=1))
    return days


@bp.route("/planning/reports/<slug>/<int:number>/period", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def change_period(slug: str, number: int) -> ResponseReturnValue:
    """Change what a begun report is about and when it is due."""
    strategy = strategy_queries.get(slug)
    report = queries.get(strategy.id, number)
    if report.published_at:
        return _to_published(slug, number)
    form = PeriodForm.of(report)
    if form.validate_on_submit():
        try:
            service.change_period(
                slug, number, form.period(), version=form.version, actor=actor(), clock=clock
            )
        except (BadInput, Conflict) as error:
            form.tell(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".planned", slug=slug, number=number))
    return render_template("progress/begin.html", form=form, strategy=strategy, report=report)


@bp.route("/planning/reports/<slug>/<int:number>")
@requires(Permission.REPORT_FOR_UNIT)
def planned(slug: str, number: int) -> ResponseReturnValue:
    """Show a begun report: planners all projects with what is written, units their own."""
    strategy = strategy_queries.get(slug)
    report = queries.get(strategy.id, number)
    if report.published_at:
        return _to_published(slug, number)
    by, entries = reporter(), gathering.drawn_up(report)
    shown = entries
    if not may_read(Permission.PLAN_STRATEGY):
        shown = [entry for entry in entries if by.may_write(entry.project.unit_id)]
    return render_template(
        "progress/planned.html",
        strategy=strategy,
        report=report,
        entries=shown,
        missing=sum(not entry.text for entry in shown),
        states=state_names(),
        plans=can(Permission.PLAN_STRATEGY),
        overdue=max(0, (today(clock) - report.due).days),
    )


@bp.route("/planning/reports/<slug>/<int:number>/projects/<key>", methods=["GET", "POST"])
@requires(Permission.REPORT_FOR_UNIT)
@commits
def write(slug: str, number: int, key: str) -> ResponseReturnValue:
    """Write about a project, beside what stands of it in the report before."""
    strategy = strategy_queries.get(slug)
    report = queries.get(strategy.id, number)
    if report.published_at:
        return _to_published(slug, number)
    project = service.project_of(strategy, key)
    if not reporter().may_write(project.unit_id) and not may_read(Permission.PLAN_STRATEGY):
        raise Forbidden(OTHER_UNIT)
    entry = queries.entry(report.id, project.id)
    form = EntryForm(
        data={"seen": str(entry.version if entry else 0), "text": entry.text if entry else ""}
    )
    stored = ""
    if form.validate_on_submit():
        text, seen = form.text.data or "", form.version
        try:
            service.write(slug, number, key, text, seen=seen, by=reporter(), clock=clock)
        except Conflict as conflict:
            form.refuse(conflict)
            entry = queries.entry(report.id, project.id)
            # What somebody else wrote stands above the form, and the next try may replace it.
            stored, form.seen.data = (entry.text, str(entry.version)) if entry else ("", "0")
        except BadInput as error:
            form.tell(error)
        else:
            flash(_("Der Text ist gespeichert."), "success")
            return redirect(url_for(".planned", slug=slug, number=number))
    return _write_page(strategy, report, project, form, stored)


def _write_page(
    strategy: Strategy, report: ProgressReport, project: Project, form: EntryForm, stored: str
) -> str:
    steps = [step_of(row) for row in milestones(project.id)]
    before = queries.entries_of_project(project.id)
    return render_template(
        "progress/write.html",
        strategy=strategy,
        report=report,
        project=project,
        form=form,
        stored=stored,
        state=state_names()[project.state],
        steps=[(step, delay(delay_of(step, today(clock)))) for step in steps],
        before=before[0] if before else None,
    )


@bp.route("/planning/reports/<slug>/<int:number>/publish", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def publish(slug: str, number: int) -> ResponseReturnValue:
    """Show the report as everybody would read it, then fix and publish it."""
    strategy = strategy_queries.get(slug)
    report = queries.get(strategy.id, number)
    if report.published_at:
        return _to_published(slug, number)
    form = SeenForm()
    if form.validate_on_submit():
        seen = form.seen.data or ""
        try:
            publishing.publish(slug, number, seen=seen, actor=actor(), clock=clock)
        except (BadInput, Conflict) as error:
            form.tell(error)
        else:
            flash(_("Bericht %(number)s ist veröffentlicht.", number=number), "success")
            return redirect(url_for(".show", slug=slug, number=number))
    check = publishing.check(report, clock)
    form.seen.data = check.seen
    return render_template(
        "progress/publish.html",
        strategy=strategy,
        report=report,
        form=form,
        check=check,
        content=check.content,
        shown=presenter.shown(check.content, check.changes),
    )


@bp.route("/planning/reports/<slug>/<int:number>/correct", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def correct(slug: str, number: int) -> ResponseReturnValue:
    """Begin a report that corrects a published one."""
    strategy = strategy_queries.get(slug)
    report = queries.get_public(strategy.id, number)
    form = CorrectForm()
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            correction = service.begin_correction(slug, number, reason, actor=actor(), clock=clock)
        except (BadInput, Conflict) as error:
            form.tell(error)
        else:
            return redirect(url_for(".planned", slug=slug, number=correction.number))
    return render_template("progress/correct.html", form=form, strategy=strategy, report=report)


@bp.route("/planning/reports/<slug>/<int:number>/discard", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def discard(slug: str, number: int) -> ResponseReturnValue:
    """Say what is lost, then throw a begun report away."""
    strategy = strategy_queries.get(slug)
    if request.method == "POST":
        try:
            service.discard(slug, number, actor=actor(), clock=clock)
        except NotFound:
            # A second click finds nothing left.
            flash(_("Diesen begonnenen Bericht gibt es nicht mehr."), "info")
        except ParticipationError as error:
            flash(translate_error(error), "error")
        else:
            flash(_("Der begonnene Bericht ist verworfen."), "success")
        return redirect(url_for(".planning_list"))
    report = queries.get(strategy.id, number)
    if report.published_at:
        return _to_published(slug, number)
    texts = sum(bool(entry.text) for entry in queries.entries(report.id).values())
    return render_template("progress/discard.html", strategy=strategy, report=report, texts=texts)


def _to_published(slug: str, number: int) -> ResponseReturnValue:
    """A published report has one page, for everybody."""
    return redirect(url_for(".show", slug=slug, number=number))
