"""Figures about decisions, from plain values: how long they take, by week, and what is shown of
small numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np

from participation.ideas.rules import Action, State
from participation.moderation.rules import Reason

LEAST = 3
"""The smallest number that everybody sees, but for zero: one rejection with its ground in a small
round would tell neighbours about one author."""
STEP = 10
"""How many rejections and removals appear at once while a round goes on."""
WEEKS = 12
"""How many weeks the staff's page goes back."""
FIRST = (Action.PUBLISH, Action.REJECT, Action.ASK)
"""The decisions that end an author's wait for the first time."""
ENDING = (Action.PUBLISH, Action.REJECT)
"""The decisions after which an idea does not wait any more."""


@dataclass(frozen=True)
class Made:
    """A decision that stands: on which idea, what, why, when."""

    idea_id: int
    action: str
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class Arrived:
    """An idea: when it was handed in, and its state now."""

    idea_id: int
    state: str
    submitted_at: datetime


@dataclass(frozen=True)
class Duration:
    """How long authors wait for a first decision, in hours, weekends included: how many waited,
    the median and the 90th percentile (linear interpolation), None where nobody did."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class Week:
    """A week that begins on this Monday: what came in and was decided in it, and how many ideas
    waited at its end (of the present week: now)."""

    monday: date
    submitted: int
    actions: Mapping[str, int]
    backlog: int
    duration: Duration


@dataclass(frozen=True)
class Split:
    """A total and its parts as everybody may see them; `hidden` says that there are fewer than
    `under`, `at_least` that there may be more. `rest` is what stands in no part."""

    total: int | None
    parts: Mapping[str, int] = field(default_factory=dict)
    rest: int = 0
    under: int = LEAST
    at_least: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the total is too small to be shown."""
        return self.total is None


def duration(hours: Sequence[float]) -> Duration:
    """Return median and 90th percentile of waiting times in hours."""
    if not hours:
        return Duration(0, None, None)
    median, p90 = (float(value) for value in np.percentile(np.asarray(hours), (50, 90)))
    return Duration(len(hours), median, p90)


def first_decisions(made: Sequence[Made], actions: Sequence[str] = FIRST) -> dict[int, Made]:
    """Return the first decision of these kinds on each idea; `made` is in the order of time."""
    found: dict[int, Made] = {}
    for decision in made:
        if decision.action in actions:
            found.setdefault(decision.idea_id, decision)
    return found


def waits(arrived: Sequence[Arrived], made: Sequence[Made]) -> list[tuple[datetime, float]]:
    """Return for each idea with a first decision when that was and how many hours it took."""
    first = first_decisions(made)
    return [
        (first[idea.idea_id].at, (first[idea.idea_id].at - idea.submitted_at) / timedelta(hours=1))
        for idea in arrived
        if idea.idea_id in first
    ]


def week_start(moment: datetime, zone: str) -> datetime:
    """Return the Monday, 0:00, of the week of a moment."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), ZoneInfo(zone))


def weeks(
    arrived: Sequence[Arrived], made: Sequence[Made], *, now: datetime, zone: str
) -> list[Week]:
    """Return the last WEEKS weeks, the present one first.

    An idea waits from its arrival to its first publication or rejection. Ideas that never waited
    for one (published at once), or were withdrawn before, are not counted as waiting: when they
    were withdrawn is not kept.
    """
    ended = first_decisions(made, ENDING)
    waited = [idea for idea in arrived if idea.idea_id in ended or idea.state == State.WAITING]
    durations = waits(arrived, made)
    monday = week_start(now, zone).date()
    found = []
    for back in range(WEEKS):
        first = monday - timedelta(weeks=back)
        begins, ends = (
            datetime.combine(day, time(), ZoneInfo(zone))
            for day in (first, first + timedelta(weeks=1))
        )
        backlog = sum(
            idea.submitted_at < ends
            and (idea.idea_id not in ended or ended[idea.idea_id].at >= ends)
            for idea in waited
        )
        found.append(
            Week(
                first,
                sum(begins <= idea.submitted_at < ends for idea in arrived),
                Counter(each.action for each in made if begins <= each.at < ends),
                backlog,
                duration([hours for at, hours in durations if begins <= at < ends]),
            )
        )
    return found


def shown(counts: Mapping[str, int], kinds: int = 0) -> Split:
    """Return a total and its parts as everybody may see them.

    A total below LEAST is hidden, and so are its parts. With `kinds`, the number of kinds there
    are, parts below LEAST go into the rest; a part goes there, too, while the rest is below LEAST
    or can be of one kind alone, so that nothing can be told from the difference. So does the only
    part where there is no rest: of whatever is counted everybody would know the kind.
    """
    total = sum(counts.values())
    if 0 < total < LEAST:
        return Split(None)
    if not kinds:
        return Split(total, dict(counts))
    parts = {kind: count for kind, count in counts.items() if count >= LEAST}
    for kind in sorted(parts, key=lambda kind: (parts[kind], kind)):
        rest = total - sum(parts.values())
        if rest >= LEAST and kinds - len(parts) > 1:
            break
        if not rest and len(parts) > 1:
            break
        del parts[kind]
    return Split(total, parts, total - sum(parts.values()))


def shown_reasons(
    made: Sequence[Made], *, ends_at: datetime | None, until: datetime, zone: str
) -> Split:
    """Return how many ideas were rejected or removed before `until`, and why, as everybody may see
    it.

    Rejections and removals are one number: apart they would tell of each other's small ones. They
    appear in steps, each of which is shown as if it were all: whoever keeps the figures of two
    weeks and knows who handed something in learns no more than a step says.
    """
    told = [each for each in made if each.reason and each.at < until]
    over = ends_at is not None and week_start(ends_at, zone) < until
    if not told and over:
        return Split(0)
    kinds = [
        Counter(each.reason for each in step if each.reason)
        for step in steps(told, ends_at=ends_at, until=until, zone=zone)
    ]
    if not kinds:
        return Split(None, under=LEAST if over else STEP)
    # Said always, since whether there are more than the steps hold is what nobody may know.
    return replace(added([shown(counts, len(Reason)) for counts in kinds]), at_least=True)


def steps(
    made: Sequence[Made], *, ends_at: datetime | None, until: datetime, zone: str
) -> list[list[Made]]:
    """Return the decisions in the steps in which they are counted: whole weeks, as many as hold
    STEP of them. With the week in which the round ends a step is over that has LEAST. What is in
    no step yet is left out."""
    found, going_on = list[list[Made]](), list[Made]()
    last = week_start(ends_at, zone) if ends_at else None
    weeks_of = groupby(sorted(made, key=_at), key=lambda each: week_start(each.at, zone))
    for week, decisions in weeks_of:
        if last and last < week:
            last = None
            if len(going_on) >= LEAST:
                found.append(going_on)
                going_on = []
        going_on = [*going_on, *decisions]
        if len(going_on) >= STEP:
            found.append(going_on)
            going_on = []
    if last and last < until and len(going_on) >= LEAST:
        found.append(going_on)
    return found


def _at(decision: Made) -> datetime:
    return decision.at


def added(splits: Sequence[Split]) -> Split:
    """Return the sum of what is shown of several rounds, so that a city's figures tell no more than
    its rounds' do."""
    parts: Counter[str] = Counter()
    for split in splits:
        parts.update(split.parts)
    return Split(
        sum(split.total or 0 for split in splits),
        dict(parts),
        sum(split.rest for split in splits),
        at_least=any(split.hidden or split.at_least for split in splits),
    )
