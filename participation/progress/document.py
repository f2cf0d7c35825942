"""What a published report holds, as values and as the JSON that is hashed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from participation.kernel.partial_dates import PartialDate
from participation.projects.finance.rules import Stage
from participation.projects.schedule import Step
from participation.strategy.rules import Texts

DATES = ("planned", "expected", "done")
Money = Mapping[Stage, int]
"""Cents by stage; a stage of which nothing was said is missing, which is not zero."""


@dataclass(frozen=True)
class ReportedProject:
    """A project as a report tells of it; `text` is what its unit writes, `unit` its name."""

    key: str
    title: Texts
    state: str
    unit: Texts = field(default_factory=dict)
    text: str = ""
    steps: tuple[Step, ...] = ()
    money: Money = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """A report. `day` is the one as of which it tells, `since` the number of the report before it,
    `corrects` that of the one which it replaces."""

    number: int
    first_day: date
    last_day: date
    due: date
    day: date
    since: int | None = None
    corrects: int | None = None
    reason: str = ""
    projects: tuple[ReportedProject, ...] = ()

    @property
    def money(self) -> dict[Stage, int]:
        """The sums of all projects by stage; different stages are never added."""
        sums: dict[Stage, int] = defaultdict(int)
        for project in self.projects:
            for stage, cents in project.money.items():
                sums[stage] += cents
        return dict(sums)

    def document(self) -> dict[str, Any]:
        """Return the report as JSON holds it."""
        return {
            "number": self.number,
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "due": self.due.isoformat(),
            "day": self.day.isoformat(),
            "since": self.since,
            "corrects": self.corrects,
            "reason": self.reason,
            "projects": [_project_document(project) for project in self.projects],
        }


def content_of(document: Mapping[str, Any]) -> Content:
    """Return the values of a report's document."""
    return Content(
        number=document["number"],
        first_day=date.fromisoformat(document["from"]),
        last_day=date.fromisoformat(document["to"]),
        due=date.fromisoformat(document["due"]),
        day=date.fromisoformat(document["day"]),
        since=document["since"],
        corrects=document["corrects"],
        reason=document["reason"],
        projects=tuple(_project_of(project) for project in document["projects"]),
    )


def _project_document(project: ReportedProject) -> dict[str, Any]:
    return {
        "key": project.key,
        "title": dict(project.title),
        "state": project.state,
        "unit": dict(project.unit),
        "text": project.text,
        "milestones": [_step_document(step) for step in project.steps],
        "money": {stage.value: project.money[stage] for stage in Stage if stage in project.money},
    }


def _project_of(document: Mapping[str, Any]) -> ReportedProject:
    return ReportedProject(
        key=document["key"],
        title=document["title"],
        state=document["state"],
        unit=document["unit"],
        text=document["text"],
        steps=tuple(_step_of(step) for step in document["milestones"]),
        money={Stage(stage): cents for stage, cents in document["money"].items()},
    )


def _step_document(step: Step) -> dict[str, Any]:
    dates: dict[str, Any] = {name: getattr(step, name).value for name in DATES}
    dates |= {f"{name}_wording": getattr(step, name).wording for name in DATES}
    return {"title": dict(step.title), **dates, "reason": dict(step.reason)}


def _step_of(document: Mapping[str, Any]) -> Step:
    planned, expected, done = (
        PartialDate(document[name], document[f"{name}_wording"]) for name in DATES
    )
    return Step(document["title"], planned, expected, done, document["reason"])
