"""What changed from one report to the next, told from the two documents alone. Pure.

Projects are the same by their key, milestones by their German title, which is all that a reader of
both reports has to go by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from participation.kernel.partial_dates import PartialDate
from participation.progress.document import Content, Money, ReportedProject
from participation.projects.finance.rules import Stage
from participation.projects.rules import OVER, State
from participation.projects.schedule import Delay, Step, delay_of, progress, slippage
from participation.strategy.rules import Texts


@dataclass(frozen=True)
class Moved:
    """A milestone that is now expected at another time; `delay` is None when it comes earlier or
    only its words changed."""

    step: Step
    before: PartialDate
    now: PartialDate
    delay: Delay | None


@dataclass(frozen=True)
class ProjectChanges:
    """What changed about a project that stands in both reports."""

    key: str
    title: Texts
    state_before: str
    state: str
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    moved: tuple[Moved, ...] = ()
    overdue: tuple[Step, ...] = ()
    added: tuple[Step, ...] = ()
    dropped: tuple[Step, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing can be late any more."""
        return self.state in OVER

    @property
    def came_to(self) -> str | None:
        """The state that it has come to, None when that is the old one."""
        return self.state if self.state != self.state_before else None

    @property
    def later(self) -> bool:
        """Whether something comes later than the report before said, or its time has run out since
        then."""
        return not self.is_over and (
            bool(self.overdue) or any(moved.delay is not None for moved in self.moved)
        )

    @property
    def nothing(self) -> bool:
        """Whether it stands as it stood."""
        lists = (self.done, self.undone, self.moved, self.overdue, self.added, self.dropped)
        return self.came_to is None and not any(lists)


@dataclass(frozen=True)
class StageChange:
    """The sum of one stage in the report before and now; None where nothing was said."""

    stage: Stage
    before: int | None
    now: int | None


@dataclass(frozen=True)
class Changes:
    """What changed since the report before: of projects in both, new ones, ones that are gone, and
    money by stage."""

    projects: tuple[ProjectChanges, ...] = ()
    new: tuple[ReportedProject, ...] = ()
    gone: tuple[ReportedProject, ...] = ()
    money: tuple[StageChange, ...] = field(default=())

    def came_to(self, state: State) -> int:
        """Return how many projects of the report before have come to a state."""
        return sum(project.came_to == state for project in self.projects)

    @property
    def later(self) -> int:
        """How many projects come later than the report before said."""
        return sum(project.later for project in self.projects)


def changes(before: Content, now: Content) -> Changes:
    """Return what changed from one report to another, in the order of the later one."""
    old = {project.key: project for project in before.projects}
    keys = {project.key for project in now.projects}
    told = [
        _project_changes(old[project.key], project, before.day, now.day)
        for project in now.projects
        if project.key in old
    ]
    return Changes(
        projects=tuple(change for change in told if not change.nothing),
        new=tuple(project for project in now.projects if project.key not in old),
        gone=tuple(project for project in before.projects if project.key not in keys),
        money=tuple(_stage_changes(before.money, now.money)),
    )


def late(content: Content) -> int:
    """Return how many projects of a report are late."""
    delays = (
        progress(project.steps, state=project.state, today=content.day).delay
        for project in content.projects
    )
    return sum(delay is not None for delay in delays)


def _stage_changes(before: Money, now: Money) -> Iterable[StageChange]:
    for stage in Stage:
        if stage in before or stage in now:
            yield StageChange(stage, before.get(stage), now.get(stage))


def _project_changes(
    before: ReportedProject, now: ReportedProject, day_before: date, day: date
) -> ProjectChanges:
    old, new = _by_title(before.steps), _by_title(now.steps)
    both = [(old[name], step) for name, step in new.items() if name in old]
    pending = [(was, step) for was, step in both if not was.is_done and not step.is_done]
    over = now.state in OVER
    return ProjectChanges(
        key=now.key,
        title=now.title,
        state_before=before.state,
        state=now.state,
        done=tuple(step for was, step in both if step.is_done and not was.is_done),
        undone=tuple(step for was, step in both if was.is_done and not step.is_done),
        moved=tuple(_moved(was, step) for was, step in pending if was.due != step.due),
        overdue=()
        if over
        else tuple(
            step
            for was, step in pending
            if _is_overdue(step, day) and not _is_overdue(was, day_before)
        ),
        added=tuple(step for name, step in new.items() if name not in old),
        dropped=tuple(step for name, step in old.items() if name not in new),
    )


def _moved(was: Step, step: Step) -> Moved:
    return Moved(step, was.due, step.due, slippage(was.due, step.due))


def _is_overdue(step: Step, day: date) -> bool:
    delay = delay_of(step, day)
    return delay is not None and delay.overdue


def _by_title(steps: Iterable[Step]) -> dict[tuple[str, int], Step]:
    """Return milestones by their title, and where one stands twice by which it is."""
    found: dict[tuple[str, int], Step] = {}
    for step in steps:
        title, number = step.title.get("de", ""), 0
        while (title, number) in found:
            number += 1
        found[title, number] = step
    return found
