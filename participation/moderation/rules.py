"""Why an idea can be rejected or reported, and what a decision has to say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from participation.ideas.rules import Action, State, after
from participation.kernel.errors import N_, BadInput, Conflict

TEXT_LENGTH = 2000


class Reason(StrEnum):
    """Why an idea was rejected or removed. A new reason is a new line here and in the two tables
    below."""

    OFF_TOPIC = "off_topic"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    PERSONAL = "personal"
    INSULT = "insult"
    ADVERT = "advert"
    ILLEGAL = "illegal"


LABELS: dict[Reason, str] = {
    Reason.OFF_TOPIC: N_("Passt nicht zum Thema der Runde"),
    Reason.NOT_OURS: N_("Die Stadt kann darüber nicht entscheiden"),
    Reason.DUPLICATE: N_("Gibt es schon"),
    Reason.UNCLEAR: N_("Ist nicht zu verstehen"),
    Reason.PERSONAL: N_("Nennt andere Menschen"),
    Reason.INSULT: N_("Beleidigt oder verletzt"),
    Reason.ADVERT: N_("Wirbt für etwas"),
    Reason.ILLEGAL: N_("Verstößt gegen ein Gesetz"),
}

TEMPLATES: dict[Reason, str] = {
    Reason.OFF_TOPIC: N_(
        "Ihre Idee passt nicht zum Thema dieser Runde. Bitte wenden Sie sich damit an die"
        " zuständige Stelle der Stadt."
    ),
    Reason.NOT_OURS: N_(
        "Über Ihre Idee kann die Stadt nicht entscheiden. Zuständig ist eine andere Stelle, zum"
        " Beispiel Land oder Bund."
    ),
    Reason.DUPLICATE: N_(
        "Diese Idee gibt es in der Runde schon. Sie können die vorhandene Idee unterstützen."
    ),
    Reason.UNCLEAR: N_(
        "Wir haben nicht verstanden, was Sie vorschlagen. Sie können die Idee gern genauer noch"
        " einmal einreichen."
    ),
    Reason.PERSONAL: N_(
        "Ihre Idee nennt andere Menschen. Deren Angaben dürfen wir nicht zeigen. "
        "Sie können die Idee gern ohne diese Angaben noch einmal einreichen."
    ),
    Reason.INSULT: N_(
        "Ihr Text verletzt andere und damit unsere Netiquette. Deshalb zeigen wir ihn nicht."
    ),
    Reason.ADVERT: N_("Ihr Text wirbt für ein Angebot. Werbung zeigen wir in dieser Runde nicht."),
    Reason.ILLEGAL: N_("Ihr Text verstößt gegen geltendes Recht. Deshalb zeigen wir ihn nicht."),
}
"""What the author reads unless the moderator changes it, in the author's language."""


class ReportReason(StrEnum):
    """Why a reader reports an idea."""

    INSULT = "insult"
    PERSONAL = "personal"
    ADVERT = "advert"
    ILLEGAL = "illegal"
    OTHER = "other"


REPORT_LABELS: dict[ReportReason, str] = {
    ReportReason.INSULT: N_("Die Idee beleidigt oder verletzt"),
    ReportReason.PERSONAL: N_("Die Idee nennt andere Menschen"),
    ReportReason.ADVERT: N_("Die Idee wirbt für etwas"),
    ReportReason.ILLEGAL: N_("Die Idee verstößt gegen ein Gesetz"),
    ReportReason.OTHER: N_("Etwas anderes"),
}

UNDO_FOR = timedelta(minutes=10)
"""How long a decision can be undone; its mail to the author waits as long."""

ACTIVE_FOR = timedelta(minutes=10)
"""How long after a decision a moderator counts as being at work."""

SIMILAR_WORDS = 2
"""How many words of a title a search for similar ideas takes."""

DECISIONS = (Action.PUBLISH, Action.REJECT, Action.ASK, Action.KEEP, Action.REMOVE)
"""What moderators do; to withdraw is the author's."""

NEEDS_REASON = (Action.REJECT, Action.REMOVE)


def check(state: State | str, action: Action, reason: Reason | None, text: str) -> State:
    """Return the state a decision leads to.

    Raises Conflict for what cannot be done in this state, BadInput (fields `reason`, `text`) where
    a reason or the text to the author is missing or too long.
    """
    target = after(state, action) if action in DECISIONS else None
    if target is None:
        raise Conflict(N_("Das ist bei dieser Idee nicht möglich. Ihr Stand hat sich geändert."))
    if action in NEEDS_REASON and reason is None:
        raise BadInput(N_("Wählen Sie einen Grund."), field="reason")
    if action is Action.ASK and not text:
        raise BadInput(N_("Schreiben Sie, was an der Idee anders werden soll."), field="text")
    if action in NEEDS_REASON and not text:
        raise BadInput(
            N_("Die Begründung fehlt. Schreiben Sie in ein oder zwei Sätzen, warum."), field="text"
        )
    _check_length(text)
    return target


def needs_other(action: Action, reason: Reason | None) -> bool:
    """Tell whether a decision has to name another idea: the one that there was already."""
    return action in NEEDS_REASON and reason is Reason.DUPLICATE


def may_undo(decided_at: datetime, now: datetime, *, undone: bool, changed_since: bool) -> bool:
    """Tell whether a decision can be undone: for `UNDO_FOR`, once, and while the idea stands as the
    decision left it."""
    return not undone and not changed_since and decided_at <= now < decided_at + UNDO_FOR


def share_of_queue(account_id: int, at_work: Iterable[int]) -> tuple[int, int]:
    """Return which part of the queue a moderator begins with, and into how many parts those at work
    divide it: (0, 1) for somebody who is alone."""
    everyone = sorted({account_id, *at_work})
    return everyone.index(account_id), len(everyone)


def similar_search(title: str) -> str:
    """Return the words to search for ideas like the one with this title: its longest."""
    words = sorted(re.findall(r"\w{4,}", title), key=len, reverse=True)
    return " ".join(words[:SIMILAR_WORDS]) or title


def check_report(text: str) -> None:
    """Raise BadInput when a report says nothing or too much."""
    if not text:
        raise BadInput(N_("Beschreiben Sie in einem Satz, was Sie stört."), field="text")
    _check_length(text)


def _check_length(text: str) -> None:
    if len(text) > TEXT_LENGTH:
        sentence = N_(
            "Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn um %(over)s"
            " Zeichen."
        )
        over = len(text) - TEXT_LENGTH
        raise BadInput(sentence, field="text", length=len(text), most=TEXT_LENGTH, over=over)
