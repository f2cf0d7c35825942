"""Papers and consultations as somebody wants to record them, and what is wrong with them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from participation.council.rules import (
    BLACKED_OUT,
    BODY_LENGTH,
    REASON_LENGTH,
    REFERENCE_LENGTH,
    SHORTEST_PASSAGE,
    TEXT_LENGTH,
    TITLE_LENGTH,
    WORDING_LENGTH,
    Kind,
    Outcome,
    Role,
    Votes,
    adopts,
    outcome_problem,
)
from participation.kernel.errors import N_, BadInput
from participation.kernel.links import checked_link
from participation.kernel.partial_dates import LONGEST_WORDING, PartialDate

MOTION_DECIDES_NOTHING = N_(
    "Ein Antrag ist noch kein Beschluss über eine Fassung. Erfassen Sie die Vorlage, mit der sie"
    " beschlossen wurde."
)
NO_DAY_OF_DECISION = N_("Geben Sie an, wann die Fassung beschlossen wurde.")
NO_SOURCE = N_(
    "Der Vorlage fehlen Aktenzeichen und Link. Ohne Quelle für den Beschluss bleibt die Fassung in"
    " der Beratung."
)
NOT_PUBLIC = N_(
    "Eine Fassung gilt nur durch einen Beschluss, den alle lesen können. Kreuzen Sie „Vorlage und"
    " Beratung gleich öffentlich zeigen“ an. Darf der Beschluss noch nicht bekannt werden, wählen"
    " Sie bei der Fassung „Um keine“ und tragen Sie sie später nach."
)
ADOPTION_STANDS = N_(
    "Durch diesen Beschluss gilt eine Fassung der Strategie. Berichtigen können Sie Gremium, Datum,"
    " Stimmen und Text. Ergebnis und Fassung bleiben. Wurde der Beschluss aufgehoben, erfassen Sie"
    " das als eigene Beratung und legen Sie eine neue Fassung vor."
)
NOT_YET = N_(
    "Dieses Datum liegt in der Zukunft. Wählen Sie „steht aus“, oder berichtigen Sie das Datum."
)
TOO_LONG = N_("Der Text hat %(length)s Zeichen, erlaubt sind %(longest)s. Kürzen Sie ihn.")


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
    # The version of a strategy that it is about, by its id.
    version_id: int | None = None

    @property
    def adopts_version(self) -> bool:
        """Tell whether it makes the version that it is about the adopted one."""
        adopted = self.outcome is not None and adopts(
            self.outcome, authoritative=self.authoritative
        )
        return adopted and self.version_id is not None


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


def adoption_problem(draft: ConsultationDraft, kind: str, source: str) -> BadInput | None:
    """Return why a consultation cannot adopt the version that it is about, or None; `kind` is that
    of its paper, `source` the paper's reference or link."""
    if not draft.adopts_version:
        return None
    if kind == Kind.MOTION:
        return BadInput(MOTION_DECIDES_NOTHING, field="outcome")
    if draft.date.value is None:
        return BadInput(NO_DAY_OF_DECISION, field="date")
    return None if source else BadInput(NO_SOURCE)


def redaction_problem(passage: str, reason: str) -> BadInput | None:
    """Return what is wrong with the wish to black something out, or None."""
    if len(passage) < SHORTEST_PASSAGE or not passage.strip(BLACKED_OUT[0]):
        return BadInput(
            N_("Geben Sie die Stelle mit mindestens zwei Zeichen ein."), field="passage"
        )
    if not reason:
        return BadInput(N_("Geben Sie an, warum die Stelle geschwärzt wird."), field="reason")
    return next(iter(too_long(reason, WORDING_LENGTH, "reason")), None)


def departure_problem(item_key: str, reason: str) -> BadInput | None:
    """Return what is wrong with a departure, or None."""
    if not item_key:
        return BadInput(N_("Wählen Sie, wovon der Beschluss abweicht."), field="item_key")
    if not reason:
        message = N_("Geben Sie die Begründung ein, wie sie im Beschluss steht.")
        return BadInput(message, field="reason")
    return next(iter(too_long(reason, REASON_LENGTH, "reason")), None)
