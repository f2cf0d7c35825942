"""What can be recorded about a paper and its consultations, on plain values. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
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
DECIDING = (*ADOPTING, Outcome.REJECTED)
"""What only an authoritative body can do."""

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


def outcome_problem(
    role: Role, outcome: Outcome, *, authoritative: bool, votes: Votes
) -> BadInput | None:
    """Return what does not fit together in a consultation, or None.

    `field` is that of the form: `authoritative`, `outcome`, `votes_for`, `votes_against`,
    `votes_abstained` or `votes_wording`.
    """
    if authoritative and role is not Role.DECISION:
        return BadInput(ONLY_DECISION_BINDS, field="authoritative")
    if outcome in DECIDING and not authoritative:
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
    """Return a paper's key for addresses: the numbers of its reference, or its date where that has
    none.

    Never of words: what is blacked out in title or reference must not stay in the address.
    """
    numbers = "-".join(re.findall(r"[0-9]+", fold(reference)))
    for text in (numbers, (date_value or "").lower()):
        key = text[:KEY_LENGTH].strip("-")
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


def spans_of(text: str, passage: str) -> str:
    """Return where a passage stands in a text, as `from-to` pairs: for the journal, which holds no
    text."""
    matches = re.finditer(re.escape(passage), text)
    return " ".join(f"{match.start()}-{match.end()}" for match in matches)


def redacted_spans(text: str, spans: str) -> str:
    """Return a text with the parts blacked out that `spans_of` named."""
    for pair in reversed(spans.split()):
        start, _, end = pair.partition("-")
        text = text[: int(start)] + BLACKED_OUT + text[int(end) :]
    return text
