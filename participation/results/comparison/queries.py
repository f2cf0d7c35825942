"""Which rounds can be compared with a round."""

from __future__ import annotations

from sqlalchemy import select

from participation.extensions import db
from participation.results.comparison.rules import Asked, counting, differently_asked, wording
from participation.rounds.models import Round
from participation.rounds.rules import Audience


def asked(round_: Round) -> Asked:
    """Return what a round asks, as far as another must agree in it to be compared."""
    settings = round_.settings
    return Asked(
        origin=round_.origin,
        audience=(settings.audience, settings.minimum_age, settings.declaration.get("de", "")),
        frame=wording(round_.frame),
        instrument=settings.instrument,
        no_opinion=settings.no_opinion,
        thresholds=counting(settings.thresholds),
    )


def comparable(round_: Round) -> list[Round]:
    """Return the other rounds with a published result that asked the same of the same people, the
    latest first; none for a round without one."""
    if round_.results_published_at is None:
        return []
    query = select(Round).where(
        Round.id != round_.id,
        Round.origin == round_.origin,
        Round.audience == Audience.RESIDENTS,
        Round.results_published_at.is_not(None),
    )
    ours = asked(round_)
    rounds = db.session.scalars(query.order_by(Round.weights_closes_at.desc(), Round.id.desc()))
    return [other for other in rounds if not differently_asked(ours, asked(other))]


def in_order(one: Round, other: Round) -> tuple[Round, Round]:
    """Return both rounds, the one whose weighting ended earlier first."""

    def ended(round_: Round) -> tuple[float, int]:
        closes = round_.weights_closes_at
        return (closes.timestamp() if closes else 0.0, round_.id)

    earlier, later = sorted((one, other), key=ended)
    return earlier, later
