"""Everything that can be set about a round, as plain values, and what may not be set. Pure.

The round file, the staff form and the service all speak in `Settings`; `problems` is the one check
for all three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.rounds.rules import (
    MOST_POINTS,
    SLUG_LENGTH,
    Channel,
    GoalRules,
    Instrument,
    InstrumentKind,
    Moderation,
    Thresholds,
    Window,
    check_window,
    last_closing,
    zone,
)
from participation.strategy.rules import KEY, TITLE_LENGTH, key_problem, normal_texts, text_problems

DESCRIPTION_LENGTH = 10_000
PHASE_TEXT_LENGTH = 4_000
DECLARATION_LENGTH = 300
UNIT_LENGTH = 120
CONTACT_LENGTHS = {"address": 300, "telephone": 60, "email": 254}
PHASE_TEXTS = ("before", "during", "after")
WAYS_IN = (Channel.EMAIL, Channel.CODE, Channel.OPEN)
MOST_QUESTIONS = 10
MOST_CLASSES = 20
MOST_DAYS = 3650
EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+\Z")
AT_LEAST = ("figures", "ranks", "given", "drawn_answers", "ballot_rows", "group")
"""Thresholds that a round may raise but never lower: they protect people and keep figures
honest."""

Text = dict[str, str]


@dataclass(frozen=True)
class Settings:
    """A round as it is set up. Times are UTC; texts are `{"de": …, "en": …}` without empty ones."""

    slug: str = ""
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    timezone: str = "Europe/Berlin"
    ideas: Window = Window()
    weights: Window = Window()
    instrument: Instrument = Instrument()
    no_opinion: bool = False
    goals: GoalRules | None = None
    moderation: str = Moderation.HOLD.value
    participation: tuple[str, ...] = (Channel.EMAIL.value,)
    declaration: Text = field(default_factory=dict)
    minimum_age: int | None = 16
    contact: dict[str, Any] = field(default_factory=lambda: normal_contact(None))
    texts: dict[str, Text] = field(default_factory=lambda: {name: {} for name in PHASE_TEXTS})
    questions: tuple[dict[str, Any], ...] = ()
    publish_ballots: bool = False
    publish_results_at: datetime | None = None
    destroy_key_after_days: int = 30
    thresholds: Thresholds = Thresholds()

    @property
    def windows(self) -> tuple[Window, Window]:
        """Both windows."""
        return self.ideas, self.weights


class Problems(BadInput):
    """Everything that is wrong at once; `problems` are in reading order and each names its place in
    `field`."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)


def differences(one: Settings, other: Settings) -> list[str]:
    """Return the names of the settings that differ, in the order of the file."""
    return [
        item.name
        for item in fields(Settings)
        if getattr(one, item.name) != getattr(other, item.name)
    ]


def problems(settings: Settings, *, field_count: int, published: bool) -> list[BadInput]:
    """Return everything that is wrong, in reading order; `field` is the key of the round file, dots
    between levels."""
    return [
        *_names(settings),
        *_times(settings, published),
        *_instrument(settings, field_count, published),
        *_people(settings),
        *_questions(settings.questions),
        *_afterwards(settings),
        *_thresholds(settings.thresholds),
    ]


def _names(settings: Settings) -> Iterator[BadInput]:
    wrong = key_problem(settings.slug, "slug")
    if wrong or len(settings.slug) > SLUG_LENGTH:
        yield wrong or BadInput(N_("Die Adresse ist zu lang. Kürzen Sie sie."), field="slug")
    yield from text_problems(settings.title, "title", TITLE_LENGTH)
    yield from text_problems(
        settings.description, "description", DESCRIPTION_LENGTH, required=False
    )
    for name in PHASE_TEXTS:
        yield from text_problems(
            settings.texts.get(name, {}), f"texts.{name}", PHASE_TEXT_LENGTH, required=False
        )


def _times(settings: Settings, published: bool) -> Iterator[BadInput]:
    try:
        zone(settings.timezone)
    except BadInput as error:
        yield error
    for name, window in (("ideas", settings.ideas), ("weights", settings.weights)):
        try:
            check_window(window, field=f"windows.{name}")
        except BadInput as error:
            yield error
    if published and settings.ideas.absent and settings.weights.absent:
        yield BadInput(
            N_("Die Runde hat kein Zeitfenster. Legen Sie mindestens eines fest."), field="windows"
        )


def _instrument(settings: Settings, field_count: int, published: bool) -> Iterator[BadInput]:
    instrument = settings.instrument
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
    if instrument.kind is InstrumentKind.POINTS and not 2 <= instrument.total <= MOST_POINTS:
        yield _between("instrument.total", 2, MOST_POINTS)
    if settings.goals:
        for name, value, low, high in (
            ("points", settings.goals.points, 2, MOST_POINTS),
            ("top", settings.goals.top, 1, 10),
            ("drawn", settings.goals.drawn, 0, 10),
        ):
            if not low <= value <= high:
                yield _between(f"goals.{name}", low, high)


