"""What falls due when: the list that the page shows and that the job works off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.moderation.blackout import queries as blackout
from participation.organisations.expiry import refused_before
from participation.organisations.models import Organisation
from participation.retention import queries, records
from participation.retention.models import ArchiveOffer, RetentionHold
from participation.retention.rules import (
    OFFERED,
    Answer,
    CityKept,
    DueState,
    months_before,
    state_of,
)
from participation.rounds import keeping
from participation.rounds.models import Round


@dataclass(frozen=True)
class Due:
    """Records of one kind, of a round or of the city: how many, from when on they go, and what
    stands in the way. Never whose they are."""

    kind: str
    round_: Round | None
    count: int
    due: datetime
    state: DueState
    reason: str = ""


@dataclass(frozen=True)
class Hindrances:
    """What stands in the way of erasing: holds, and whose records the archive has not answered on;
    read once for a whole list."""

    kept: queries.Kept
    holds: Mapping[tuple[int | None, str], RetentionHold]
    answered: frozenset[int | None]

    def state(self, round_id: int | None, kind: str, due: datetime, now: datetime) -> DueState:
        """Tell where records of a kind stand."""
        answered = not self.kept.offers_archive or round_id in self.answered
        return state_of(kind, due, now, held=(round_id, kind) in self.holds, answered=answered)

    def reason(self, round_id: int | None, kind: str) -> str:
        """Return why records are held, nothing when they are not."""
        hold = self.holds.get((round_id, kind))
        return hold.reason if hold else ""


def hindrances() -> Hindrances:
    """Return what stands in the way now."""
    answered = (offer.round_id for offer in queries.offers() if is_answered(offer))
    return Hindrances(queries.kept(), queries.holds(), frozenset(answered))


def of_rounds(now: datetime, known: Hindrances | None = None) -> list[Due]:
    """Return what is kept of rounds, by when it falls due."""
    known = known or hindrances()
    listed = []
    originals = keeping.Kept.ORIGINALS.value, blackout.dated(now)
    for round_, kind, count, first in queries.counts(records.EXPIRING, *originals):
        moment = first or keeping.due(round_, keeping.Kept(kind))
        if moment is not None:
            state = known.state(round_.id, kind, moment, now)
            reason = known.reason(round_.id, kind)
            listed.append(Due(kind, round_, count, moment, state, reason))
    return sorted(listed, key=lambda item: (item.due, item.kind, item.count))


def of_city(now: datetime, known: Hindrances | None = None) -> list[Due]:
    """Return what is due and belongs to no round: refused applications and old entries of the
    record."""
    known = known or hindrances()
    times = known.kept.times
    refused = refused_before(months_before(now, times.applications))
    old = records.city_audit_before(months_before(now, times.audit))
    each = union_all(
        select(literal(CityKept.APPLICATIONS.value), func.count(Organisation.id)).where(*refused),
        select(literal(CityKept.AUDIT.value), func.count(AuditEntry.id)).where(*old),
    )
    counts = {row[0]: row[1] for row in db.session.execute(each)}
    return [
        Due(
            kind.value,
            None,
            counts[kind.value],
            now,
            known.state(None, kind.value, now, now),
            known.reason(None, kind.value),
        )
        for kind in (CityKept.APPLICATIONS, CityKept.AUDIT)
    ]


def is_answered(offer: ArchiveOffer) -> bool:
    """Tell whether the archive has answered an offer."""
    return offer.outcome in set(Answer)


def offered_until(round_id: int | None) -> datetime | None:
    """Return until when what is due was offered to the archive and answered: what falls due later
    belongs to a later offer."""
    answered = [offer.offered_at for offer in queries.offers_of(round_id) if is_answered(offer)]
    return max(answered, default=None)


def may_go(round_: Round, kind: str, now: datetime) -> bool:
    """Tell, inside the transaction that erases, whether a round's records of a kind may go."""
    moment = keeping.due(round_, keeping.Kept(kind))
    if moment is None:
        return False
    held = queries.hold_of(round_.id, kind) is not None
    answered = not queries.kept().offers_archive or offered_until(round_.id) is not None
    return state_of(kind, moment, now, held=held, answered=answered) is DueState.NOW


def city_until(kind: CityKept, now: datetime) -> datetime | None:
    """Return up to when the city's records of a kind may go as due, None while they may not."""
    if queries.hold_of(None, kind.value) is not None:
        return None
    if kind.value not in OFFERED or not queries.kept().offers_archive:
        return now
    offered = offered_until(None)
    return min(now, offered) if offered else None
