"""What a logged departure from a round's rules says beside a result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from participation.kernel.errors import N_
from participation.rounds.ending.rules import STOPPED, WITHDRAWN
from participation.web.translation import _

SENTENCES: Mapping[str, str] = {
    STOPPED: N_("Die Stadt hat die Runde gestoppt. Begründung: %(reason)s")
}
"""For those whose reason alone does not say what happened."""
KINDS: Mapping[str, str] = {
    "window_extended": N_("Zeitraum verlängert"),
    "late_paper": N_("Bögen nach dem Ende eingegeben"),
    "batch_set_aside": N_("Stapel beiseitegelegt"),
    "invalid_paper": N_("Ungültige Bögen"),
    "uncounted": N_("Nicht gezählte Gewichtungen"),
    "key_backstop": N_("Schlüssel nach Ablauf der Frist vernichtet"),
    STOPPED: N_("Gestoppt"),
    WITHDRAWN: N_("Zurückgezogen"),
}
"""What the kinds of departures are called in the record."""


def departure(kind: str, reason: str) -> str:
    """Return what happened and why in words; the reason is as staff wrote it."""
    sentence = SENTENCES.get(kind)
    return reason if sentence is None else _(sentence, reason=reason)


def logged(document: Mapping[str, str]) -> tuple[datetime, str]:
    """Return when a departure that a result names was logged, and what it says."""
    words = departure(document["kind"], document["reason"])
    return datetime.fromisoformat(document["at"]), words
