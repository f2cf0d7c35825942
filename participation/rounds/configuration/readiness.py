"""What a round needs before people may see it, beyond being free of errors. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from participation.kernel.errors import N_, BadInput
from participation.rounds.configuration.settings import Settings

WANTED = {
    "description.de": N_("Schreiben Sie, worum es geht und warum die Stadt fragt."),
    "texts.after.de": N_(
        "Schreiben Sie den Text für die Zeit danach: Was geschieht mit dem Ergebnis?"
    ),
    "contact.unit.de": N_("Nennen Sie die Stelle, die Fragen beantwortet."),
    "contact.telephone": N_("Geben Sie an, wie man die Stelle erreicht: Telefon oder E-Mail."),
}
"""What must be there, by its key in the round file, and what is said where it is not."""


def missing(settings: Settings) -> Iterator[BadInput]:
    """Yield what is missing, in the order of the steps; `field` is the key of the round file."""
    contact = settings.contact
    there = {
        "description.de": settings.description.get("de"),
        "texts.after.de": settings.texts["after"].get("de"),
        "contact.unit.de": contact["unit"].get("de"),
        "contact.telephone": contact["telephone"] or contact["email"],
    }
    for path, value in there.items():
        if not value:
            yield BadInput(WANTED[path], field=path)
