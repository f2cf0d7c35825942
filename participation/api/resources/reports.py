"""Reports on a strategy's projects: when they are due, what each one said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from participation.api.resources.milestones import Milestone, ProjectState, milestone
from participation.api.resources.values import (
    Address,
    Euros,
    Shape,
    Texts,
    address,
    day,
    euros,
    one_of,
    texts,
)
from participation.progress.document import Content, ReportedProject
from participation.progress.listing import Overview, days_late
from participation.progress.models import ProgressReport
from participation.progress.presenter import ShownReport
from participation.projects.finance.rules import Stage
from participation.strategy.models import Strategy


class ReportItem(Shape):
    """A published report: the period it tells of, when it was due and when it came. A corrected one
    is named by the report that replaces it."""

    number: int
    first_day: date
    last_day: date
    due: date
    published: date
    days_late: int
    corrects: int | None
    corrected_by: int | None
    sha256: str | None
    url: Address
    page: Address


class StrategyReports(Shape):
    """The published reports of a strategy, the newest first, when the next one is due, and which
    ones are missing."""

    strategy: str
    title: Texts
    next_due: date | None
    overdue: list[date]
    reports: list[ReportItem]


class ChangedProject(Shape):
    """What changed about a project since the report before, in sentences."""

    key: str
    title: str
    sentences: list[str]


class StageSum(Shape):
    """The sum of all projects at one stage."""

    stage: Annotated[str, one_of(Stage)]
    amount: Euros


class ReportEntry(Shape):
    """A project as a report tells of it; the text is that of its unit."""

    key: str
    title: Texts
    state: ProjectState
    unit: Texts
    text: str
    milestones: list[Milestone]
    money: list[StageSum]


class ReportDetail(Shape):
    """A report as it was fixed. `since` is the number of the report that it is compared with;
    `changed` is null for a first one. It tells of its projects as of a day."""

    strategy: str
    report: ReportItem
    finding: str
    as_of: date
    since: int | None
    reason: str
    changed: list[ChangedProject] | None
    new: list[str]
    gone: list[str]
    money: list[StageSum]
    projects: list[ReportEntry]


def overview(one: Overview) -> StrategyReports:
    """Return the reports of a strategy."""
    return StrategyReports(
        strategy=one.strategy.slug,
        title=texts(one.strategy.title),
        next_due=one.next_due,
        overdue=list(one.overdue),
        reports=[
            _item(
                one.strategy,
                report,
                corrects=one.numbers.get(report.corrects_id or 0),
                corrected_by=one.corrected_by.get(report.id),
            )
            for report in one.published
        ],
    )


def detail(
    strategy: Strategy,
    report: ProgressReport,
    content: Content,
    shown: ShownReport,
    corrected_by: int | None,
) -> ReportDetail:
    """Return a report as its page shows it."""
    changed = None
    if shown.changed is not None:
        changed = [
            ChangedProject(key=each.key, title=each.title, sentences=each.sentences)
            for each in shown.changed
        ]
    return ReportDetail(
        strategy=strategy.slug,
        report=_item(strategy, report, corrects=content.corrects, corrected_by=corrected_by),
        finding=shown.finding,
        as_of=content.day,
        since=content.since,
        reason=content.reason,
        changed=changed,
        new=shown.new,
        gone=shown.gone,
        money=_money(content.money),
        projects=[_entry(project, content.day) for project in content.projects],
    )


def _item(
    strategy: Strategy, report: ProgressReport, *, corrects: int | None, corrected_by: int | None
) -> ReportItem:
    published = day(report.published_at)
    assert published is not None
    return ReportItem(
        number=report.number,
        first_day=report.period_from,
        last_day=report.period_to,
        due=report.due,
        published=published,
        days_late=days_late(report),
        corrects=corrects,
        corrected_by=corrected_by,
        sha256=report.digest,
        url=address("api.report", slug=strategy.slug, number=report.number),
        page=address("progress.show", slug=strategy.slug, number=report.number),
    )


def _entry(project: ReportedProject, today: date) -> ReportEntry:
    return ReportEntry(
        key=project.key,
        title=texts(project.title),
        state=project.state,
        unit=texts(project.unit),
        text=project.text,
        milestones=[milestone(step, today) for step in project.steps],
        money=_money(project.money),
    )


def _money(sums: Mapping[Stage, int]) -> list[StageSum]:
    told = [(stage, euros(sums[stage])) for stage in Stage if stage in sums]
    return [StageSum(stage=stage, amount=amount) for stage, amount in told if amount is not None]
