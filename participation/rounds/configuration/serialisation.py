"""Settings as JSON values and back: what column, hashed rules and round file have in common. Pure.

They differ in how they write a moment and in which settings they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import normal_contact, normal_phase_texts
from participation.rounds.configuration.specs import Kind, Spec, specs_of
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import normal_texts

S = TypeVar("S", bound=Settings)
WriteMoment = Callable[[datetime | None], str | None]


def utc(moment: datetime | None) -> str | None:
    """Return a moment as ISO text in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def values(
    settings: Settings, write_moment: WriteMoment, wanted: Callable[[Spec], bool]
) -> dict[str, Any]:
    """Return the wanted settings as JSON values by their path in the round file, in its order."""
    return {
        spec.path: _value(spec.kind, getattr(settings, name), write_moment)
        for name, spec in specs_of(type(settings)).items()
        if wanted(spec)
    }


def nested(by_path: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with the paths `a.b` put into a mapping at `a`."""
    document: dict[str, Any] = {}
    for path, value in by_path.items():
        outer, dot, inner = path.partition(".")
        if dot:
            document.setdefault(outer, {})[inner] = value
        else:
            document[path] = value
    return document


def to_column(settings: Settings) -> dict[str, Any]:
    """Return the settings as the JSON column of a round, without those that are columns
    themselves."""
    return values(settings, utc, lambda spec: not spec.column)


def from_column(of: type[S], column: Mapping[str, Any], **columns: Any) -> S:
    """Return what `to_column` wrote, with the settings that are columns; a setting that was not
    known then has its default."""
    stored = {
        name: _restored(spec.kind, column[spec.path])
        for name, spec in specs_of(of).items()
        if spec.path in column
    }
    return of(**stored, **columns)


def _value(kind: Kind, value: Any, write_moment: WriteMoment) -> Any:
    match kind:
        case Kind.TITLE | Kind.TEXT:
            return normal_texts(value)
        case Kind.MOMENT:
            return write_moment(value)
        case Kind.WINDOW:
            return _window(value, write_moment)
        case Kind.INSTRUMENT:
            return _instrument(value)
        case Kind.GOALS:
            return asdict(value) if value else None
        case Kind.CONTACT:
            return normal_contact(value)
        case Kind.PHASE_TEXTS:
            return normal_phase_texts(value)
        case Kind.WAYS | Kind.QUESTIONS:
            return list(value)
        case Kind.THRESHOLDS:
            return asdict(value)
        case Kind.DATE:
            return value.isoformat() if value else None
        case Kind.KEY | Kind.ZONE | Kind.WHOLE | Kind.YES | Kind.CHOICE:
            return value


def _restored(kind: Kind, value: Any) -> Any:
    match kind:
        case Kind.MOMENT:
            return datetime.fromisoformat(value) if value else None
        case Kind.DATE:
            return date.fromisoformat(value) if value else None
        case Kind.WINDOW:
            return Window(*map(datetime.fromisoformat, value.values())) if value else Window()
        case Kind.INSTRUMENT:
            return Instrument(**value | {"kind": InstrumentKind(value["kind"])})
        case Kind.GOALS:
            return GoalRules(**value) if value else None
        case Kind.WAYS | Kind.QUESTIONS:
            return tuple(value)
        case Kind.THRESHOLDS:
            return Thresholds(**value)
        case _:
            return value


def _window(window: Window, write_moment: WriteMoment) -> dict[str, str | None] | None:
    if window.absent:
        return None
    return {"opens": write_moment(window.opens), "closes": write_moment(window.closes)}


def _instrument(instrument: Instrument) -> dict[str, Any]:
    kind = instrument.kind.value
    if instrument.kind is InstrumentKind.POINTS:
        return {"kind": kind, "total": instrument.total}
    return {"kind": kind, "k": instrument.k, "exactly": instrument.exactly}
