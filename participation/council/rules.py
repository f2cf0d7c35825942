"""What can be recorded about a paper and its consultations, on plain values. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.kernel.links import checked_link
from participation.kernel.partial_dates import LONGEST_WORDING, PartialDate
from participation.kernel.text import fold
from participation.strategy.rules import KEY_LENGTH

REFERENCE_LENGTH = 80
TITLE_LENGTH = 250
BODY_LENGTH = 120
WORDING_LENGTH = 250
TEXT_LENGTH = 10_000
REASON_LENGTH = 2000
DATE_LENGTH = 10
LINK_LENGTH = 500
MOST_VOTES = 10_000
MOST_STEPS = 40
MOST_STATEMENTS = 4
SHORTEST_PASSAGE = 2
BLACKED_OUT = "█████"
"""Stands where something was blacked out, always as long: its length says nothing."""


class Kind(StrEnum):
    """What kind of paper it is."""

    DRAFT_RESOLUTION = "draft_resolution"
    MOTION = "motion"
    REPORT = "report"
    INQUIRY = "inquiry"
    OTHER = "other"


class Role(StrEnum):
    """What a body was asked to do with a paper."""

    DECISION = "decision"
    PREPARATION = "preparation"
    HEARING = "hearing"
    INFORMATION = "information"


class Outcome(StrEnum):
    """What came of a consultation."""

    PENDING = "pending"
    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    ADOPTED = "adopted"
    ADOPTED_WITH_CHANGES = "adopted_with_changes"
    REJECTED = "rejected"
    REFERRED = "referred"
    POSTPONED = "postponed"
    NOTED = "noted"
    OFF_AGENDA = "off_agenda"
    WITHDRAWN = "withdrawn"


class StepPhase(StrEnum):
    """Where a step of a strategy's way stands among draft, consultation and decision."""

    BEFORE = "before"
    CONSULTATION = "consultation"
    AFTER = "after"


ADOPTING = (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES)
ADVISING = (Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED)

CANNOT_ADOPT = N_(
    "Nur ein Gremium, das maßgeblich entscheidet, kann beschließen oder ablehnen. Wählen Sie"
    " „empfohlen“ oder „nicht empfohlen“, oder geben Sie an, dass dieses Gremium entscheidet."
)
ONLY_DECISION_BINDS = N_(
    "Maßgeblich ist eine Beratung nur, wenn das Gremium entscheidet. Wählen Sie bei „Rolle“"
    " „Entscheidung“."
)
VOTES_BEFORE_OUTCOME = N_(
    "Stimmen gibt es erst, wenn beraten ist. Wählen Sie das Ergebnis, oder lassen Sie die Stimmen"
    " leer."
)
VOTES_INCOMPLETE = N_(
    "Tragen Sie Ja- und Nein-Stimmen ein. Sind sie nicht gezählt, beschreiben Sie das Ergebnis in"
    " Worten."
)
NOT_YET = N_(
    "Dieses Datum liegt in der Zukunft. Wählen Sie „steht aus“, oder berichtigen Sie das Datum."
)
TOO_LONG = N_("Der Text hat %(length)s Zeichen, erlaubt sind %(longest)s. Kürzen Sie ihn.")
BAD_VOTES = N_("Tragen Sie eine ganze Zahl von 0 bis %(most)s ein.")


@dataclass(frozen=True)
class Votes:
    """How a body voted: counted, in words, or not known. None is "not known", never 0."""

    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    wording: str = ""

    @property
    def counted(self) -> bool:
        """Tell whether votes were counted."""
        return self.in_favour is not None

    @property
    def known(self) -> bool:
        """Tell whether anything is known of the votes."""
        return bool(self.wording) or any(n is not None for n in self.counts)

    @property
    def counts(self) -> tuple[int | None, int | None, int | None]:
        """For, against, abstained."""
        return self.in_favour, self.against, self.abstained


@dataclass(frozen=True)
class PaperDraft:
    """A paper as somebody wants to record it."""

    title: str
    kind: Kind | None
    reference: str = ""
    date: PartialDate = field(default_factory=PartialDate)
    link: str = ""
    oparl_id: str = ""
    strategy_id: int | None = None


@dataclass(frozen=True)
class ConsultationDraft:
    """A consultation as somebody wants to record it."""

    body: str
    role: Role | None
    outcome: Outcome | None
    authoritative: bool = False
    date: PartialDate = field(default_factory=PartialDate)
    text: str = ""
    votes: Votes = field(default_factory=Votes)
    oparl_id: str = ""


def paper_problems(draft: PaperDraft) -> list[BadInput]:
    """Return what is wrong with a paper, with the form's fields."""
    problems = [
        *_missing(draft.title, "title", N_("Geben Sie den Titel der Vorlage ein.")),
        *too_long(draft.title, TITLE_LENGTH, "title"),
        *too_long(draft.reference, REFERENCE_LENGTH, "reference"),
        *too_long(draft.date.wording, LONGEST_WORDING, "date_wording"),
        *link_problems(draft.link, "link"),
        *link_problems(draft.oparl_id, "oparl_id"),
    ]
    return problems + _missing(draft.kind, "kind", N_("Wählen Sie die Art der Vorlage."))


