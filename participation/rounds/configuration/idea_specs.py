"""What is known about the settings of a round's ideas. Pure."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.rounds.configuration.specs import Kind, Section, Spec
from participation.rounds.rules import Moderation

MODERATION = Spec(
    Kind.CHOICE,
    Section.IDEAS,
    label=N_("Moderation"),
    choices={
        Moderation.HOLD: N_("Ideen erst prüfen, dann zeigen"),
        Moderation.PUBLISH: N_("Ideen sofort zeigen, danach prüfen"),
    },
)

MODERATION_DAYS = Spec(
    Kind.WHOLE,
    Section.IDEAS,
    label=N_("Arbeitstage, bis über eine Idee entschieden ist"),
    hint=N_("Das sagt die Runde öffentlich zu. Der Tag des Eingangs zählt nicht mit."),
    low=1,
    high=20,
    omitted_by_default=True,
)

SHOW_SUPPORT = Spec(
    Kind.YES,
    Section.IDEAS,
    label=N_("Schon während der Runde zeigen, wie viele eine Idee unterstützen"),
    hint=N_("Sonst zeigen wir das erst nach dem Ende. Zahlen ziehen weitere nach sich."),
)

ANSWERS_DUE = Spec(
    Kind.DATE,
    Section.IDEAS,
    label=N_("Jede Idee wird beantwortet bis"),
    hint=N_(
        "Der letzte Tag der Frist. Danach zeigt die Seite der Runde, wie viele Antworten"
        " fehlen. Leer heißt: Die Runde nennt keine Frist."
    ),
    omitted_by_default=True,
)
