"""A person's day put together: what needs them, what waits, what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role, allowed
from participation.admin.today import administering, moderating, planning
from participation.admin.today.facts import Facts, Person, day_of, gather
from participation.admin.today.rules import (
    Area,
    Coming,
    Group,
    Promise,
    Target,
    Task,
    arranged,
    coming,
    promise,
)
from participation.city import queries as city
from participation.web.filters import tr
from participation.web.translation import _

DOES = (
    Permission.MODERATE_IDEAS,
    Permission.DECIDE_COMPLAINTS,
    Permission.PLAN_RESULTS,
    Permission.ENTER_PAPER,
    Permission.ANSWER_FOR_UNIT,
    Permission.REPORT_FOR_UNIT,
    Permission.READ_ORIGINALS,
    Permission.ADMINISTER,
    Permission.APPROVE_ORGANISATIONS,
)
"""Whoever has none of these for any round reads, and is needed by nothing."""

TASKS = {
    Area.MODERATION: moderating.tasks,
    Area.PLANNING: planning.tasks,
    Area.ADMINISTRATION: administering.tasks,
}


@dataclass(frozen=True)
class Today:
    """What a page or a mail says of a day."""

    day: date
    groups: dict[Group, list[Task]]
    promise: Promise
    coming: list[Coming]
    only_reads: bool = False

    @property
    def total(self) -> int:
        """How many things need the person."""
        return sum(len(tasks) for tasks in self.groups.values())

    @property
    def at_once(self) -> int:
        """How many of them need the person now."""
        return len(self.groups.get(Group.NOW, ()))


def today_of(account: Account, now: datetime, areas: Collection[Area] = tuple(Area)) -> Today:
    """Return a person's day in these areas, in the present language."""
    person = _person(account)
    rounds = [grant.round_id for grant in person.grants]
    if not any(person.may(permission, round_id) for permission in DOES for round_id in rounds):
        facts = Facts(person, now)
        return Today(facts.today, {}, Promise(), [], only_reads=True)
    facts = gather(person, now, areas)
    tasks = [task for area in areas for task in TASKS[area](facts)]
    waiting = moderating.waiting_by_day(facts)
    return Today(
        facts.today,
        arranged(tasks, facts.today),
        promise(waiting, facts.today),
        coming(_coming(facts), facts.today),
    )


def _person(account: Account) -> Person:
    units: dict[int, str] = {}
    # Whoever plans everything sees what all units owe.
    plans = allowed(account.grants, Permission.PLAN_STRATEGY)
    if not plans and Role.UNIT in {grant.role for grant in account.grants}:
        own = accounts.unit_ids(account.id)
        units = {unit.id: unit.key for unit in city.units(active=True) if unit.id in own}
    return Person(account.id, account.grants, units)


def _coming(facts: Facts) -> Iterator[Coming]:
    """Yield the days of the rounds in which the person has something to do, and of reports."""
    for round_ in facts.rounds:
        if round_.published_at is None or round_.archived_at is not None:
            continue
        if not any(facts.person.may(permission, round_.id) for permission in DOES):
            continue
        target = Target("front.round_page", {"slug": round_.slug})
        for moment, what, _opens in planning.changes(round_):
            yield Coming(day_of(moment, round_.timezone), what, target)
        if round_.settings.answers_due:
            what = _("Antworten zu „%(title)s“ fällig", title=tr(round_.title))
            yield Coming(round_.settings.answers_due, what, target)
    for report in facts.reports:
        what = _("Bericht zur Strategie „%(title)s“ fällig", title=tr(report.title))
        yield Coming(report.due, what, Target("progress.planning_list"))
