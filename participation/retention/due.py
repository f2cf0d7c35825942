"""What falls due when: the list that the page shows and that the job works off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.organisations.expiry import refused_before
from participation.organisations.models import Organisation
from participation.retention import queries, records
from participation.retention.models import ArchiveOffer
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


def of_rounds(now: datetime) -> list[Due]:
    """Return what is kept of rounds, by when it falls due."""
    counts = queries.counts(records.EXPIRING)
    by_id = {round_.id: round_ for round_ in queries.rounds()}
    holds, offers = queries.holds(), queries.offers()
    archive = queries.kept().offers_archive
    listed = []
    for (round_id, kind), count in counts.items():
        round_ = by_id[round_id]
        moment = keeping.due(round_, keeping.Kept(kind))
        if moment is None:
            continue
        hold = holds.get((round_id, kind))
        answered = not archive or is_answered(offers.get(round_id))
        state = state_of(kind, moment, now, held=hold is not None, answered=answered)
        listed.append(Due(kind, round_, count, moment, state, hold.reason if hold else ""))
    return sorted(listed, key=lambda item: (item.due, item.kind))


def of_city(now: datetime) -> list[Due]:
    """Return what is due and belongs to no round: refused applications and old entries of the
    record."""
    kept = queries.kept()
    before = {
        CityKept.APPLICATIONS: months_before(now, kept.times.applications),
        CityKept.AUDIT: months_before(now, kept.times.audit),
    }
    each = union_all(
        select(literal(CityKept.APPLICATIONS.value), func.count(Organisation.id)).where(
            *refused_before(before[CityKept.APPLICATIONS])
        ),
        select(literal(CityKept.AUDIT.value), func.count(AuditEntry.id)).where(
            *records.city_audit_before(before[CityKept.AUDIT])
        ),
    )
    counts = {row[0]: row[1] for row in db.session.execute(each)}
    holds = queries.holds()
    listed = []
    for kind in before:
        hold = holds.get((None, kind.value))
        answered = not kept.offers_archive or offered_until(None) is not None
        state = state_of(kind, now, now, held=hold is not None, answered=answered)
        listed.append(Due(kind, None, counts[kind], now, state, hold.reason if hold else ""))
    return listed


def is_answered(offer: ArchiveOffer | None) -> bool:
    """Tell whether the archive has answered an offer."""
    return offer is not None and offer.outcome in set(Answer)


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
