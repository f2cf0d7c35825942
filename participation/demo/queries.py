"""Reading what the demo has made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.demo.rules import SLUGS
from participation.extensions import db
from participation.rounds.models import Round

BUILT = "demo.built"


@dataclass(frozen=True)
class State:
    """The rounds of this database: those the demo made last, and those somebody else made."""

    own: tuple[Round, ...]
    foreign: tuple[Round, ...]

    @property
    def complete(self) -> bool:
        """Whether every round of the demo is there."""
        return {round_.slug for round_ in self.own} == set(SLUGS)

    def round(self, slug: str) -> Round:
        """Return the demo's round with this slug."""
        return next(round_ for round_ in self.own if round_.slug == slug)


def state() -> State:
    """Return which rounds the demo made. It knows them by what it noted when it built them, never
    by their names alone."""
    made = made_rounds()
    rounds = list(db.session.scalars(select(Round).order_by(Round.id)))
    return State(
        tuple(round_ for round_ in rounds if round_.uid in made),
        tuple(round_ for round_ in rounds if round_.uid not in made),
    )


def made_rounds() -> frozenset[str]:
    """Return the uids of the rounds that the demo made when it was built last."""
    query = (
        select(AuditEntry.details)
        .where(AuditEntry.action == BUILT)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    details = db.session.scalar(query)
    return frozenset(details["rounds"]) if details else frozenset()