def _people(settings: Settings) -> Iterator[BadInput]:
    if settings.moderation not in set(Moderation):
        yield BadInput(
            N_("Schreiben Sie hold (erst prüfen) oder publish (sofort zeigen)."), field="moderation"
        )
    ways = settings.participation
    if not ways or len(set(ways)) != len(ways) or set(ways) - {way.value for way in WAYS_IN}:
        yield BadInput(
            N_("Nennen Sie einen oder mehrere Wege: email, code, open."), field="participation"
        )
    yield from text_problems(
        settings.declaration, "declaration", DECLARATION_LENGTH, required=False
    )
    if settings.minimum_age is not None and not 1 <= settings.minimum_age <= 120:
        yield _between("minimum_age", 1, 120)
    contact = settings.contact
    yield from text_problems(contact.get("unit", {}), "contact.unit", UNIT_LENGTH, required=False)
    for name, longest in CONTACT_LENGTHS.items():
        if len(contact.get(name, "")) > longest:
            yield _too_long(f"contact.{name}", longest)
    if contact.get("email") and not EMAIL.match(contact["email"]):
        yield BadInput(
            N_("Das ist keine E-Mail-Adresse. Schreiben Sie etwa name@example.org."),
            field="contact.email",
        )


def _questions(questions: tuple[dict[str, Any], ...]) -> Iterator[BadInput]:
    if len(questions) > MOST_QUESTIONS:
        yield BadInput(
            N_("Es sind höchstens %(most)s Fragen möglich."), field="questions", most=MOST_QUESTIONS
        )
    yield from _keyed(questions, "questions")
    for place, question in enumerate(questions):
        path, classes = f"questions.{place}", question["classes"]
        if not 2 <= len(classes) <= MOST_CLASSES:
            message = N_(
                "Eine Frage braucht 2 bis %(most)s Antworten. „Keine Angabe“ kommt von selbst dazu."
            )
            yield BadInput(message, field=f"{path}.classes", most=MOST_CLASSES)
        yield from _keyed(classes, f"{path}.classes")
        shares = [item["share"] for item in classes if item["share"] is not None]
        if any(not 0 <= share <= 1 for share in shares) or sum(shares) > 1.000001:
            message = N_("Anteile liegen zwischen 0 und 1 und ergeben zusammen höchstens 1.")
            yield BadInput(message, field=f"{path}.classes")


def _keyed(
    items: tuple[dict[str, Any], ...] | list[dict[str, Any]], path: str
) -> Iterator[BadInput]:
    seen: set[str] = set()
    for place, item in enumerate(items):
        where = f"{path}.{place}"
        if not KEY.match(item["key"]) or len(item["key"]) > SLUG_LENGTH:
            wrong = key_problem(item["key"], f"{where}.key")
            if wrong:
                yield wrong
        elif item["key"] in seen or item["key"] == "none":
            message = N_("Das Kürzel „%(key)s“ ist vergeben. Wählen Sie ein anderes.")
            yield BadInput(message, field=f"{where}.key", key=item["key"])
        seen.add(item["key"])
        yield from text_problems(item["title"], f"{where}.title", TITLE_LENGTH)


def _afterwards(settings: Settings) -> Iterator[BadInput]:
    closing = last_closing(settings.windows)
    if settings.publish_results_at and closing and settings.publish_results_at < closing:
        message = N_(
            "Ergebnisse erscheinen erst, wenn alle Zeitfenster geschlossen sind. Wählen Sie eine"
            " spätere Zeit."
        )
        yield BadInput(message, field="publish_results_at")
    if not 0 <= settings.destroy_key_after_days <= MOST_DAYS:
        yield _between("destroy_key_after_days", 0, MOST_DAYS)


def _thresholds(thresholds: Thresholds) -> Iterator[BadInput]:
    standard = Thresholds()
    for name in AT_LEAST:
        least = getattr(standard, name)
        if not least <= getattr(thresholds, name) <= 1_000_000:
            yield _between(f"thresholds.{name}", least, 1_000_000)
    for name, low, high in (
        ("resamples", 1_000, 100_000),
        ("normal_from", 1_000, 1_000_000),
        ("level", 0.001, 0.2),
        ("percentile_low", 0.1, 49.9),
        ("percentile_high", 50.1, 99.9),
    ):
        if not low <= getattr(thresholds, name) <= high:
            yield _between(f"thresholds.{name}", low, high)


def _between(path: str, low: float, high: float) -> BadInput:
    return BadInput(
        N_("Der Wert muss zwischen %(low)s und %(high)s liegen. Ändern Sie ihn."),
        field=path,
        low=low,
        high=high,
    )


def _too_long(path: str, longest: int) -> BadInput:
    return BadInput(
        N_("Erlaubt sind %(longest)s Zeichen. Kürzen Sie den Text."), field=path, longest=longest
    )


def normal_contact(contact: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a contact with all its keys."""
    given = contact or {}
    return {
        "unit": normal_texts(given.get("unit")),
        **{name: given.get(name) or "" for name in CONTACT_LENGTHS},
    }
