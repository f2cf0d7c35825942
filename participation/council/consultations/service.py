"""Recording what bodies did with papers. A correction is a further row; a decision that adopts a
version does so in the same transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from participation.audit.service import Actor
from participation.council import drafts
from participation.council.consultations.departures import carry_over
from participation.council.drafts import ConsultationDraft
from participation.council.models import Consultation, Paper
from participation.council.papers.visibility import show_paper
from participation.council.rules import Outcome
from participation.council.service import lock_paper, note, require_same, row_of, today
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.links import checked_link
from participation.strategy import service_versions
from participation.strategy.models import StrategyVersion
from participation.strategy.rules_versions import Decision

CORRECTED = N_(
    "Diese Beratung wurde inzwischen berichtigt. Es wurde nichts überschrieben. Berichtigen Sie die"
    " neue Angabe."
)
NO_SUCH_VERSION = N_(
    "Diese Fassung gibt es nicht, oder sie ist noch ein Entwurf. Beraten wird erst, was vorgelegt"
    " ist."
)
OTHER_STRATEGY = N_(
    "Diese Fassung gehört zu einer anderen Strategie als die Vorlage. Wählen Sie eine Fassung der"
    " Strategie, zu der die Vorlage gehört."
)


def record_consultation(
    key: str,
    draft: ConsultationDraft,
    *,
    token: str,
    actor: Actor,
    clock: Clock,
    shown: bool = False,
    supersedes: int | None = None,
    departures: Collection[int] = (),
) -> Consultation:
    """Record what a body did with a paper, and show both at once if wanted; `supersedes` is the
    row it corrects and `departures` are those of that row which still hold.

    One that adopts the version it is about makes that version the adopted one, in the same
    transaction, and must be shown; a correction of such a row can change neither. The same form
    sent again returns the row it became. Raises NotFound, BadInput, and Conflict when somebody has
    corrected that row before or the form became a row that says something else.
    """
    paper = lock_paper(key)
    session = db.session
    for problem in drafts.consultation_problems(draft, today(clock)):
        raise problem
    votes = draft.votes
    values = {
        "paper_id": paper.id,
        "body": draft.body,
        "date_value": draft.date.value,
        "date_wording": draft.date.wording,
        "role": draft.role,
        "authoritative": draft.authoritative,
        "outcome": draft.outcome,
        "text": draft.text,
        "votes_for": votes.in_favour,
        "votes_against": votes.against,
        "votes_abstained": votes.abstained,
        "votes_wording": votes.wording,
        "oparl_id": checked_link(draft.oparl_id),
        "version_id": draft.version_id,
        "supersedes_id": supersedes,
    }
    earlier = session.scalar(select(Consultation).where(Consultation.token == token))
    if earlier is not None:
        return require_same(earlier, values)
    corrected = None if supersedes is None else _require_current(paper, supersedes)
    _carry_out(draft, paper, corrected, actor, clock, shown=shown)
    row = Consultation(
        **values,
        token=token,
        public=False,
        # Where the correction repeats what was blacked out, it says so too.
        redacted_at=corrected.redacted_at if corrected else None,
        recorded_at=clock.now(),
        recorded_by=actor.label,
    )
    session.add(row)
    session.flush()
    if corrected is not None:
        carry_over(corrected, row, departures)
    action = "consultation.recorded" if supersedes is None else "consultation.corrected"
    note(action, key, actor, clock, consultation=row.id, supersedes=supersedes)
    if shown:
        show_paper(key, [row.id], actor=actor, clock=clock)
    return row


def _require_current(paper: Paper, consultation_id: int) -> Consultation:
    row = row_of(paper, consultation_id)
    later = select(Consultation.id).where(Consultation.supersedes_id == row.id)
    if db.session.scalar(later) is not None:
        raise Conflict(CORRECTED)
    return row


def _carry_out(
    draft: ConsultationDraft,
    paper: Paper,
    corrected: Consultation | None,
    actor: Actor,
    clock: Clock,
    *,
    shown: bool,
) -> None:
    """Adopt the version that a consultation adopts, unless the row that it corrects has done so."""
    adopted = None if corrected is None or not corrected.adopts_version else corrected.version_id
    if adopted is not None and (not draft.adopts_version or draft.version_id != adopted):
        raise BadInput(drafts.ADOPTION_STANDS, field="outcome")
    if draft.version_id is not None:
        _require_open_version(draft.version_id, paper)
    source = paper.reference or paper.link
    if problem := drafts.adoption_problem(draft, paper.kind, source):
        raise problem
    if draft.adopts_version and draft.version_id is not None and adopted is None:
        if not shown:
            raise BadInput(drafts.NOT_PUBLIC, field="shown")
        decision = Decision(draft.body, draft.date.value or "", source, Outcome.ADOPTED)
        service_versions.adopt(draft.version_id, decision, actor=actor, clock=clock)


def _require_open_version(version_id: int, paper: Paper) -> None:
    version = db.session.get(StrategyVersion, version_id)
    if version is None or version.state == "draft":
        raise BadInput(NO_SUCH_VERSION, field="version_id")
    if paper.strategy_id is not None and paper.strategy_id != version.strategy_id:
        raise BadInput(OTHER_STRATEGY, field="version_id")
