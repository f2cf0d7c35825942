"""Which ideas can be merged and split. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from participation.ideas.rules import MERGEABLE_STATES, PUBLIC_STATES, State
from participation.kernel.errors import N_, BadInput, Conflict

FEWEST_PARTS = 2
MOST_PARTS = 5
"""Into how many ideas one can be split at once."""

NOT_NOW = N_("Das ist bei dieser Idee nicht möglich. Ihr Stand hat sich geändert.")


@dataclass(frozen=True)
class Standing:
    """What counts of an idea that is to be merged: its id, its round's, and its state."""

    id: int
    round_id: int
    state: str


def check_merge(source: Standing, target: Standing) -> None:
    """Raise Conflict where an idea cannot go into any other, and BadInput (field `into`) where it
    cannot go into this one.

    What it goes into stands for itself, so that no circle can come about.
    """
    if source.state not in MERGEABLE_STATES:
        raise Conflict(NOT_NOW)
    if source.id == target.id:
        sentence = N_("Das ist die Idee selbst. Geben Sie die Nummer der anderen Idee an.")
        raise BadInput(sentence, field="into")
    if source.round_id != target.round_id:
        sentence = N_("Diese Idee gehört zu einer anderen Runde. Nehmen Sie eine aus derselben.")
        raise BadInput(sentence, field="into")
    if target.state == State.MERGED:
        sentence = N_(
            "Diese Idee ist selbst mit einer anderen zusammengeführt. Geben Sie deren Nummer an."
        )
        raise BadInput(sentence, field="into")
    if target.state not in PUBLIC_STATES:
        sentence = N_("Diese Idee ist nicht veröffentlicht. Nehmen Sie eine, die alle lesen.")
        raise BadInput(sentence, field="into")


def check_split(state: str, parts: int) -> None:
    """Raise Conflict where an idea cannot be split, and BadInput for too few or too many parts."""
    if state not in MERGEABLE_STATES:
        raise Conflict(NOT_NOW)
    if not FEWEST_PARTS <= parts <= MOST_PARTS:
        sentence = N_("Teilen Sie die Idee in mindestens %(fewest)s und höchstens %(most)s Ideen.")
        raise BadInput(sentence, fewest=FEWEST_PARTS, most=MOST_PARTS)
