"""What kinds of records and their states are called."""

from __future__ import annotations

from participation.kernel.errors import N_
from participation.retention.rules import Answer, CityKept, DueState
from participation.rounds.keeping import Kept

KINDS = {
    Kept.DRAFTS.value: N_("Angefangene Ideen"),
    Kept.TEXTS.value: N_("Texte nicht öffentlicher Ideen"),
    Kept.NOTES.value: N_("Notizen und Fragen an Ämter"),
    Kept.REPORTS.value: N_("Meldungen und Beschwerden: Texte und wer gemeldet hat"),
    Kept.MEMBERS.value: N_("Wer für Organisationen gewichtet hat"),
    Kept.ORIGINALS.value: N_("Ideen vor dem Schwärzen"),
    Kept.AUDIT.value: N_("Protokoll zur Runde"),
    CityKept.ACCOUNTS.value: N_("Konten, die niemand mehr benutzt"),
    CityKept.APPLICATIONS.value: N_("Abgelehnte Anträge von Organisationen"),
    CityKept.AUDIT.value: N_("Protokoll ohne Bezug zu einer Runde"),
}
STATES = {
    DueState.LATER: (N_("Kommt"), "neutral"),
    DueState.HELD: (N_("Zurückgehalten"), "warning"),
    DueState.ARCHIVE: (N_("Wartet auf das Archiv"), "warning"),
    DueState.NOW: (N_("Fällig"), "info"),
}
ANSWERS = {
    Answer.DECLINED.value: N_("Das Archiv möchte nichts übernehmen"),
    Answer.TAKEN.value: N_("Das Archiv hat die Unterlagen übernommen"),
}
