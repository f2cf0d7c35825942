"""What a file of answers holds: its columns, in words."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.web.tabular.tables import Field, Table

ANSWERS = Table(
    "answers",
    N_("Antworten"),
    N_("Je Zeile die Antwort der Stadt auf eine Idee."),
    (
        Field("number", N_("Nummer"), N_("Öffentliche Nummer der Idee"), width=13),
        Field(
            "status",
            N_("Antwort"),
            N_(
                "in_review: wird geprüft, taken_into_project: wird Teil eines Projekts,"
                " already_done: gibt es schon, partly: wird zum Teil aufgenommen, not_followed:"
                " wird nicht aufgenommen, not_competent: die Stadt ist nicht zuständig,"
                " needs_council: der Rat entscheidet"
            ),
            width=24,
        ),
        Field("text", N_("Text"), N_("Was die Stadt dazu schreibt"), width=60),
        Field("unit", N_("Fachstelle"), N_("Kürzel der Fachstelle, die antwortet"), width=24),
        Field("project", N_("Projekt"), N_("Kürzel des Projekts, um das es geht"), width=24),
        Field("paper", N_("Vorlage"), N_("Kürzel der Vorlage für den Rat"), width=24),
        Field(
            "by", N_("Bis wann, oder wer"), N_("Bis wann die Stadt prüft, oder wer zuständig ist")
        ),
        Field("title", N_("Idee"), N_("Überschrift der Idee"), width=30),
        Field(
            "published",
            N_("Beantwortet"),
            N_("Tag, an dem die Antwort veröffentlicht wurde"),
            kind="date",
            width=13,
            look="date",
        ),
        Field("url", N_("Adresse"), N_("Seite der Idee"), width=30),
    ),
    key=("number",),
)
