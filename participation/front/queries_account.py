"""What 'Mein Bereich' reads of a person's rounds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from participation.extensions import db
from participation.rounds.models import Participation, Round


def rounds_of(account_id: int) -> list[Row[Any]]:
    """Return the rounds an account takes or took part in, newest first: rows of `Participation` and
    `Round`."""
    query = (
        select(Participation, Round)
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.account_id == account_id)
        .order_by(Participation.consented_at.desc(), Participation.round_id.desc())
    )
    return list(db.session.execute(query))
