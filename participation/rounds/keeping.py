"""What of a round is kept for a time only, and how each feature says what it keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from participation.rounds.models import Round
from participation.rounds.rules import last_closing


class Kept(StrEnum):
    """A kind of records that goes when a round has ended long enough."""

    DRAFTS = "drafts"
    TEXTS = "texts"
    NOTES = "notes"
    REPORTS = "reports"
    MEMBERS = "members"
    AUDIT = "audit"
    # Each has its own date, which the law's time for complaints sets and no round.
    ORIGINALS = "originals"


@dataclass(frozen=True)
class Expiring:
    """Records of one kind that a feature keeps: `rows` selects the round's id once for each,
    `erase` takes a round and returns how many went. Erasing twice changes nothing."""

    kind: Kept
    rows: Select[Any]
    erase: Callable[[Round], int]


def due(round_: Round, kind: Kept) -> datetime | None:
    """Return when a round's records of a kind are due to go, None for a round without windows and
    for a kind of which each record has its own date."""
    closing = last_closing(round_.windows)
    if closing is None or kind is Kept.ORIGINALS:
        return None
    days: int = getattr(round_.settings, f"keep_{kind.value}_days")
    return closing + timedelta(days=days)
