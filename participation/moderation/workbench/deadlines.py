"""Which new ideas have to be decided on by when, as their rounds have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, true

from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.kernel.working_days import earliest_start
from participation.moderation.choosing import Due, Span
from participation.rounds.models import Round


def spans_of(due: Due, rounds: Iterable[Round], now: datetime) -> tuple[Span, ...]:
    """Return when ideas of these rounds came whose time to decide ends then."""
    together: dict[tuple[str, int], list[int]] = {}
    for round_ in rounds:
        together.setdefault((round_.timezone, round_.settings.moderation_days), []).append(
            round_.id
        )
    return tuple(_span(due, now, pace, tuple(ids)) for pace, ids in together.items())


def due_is(spans: Iterable[Span]) -> ColumnElement[bool]:
    """Return the condition that an idea is new and came within one of the spans of its round."""
    new = Idea.state == State.WAITING, Idea.change_asked.is_(False)
    return and_(*new, or_(false(), *map(_came, spans)))


def _span(due: Due, now: datetime, pace: tuple[str, int], ids: tuple[int, ...]) -> Span:
    zone, days = pace
    today = now.astimezone(ZoneInfo(zone)).date()
    in_time = _midnight(earliest_start(today, days), zone)
    later = _midnight(earliest_start(today + timedelta(days=1), days), zone)
    if due is Due.LATE:
        return Span(ids, None, in_time)
    return Span(ids, later, None) if due is Due.AHEAD else Span(ids, in_time, later)


def _came(span: Span) -> ColumnElement[bool]:
    since = true() if span.since is None else Idea.submitted_at >= span.since
    until = true() if span.until is None else Idea.submitted_at < span.until
    return and_(Idea.round_id.in_(span.round_ids), since, until)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
