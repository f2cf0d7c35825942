"""What a round of organisations cannot have, because its ballots are named and few. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from participation.kernel.errors import N_, BadInput
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import specs_of
from participation.rounds.rules import Audience

RESIDENTS_ONLY = {
    "no_opinion": N_(
        "„Keine Angabe“ gibt es in einer Runde für Organisationen nicht. Nehmen Sie das Häkchen"
        " weg."
    ),
    "goals": N_(
        "In einer Runde für Organisationen werden nur Handlungsfelder gewichtet. Lassen Sie die"
        " Ziele weg."
    ),
    "paper_double_entry": N_(
        "Organisationen gewichten im Browser, Bögen auf Papier gibt es nicht. Nehmen Sie das"
        " Häkchen weg."
    ),
    "show_support": N_(
        "Ideen von Organisationen lassen sich nicht unterstützen. Nehmen Sie das Häkchen weg."
    ),
    "participation": N_(
        "Mitglieder von Organisationen melden sich mit ihrer E-Mail-Adresse an. Lassen Sie nur"
        " diesen Weg."
    ),
    "declaration": N_(
        "Organisationen gibt die Stadt frei, eine Selbstauskunft gibt es nicht. Lassen Sie sie"
        " leer."
    ),
    "minimum_age": N_(
        "In einer Runde für Organisationen gibt es kein Mindestalter. Lassen Sie es leer."
    ),
    "questions": N_(
        "In einer Runde für Organisationen gibt es keine freiwilligen Fragen. Lassen Sie sie weg."
    ),
    "publish_ballots": N_(
        "In einer Runde für Organisationen erscheint jede Gewichtung mit Namen. Nehmen Sie das"
        " Häkchen weg."
    ),
    "when_stopped": N_(
        "Wird eine Runde für Organisationen gestoppt, zählt, was abgegeben ist. Lassen Sie hier den"
        " Wert %(usual)s."
    ),
    "publish_results_at": N_(
        "Das Ergebnis einer Runde für Organisationen erscheint, sobald das Gewichten endet. Lassen"
        " Sie diese Zeit leer."
    ),
    "destroy_key_after_days": N_(
        "Namentliche Gewichtungen haben keinen Schlüssel. Lassen Sie hier den Wert %(usual)s."
    ),
    "key_backstop_days": N_(
        "Namentliche Gewichtungen haben keinen Schlüssel. Lassen Sie hier den Wert %(usual)s."
    ),
    "thresholds": N_(
        "In einer Runde für Organisationen gilt keine Schwelle, denn alle sind namentlich. Lassen"
        " Sie die Schwellen weg."
    ),
}
"""Settings that only a round of residents has, and what is said where one of organisations brings
them."""
PLACES = {"goals": "goals.points"}
"""Where the form shows what is wrong with a setting of several parts."""


def without_residents_only(settings: Settings) -> Settings:
    """Return the settings of a round of organisations, with the defaults of what only one of
    residents has; those of another round as they are."""
    if settings.audience != Audience.ORGANISATIONS:
        return settings
    usual = Settings()
    return replace(settings, **{name: getattr(usual, name) for name in RESIDENTS_ONLY})


def problems_of_organisations(settings: Settings) -> Iterator[BadInput]:
    """Yield what a round of organisations brings and cannot have."""
    if settings.audience != Audience.ORGANISATIONS:
        return
    usual, specs = Settings(), specs_of(Settings)
    for name, message in RESIDENTS_ONLY.items():
        standard = getattr(usual, name)
        if getattr(settings, name) != standard:
            values = {"usual": standard} if "%(usual)s" in message else {}
            place = PLACES.get(name, specs[name].path)
            yield BadInput(message, field=place, **values)
