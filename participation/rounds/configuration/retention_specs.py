"""What is known about the settings that say how long a round's records are kept. Pure."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.rounds.configuration.specs import Kind, Section, Spec

# A complaint is possible for six months after a decision, and the last decisions fall shortly after
# the end of a round.
SHORTEST_FOR_COMPLAINTS = 200
LONGEST = 3_650


def _days(path: str, label: str, hint: str, *, low: int = 0, high: int = LONGEST) -> Spec:
    return Spec(
        Kind.WHOLE,
        Section.RETENTION,
        label=label,
        hint=hint,
        path=f"retention.{path}",
        low=low,
        high=high,
        omitted_by_default=True,
        expert=True,
    )


DRAFTS = _days(
    "drafts",
    N_("Angefangene Ideen, Tage nach dem Ende der Runde"),
    N_("Erlaubt sind 0 bis 14. Ohne Änderung verschwinden sie immer nach 14 Tagen."),
    high=14,
)
TEXTS = _days(
    "texts",
    N_("Texte nicht öffentlicher Ideen, Tage nach dem Ende der Runde"),
    N_(
        "Abgelehnte, entfernte und zurückgezogene Ideen. Danach bleiben Nummer, Entscheidung und"
        " Grund. Mindestens 200 Tage, damit Beschwerden möglich sind."
    ),
    low=SHORTEST_FOR_COMPLAINTS,
)
NOTES = _days(
    "notes",
    N_("Notizen und Fragen an Ämter, Tage nach dem Ende der Runde"),
    N_("Was die Moderation intern notiert und gefragt hat. Mindestens 200 Tage."),
    low=SHORTEST_FOR_COMPLAINTS,
)
REPORTS = _days(
    "reports",
    N_("Meldungen: Text und wer gemeldet hat, Tage nach dem Ende der Runde"),
    N_("Danach bleiben Grund und Entscheidung. Mindestens 200 Tage."),
    low=SHORTEST_FOR_COMPLAINTS,
)
MEMBERS = _days(
    "members",
    N_("Wer für eine Organisation gewichtet hat, Tage nach dem Ende der Runde"),
    N_("Die Gewichtung der Organisation selbst bleibt öffentlich."),
)
AUDIT = _days(
    "audit",
    N_("Protokoll der Verwaltung zu dieser Runde, Tage nach ihrem Ende"),
    N_("Wer wann was getan hat. Erlaubt sind 365 bis 36.500 Tage, also 1 bis 100 Jahre."),
    low=365,
    high=36_500,
)
