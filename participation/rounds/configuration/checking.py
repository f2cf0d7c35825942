"""What may not be set about a round: the one check for form, file and service. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.rounds.configuration.organisations import problems_of_organisations
from participation.rounds.configuration.people_specs import WAYS_IN
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import CONTACT_LENGTHS
from participation.rounds.configuration.specs import Kind, Spec, specs_of
from participation.rounds.rules import (
    MOST_POINTS,
    SLUG_LENGTH,
    GoalRules,
    Instrument,
    InstrumentKind,
    Window,
    check_window,
    due_before_closing,
    last_closing,
    zone,
)
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import KEY, TITLE_LENGTH, key_problem, text_problems

MOST_QUESTIONS = 10
MOST_CLASSES = 20
EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+\Z")
AT_LEAST = ("figures", "ranks", "given", "drawn_answers", "ballot_rows", "group")
"""Thresholds that a round may raise but never lower: they protect people and keep figures
honest."""


class InvalidSettings(BadInput):
    """Everything that is wrong at once; `problems` are in reading order and each names its place in
    `field`."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)


def problems(settings: Settings, *, field_count: int, published: bool) -> list[BadInput]:
    """Return everything that is wrong, in reading order; `field` is the key of the round file, dots
    between levels."""
    errors: list[BadInput] = []
    for name, spec in specs_of(type(settings)).items():
        if spec.kind not in (Kind.YES, Kind.MOMENT, Kind.DATE):
            errors += CHECKS[spec.kind](getattr(settings, name), spec)
    return [*errors, *_together(settings, field_count, published)]


def setting_of(field: str | None) -> str:
    """Return the name of the setting that a problem's `field` belongs to, or nothing."""
    if field == "windows":
        return "ideas"
    for name, spec in specs_of(Settings).items():
        if field == spec.path or (field or "").startswith(f"{spec.path}."):
            return name
    return ""


def _together(settings: Settings, field_count: int, published: bool) -> Iterator[BadInput]:
    """Yield what is wrong with several values together."""
    instrument = settings.instrument
    if published and settings.ideas.absent and settings.weights.absent:
        yield BadInput(
            N_("Die Runde hat kein Zeitfenster. Legen Sie mindestens eines fest."), field="windows"
        )
    if published and field_count < 2:
        yield BadInput(
            N_("Die Strategie braucht mindestens zwei Handlungsfelder. Ergänzen Sie sie."),
            field="strategy",
        )
    elif instrument.kind is InstrumentKind.PICK and not 1 <= instrument.k < max(field_count, 2):
        yield BadInput(
            N_(
                "Auswählen lassen sich mindestens 1 und weniger als alle %(fields)s"
                " Handlungsfelder."
            ),
            field="instrument.k",
            fields=field_count,
        )
    if instrument.kind is InstrumentKind.PICK and settings.goals is not None:
        message = N_(
            "Ziele lassen sich nur gewichten, wenn auch Handlungsfelder Punkte bekommen. Wählen Sie"
            " Punkte, oder lassen Sie die Ziele weg."
        )
        yield BadInput(message, field="goals.points")
    closing = last_closing(settings.windows)
    if settings.publish_results_at and closing and settings.publish_results_at < closing:
        message = N_(
            "Ergebnisse erscheinen erst, wenn alle Zeitfenster geschlossen sind. Wählen Sie eine"
            " spätere Zeit."
        )
        yield BadInput(message, field="publish_results_at")
    yield from _answers_due(settings, published)
    yield from problems_of_organisations(settings)


def _answers_due(settings: Settings, published: bool) -> Iterator[BadInput]:
    """Yield what is wrong with the date until which ideas are answered."""
    if settings.answers_due is None:
        return
    if settings.ideas.absent:
        if published:
            message = N_(
                "Ohne Zeitfenster für Ideen gibt es nichts zu beantworten. Lassen Sie die Frist"
                " für Antworten weg."
            )
            yield BadInput(message, field="answers_due")
    elif due_before_closing(settings.answers_due, settings.ideas.closes, settings.timezone):
        message = N_(
            "Die Frist für Antworten endet, bevor das Zeitfenster für Ideen geschlossen ist."
            " Wählen Sie einen späteren Tag."
        )
        yield BadInput(message, field="answers_due")


RESERVED_SLUGS = frozenset({"strategies", "papers", "projects", "answers", "reports", "apply"})
"""What stands in the addresses of planners or of partners where the slug of a round may stand,
too."""


def _key(key: str, spec: Spec) -> Iterator[BadInput]:
    wrong = key_problem(key, spec.path)
    if wrong:
        yield wrong
    elif key in RESERVED_SLUGS:
        message = N_("Das Kürzel „%(key)s“ ist vergeben. Wählen Sie ein anderes.")
        yield BadInput(message, field=spec.path, key=key)


def _zone(name: str, spec: Spec) -> Iterator[BadInput]:
    try:
        zone(name)
    except BadInput as error:
        error.field = spec.path
        yield error


def _text(text: Mapping[str, str], spec: Spec) -> list[BadInput]:
    return text_problems(text, spec.path, spec.longest, required=bool(spec.required))


def _phase_texts(texts: Mapping[str, Mapping[str, str]], spec: Spec) -> Iterator[BadInput]:
    for name, text in texts.items():
        yield from text_problems(text, f"{spec.path}.{name}", spec.longest, required=False)


def _whole(value: int | None, spec: Spec) -> Iterator[BadInput]:
    if value is not None and not spec.low <= value <= spec.high:
        yield _between(spec.path, spec.low, spec.high)


