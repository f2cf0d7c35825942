"""Which result a reader may open: one decision behind page, chart and file."""

from __future__ import annotations

from datetime import datetime

from participation.kernel.errors import N_, BadInput, Forbidden, NotFound, NotReady
from participation.results import queries
from participation.results.models import Snapshot
from participation.results.rules import (
    BY_NAME,
    NO_SNAPSHOT,
    NOT_CLOSED,
    NOT_PUBLISHED,
    Version,
    version_for,
    weights_closed,
)
from participation.rounds.models import Round

NO_VERSION = N_("Diese Fassung des Ergebnisses gibt es nicht.")


class NotACode(BadInput):
    """What was typed cannot be a receipt's code."""

    default = N_("Das ist kein vollständiger Code. Er hat 64 Zeichen aus 0 bis 9 und a bis f.")


def visible_version(
    round_: Round,
    now: datetime,
    *,
    staff: bool,
    number: int | None = None,
    known: list[Version] | None = None,
) -> Version:
    """Return the version a reader may see. `staff` may see it before publication, nobody before the
    window has closed. `known` are the round's versions where they were read already.

    Raises NotReady while it cannot be seen by anyone, Forbidden while it cannot be seen by this
    reader, NotFound for a version that does not exist.
    """
    if round_.is_named:
        raise NotFound(BY_NAME)
    if (why := queries.never_of(round_)) is not None:
        raise NotFound(why)
    if not weights_closed(round_.weights_window, now):
        raise NotReady(NOT_CLOSED)
    if not staff and round_.results_published_at is None:
        raise Forbidden(NOT_PUBLISHED)
    version = version_for(
        queries.versions(round_.id) if known is None else known, staff=staff, number=number
    )
    if version is None:
        raise NotFound(NO_VERSION) if number is not None else NotReady(NO_SNAPSHOT)
    return version


def visible_snapshot(
    round_: Round,
    now: datetime,
    *,
    staff: bool,
    number: int | None = None,
    known: list[Version] | None = None,
) -> Snapshot:
    """Return the snapshot a reader may see, with its tables; raises as `visible_version` does."""
    return queries.snapshot(
        visible_version(round_, now, staff=staff, number=number, known=known).id
    )
