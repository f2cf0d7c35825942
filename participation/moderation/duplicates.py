"""The idea that there was already, which a rejection names."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import State, parse_number
from participation.kernel.errors import N_, BadInput, Conflict

NAMEABLE = (State.PUBLISHED, State.MERGED, State.WAITING)
"""In which state there is an idea already: everybody can read it, or it is still to be decided."""
IN_DECISION = N_(
    "Über die andere Idee wird gerade entschieden. Ihre Entscheidung wurde nicht gespeichert."
)


def named(idea: Idea, number: str) -> Idea:
    """Return the idea of the same round that there was already. Raises BadInput, field `other`,
    where the number names none."""
    if not number:
        raise BadInput(N_("Geben Sie die Nummer der Idee an, die es schon gibt."), field="other")
    year, other_id = parse_number(number) or (0, 0)
    other = db.session.scalar(select(Idea).where(Idea.id == other_id, Idea.year == year))
    if other is None:
        sentence = N_("Eine Idee mit dieser Nummer gibt es nicht. Geben Sie sie an wie 2026-00042.")
        raise BadInput(sentence, field="other")
    if other.id == idea.id:
        sentence = N_("Das ist die Idee selbst. Geben Sie die Nummer der anderen Idee an.")
        raise BadInput(sentence, field="other")
    if other.round_id != idea.round_id:
        sentence = N_("Idee %(number)s gehört zu einer anderen Runde. Nennen Sie eine aus dieser.")
        raise BadInput(sentence, field="other", number=other.number)
    if other.state not in NAMEABLE:
        sentence = N_(
            "Idee %(number)s ist abgelehnt, entfernt oder zurückgezogen. Nennen Sie eine, die"
            " öffentlich ist oder wartet."
        )
        raise BadInput(sentence, field="other", number=other.number)
    return other


def hold(idea: Idea, number: str) -> Idea:
    """Return the same within a decision: until it is made, nobody decides on the other one.

    Raises Conflict where somebody just does, so that two ideas are never rejected for each other.
    """
    if not hold_each([named(idea, number).id]):
        raise Conflict(IN_DECISION)
    return named(idea, number)


def hold_each(ids: Collection[int]) -> dict[int, Idea]:
    """Return those of these ideas on which nobody just decides, read anew; until the present
    decisions are made, nobody does."""
    ours = select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id)
    locked = ours.with_for_update(read=True, skip_locked=True)
    found = db.session.scalars(locked.execution_options(populate_existing=True))
    return {idea.id: idea for idea in found}