def _choice(value: str, spec: Spec) -> Iterator[BadInput]:
    if value not in spec.choices:
        message = N_("Schreiben Sie eines davon: %(choices)s.")
        yield BadInput(message, field=spec.path, choices=", ".join(spec.choices))


def _window(window: Window, spec: Spec) -> Iterator[BadInput]:
    try:
        check_window(window, field=spec.path)
    except BadInput as error:
        yield error


def _instrument(instrument: Instrument, spec: Spec) -> Iterator[BadInput]:
    if instrument.kind is InstrumentKind.POINTS and not 2 <= instrument.total <= MOST_POINTS:
        yield _between(f"{spec.path}.total", 2, MOST_POINTS)


def _goals(goals: GoalRules | None, spec: Spec) -> Iterator[BadInput]:
    if goals is None:
        return
    for name, value, low, high in (
        ("points", goals.points, 2, MOST_POINTS),
        ("top", goals.top, 1, 10),
        ("drawn", goals.drawn, 0, 10),
    ):
        if not low <= value <= high:
            yield _between(f"{spec.path}.{name}", low, high)


def _ways(ways: Sequence[str], spec: Spec) -> Iterator[BadInput]:
    if not ways or len(set(ways)) != len(ways) or set(ways) - {way.value for way in WAYS_IN}:
        yield BadInput(
            N_("Nennen Sie einen oder mehrere Wege: email, code, open."), field=spec.path
        )


def _contact(contact: Mapping[str, Any], spec: Spec) -> Iterator[BadInput]:
    yield from text_problems(
        contact.get("unit", {}), f"{spec.path}.unit", spec.longest, required=False
    )
    for name, longest in CONTACT_LENGTHS.items():
        if len(contact.get(name, "")) > longest:
            message = N_("Erlaubt sind %(longest)s Zeichen. Kürzen Sie den Text.")
            yield BadInput(message, field=f"{spec.path}.{name}", longest=longest)
    if contact.get("email") and not EMAIL.match(contact["email"]):
        yield BadInput(
            N_("Das ist keine E-Mail-Adresse. Schreiben Sie etwa name@example.org."),
            field=f"{spec.path}.email",
        )


def _questions(questions: Sequence[Mapping[str, Any]], spec: Spec) -> Iterator[BadInput]:
    if len(questions) > MOST_QUESTIONS:
        yield BadInput(
            N_("Es sind höchstens %(most)s Fragen möglich."), field=spec.path, most=MOST_QUESTIONS
        )
    yield from _keyed(questions, spec.path)
    for position, question in enumerate(questions):
        at, classes = f"{spec.path}.{position}.classes", question["classes"]
        if not 2 <= len(classes) <= MOST_CLASSES:
            message = N_(
                "Eine Frage braucht 2 bis %(most)s Antworten. „Keine Angabe“ kommt von selbst dazu."
            )
            yield BadInput(message, field=at, most=MOST_CLASSES)
        yield from _keyed(classes, at)
        shares = [item["share"] for item in classes if item["share"] is not None]
        if any(share < 0 for share in shares) or sum(shares) > 1.000001:
            message = N_("Anteile liegen zwischen 0 und 1 und ergeben zusammen höchstens 1.")
            yield BadInput(message, field=at)


def _keyed(items: Sequence[Mapping[str, Any]], path: str) -> Iterator[BadInput]:
    seen: set[str] = set()
    for position, item in enumerate(items):
        at, key = f"{path}.{position}", item["key"]
        if not KEY.match(key) or len(key) > SLUG_LENGTH:
            wrong = key_problem(key, f"{at}.key")
            if wrong:
                yield wrong
        elif key in seen or key == "none":
            message = N_("Das Kürzel „%(key)s“ ist vergeben. Wählen Sie ein anderes.")
            yield BadInput(message, field=f"{at}.key", key=key)
        seen.add(key)
        yield from text_problems(item["title"], f"{at}.title", TITLE_LENGTH)


def _thresholds(thresholds: Thresholds, spec: Spec) -> Iterator[BadInput]:
    standard = Thresholds()
    for name in AT_LEAST:
        least = getattr(standard, name)
        if not least <= getattr(thresholds, name) <= 1_000_000:
            yield _between(f"{spec.path}.{name}", least, 1_000_000)
    for name, low, high in (
        ("resamples", 1_000, 100_000),
        ("normal_from", 1_000, 1_000_000),
        ("level", 0.001, 0.2),
        ("percentile_low", 0.1, 49.9),
        ("percentile_high", 50.1, 99.9),
    ):
        if not low <= getattr(thresholds, name) <= high:
            yield _between(f"{spec.path}.{name}", low, high)


def _between(path: str, low: float, high: float) -> BadInput:
    return BadInput(
        N_("Der Wert muss zwischen %(low)s und %(high)s liegen. Ändern Sie ihn."),
        field=path,
        low=low,
        high=high,
    )


CHECKS: dict[Kind, Callable[[Any, Spec], Iterable[BadInput]]] = {
    Kind.KEY: _key,
    Kind.ZONE: _zone,
    Kind.TITLE: _text,
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.CHOICE: _choice,
    Kind.WINDOW: _window,
    Kind.INSTRUMENT: _instrument,
    Kind.GOALS: _goals,
    Kind.WAYS: _ways,
    Kind.CONTACT: _contact,
    Kind.PHASE_TEXTS: _phase_texts,
    Kind.QUESTIONS: _questions,
    Kind.THRESHOLDS: _thresholds,
}
"""What may be wrong with one value, whatever the others are, by its kind."""
