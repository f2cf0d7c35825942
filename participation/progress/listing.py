"""The reports of each strategy, and what is due, as lists show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from participation.extensions import db
from participation.progress import queries
from participation.progress.models import ProgressReport
from participation.progress.rules import Rhythm, next_due, overdue
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.strategy.models import Strategy
from participation.strategy.queries import strategies
from participation.web.filters import DEFAULT_ZONE


@dataclass(frozen=True)
class Overview:
    """The reports of a strategy: published ones, begun ones (for staff alone), the rhythm, when the
    next one is due and which are missing."""

    strategy: Strategy
    published: Sequence[ProgressReport]
    begun: Sequence[ProgressReport]
    rhythm: Rhythm | None
    next_due: date | None
    overdue: Sequence[date]
    today: date

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers of the published reports by their ids, to name the corrected ones."""
        return {report.id: report.number for report in self.published}

    @property
    def corrected_by(self) -> dict[int, int]:
        """By the id of a corrected report the number of the one that replaces it."""
        return {
            report.corrects_id: report.number for report in self.published if report.corrects_id
        }

    @property
    def days_overdue(self) -> int:
        """For how many days the next report has been missing; 0 up to the day itself."""
        return max(0, (self.today - self.next_due).days) if self.next_due else 0


def public_strategies(today: date) -> list[Overview]:
    """Return what everybody may see: strategies with a published report, and those whose projects
    are public and of which reports are due."""
    query = public_projects().with_only_columns(Project.strategy_id).distinct()
    with_projects = set(db.session.scalars(query.order_by(Project.strategy_id)))
    return [
        one
        for one in _overviews(today, {})
        if one.published or (one.rhythm and one.strategy.id in with_projects)
    ]


def all_strategies(today: date) -> list[Overview]:
    """Return every strategy with its reports, begun ones too: for staff."""
    return _overviews(today, queries.begun_by_strategy())


def days_late(report: ProgressReport) -> int:
    """Return how many days after it was due a report was published; a correction is never late."""
    if report.published_at is None or report.corrects_id is not None:
        return 0
    return max(0, (report.published_at.astimezone(ZoneInfo(DEFAULT_ZONE)).date() - report.due).days)


def _overviews(today: date, begun: dict[int, list[ProgressReport]]) -> list[Overview]:
    published, rhythms = queries.published_by_strategy(), queries.rhythms()
    found = []
    for strategy in strategies():
        reports = published.get(strategy.id, [])
        rhythm = rhythms.get(strategy.id)
        last = max((report.due for report in reports if report.corrects_id is None), default=None)
        found.append(
            Overview(
                strategy,
                reports,
                begun.get(strategy.id, []),
                rhythm,
                next_due(rhythm, last),
                overdue(rhythm, last, today),
                today,
            )
        )
    return found
