"""Correcting a paper's particulars. What they said before is kept, and everybody who may see the
paper sees that it was corrected."""

from __future__ import annotations

from sqlalchemy import select

from participation.audit.service import Actor
from participation.council import drafts, queries
from participation.council.drafts import PaperDraft
from participation.council.models import PARTICULARS, Consultation, Paper, PaperVersion
from participation.council.rules import Kind
from participation.council.service import lock_paper, note, particulars
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.strategy.models import StrategyVersion

CHANGED = N_(
    "Die Vorlage wurde inzwischen berichtigt. Es wurde nichts überschrieben. Öffnen Sie das"
    " Formular neu."
)
DECIDES_ELSEWHERE = N_(
    "Zu dieser Vorlage ist eine Beratung über eine Fassung erfasst. Die Vorlage muss zu deren"
    " Strategie gehören."
)


def correct_paper(key: str, draft: PaperDraft, *, seen: int, actor: Actor, clock: Clock) -> Paper:
    """Correct a paper's particulars and keep what they said; its address stays. The same content
    changes nothing.

    `seen` is the version that was corrected. Raises NotFound, BadInput, and Conflict when somebody
    else was faster.
    """
    for problem in drafts.paper_problems(draft):
        raise problem
    paper = lock_paper(key)
    values = particulars(draft)
    before = {name: getattr(paper, name) for name in PARTICULARS}
    if before == values:
        return paper
    if paper.version != seen:
        raise Conflict(CHANGED)
    _require_carried(paper, draft)
    db.session.add(
        PaperVersion(
            paper_id=paper.id,
            number=paper.version,
            # What nobody could see does not become public by being corrected.
            public=paper.public,
            redacted_at=paper.redacted_at,
            corrected_at=clock.now(),
            corrected_by=actor.label,
            **before,
        )
    )
    for name, value in values.items():
        setattr(paper, name, value)
    paper.version += 1
    db.session.flush()
    changed = sorted(name for name, value in values.items() if value != before[name])
    note("paper.corrected", key, actor, clock, changed=changed)
    return paper


def _require_carried(paper: Paper, draft: PaperDraft) -> None:
    """Raise BadInput for particulars that would no longer carry what is recorded about the
    paper."""
    rows = queries.consultations(paper.id)
    if any(row.adopts_version for row in rows):
        if draft.kind is Kind.MOTION:
            raise BadInput(drafts.MOTION_DECIDES_NOTHING, field="kind")
        if not draft.reference and not draft.link:
            raise BadInput(drafts.NO_SOURCE, field="reference")
    if draft.strategy_id is not None:
        strategies = (
            select(StrategyVersion.strategy_id)
            .join(Consultation, Consultation.version_id == StrategyVersion.id)
            .where(Consultation.paper_id == paper.id)
        )
        if set(db.session.scalars(strategies)) - {draft.strategy_id}:
            raise BadInput(DECIDES_ELSEWHERE, field="strategy")
