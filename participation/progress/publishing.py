"""Publishing a report: what would be fixed, and fixing it, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.progress import queries, telling
from participation.progress.changes import Changes, changes
from participation.progress.document import Content
from participation.progress.gathering import gather
from participation.progress.models import ProgressReport
from participation.progress.rules import day_in
from participation.progress.service import lock_strategy
from participation.strategy.rules_versions import digest
from participation.web.filters import DEFAULT_ZONE

CHANGED = N_(
    "Inzwischen hat sich etwas geändert, das im Bericht steht. Prüfen Sie ihn noch einmal."
)
NO_PROJECTS = N_(
    "Diese Strategie hat noch kein veröffentlichtes Projekt. Veröffentlichen Sie zuerst Projekte."
)


@dataclass(frozen=True)
class Check:
    """What publishing would fix: the report, what changed since the one before (None for a first
    one), and a mark that is another one as soon as something in it changes."""

    content: Content
    changes: Changes | None
    seen: str

    @property
    def without_text(self) -> int:
        """How many projects have no text."""
        return sum(not project.text for project in self.content.projects)


def check(report: ProgressReport, clock: Clock) -> Check:
    """Return what publishing a begun report now would fix."""
    content, before = gather(report, today(clock))
    return Check(content, changes(before, content) if before else None, _mark(content))


def compared(report: ProgressReport, content: Content) -> Changes | None:
    """Return what changed since the report that a report names as the one before it, None for a
    first one."""
    if content.since is None:
        return None
    before = queries.get_public(report.strategy_id, content.since)
    return changes(queries.content(before), content)


def publish(slug: str, number: int, *, seen: str | None, actor: Actor, clock: Clock) -> bool:
    """Fix a report and show it to everybody; return False when it is published already, for
    instance by a double click.

    `seen` is the mark of what was checked; the shell, where nobody looked, gives None. Raises
    NotFound, BadInput where there is nothing to report on, and Conflict when something in it has
    changed since.
    """
    strategy = lock_strategy(slug)
    report = queries.get(strategy.id, number)
    db.session.refresh(report)
    if report.published_at is not None:
        return False
    content, _before = gather(report, today(clock))
    if not content.projects:
        raise BadInput(NO_PROJECTS)
    if seen is not None and seen != _mark(content):
        raise Conflict(CHANGED)
    report.document = content.document()
    report.digest = digest(report.document)
    report.published_at = clock.now()
    report.published_by_id, report.published_by = actor.id, actor.label
    db.session.flush()
    record(
        actor=actor,
        action="report.published",
        subject_kind="strategy",
        subject_id=slug,
        clock=clock,
        number=number,
        digest=report.digest,
    )
    telling.tell_published(strategy, content, clock)
    return True


def today(clock: Clock) -> date:
    """Return the day it is in the city."""
    return day_in(clock.now(), DEFAULT_ZONE)


def _mark(content: Content) -> str:
    """Return a digest of all but the day, which passes by itself."""
    return digest(content.document() | {"day": None})
