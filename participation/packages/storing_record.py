"""Writing what a city decided: versions, timeline, papers, and through the council's ledger the
decisions that adopt a version."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from participation.audit.service import Actor
from participation.council.consultations.service import record_consultation
from participation.council.models import Consultation
from participation.council.papers.visibility import show_paper
from participation.council.service import new_form_token, record_paper
from participation.council.timeline.service import add_step
from participation.kernel.clock import Clock
from participation.packages.contents import Held, Package
from participation.strategy.models import Strategy
from participation.strategy.service_records import RecordedVersion, record_version


@dataclass(frozen=True)
class Recorded:
    """The ids of papers by key, and of consultations by paper and place."""

    papers: dict[str, int] = field(default_factory=dict)
    consultations: dict[tuple[str, int], int] = field(default_factory=dict)


def store_record(package: Package, strategy: Strategy, *, actor: Actor, clock: Clock) -> Recorded:
    """Add versions, timeline, papers and consultations; return the ids of the latter two."""
    versions = {}
    for version in package.versions:
        told = RecordedVersion(
            version.contents,
            version.based_on,
            version.put_forward,
            version.withdrawn_at,
            version.withdrawn_reason,
        )
        row = record_version(strategy, told, actor=actor, clock=clock)
        versions[version.number] = row.id
    for step in package.timeline:
        add_step(package.slug, step, token=new_form_token(), actor=actor, clock=clock)
    recorded = Recorded()
    for paper in package.papers:
        draft = replace(paper.draft, strategy_id=strategy.id)
        kept = record_paper(draft, token=new_form_token(), key=paper.key, actor=actor, clock=clock)
        show_paper(kept.key, actor=actor, clock=clock)
        recorded.papers[paper.key] = kept.id
    _consultations(package, versions, recorded, actor, clock)
    return recorded


def _consultations(
    package: Package, versions: Mapping[int, int], recorded: Recorded, actor: Actor, clock: Clock
) -> None:
    """Record consultations paper by paper, but for those that adopt a version: an earlier version
    is adopted before a later one, or else it would be superseded by then."""
    waiting = {
        paper.key: deque(enumerate(paper.consultations, start=1)) for paper in package.papers
    }
    while any(waiting.values()):
        adopted_next = min(
            (held.adopts for queue in waiting.values() for _, held in queue if held.adopts),
            default=None,
        )
        moved = False
        for key, queue in waiting.items():
            while queue and queue[0][1].adopts in (None, adopted_next):
                number, held = queue.popleft()
                row = _record(key, held, versions, actor, clock)
                recorded.consultations[key, number] = row.id
                moved = True
        if not moved:
            # The papers contradict each other; the ledger says what is wrong.
            key, queue = next((key, queue) for key, queue in waiting.items() if queue)
            number, held = queue.popleft()
            recorded.consultations[key, number] = _record(key, held, versions, actor, clock).id


def _record(
    key: str, held: Held, versions: Mapping[int, int], actor: Actor, clock: Clock
) -> Consultation:
    version_id = versions[held.version] if held.version is not None else None
    draft = replace(held.draft, version_id=version_id)
    token = new_form_token()
    return record_consultation(key, draft, token=token, shown=True, actor=actor, clock=clock)
