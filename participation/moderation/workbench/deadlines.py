"""Which new ideas have to be decided on by when, as their rounds have it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_

from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.kernel.working_days import earliest_start
from participation.moderation.workbench.choosing import Due
from participation.rounds import queries as rounds


def due_is(due: Due, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an idea is new, and that the time to decide on it ends then."""
    together: dict[tuple[str, int], list[int]] = {}
    for round_ in rounds.without_frames():
        together.setdefault((round_.timezone, round_.settings.moderation_days), []).append(
            round_.id
        )
    came = (
        and_(Idea.round_id.in_(ids), _came(due, now, zone, days))
        for (zone, days), ids in together.items()
    )
    new = Idea.state == State.WAITING, Idea.change_asked.is_(False)
    return and_(*new, or_(false(), *came))


def _came(due: Due, now: datetime, zone: str, days: int) -> ColumnElement[bool]:
    today = now.astimezone(ZoneInfo(zone)).date()
    in_time = _midnight(earliest_start(today, days), zone)
    later = _midnight(earliest_start(today + timedelta(days=1), days), zone)
    if due is Due.LATE:
        return Idea.submitted_at < in_time
    if due is Due.AHEAD:
        return Idea.submitted_at >= later
    return and_(Idea.submitted_at >= in_time, Idea.submitted_at < later)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
