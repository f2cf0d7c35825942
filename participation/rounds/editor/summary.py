"""What is set about a round in words, step by step, as the check shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from participation.kernel.errors import BadInput
from participation.rounds.configuration.checking import setting_of
from participation.rounds.configuration.organisations import RESIDENTS_ONLY
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import PHASE_TEXTS
from participation.rounds.configuration.specs import Kind, Section, Spec, specs_of
from participation.rounds.configuration.steps import ORDER, STEPS, Step
from participation.rounds.rules import Audience, InstrumentKind
from participation.rounds.thresholds import Thresholds
from participation.web.filters import deadline, localtime, long_date, number, tr
from participation.web.translation import _

LONGEST = 160


@dataclass(frozen=True)
class Answer:
    """A setting, or a part of one: what it is called, what is set, the place to change it (a key of
    the round file), and whether that is missing or wrong, or the default."""

    label: str
    words: str
    field: str
    is_missing: bool
    is_usual: bool


@dataclass(frozen=True)
class Summary:
    """The answers of each step, and those that only experts change."""

    steps: dict[Step, list[Answer]]
    experts: list[Answer]

    @property
    def changed(self) -> int:
        """How many of the experts' settings are not as they come."""
        return sum(not answer.is_usual for answer in self.experts)


def summary(settings: Settings, problems: Sequence[BadInput]) -> Summary:
    """Return everything that is set and says something in this round."""
    made = Summary({step: [] for step in ORDER}, [])
    usual = Settings()
    for name, spec in specs_of(Settings).items():
        if not _applies(name, settings):
            continue
        value = getattr(settings, name)
        is_usual = name == "slug" or value == getattr(usual, name)
        wrong = [p.field or "" for p in problems if setting_of(p.field) == name]
        is_folded = spec.expert or spec.section is Section.FILE_ONLY
        step = STEPS[spec.section]
        place = made.experts if is_folded else made.steps[step if step in ORDER else ORDER[-1]]
        for label, words, field in _parts(spec, value, settings.timezone):
            is_missing = any(field in path or path in field for path in wrong)
            place.append(Answer(_(label), words, field, is_missing, is_usual))
    return made


def _applies(name: str, settings: Settings) -> bool:
    if settings.audience == Audience.ORGANISATIONS and name in RESIDENTS_ONLY:
        return False
    return name != "goals" or settings.instrument.kind is not InstrumentKind.PICK


def _parts(spec: Spec, value: Any, zone: str) -> Iterator[tuple[str, str, str]]:
    if spec.kind is Kind.PHASE_TEXTS:
        for phase in PHASE_TEXTS:
            yield spec.label_of(phase), _text(value[phase]), f"{spec.path}.{phase}"
    else:
        yield spec.called, WORDS[spec.kind](value, spec, zone), spec.path


def _text(value: Any) -> str:
    text = " ".join(tr(value).replace("**", "").split()) if value else _("Kein Text")
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _window(value: Any, zone: str) -> str:
    if value.absent:
        return _("Kein Zeitfenster")
    start, end = localtime(value.opens, zone), deadline(value.closes, zone)
    return _("%(start)s, %(end)s", start=start, end=end)


def _instrument(value: Any) -> str:
    if value.kind is InstrumentKind.POINTS:
        return _("%(total)s Punkte auf die Felder verteilen", total=value.total)
    if value.exactly:
        return _("Genau %(k)s Felder auswählen", k=value.k)
    return _("Bis zu %(k)s Felder auswählen", k=value.k)


def _goals(value: Any) -> str:
    if value is None:
        return _("Nur Handlungsfelder werden gewichtet")
    return _(
        "%(points)s Punkte je Feld, in %(top)s Spitzenfeldern und %(drawn)s ausgelosten Feldern",
        points=value.points,
        top=value.top,
        drawn=value.drawn,
    )


def _contact(value: Any) -> str:
    parts = [tr(value["unit"]), value["address"], value["telephone"], value["email"]]
    return ", ".join(" ".join(part.split()) for part in parts if part) or _("Keine")


def _or_unset(words: str) -> str:
    return words or _("Nicht festgelegt")


WORDS: dict[Kind, Callable[[Any, Spec, str], str]] = {
    Kind.KEY: lambda value, _spec, _zone: str(value),
    Kind.ZONE: lambda value, _spec, _zone: str(value),
    Kind.TITLE: lambda value, _spec, _zone: _text(value),
    Kind.TEXT: lambda value, _spec, _zone: _text(value),
    Kind.WHOLE: lambda value, _spec, _zone: _or_unset("" if value is None else number(value)),
    Kind.YES: lambda value, _spec, _zone: _("Ja") if value else _("Nein"),
    Kind.CHOICE: lambda value, spec, _zone: _(spec.choices[value]),
    Kind.MOMENT: lambda value, _spec, zone: _or_unset(localtime(value, zone) if value else ""),
    Kind.DATE: lambda value, _spec, _zone: _or_unset(long_date(value) if value else ""),
    Kind.WINDOW: lambda value, _spec, zone: _window(value, zone),
    Kind.INSTRUMENT: lambda value, _spec, _zone: _instrument(value),
    Kind.GOALS: lambda value, _spec, _zone: _goals(value),
    Kind.WAYS: lambda value, spec, _zone: "; ".join(_(spec.choices[way]) for way in value),
    Kind.CONTACT: lambda value, _spec, _zone: _contact(value),
    Kind.QUESTIONS: lambda value, _spec, _zone: (
        "; ".join(tr(question["title"]) for question in value) or _("Keine")
    ),
    Kind.THRESHOLDS: lambda value, _spec, _zone: (
        _("Wie vorgesehen") if value == Thresholds() else _("In der Rundendatei geändert")
    ),
}
