"""What is known at a moment of everything that may need a person, read in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from participation.accounts.permissions import Grant, Permission, allowed, rounds_allowed
from participation.admin.today.rules import AHEAD, Area
from participation.answers import queries as answers
from participation.city import queries as city
from participation.city.rules import LegalPage
from participation.kernel.working_days import is_working_day
from participation.moderation import queries_due as moderation
from participation.moderation.blackout import queries as blackout
from participation.moderation.complaints.queries_due import complaints_due
from participation.moderation.reports.rules import Reported
from participation.moderation.workbench import queries_due as workbench
from participation.moderation.workbench.narrowing import Viewer
from participation.organisations import queries as organisations
from participation.outbox import queries as outbox
from participation.outbox.rules import MailState
from participation.progress.queries_due import DueReport, due_reports
from participation.results import queries_due as results
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.counting import Count, counts
from participation.web.filters import DEFAULT_ZONE
from participation.weighting import queries_due as weighting

Queries = dict[str, Select[tuple[object, ...]]]
WAITING = "waiting in "
"""What the counts of waiting ideas are called, followed by the time zone of their rounds."""


@dataclass(frozen=True)
class Person:
    """Whose day it is: their roles, and the units that they act for by id, with the units' keys."""

    account_id: int
    grants: frozenset[Grant]
    units: dict[int, str] = field(default_factory=dict)

    def may(self, permission: Permission, round_id: int | None = None) -> bool:
        """Tell whether they have a permission for a round, or for all (None)."""
        return allowed(self.grants, permission, round_id)

    def of(self, permission: Permission, rounds: Iterable[Round]) -> list[Round]:
        """Return those of the rounds for which they have a permission."""
        ids = rounds_allowed(self.grants, permission)
        return [round_ for round_ in rounds if ids is None or round_.id in ids]


@dataclass(frozen=True)
class Facts:
    """Everything that tasks are made of."""

    person: Person
    now: datetime
    rounds: list[Round] = field(default_factory=list)
    counts: dict[str, list[Count]] = field(default_factory=dict)
    reports: list[DueReport] = field(default_factory=list)
    legal: list[LegalPage] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day it is in the city."""
        return day_of(self.now, DEFAULT_ZONE)

    def sum_of(self, name: str, round_id: int | None = None) -> int:
        """Return how many there are of a kind, in one round or at all."""
        found = self.counts.get(name, ())
        return sum(c.number for c in found if round_id is None or c.round_id == round_id)

    def since(self, name: str) -> datetime | None:
        """Return since when the oldest of a kind is there."""
        moments = (count.since for count in self.counts.get(name, ()) if count.since)
        return min(moments, default=None)


def day_of(moment: datetime, zone: str) -> date:
    """Return the day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def gather(person: Person, now: datetime, areas: Collection[Area]) -> Facts:
    """Return what is known about these areas, of the rounds in which the person has something to
    do."""
    rounds = round_queries.without_frames()
    asked: Queries = {}
    if Area.MODERATION in areas:
        asked |= _of_moderation(person, rounds, now)
    if Area.PLANNING in areas:
        asked |= _of_planning(person, rounds, now)
    if Area.ADMINISTRATION in areas:
        asked |= _of_administration(person, now)
    reports: list[DueReport] = []
    if Area.PLANNING in areas and person.may(Permission.REPORT_FOR_UNIT):
        planner = person.may(Permission.PLAN_STRATEGY)
        reports = due_reports(None if planner else list(person.units))
    keeps = Area.ADMINISTRATION in areas and person.may(Permission.ADMINISTER)
    legal = city.unfinished_legal_pages() if keeps else []
    return Facts(person, now, rounds, counts(asked), reports, legal)


