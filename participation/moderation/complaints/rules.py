"""Who may complain and who decides, until when, and how a complaint can end. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from participation.ideas.rules import Action, State, after
from participation.kernel.errors import N_, BadInput
from participation.moderation.rules import NEEDS_REASON, TEXT_LENGTH

DECIDED_WITHIN = timedelta(weeks=4)
"""In which time the city means to decide on a complaint; staff pages show the day."""


class Outcome(StrEnum):
    """How a complaint ended."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.UPHELD: N_("Die Beschwerde hat Erfolg"),
    Outcome.PARTLY: N_("Die Beschwerde hat zum Teil Erfolg"),
    Outcome.REJECTED: N_("Die Beschwerde hat keinen Erfolg"),
}


class Change(StrEnum):
    """What a complaint changed about an idea."""

    PUBLISHED = "published"
    REMOVED = "removed"
    PUT_BACK = "put back"


CHANGES: dict[Change, str] = {
    Change.PUBLISHED: N_("Ihre Idee ist jetzt für alle zu lesen."),
    Change.REMOVED: N_("Der gemeldete Text ist entfernt."),
    Change.PUT_BACK: N_("In Ihrer Idee steht wieder, was wir geschwärzt hatten."),
}
"""What whoever complained reads about that."""
MADE_BY: dict[Action, Change] = {
    Action.PUBLISH: Change.PUBLISHED,
    Action.REMOVE: Change.REMOVED,
}


def may_decide(account_id: int, decided_by: int | None, *, party: bool) -> bool:
    """Tell whether somebody may decide: neither the one who decided before nor a party."""
    return not party and account_id != decided_by


def wanted_action(outcome: Outcome, *, by_author: bool, state: State | str) -> Action | None:
    """Return what an upheld complaint makes of an idea: an author's publishes it, a reporter's
    removes it; None where it already stands so or nothing changes."""
    if outcome is not Outcome.UPHELD:
        return None
    action = Action.PUBLISH if by_author else Action.REMOVE
    reached = State.PUBLISHED if by_author else State.REMOVED
    return None if state == reached or after(state, action) is None else action


def needs_ground(action: Action | None) -> bool:
    """Tell whether the decision has to name a ground."""
    return action in NEEDS_REASON


def check_text(text: str, field: str = "text") -> None:
    """Raise BadInput for a text that is missing or too long."""
    if not text:
        raise BadInput(N_("Schreiben Sie in ein oder zwei Sätzen, warum."), field=field)
    if len(text) > TEXT_LENGTH:
        sentence = N_("Kürzen Sie den Text auf %(most)s Zeichen.")
        raise BadInput(sentence, field=field, most=TEXT_LENGTH)
