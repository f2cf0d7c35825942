"""Settings as what stands in their form fields, and back from what was typed, by kind of value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import whole_number
from participation.rounds.configuration.organisations import RESIDENTS_ONLY
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import CONTACT_LENGTHS, PHASE_TEXTS, Text
from participation.rounds.configuration.specs import Kind, Spec, specs_of
from participation.rounds.editor.fields import LANGUAGES
from participation.rounds.rules import (
    Audience,
    GoalRules,
    Instrument,
    InstrumentKind,
    Window,
    parse_day,
    parse_moment,
)
from participation.strategy.rules import normal_texts

Shown = dict[str, Any]


@dataclass(frozen=True)
class Value:
    """A setting's value, the name of its form field, and the zone in which times are shown."""

    name: str
    value: Any
    zone_name: str


def shown(settings: Settings, wanted: Callable[[Spec], bool]) -> Shown:
    """Return the wanted settings as the values of their form fields."""
    values: Shown = {}
    for name, spec in specs_of(type(settings)).items():
        if wanted(spec):
            value = Value(spec.form_name, getattr(settings, name), settings.timezone)
            values |= SHOWN[spec.kind](value)
    return values


def local(moment: datetime | None, zone_name: str) -> str:
    """Return a moment as a datetime-local input has it."""
    return moment.astimezone(ZoneInfo(zone_name)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _texts(name: str, text: Mapping[str, str]) -> Shown:
    return {f"{name}_{code}": text.get(code, "") for code in LANGUAGES}


def _window(name: str, window: Window, zone_name: str) -> Shown:
    return {
        f"{name}_opens": local(window.opens, zone_name),
        f"{name}_closes": local(window.closes, zone_name),
    }


def _instrument(name: str, instrument: Instrument) -> Shown:
    return {
        f"{name}_kind": instrument.kind.value,
        f"{name}_total": instrument.total,
        f"{name}_k": instrument.k,
        f"{name}_exactly": instrument.exactly,
    }


def _goals(name: str, goals: GoalRules | None) -> Shown:
    usual = goals or GoalRules()
    return {
        f"{name}_points": goals.points if goals else "",
        f"{name}_top": usual.top,
        f"{name}_drawn": usual.drawn,
    }


def _contact(name: str, contact: Mapping[str, Any]) -> Shown:
    others = {f"{name}_{part}": contact[part] for part in CONTACT_LENGTHS}
    return _texts(f"{name}_unit", contact["unit"]) | others


def _phase_texts(name: str, texts: Mapping[str, Text]) -> Shown:
    values: Shown = {}
    for phase in PHASE_TEXTS:
        values |= _texts(f"{name}_{phase}", texts[phase])
    return values


SHOWN: dict[Kind, Callable[[Value], Shown]] = {
    Kind.KEY: lambda at: {at.name: at.value},
    Kind.ZONE: lambda at: {at.name: at.value},
    Kind.TITLE: lambda at: _texts(at.name, at.value),
    Kind.TEXT: lambda at: _texts(at.name, at.value),
    Kind.WHOLE: lambda at: {at.name: "" if at.value is None else at.value},
    Kind.YES: lambda at: {at.name: at.value},
    Kind.CHOICE: lambda at: {at.name: at.value},
    Kind.MOMENT: lambda at: {at.name: local(at.value, at.zone_name)},
    Kind.DATE: lambda at: {at.name: at.value.isoformat() if at.value else ""},
    Kind.WINDOW: lambda at: _window(at.name, at.value, at.zone_name),
    Kind.INSTRUMENT: lambda at: _instrument(at.name, at.value),
    Kind.GOALS: lambda at: _goals(at.name, at.value),
    Kind.WAYS: lambda at: {at.name: list(at.value)},
    Kind.CONTACT: lambda at: _contact(at.name, at.value),
    Kind.PHASE_TEXTS: lambda at: _phase_texts(at.name, at.value),
}


class Typed:
    """What was typed into a form, read as settings; `wrong` collects what cannot be read."""

    def __init__(self, data: Mapping[str, Any], before: Settings) -> None:
        self.data, self.before = data, before
        self.wrong: list[BadInput] = []

    def settings(self, wanted: Callable[[Spec], bool]) -> dict[str, Any]:
        """Return the wanted settings by name; what cannot be read is left as it was, and what a
        round of organisations does not have is not looked at."""
        named = self.data.get("audience", self.before.audience) == Audience.ORGANISATIONS
        return {
            name: TYPED[spec.kind](
                Entry(self, spec.form_name, spec.optional, getattr(self.before, name))
            )
            for name, spec in specs_of(type(self.before)).items()
            if wanted(spec) and not (named and name in RESIDENTS_ONLY)
        }

    def text(self, name: str) -> str:
        """Return a text."""
        return str(self.data[name] or "")

    def texts(self, name: str, before: Mapping[str, str]) -> Text:
        """Return a text in German and English; languages that the form does not show stay."""
        typed = {code: self.text(f"{name}_{code}") for code in LANGUAGES}
        return normal_texts(dict(before) | typed)

    def whole(self, name: str, otherwise: int = 0) -> int:
        """Return a whole number."""
        number = whole_number(str(self.data[name] or "").strip())
        if number is not None:
            return number
        self.wrong.append(BadInput(N_("Geben Sie eine ganze Zahl ein."), field=name))
        return otherwise

    def moment(self, name: str, before: datetime | None) -> datetime | None:
        """Return a local time as a moment, `before` where its field was left as it was shown."""
        text, zone_name = self.text(name), self.data.get("timezone") or self.before.timezone
        if not text:
            return None
        if before and zone_name == self.before.timezone and text == local(before, zone_name):
            # Untouched: an ambiguous time or one with seconds stays exactly what it was.
            return before
        try:
            chosen = _chosen(text, zone_name, self.data.get("twice") or "")
            return chosen or parse_moment(text, zone_name, field=name)
        except BadInput as error:
            error.field = error.field or name
            self.wrong.append(error)
            return None

    def day(self, name: str) -> date | None:
        """Return a date, None where the field is empty."""
        try:
            return parse_day(self.text(name), field=name) if self.text(name) else None
        except BadInput as error:
            self.wrong.append(error)
            return None

    def window(self, name: str, before: Window) -> Window:
        """Return a window from its two times."""
        return Window(
            self.moment(f"{name}_opens", before.opens), self.moment(f"{name}_closes", before.closes)
        )

    def instrument(self, name: str) -> Instrument:
        """Return how the fields are weighted; the other kind's fields are not looked at."""
        if self.data[f"{name}_kind"] == InstrumentKind.PICK:
            k, exactly = self.whole(f"{name}_k", 1), bool(self.data[f"{name}_exactly"])
            return Instrument(InstrumentKind.PICK, k=k, exactly=exactly)
        return Instrument(InstrumentKind.POINTS, self.whole(f"{name}_total", 20))

    def goals(self, name: str) -> GoalRules | None:
        """Return how the goals are weighted, None when no points are given for them, or none for
        fields either."""
        if self.data["instrument_kind"] == InstrumentKind.PICK or not self.text(f"{name}_points"):
            return None
        return GoalRules(*(self.whole(f"{name}_{part}") for part in ("points", "top", "drawn")))

    def contact(self, name: str, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return whom to ask."""
        unit = self.texts(f"{name}_unit", before["unit"])
        return {"unit": unit} | {part: self.text(f"{name}_{part}") for part in CONTACT_LENGTHS}

    def phase_texts(self, name: str, before: Mapping[str, Text]) -> dict[str, Text]:
        """Return the texts of all phases."""
        return {phase: self.texts(f"{name}_{phase}", before[phase]) for phase in PHASE_TEXTS}


@dataclass(frozen=True)
class Entry:
    """A setting as it was typed: the form, the name of its field, and what it was before."""

    typed: Typed
    name: str
    optional: bool
    before: Any


TYPED: dict[Kind, Callable[[Entry], Any]] = {
    Kind.KEY: lambda at: at.typed.text(at.name),
    Kind.ZONE: lambda at: at.typed.text(at.name),
    Kind.TITLE: lambda at: at.typed.texts(at.name, at.before),
    Kind.TEXT: lambda at: at.typed.texts(at.name, at.before),
    Kind.WHOLE: lambda at: (
        None if at.optional and not at.typed.text(at.name) else at.typed.whole(at.name)
    ),
    Kind.YES: lambda at: bool(at.typed.data[at.name]),
    Kind.CHOICE: lambda at: at.typed.text(at.name),
    Kind.MOMENT: lambda at: at.typed.moment(at.name, at.before),
    Kind.DATE: lambda at: at.typed.day(at.name),
    Kind.WINDOW: lambda at: at.typed.window(at.name, at.before),
    Kind.INSTRUMENT: lambda at: at.typed.instrument(at.name),
    Kind.GOALS: lambda at: at.typed.goals(at.name),
    Kind.WAYS: lambda at: tuple(at.typed.data[at.name] or ()),
    Kind.CONTACT: lambda at: at.typed.contact(at.name, at.before),
    Kind.PHASE_TEXTS: lambda at: at.typed.phase_texts(at.name, at.before),
}


def _chosen(text: str, zone_name: str, fold: str) -> datetime | None:
    """Return which of two equal local times is meant, None where the time is no such case or
    nothing was chosen."""
    if fold not in ("0", "1"):
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone_name))
    except (ValueError, OSError, KeyError):
        return None
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    # In the gap of spring the earlier offset is the smaller one; only in autumn it is the larger.
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before <= after:
        return None
    return second if fold == "1" else first
