"""Reports as their pages show them: the finding as a sentence, what changed in words, projects with
what is said of them, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import ngettext

from participation.kernel.amounts import in_euros
from participation.progress.changes import Changes, Moved, ProjectChanges, late
from participation.progress.document import Content, ReportedProject
from participation.projects.finance.rules import Stage
from participation.projects.finance.wording import stage_name
from participation.projects.rules import State
from participation.projects.schedule import Progress, Step, delay_of, progress
from participation.projects.wording import delay, state_names
from participation.web.filters import language, partial_date, tr
from participation.web.translation import _


@dataclass(frozen=True)
class ChangedProject:
    """What changed about a project, each change as a sentence."""

    key: str
    title: str
    sentences: list[str]


@dataclass(frozen=True)
class ShownProject:
    """A project as a report shows it."""

    key: str
    title: str
    state: str
    unit: str
    text: str
    far: Progress
    delay: str
    steps: list[str]


@dataclass(frozen=True)
class ShownReport:
    """A report as its page shows it; `changed` is None for a first report. Money is rows of stage
    and sums: before, now and the difference, or now alone."""

    finding: str
    changed: list[ChangedProject] | None
    new: list[str]
    gone: list[str]
    money: list[list[str]]
    projects: list[ShownProject]


def shown(content: Content, changes: Changes | None) -> ShownReport:
    """Return a report as its page shows it."""
    return ShownReport(
        finding=finding(content, changes),
        changed=None if changes is None else [_changed(one, content) for one in changes.projects],
        new=[tr(project.title) for project in changes.new] if changes else [],
        gone=[tr(project.title) for project in changes.gone] if changes else [],
        money=_money(content, changes),
        projects=[_project(project, content) for project in content.projects],
    )


def finding(content: Content, changes: Changes | None) -> str:
    """Return what a report found in one sentence."""
    if changes is None:
        count = len(content.projects)
        projects = ngettext("%(num)s Projekt", "%(num)s Projekte", count)
        return _(
            "Erster Bericht: %(projects)s, %(late)s", projects=projects, late=_late(late(content))
        )
    done, stopped = changes.came_to(State.DONE), changes.came_to(State.STOPPED)
    parts = [
        ngettext("%(num)s Projekt abgeschlossen", "%(num)s Projekte abgeschlossen", done)
        if done
        else _("kein Projekt abgeschlossen"),
        ngettext("%(num)s später", "%(num)s später", changes.later)
        if changes.later
        else _("keines später"),
    ]
    if stopped:
        parts.append(ngettext("%(num)s eingestellt", "%(num)s eingestellt", stopped))
    if changes.new:
        parts.append(ngettext("%(num)s neu", "%(num)s neu", len(changes.new)))
    if changes.gone:
        parts.append(ngettext("%(num)s entfallen", "%(num)s entfallen", len(changes.gone)))
    return _("Seit dem letzten Bericht: %(found)s", found=", ".join(parts))


def _late(count: int) -> str:
    if not count:
        return _("keines verspätet")
    return str(ngettext("%(num)s davon verspätet", "%(num)s davon verspätet", count))


def _changed(change: ProjectChanges, content: Content) -> ChangedProject:
    return ChangedProject(change.key, tr(change.title), list(_sentences(change, content.day)))


def _sentences(change: ProjectChanges, day: date) -> Iterable[str]:
    names = state_names()
    if change.came_to is not None:
        values = {"now": names[change.state], "before": names[change.state_before]}
        yield _("Neuer Stand: %(now)s. Vorher: %(before)s.", **values)
    for step in change.done:
        yield _("Fertig: %(title)s, %(date)s.", title=tr(step.title), date=partial_date(step.done))
    for step in change.undone:
        yield _("Nicht mehr als fertig gemeldet: %(title)s.", title=tr(step.title))
    for moved in change.moved:
        yield _moved(moved)
    for step in change.overdue:
        yield _("%(title)s: %(delay)s.", title=tr(step.title), delay=delay(delay_of(step, day)))
    for step in change.added:
        yield _("Neuer Meilenstein: %(title)s.", title=tr(step.title))
    for step in change.dropped:
        yield _("Entfallener Meilenstein: %(title)s.", title=tr(step.title))


def _moved(moved: Moved) -> str:
    values = {
        "title": tr(moved.step.title),
        "now": partial_date(moved.now),
        "before": partial_date(moved.before),
    }
    if moved.delay is None:
        said = _("%(title)s: jetzt %(now)s statt %(before)s.", **values)
    else:
        values["delay"] = delay(moved.delay)
        said = _("%(title)s: jetzt %(now)s statt %(before)s, %(delay)s.", **values)
    return _with_reason(said, moved.step)


def _with_reason(said: str, step: Step) -> str:
    reason = tr(step.reason)
    return f"{said} {_('Grund: %(reason)s', reason=reason)}" if reason else said


def _money(content: Content, changes: Changes | None) -> list[list[str]]:
    if changes is None:
        sums = content.money
        return [[stage_name(stage), _euros(sums[stage])] for stage in Stage if stage in sums]
    return [
        [
            stage_name(one.stage),
            _euros(one.before),
            _euros(one.now),
            _difference(one.before, one.now),
        ]
        for one in changes.money
    ]


def _euros(cents: int | None) -> str:
    return "—" if cents is None else in_euros(cents, language())


def _difference(before: int | None, now: int | None) -> str:
    if before is None or now is None:
        return "—"
    more = now - before
    return f"+{_euros(more)}" if more > 0 else _euros(more)


def _project(project: ReportedProject, content: Content) -> ShownProject:
    far = progress(project.steps, state=project.state, today=content.day)
    return ShownProject(
        key=project.key,
        title=tr(project.title),
        state=state_names()[project.state],
        unit=tr(project.unit),
        text=project.text,
        far=far,
        delay=delay(far.delay),
        steps=[_step(step, content.day) for step in project.steps],
    )


def _step(step: Step, day: date) -> str:
    title = tr(step.title)
    if step.is_done:
        said = _("%(title)s: fertig, %(date)s", title=title, date=partial_date(step.done))
    elif step.due.value or step.due.wording:
        said = _("%(title)s: erwartet, %(date)s", title=title, date=partial_date(step.due))
    else:
        said = _("%(title)s: noch ohne Termin", title=title)
    late_by = delay(delay_of(step, day))
    said = f"{said} ({late_by})." if late_by else f"{said}."
    return _with_reason(said, step)
