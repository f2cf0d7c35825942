"""Reading rounds, always in an order."""

from __future__ import annotations

from sqlalchemy import select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.rounds.models import Round

NO_ROUND = N_("Diese Runde gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def get(slug: str) -> Round:
    """Return a published round by its slug, archived ones too. Raises NotFound."""
    round_ = db.session.scalar(select(Round).where(Round.slug == slug, Round.published_at.is_not(None)))
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_


def get_any(slug: str) -> Round:
    """Return a round by its slug, published or not: for staff pages and the shell. Raises NotFound."""
    round_ = db.session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_
