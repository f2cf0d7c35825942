"""Why an idea can be rejected, and what a decision has to say. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

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


class Ground(StrEnum):
    """What a rejection or removal rests on."""

    LAW = "law"
    CONDUCT = "conduct"
    ROUND = "round"


GROUNDS: dict[Reason, Ground] = {
    Reason.OFF_TOPIC: Ground.ROUND,
    Reason.NOT_OURS: Ground.ROUND,
    Reason.DUPLICATE: Ground.ROUND,
    Reason.UNCLEAR: Ground.ROUND,
    Reason.PERSONAL: Ground.CONDUCT,
    Reason.INSULT: Ground.CONDUCT,
    Reason.ADVERT: Ground.CONDUCT,
    Reason.ILLEGAL: Ground.LAW,
}

GROUND_LABELS: dict[Ground, str] = {
    Ground.LAW: N_("Grundlage ist ein Gesetz."),
    Ground.CONDUCT: N_("Grundlage ist die Netiquette."),
    Ground.ROUND: N_("Grundlage sind die Regeln dieser Runde."),
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
    Reason.DUPLICATE: N_("Diese Idee gibt es in der Runde schon."),
    Reason.UNCLEAR: N_("Wir haben nicht verstanden, was Sie vorschlagen."),
    Reason.PERSONAL: N_("Ihre Idee nennt andere Menschen. Deren Angaben dürfen wir nicht zeigen."),
    Reason.INSULT: N_(
        "Ihr Text verletzt andere und damit unsere Netiquette. Deshalb zeigen wir ihn nicht."
    ),
    Reason.ADVERT: N_("Ihr Text wirbt für ein Angebot. Werbung zeigen wir in dieser Runde nicht."),
    Reason.ILLEGAL: N_("Ihr Text verstößt gegen geltendes Recht. Deshalb zeigen wir ihn nicht."),
}
"""What the author reads unless the moderator changes it, in the author's language; the mail itself
names the idea that there was already."""

AGAIN: dict[Reason, str] = {
    Reason.UNCLEAR: N_("Sie können die Idee gern genauer noch einmal einreichen."),
    Reason.PERSONAL: N_("Sie können die Idee gern ohne diese Angaben noch einmal einreichen."),
}
"""What follows a template as long as ideas can be handed in."""

SUPPORT: dict[Reason, str] = {
    Reason.DUPLICATE: N_("Ist sie veröffentlicht, können Sie sie unterstützen."),
}
"""What follows a template as long as ideas can be supported."""


def template(reason: Reason, *, ideas_open: bool, over: bool) -> tuple[str, ...]:
    """Return the sentences of a reason's template that are true at this moment of its round."""
    more = (AGAIN.get(reason) if ideas_open else None, None if over else SUPPORT.get(reason))
    return (TEMPLATES[reason], *filter(None, more))


COMPLAINT_MONTHS = 6
"""How long after a decision its author and its reporters can complain about it."""

UNDO_FOR = timedelta(minutes=10)
"""How long a decision can be undone; its mail to the author waits as long."""

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
    check_length(text)
    return target


def needs_other(action: Action, reason: Reason | None) -> bool:
    """Tell whether a decision has to name another idea: the one that there was already."""
    return action in NEEDS_REASON and reason is Reason.DUPLICATE


def may_undo(decided_at: datetime, now: datetime, *, undone: bool, changed_since: bool) -> bool:
    """Tell whether a decision can be undone: for `UNDO_FOR`, once, and while the idea stands as the
    decision left it."""
    return not undone and not changed_since and decided_at <= now < decided_at + UNDO_FOR


def complaint_until(decided_at: datetime, zone: str) -> datetime:
    """Return the end (exclusive) of the time for a complaint: midnight after the day with the same
    number `COMPLAINT_MONTHS` later, or after the last day of a month that has no such day."""
    day = decided_at.astimezone(ZoneInfo(zone)).date()
    months = day.year * 12 + day.month - 1 + COMPLAINT_MONTHS
    year, month = divmod(months, 12)
    last = day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone))


def similar_search(title: str) -> str:
    """Return the words to search for ideas like the one with this title: its longest."""
    words = sorted(re.findall(r"\w{4,}", title), key=len, reverse=True)
    return " ".join(words[:SIMILAR_WORDS]) or title


def check_length(text: str) -> None:
    """Raise BadInput (field `text`) for a text that is too long."""
    if len(text) > TEXT_LENGTH:
        sentence = N_(
            "Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn um %(over)s"
            " Zeichen."
        )
        over = len(text) - TEXT_LENGTH
        raise BadInput(sentence, field="text", length=len(text), most=TEXT_LENGTH, over=over)
