"""Everything that can be set about a round: one frozen class. Column, hashed rules, round file,
checks and form are derived from its fields. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from participation.kernel.errors import N_
from participation.rounds.configuration import retention_specs
from participation.rounds.configuration.ballot_specs import GOALS, INSTRUMENT, WHEN_STOPPED
from participation.rounds.configuration.idea_specs import (
    ANSWERS_DUE,
    MODERATION,
    MODERATION_DAYS,
    SHOW_SUPPORT,
)
from participation.rounds.configuration.people_specs import (
    AUDIENCE,
    CONTACT,
    DECLARATION,
    MINIMUM_AGE,
    PARTICIPATION,
)
from participation.rounds.configuration.shapes import Text, normal_contact, normal_phase_texts
from participation.rounds.configuration.specs import Kind, Section, Spec, setting, specs_of
from participation.rounds.rules import (
    Audience,
    Channel,
    GoalRules,
    Instrument,
    Moderation,
    WhenStopped,
    Window,
)
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import TITLE_LENGTH

LONGEST_BACKSTOP = 180
"""Days after a round's end at which its key goes at the latest; a round may name fewer, never
more."""


@dataclass(frozen=True)
class Settings:
    """A round as it is set up, in the order of the round file. Times are UTC; texts are
    `{"de": …, "en": …}` without empty ones."""

    slug: str = setting(
        "",
        Spec(
            Kind.KEY,
            Section.SUBJECT,
            label=N_("Adresse"),
            hint=N_(
                "Kleinbuchstaben, Ziffern und Bindestriche. Sie steht im Link zur Runde. Leer"
                " heißt: Sie entsteht aus dem Titel."
            ),
            column=True,
            expert=True,
        ),
    )
    title: Text = setting(
        dict,
        Spec(
            Kind.TITLE,
            Section.SUBJECT,
            label=N_("Titel der Runde"),
            required=N_("Geben Sie einen deutschen Titel ein."),
            longest=TITLE_LENGTH,
        ),
    )
    description: Text = setting(
        dict,
        Spec(
            Kind.TEXT,
            Section.SUBJECT,
            label=N_("Worum geht es, und warum fragt die Stadt?"),
            name=N_("Beschreibung"),
            hint=N_(
                "Zwei bis drei Sätze: Was wird gefragt, warum ist es wichtig? Mit Absätzen,"
                " **fett** und Listen."
            ),
            longest=10_000,
        ),
    )
    timezone: str = setting(
        "Europe/Berlin",
        Spec(
            Kind.ZONE,
            Section.WINDOWS,
            label=N_("Zeitzone"),
            hint=N_("Zum Beispiel Europe/Berlin."),
            expert=True,
        ),
    )
    ideas: Window = setting(
        Window(),
        Spec(
            Kind.WINDOW,
            Section.WINDOWS,
            label={"opens": N_("Ideen: Anfang"), "closes": N_("Ideen: Ende")},
            name=N_("Ideen einreichen"),
            path="windows.ideas",
            column=True,
        ),
    )
    weights: Window = setting(
        Window(),
        Spec(
            Kind.WINDOW,
            Section.WINDOWS,
            label={"opens": N_("Gewichtung: Anfang"), "closes": N_("Gewichtung: Ende")},
            name=N_("Gewichten"),
            path="windows.weights",
            column=True,
        ),
    )
    instrument: Instrument = setting(Instrument(), INSTRUMENT)
    no_opinion: bool = setting(
        False, Spec(Kind.YES, Section.WEIGHTING, label=N_("„Keine Angabe“ anbieten"))
    )
    goals: GoalRules | None = setting(None, GOALS)
    paper_double_entry: bool = setting(
        False,
        Spec(
            Kind.YES,
            Section.WEIGHTING,
            label=N_("Bögen auf Papier zweimal eintippen"),
            hint=N_(
                "Zwei Personen tippen jeden Bogen ein. Erst wenn beide dasselbe eingegeben haben,"
                " zählt er."
            ),
            omitted_by_default=True,
        ),
    )
    moderation: str = setting(Moderation.HOLD.value, MODERATION)
    moderation_days: int = setting(2, MODERATION_DAYS)
    show_support: bool = setting(False, SHOW_SUPPORT)
    answers_due: date | None = setting(None, ANSWERS_DUE)
    audience: str = setting(Audience.RESIDENTS.value, AUDIENCE)
    participation: tuple[str, ...] = setting((Channel.EMAIL.value,), PARTICIPATION)
    declaration: Text = setting(dict, DECLARATION)
    minimum_age: int | None = setting(None, MINIMUM_AGE)
    contact: dict[str, Any] = setting(lambda: normal_contact(None), CONTACT)
    texts: dict[str, Text] = setting(
        lambda: normal_phase_texts(None),
        Spec(
            Kind.PHASE_TEXTS,
            Section.TEXTS,
            label={"before": N_("Vorher"), "during": N_("Währenddessen"), "after": N_("Danach")},
            hint={"after": N_("Was geschieht mit dem Ergebnis? Wer berät wann?")},
            name=N_("Texte auf der Seite der Runde"),
            longest=4_000,
        ),
    )
    questions: tuple[dict[str, Any], ...] = setting(
        (),
        Spec(
            Kind.QUESTIONS,
            Section.QUESTIONS,
            label=N_("Freiwillige Fragen"),
        ),
    )
    publish_ballots: bool = setting(
        False,
        Spec(
            Kind.YES,
            Section.RESULT,
            label=N_("Alle Gewichtungen der Felder veröffentlichen, gemischt und ohne Namen"),
            hint=N_("Erst ab 100 Gewichtungen. Eine ungewöhnliche Gewichtung kann erkennbar sein."),
            expert=True,
        ),
    )
    when_stopped: str = setting(WhenStopped.COUNT.value, WHEN_STOPPED)
    publish_results_at: datetime | None = setting(
        None,
        Spec(
            Kind.MOMENT,
            Section.RESULT,
            label=N_("Ergebnis erscheint von selbst am"),
            hint=N_("Leer heißt: Die Planung veröffentlicht von Hand."),
        ),
    )
    destroy_key_after_days: int = setting(
        30,
        Spec(
            Kind.WHOLE,
            Section.RESULT,
            label=N_("Schlüssel vernichten, Tage nach dem Ergebnis"),
            hint=N_("Danach führt kein Schlüssel mehr von einer Person zu ihrer Gewichtung."),
            expert=True,
            high=3650,
        ),
    )
    key_backstop_days: int = setting(
        LONGEST_BACKSTOP,
        Spec(
            Kind.WHOLE,
            Section.RESULT,
            label=N_("Schlüssel spätestens vernichten, Tage nach dem Ende der Runde"),
            hint=N_("Das gilt auch ohne Ergebnis. Erlaubt sind 30 bis 180 Tage."),
            expert=True,
            low=30,
            high=LONGEST_BACKSTOP,
        ),
    )
    keep_drafts_days: int = setting(14, retention_specs.DRAFTS)
    keep_texts_days: int = setting(365, retention_specs.TEXTS)
    keep_notes_days: int = setting(365, retention_specs.NOTES)
    keep_reports_days: int = setting(365, retention_specs.REPORTS)
    keep_members_days: int = setting(365, retention_specs.MEMBERS)
    keep_audit_days: int = setting(3_650, retention_specs.AUDIT)
    thresholds: Thresholds = setting(
        Thresholds(), Spec(Kind.THRESHOLDS, Section.FILE_ONLY, name=N_("Schwellen"), expert=True)
    )

    @property
    def windows(self) -> tuple[Window, Window]:
        """Both windows."""
        return self.ideas, self.weights


def differences(one: Settings, other: Settings) -> list[str]:
    """Return the names of the settings that differ, in the order of the file."""
    return [name for name in specs_of(Settings) if getattr(one, name) != getattr(other, name)]
