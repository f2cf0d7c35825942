"""How long an idea is held, how much goes in one go, and which keys there are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from participation.ideas.rules import Action
from participation.kernel.errors import N_, BadInput
from participation.moderation.rules import Reason

CLAIM_FOR = timedelta(minutes=10)
"""How long an idea is held for whoever has opened it to decide."""
MOST_IN_BULK = 50
NOTE_LENGTH = 2000
BULK_KEPT_FOR = timedelta(days=30)
"""How long the list of what a bulk did is kept; the decisions stay."""


class Bulk(StrEnum):
    """What can be done with several ideas at once: whatever else is rejected needs the facts of
    its own case."""

    PUBLISH = "publish"
    SPAM = "spam"
    COPIES = "copies"


BULK_ACTIONS: dict[Bulk, tuple[Action, Reason | None]] = {
    Bulk.PUBLISH: (Action.PUBLISH, None),
    Bulk.SPAM: (Action.REJECT, Reason.ADVERT),
    Bulk.COPIES: (Action.REJECT, Reason.DUPLICATE),
}


class Problem(StrEnum):
    """Why an idea was left out of a bulk, or could not be taken back with it."""

    GONE = "gone"
    CHANGED = "changed"
    OWN = "own"
    CLAIMED = "claimed"
    NOT_WAITING = "not_waiting"
    NO_COPY = "no_copy"
    IN_DECISION = "in_decision"
    TOO_LATE = "too_late"


PROBLEMS: dict[Problem, str] = {
    Problem.GONE: N_("Diese Idee gibt es nicht, oder Sie moderieren ihre Runde nicht."),
    Problem.CHANGED: N_("Die Idee hat sich geändert, seit Sie die Liste geladen haben."),
    Problem.OWN: N_("Das ist Ihre eigene Idee. Darüber entscheidet jemand anderes."),
    Problem.CLAIMED: N_("Jemand anderes prüft die Idee gerade."),
    Problem.NOT_WAITING: N_("Die Idee wartet nicht. Entscheiden Sie auf ihrer Seite."),
    Problem.NO_COPY: N_(
        "Mit genau diesem Titel und Text stand sonst keine Idee mehr in der Runde."
    ),
    Problem.IN_DECISION: N_(
        "Über die gleiche Idee, die stehen bleibt, entscheidet gerade jemand anderes."
    ),
    Problem.TOO_LATE: N_("Zurücknehmen geht nicht mehr. Sie können neu entscheiden."),
}


class Key(StrEnum):
    """What a key of the keyboard does on the workbench."""

    PUBLISH = "publish"
    ASK = "ask"
    REJECT = "reject"
    SKIP = "skip"
    CLAIM = "claim"
    HELP = "help"


KEYS: dict[Key, str] = {
    Key.PUBLISH: "v",
    Key.ASK: "a",
    Key.REJECT: "x",
    Key.SKIP: "s",
    Key.CLAIM: "n",
    Key.HELP: "?",
}
"""The keys until a person chooses others. Digits are left to the reasons."""


def keys_of(chosen: Mapping[str, str]) -> dict[Key, str]:
    """Return the key of each action: as chosen, the usual one where nothing is."""
    return {key: chosen.get(key.value) or usual for key, usual in KEYS.items()}


def check_keys(typed: Mapping[Key, str]) -> dict[str, str]:
    """Return the keys to be kept. Raises BadInput (its field is the action) for a key that is no
    single letter or sign, and for one that does two things."""
    kept: dict[str, str] = {}
    for action in Key:
        key = typed.get(action, "").strip().lower()
        if len(key) != 1 or key.isdigit() or not key.isprintable():
            sentence = N_("Geben Sie einen Buchstaben oder ein Zeichen ein, keine Ziffer.")
            raise BadInput(sentence, field=action.value)
        if key in kept.values():
            sentence = N_("Die Taste %(key)s haben Sie schon vergeben. Wählen Sie eine andere.")
            raise BadInput(sentence, field=action.value, key=key)
        kept[action.value] = key
    return kept