def _of_moderation(person: Person, rounds: list[Round], now: datetime) -> Queries:
    asked: Queries = {}
    moderated = person.of(Permission.MODERATE_IDEAS, rounds)
    if moderated:
        own = rounds_allowed(person.grants, Permission.MODERATE_IDEAS)
        asked |= {kind.value: moderation.open_reports(own, kind) for kind in Reported}
        asked["held by me"] = workbench.held_due(Viewer(person.account_id, "", own), now)
    for zone in sorted({round_.timezone for round_ in moderated}):
        of_zone = [round_ for round_ in moderated if round_.timezone == zone]
        longest = max(round_.settings.moderation_days for round_ in of_zone)
        spans = _midnights(now, zone, longest)
        asked[WAITING + zone] = moderation.waiting_ideas([round_.id for round_ in of_zone], spans)
    decides = rounds_allowed(person.grants, Permission.DECIDE_COMPLAINTS)
    if decides is None or decides:
        asked["complaints"] = complaints_due(person.account_id, person.grants)
    paper = [r.id for r in person.of(Permission.ENTER_PAPER, rounds) if takes_paper(r)]
    if paper:
        asked["open batches"] = weighting.open_batches(paper)
        for name, differing in (("single sheets", False), ("differing sheets", True)):
            asked[name] = weighting.entries_due(paper, differing=differing)
    return asked


def _midnights(now: datetime, zone: str, working_days: int) -> list[datetime]:
    """Return the midnights since which an idea can have come that is still in time, the earliest
    first, up to today's."""
    day, found, left = day_of(now, zone), [], working_days
    while True:
        found.append(datetime.combine(day, time(), ZoneInfo(zone)))
        if left < 0:
            return found[::-1]
        left -= is_working_day(day)
        day -= timedelta(days=1)


def _of_planning(person: Person, rounds: list[Round], now: datetime) -> Queries:
    asked: Queries = {}
    planned = [
        round_.id
        for round_ in person.of(Permission.PLAN_RESULTS, rounds)
        if awaits_result(round_, now)
    ]
    if planned:
        asked["versions"] = results.versions(planned)
        asked["unpublished"] = results.unpublished(planned)
        asked["uncounted batches"] = weighting.open_batches(planned)
    answered = [
        round_.id
        for round_ in person.of(Permission.ANSWER_FOR_UNIT, rounds)
        if answers_near(round_, now)
    ]
    if answered:
        asked["unanswered"] = answers.answers_due(answered)
        asked["staged"] = answers.answers_due(answered, staged=True)
    if person.units:
        asked["handed over"] = workbench.handovers_due(list(person.units))
    return asked


def takes_paper(round_: Round) -> bool:
    """Tell whether sheets of a round may still be counted."""
    return round_.archived_at is None and round_.ballots_discarded_at is None


def awaits_result(round_: Round, now: datetime) -> bool:
    """Tell whether a round of residents may have a result to be made or published."""
    live = round_.published_at is not None and round_.archived_at is None
    over = phase(round_.weights_window, now) is Phase.AFTER
    return live and over and not (round_.is_named or round_.ballots_discarded_at)


def answers_near(round_: Round, now: datetime) -> bool:
    """Tell whether the time limit for a round's answers is over, or soon will be."""
    due = round_.settings.answers_due
    if due is None or round_.published_at is None or round_.archived_at is not None:
        return False
    return due <= day_of(now, round_.timezone) + AHEAD


def _of_administration(person: Person, now: datetime) -> Queries:
    asked: Queries = {}
    guarded = rounds_allowed(person.grants, Permission.READ_ORIGINALS)
    if guarded is None or guarded:
        asked["deletions asked"] = blackout.deletions_asked(guarded)
        asked["originals over"] = blackout.originals_over(guarded, now)
    if person.may(Permission.APPROVE_ORGANISATIONS):
        asked["organisations"] = organisations.applications_due()
    if person.may(Permission.KEEP_MAILS):
        asked["failed mails"] = outbox.mails_due(MailState.FAILED)
        asked["held mails"] = outbox.mails_due(MailState.HELD)
    return asked