def consultation_problems(draft: ConsultationDraft, today: date) -> list[BadInput]:
    """Return what is wrong with a consultation, with the form's fields."""
    problems = [
        *_missing(draft.body, "body", N_("Geben Sie das Gremium ein, zum Beispiel Gemeinderat.")),
        *too_long(draft.body, BODY_LENGTH, "body"),
        *too_long(draft.date.wording, LONGEST_WORDING, "date_wording"),
        *_missing(draft.role, "role", N_("Wählen Sie, was das Gremium mit der Vorlage tut.")),
        *_missing(draft.outcome, "outcome", N_("Wählen Sie das Ergebnis der Beratung.")),
        *too_long(draft.text, TEXT_LENGTH, "text"),
        *too_long(draft.votes.wording, WORDING_LENGTH, "votes_wording"),
        *link_problems(draft.oparl_id, "oparl_id"),
    ]
    if draft.role is None or draft.outcome is None:
        return problems
    first_day = draft.date.first_day
    if draft.outcome is not Outcome.PENDING and first_day is not None and first_day > today:
        problems.append(BadInput(NOT_YET, field="date"))
    problem = outcome_problem(
        draft.role, draft.outcome, authoritative=draft.authoritative, votes=draft.votes
    )
    return problems + ([problem] if problem else [])


def _missing(value: object, name: str, message: str) -> list[BadInput]:
    return [] if value else [BadInput(message, field=name)]


def too_long(value: str, longest: int, name: str) -> list[BadInput]:
    """Return that a text is too long for the form's field, or nothing."""
    if len(value) <= longest:
        return []
    return [BadInput(TOO_LONG, field=name, length=len(value), longest=longest)]


def link_problems(link: str, name: str) -> list[BadInput]:
    """Return what is wrong with the link in the form's field, or nothing."""
    try:
        checked_link(link, field=name)
    except BadInput as problem:
        return [problem]
    return []


def outcome_problem(
    role: Role, outcome: Outcome, *, authoritative: bool, votes: Votes
) -> BadInput | None:
    """Return what does not fit together in a consultation, or None.

    `field` is that of the form: `authoritative`, `outcome`, `votes_for`, `votes_against`,
    `votes_abstained` or `votes_wording`.
    """
    if authoritative and role is not Role.DECISION:
        return BadInput(ONLY_DECISION_BINDS, field="authoritative")
    if outcome in (*ADOPTING, Outcome.REJECTED) and not authoritative:
        return BadInput(CANNOT_ADOPT, field="outcome")
    if outcome is Outcome.PENDING and votes.known:
        return BadInput(VOTES_BEFORE_OUTCOME, field="outcome")
    return _votes_problem(votes)


def _votes_problem(votes: Votes) -> BadInput | None:
    names = ("votes_for", "votes_against", "votes_abstained")
    for name, count in zip(names, votes.counts, strict=True):
        if count is not None and not 0 <= count <= MOST_VOTES:
            return BadInput(BAD_VOTES, field=name, most=MOST_VOTES)
    if any(n is not None for n in votes.counts):
        for name, count in zip(names[:2], votes.counts[:2], strict=True):
            if count is None:
                return BadInput(VOTES_INCOMPLETE, field=name)
    return None


def adopts(outcome: Outcome, *, authoritative: bool) -> bool:
    """Tell whether a consultation adopts the version it is about.

    One that adopts with changes does not: what was adopted is another text.
    """
    return authoritative and outcome is Outcome.ADOPTED


def key_from(reference: str, date_value: str | None) -> str:
    """Return a paper's key for addresses, made of its reference, or of its date where it has none.

    Never of its title: what is blacked out there must not stay in the address.
    """
    for text in (reference, date_value or ""):
        key = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:KEY_LENGTH].strip("-")
        if key:
            return key
    return "paper"


def numbered(key: str, number: int) -> str:
    """Return a key with a number after it, for a second paper of the same reference."""
    suffix = f"-{number}"
    return key[: KEY_LENGTH - len(suffix)].rstrip("-") + suffix


def redacted(text: str, passage: str) -> str:
    """Return a text with every occurrence of a passage blacked out."""
    return text.replace(passage, BLACKED_OUT)


def redaction_problem(passage: str, reason: str) -> BadInput | None:
    """Return what is wrong with the wish to black something out, or None."""
    if len(passage) < SHORTEST_PASSAGE or not passage.strip(BLACKED_OUT[0]):
        return BadInput(
            N_("Geben Sie die Stelle mit mindestens zwei Zeichen ein."), field="passage"
        )
    if not reason:
        return BadInput(N_("Geben Sie an, warum die Stelle geschwärzt wird."), field="reason")
    return next(iter(too_long(reason, WORDING_LENGTH, "reason")), None)
