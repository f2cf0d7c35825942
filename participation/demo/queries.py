"""Reading what the demo has made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import inspect, select

from participation.accounts.models import Account
from participation.accounts.queries import address_hash
from participation.demo.rules import PARTNER_ADDRESS, SLUGS
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import State, number_of
from participation.projects.models import Project, ProjectIdea
from participation.rounds.models import Round
from participation.rounds.rules import Origin

LED_TO = "schulstrassen"


@dataclass(frozen=True)
class DemoState:
    """The rounds of this database: those the demo made last, and those somebody else made."""

    own: tuple[Round, ...]
    foreign: tuple[Round, ...]

    @property
    def complete(self) -> bool:
        """Whether every round of the demo is there; copies of them may stand beside."""
        return {round_.slug for round_ in self.own} >= set(SLUGS)

    def round(self, slug: str) -> Round:
        """Return the demo's round with this slug."""
        return next(round_ for round_ in self.own if round_.slug == slug)


def state() -> DemoState:
    """Return which rounds the demo made: those that say so, whatever their names are."""
    rounds = list(db.session.scalars(select(Round).order_by(Round.id)))
    return DemoState(
        tuple(round_ for round_ in rounds if round_.origin == Origin.DEMO),
        tuple(round_ for round_ in rounds if round_.origin != Origin.DEMO),
    )


def idea_with_a_project() -> str | None:
    """Return the number of the published idea that became the project LED_TO, None where a visitor
    took one of them back."""
    query = (
        select(Idea.year, Idea.id)
        .join(ProjectIdea, ProjectIdea.idea_id == Idea.id)
        .join(Project, Project.id == ProjectIdea.project_id)
        .where(Idea.state == State.PUBLISHED, Project.key == LED_TO)
        .where(Project.published_at.is_not(None))
        .order_by(Idea.id)
        .limit(1)
    )
    row = db.session.execute(query).first()
    return None if row is None else number_of(row.year, row.id)


def has_tables() -> bool:
    """Tell whether this database has been migrated; a new one is empty."""
    return inspect(db.engine).has_table(Round.__tablename__)


def has_real_rounds() -> bool:
    """Tell whether somebody made a round without DEMO=1."""
    query = select(Round.id).where(Round.origin == Origin.CITY.value).limit(1)
    return db.session.scalar(query) is not None


def has_protected_staff() -> bool:
    """Tell whether anybody's second factor is set up, which one-click sign-in would get around."""
    query = select(Account.id).where(Account.is_staff, Account.totp_secret.is_not(None)).limit(1)
    return db.session.scalar(query) is not None


def partner() -> Account | None:
    """Return the resident who acts for the demo's organisation, None before it is built."""
    hashed = address_hash(PARTNER_ADDRESS)
    residents = select(Account).where(Account.address_hash == hashed, Account.is_staff.is_(False))
    return db.session.scalar(residents)
