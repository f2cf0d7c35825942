"""Versions of another installation, taken over as the record that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.strategy import edits, queries, queries_versions
from participation.strategy.models import Strategy, StrategyLineage, StrategyVersion
from participation.strategy.rules_versions import Contents, State, digest, frame_digest
from participation.strategy.service import replace_frame


@dataclass(frozen=True)
class RecordedVersion:
    """A version as it was put forward elsewhere; moments are None where nobody knows them."""

    contents: Contents
    based_on: int | None
    put_forward: datetime | None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""


def record_version(
    strategy: Strategy, recorded: RecordedVersion, *, actor: Actor, clock: Clock
) -> StrategyVersion:
    """Put a version forward with what it said elsewhere: in the strategy's draft, or as a further
    version where there is none. Only the council's ledger adopts it.

    Runs within the transaction of whoever has checked it.
    """
    contents = recorded.contents
    draft = queries_versions.draft(strategy.id) or _further(strategy, recorded, clock)
    present = queries.frame_of(strategy)
    # What an earlier version had was not deleted here.
    gone = edits.keys(present)
    replace_frame(strategy, present, contents.frame, renamed=gone, actor=actor, clock=clock)
    draft.preface, draft.concept = dict(contents.preface), dict(contents.concept)
    draft.citations = [dict(citation) for citation in contents.citations]
    lines = [StrategyLineage(version_id=draft.id, **line.document()) for line in contents.lineage]
    db.session.add_all(lines)
    db.session.flush()
    document = contents.document()
    draft.document, draft.digest = document, digest(document)
    draft.frame_digest = frame_digest(contents.frame)
    draft.state, draft.consultation_at = State.CONSULTATION, recorded.put_forward
    db.session.flush()
    if recorded.withdrawn_at is not None:
        draft.state, draft.withdrawn_at = State.WITHDRAWN, recorded.withdrawn_at
        draft.withdrawn_reason = recorded.withdrawn_reason
        db.session.flush()
    return draft


def _further(strategy: Strategy, recorded: RecordedVersion, clock: Clock) -> StrategyVersion:
    base = queries_versions.version(strategy.id, recorded.based_on or 0)
    draft = StrategyVersion(
        strategy_id=strategy.id,
        number=queries_versions.newest(strategy.id).number + 1,
        state=State.DRAFT,
        based_on_id=base.id,
        created_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    return draft
