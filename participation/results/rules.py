"""Who may see a result when, and what a snapshot is made of. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from participation.kernel.errors import N_, NotReady
from participation.kernel.version import VERSION
from participation.rounds.rules import Phase, Window, phase

OVERDUE_AFTER = timedelta(hours=6)
"""A key that should have gone so long ago shows to operators; the worker tries every hour."""
SOFTWARE = f"participation {VERSION}"
"""Name and version that a snapshot records; changes with every change of a figure."""

NOT_CLOSED = N_(
    "Zwischenstände gibt es nicht, auch nicht für Beschäftigte. Das Ergebnis folgt nach dem Ende"
    " der Gewichtung."
)
NO_SNAPSHOT = N_(
    "Das Ergebnis wird gerade berechnet. Bitte versuchen Sie es in einigen Minuten noch einmal."
)
NOT_PUBLISHED = N_("Das Ergebnis ist noch nicht veröffentlicht.")
NO_WEIGHTS = N_(
    "In dieser Runde wird nicht gewichtet. Deshalb gibt es kein Ergebnis der Gewichtung."
)
NOT_BEGUN = N_(
    "Diese Runde wurde gestoppt, bevor das Gewichten begann. Deshalb gibt es kein Ergebnis der"
    " Gewichtung."
)
DISCARDED = N_(
    "Diese Runde wurde gestoppt, während gewichtet wurde. Nach ihren Regeln wird das Abgegebene"
    " ungelesen vernichtet. Ein Ergebnis gibt es nicht."
)
BY_NAME = N_(
    "In dieser Runde gewichten Organisationen namentlich. Das Ergebnis steht auf der Seite der"
    " Partner, sobald das Gewichten beendet ist."
)
TOO_FEW_DIFFER = N_(
    "Eine neue Fassung ist noch nicht möglich. Wer sie mit einer früheren vergleicht, könnte auf"
    " weniger als %(minimum)s Gewichtungen schließen. Bis genug weitere dazukommen, gilt die"
    " vorhandene Fassung."
)
OUTDATED = N_(
    "Seit der Berechnung hat sich geändert, was gezählt wird. Berechnen Sie das Ergebnis neu."
)
NEWER = N_("Es gibt eine neuere Fassung. Veröffentlichen Sie diese.")
NEEDS_REASON = N_("Es gibt schon ein Ergebnis. Nennen Sie für eine neue Fassung den Grund.")


def never(weights: Window, *, stopped: bool, discarded: bool) -> str | None:
    """Return why a round has no result and never will, or None."""
    if discarded:
        return DISCARDED
    if weights.absent:
        return NOT_BEGUN if stopped else NO_WEIGHTS
    return None


class TooFewDiffer(NotReady):
    """A new version would differ too little from one that somebody could read."""

    default = TOO_FEW_DIFFER


@dataclass(frozen=True)
class Version:
    """What is known of a snapshot without opening it."""

    id: int
    number: int
    made_at: datetime
    reason: str
    published_at: datetime | None
    ballots: int


def weights_closed(window: Window, now: datetime) -> bool:
    """Tell whether the weighting window is over; before that no figure is shown to anyone, in any
    form."""
    return phase(window, now) is Phase.AFTER


def version_for(
    versions: Iterable[Version], *, staff: bool, number: int | None = None
) -> Version | None:
    """Return the version a reader sees: the newest, or the one asked for; without staff rights
    published ones only."""
    seen = [version for version in versions if staff or version.published_at is not None]
    if number is not None:
        return next((version for version in seen if version.number == number), None)
    return max(seen, key=lambda version: version.number, default=None)


def seed_of(rules_hash: str) -> str:
    """Return the seed of a round's resampling, 64 hex digits, fixed by its frozen rules before the
    first ballot."""
    return hashlib.sha256(b"resampling-v1\0" + rules_hash.encode()).hexdigest()
