"""Recording that a resolution departs from a published weight. Nothing asks for it and nothing
computes it: the reason is quoted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from participation.audit.service import Actor
from participation.council import drafts
from participation.council.models import Consultation, Departure
from participation.council.rules import Outcome
from participation.council.service import lock_paper, note, row_of
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.results.models import Snapshot
from participation.results.output.cited import cited_weight

NOT_PUBLISHED = N_("Dieses Ergebnis ist nicht veröffentlicht. Wählen Sie ein veröffentlichtes.")
NO_SUCH_ITEM = N_("Das gibt es in diesem Ergebnis nicht. Wählen Sie aus der Liste.")
PENDING = N_("Diese Beratung steht noch aus. Erfassen Sie zuerst ihr Ergebnis.")
ALREADY = N_(
    "Für dieses Feld oder Ziel steht schon eine andere Begründung da. Berichtigen Sie die Beratung,"
    " wenn sie falsch ist."
)


def add_departure(
    key: str,
    consultation_id: int,
    *,
    snapshot_id: int,
    item_key: str,
    reason: str,
    actor: Actor,
    clock: Clock,
) -> Departure:
    """Record that a consultation departs from the weight of an item in a published result; the same
    again returns the row there is.

    Raises NotFound, BadInput, and Conflict when another reason is recorded for it.
    """
    if problem := drafts.departure_problem(item_key, reason):
        raise problem
    paper = lock_paper(key)
    row = row_of(paper, consultation_id)
    if row.outcome == Outcome.PENDING:
        raise BadInput(PENDING)
    snapshot = db.session.get(Snapshot, snapshot_id)
    if snapshot is None or snapshot.published_at is None:
        raise BadInput(NOT_PUBLISHED)
    if cited_weight(snapshot, item_key) is None:
        raise BadInput(NO_SUCH_ITEM, field="item_key")
    earlier = db.session.scalar(
        select(Departure).where(
            Departure.consultation_id == row.id,
            Departure.snapshot_id == snapshot.id,
            Departure.item_key == item_key,
        )
    )
    if earlier is not None:
        if earlier.reason != reason:
            raise Conflict(ALREADY)
        return earlier
    departure = Departure(
        consultation_id=row.id,
        item_key=item_key,
        round_id=snapshot.round_id,
        snapshot_id=snapshot.id,
        reason=reason,
    )
    db.session.add(departure)
    db.session.flush()
    note("consultation.departure_recorded", key, actor, clock, consultation=row.id, item=item_key)
    return departure


def carry_over(corrected: Consultation, row: Consultation, kept: Collection[int]) -> None:
    """Repeat those departures of a corrected row that still hold for the row that corrects it."""
    query = select(Departure).where(Departure.consultation_id == corrected.id)
    for departure in db.session.scalars(query.order_by(Departure.id)).all():
        if departure.id in kept:
            db.session.add(
                Departure(
                    consultation_id=row.id,
                    item_key=departure.item_key,
                    round_id=departure.round_id,
                    snapshot_id=departure.snapshot_id,
                    reason=departure.reason,
                    redacted_at=departure.redacted_at,
                )
            )
    db.session.flush()
