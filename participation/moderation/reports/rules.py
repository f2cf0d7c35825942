"""What can be reported and why, what becomes of a report, and which comes first. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from participation.ideas.rules import Action
from participation.kernel.errors import N_, BadInput
from participation.moderation.rules import check_length

NAME_LENGTH = 120
PAGE_LENGTH = 500


class Reported(StrEnum):
    """What a report is about: a threat to somebody, something that everybody can read, or something
    that nobody can read any more."""

    THREAT = "threat"
    PUBLIC = "public"
    HIDDEN = "hidden"


class ReportReason(StrEnum):
    """Why a reader reports something."""

    INSULT = "insult"
    PERSONAL = "personal"
    ADVERT = "advert"
    ILLEGAL = "illegal"
    CHILD_ABUSE = "child_abuse"
    THREAT = "threat"
    OTHER = "other"


REPORT_LABELS: dict[ReportReason, str] = {
    ReportReason.INSULT: N_("Der Text beleidigt oder verletzt"),
    ReportReason.PERSONAL: N_("Der Text nennt andere Menschen"),
    ReportReason.ADVERT: N_("Der Text wirbt für etwas"),
    ReportReason.ILLEGAL: N_("Der Text verstößt gegen ein Gesetz"),
    ReportReason.CHILD_ABUSE: N_("Es geht um sexualisierte Gewalt gegen Kinder"),
    ReportReason.THREAT: N_("Das Leben oder die Sicherheit eines Menschen ist bedroht"),
    ReportReason.OTHER: N_("Etwas anderes"),
}


class Outcome(StrEnum):
    """What became of a report."""

    REMOVED = "removed"
    KEPT = "kept"
    ACTED = "acted"
    GONE = "gone"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.REMOVED: N_("Der Text ist entfernt"),
    Outcome.KEPT: N_("Der Text bleibt stehen"),
    Outcome.ACTED: N_("Der Text ist geändert oder entfernt"),
    Outcome.GONE: N_("Der Text stand schon nicht mehr da"),
}

ON_PAGES = (Outcome.ACTED, Outcome.KEPT)
"""What a moderator can say of a report of another page than an idea's."""


def is_urgent(reason: ReportReason | str) -> bool:
    """Tell whether a report goes first, at once, to everybody who moderates: somebody's life or
    safety may be in danger."""
    return reason == ReportReason.THREAT


def outcome_of(action: Action) -> Outcome | None:
    """Return what a decision on an idea makes of its reports, None where it settles none."""
    if action in (Action.KEEP, Action.PUBLISH):
        return Outcome.KEPT
    return Outcome.REMOVED if action in (Action.REMOVE, Action.REJECT) else None


def may_complain(outcome: Outcome | str | None) -> bool:
    """Tell whether a reporter may complain about what became of a report: where not all was done
    that they asked for."""
    return outcome in (Outcome.KEPT, Outcome.ACTED)


def order(*, reason: str, public: bool, at: datetime) -> tuple[bool, bool, datetime]:
    """Return where an open report stands: threats first, then what everybody can read now, then
    the oldest."""
    return not is_urgent(reason), not public, at


def check_report(*, reason: ReportReason | None, text: str, name: str, good_faith: bool) -> None:
    """Raise BadInput (`reason`, `text`, `name`, `good_faith`) for a report that lacks something or
    says too much."""
    if reason is None:
        raise BadInput(N_("Wählen Sie, was Sie stört."), field="reason")
    if not text:
        raise BadInput(N_("Beschreiben Sie in einem Satz, was Sie stört."), field="text")
    check_length(text)
    if len(name) > NAME_LENGTH:
        sentence = N_("Kürzen Sie den Namen auf %(most)s Zeichen.")
        raise BadInput(sentence, field="name", most=NAME_LENGTH)
    if not good_faith:
        sentence = N_("Bestätigen Sie, dass Ihre Angaben nach Ihrem Wissen stimmen.")
        raise BadInput(sentence, field="good_faith")
