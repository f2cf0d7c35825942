"""What a strategy's package tells of decisions: versions, timeline, papers, criteria. Only what
everybody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from participation.council import queries as council_queries
from participation.council.drafts import ConsultationDraft, PaperDraft
from participation.council.models import Consultation, Departure, Paper
from participation.council.queries import public_consultations, public_papers
from participation.council.rules import Kind, Outcome, Role, StepPhase
from participation.council.steps import StepDraft, statement_from
from participation.extensions import db
from participation.packages.contents import (
    ConsultationReference,
    CriteriaEntry,
    Held,
    PaperEntry,
    Version,
)
from participation.projects import links
from participation.projects.criteria.queries import criteria_of
from participation.projects.finance.models import Approval, LockEvent, Source
from participation.projects.models import CriteriaScore, CriteriaSet, Project
from participation.strategy.lineage import Line
from participation.strategy.models import StrategyVersion
from participation.strategy.rules import from_document
from participation.strategy.rules_versions import Contents, State


@dataclass(frozen=True)
class RecordedPapers:
    """Papers of a package, their keys by id, and the place of each consultation by its id."""

    entries: tuple[PaperEntry, ...] = ()
    keys: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, ConsultationReference] = field(default_factory=dict)


def versions(strategy_id: int) -> tuple[Version, ...]:
    """Return the versions of a strategy that everybody may read, by number."""
    query = select(StrategyVersion).where(
        StrategyVersion.strategy_id == strategy_id, StrategyVersion.state != State.DRAFT
    )
    rows = list(db.session.scalars(query.order_by(StrategyVersion.number)))
    numbers = {row.id: row.number for row in rows}
    return tuple(_version(row, numbers) for row in rows)


def _version(row: StrategyVersion, numbers: Mapping[int, int]) -> Version:
    document = row.document or {}
    contents = Contents(
        frame=from_document(document["frame"]),
        preface=document["preface"],
        concept=document["concept"],
        citations=document["citations"],
        lineage=tuple(Line(**line) for line in document["lineage"]),
    )
    return Version(
        row.number,
        row.state,
        contents,
        based_on=numbers.get(row.based_on_id or 0),
        put_forward=row.consultation_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


def timeline(strategy_id: int) -> tuple[StepDraft, ...]:
    """Return the further steps of a strategy's way."""
    return tuple(
        StepDraft(
            dict(step.title),
            StepPhase(step.phase),
            step.done,
            tuple(statement_from(statement) for statement in step.statements),
        )
        for step in council_queries.steps(strategy_id)
    )


def papers(strategy_id: int, projects: Sequence[Project]) -> RecordedPapers:
    """Return the public papers of a strategy, and those of none that its versions, published
    projects, rates or locks rest on."""
    ids = [project.id for project in projects]
    version_ids = select(StrategyVersion.id).where(StrategyVersion.strategy_id == strategy_id)
    about = select(Consultation.paper_id).where(Consultation.version_id.in_(version_ids))
    lock_papers = select(LockEvent.paper_id).join(Source, Source.id == LockEvent.source_id)
    rates = select(Approval.paper_id).where(Approval.project_id.in_(ids))
    rests = {
        paper.id for found in links.public_consultations_of(ids).values() for _held, paper in found
    }
    named = (
        Paper.id.in_(rests)
        | Paper.id.in_(about)
        | Paper.id.in_(rates)
        | Paper.id.in_(lock_papers.where(Source.strategy_id == strategy_id))
    )
    own = (Paper.strategy_id == strategy_id) | (Paper.strategy_id.is_(None) & named)
    rows = list(db.session.scalars(public_papers().where(own).order_by(Paper.id)))
    return _recorded(rows, strategy_id)


def _recorded(rows: Sequence[Paper], strategy_id: int) -> RecordedPapers:
    put_forward = select(StrategyVersion.id, StrategyVersion.number).where(
        StrategyVersion.strategy_id == strategy_id, StrategyVersion.state != State.DRAFT
    )
    numbers = {row.id: row.number for row in db.session.execute(put_forward)}
    query = public_consultations().where(Paper.id.in_([row.id for row in rows]))
    held: dict[int, list[Consultation]] = defaultdict(list)
    for consultation in db.session.scalars(query.order_by(Consultation.id)):
        held[consultation.paper_id].append(consultation)
    departed = select(Departure.consultation_id).where(Departure.redacted_at.is_not(None))
    redacted = set(db.session.scalars(departed))
    entries = tuple(
        PaperEntry(
            row.key,
            _paper_draft(row),
            tuple(_held(each, numbers, redacted) for each in held[row.id]),
        )
        for row in rows
    )
    places = {
        each.id: ConsultationReference(row.key, number)
        for row in rows
        for number, each in enumerate(held[row.id], start=1)
    }
    return RecordedPapers(entries, {row.id: row.key for row in rows}, places)


def _paper_draft(row: Paper) -> PaperDraft:
    return PaperDraft(
        title=row.title,
        kind=Kind(row.kind),
        reference=row.reference,
        date=row.date,
        link=row.link,
        # There the council's system says what is blacked out here.
        oparl_id="" if row.redacted_at else row.oparl_id,
    )


def _held(row: Consultation, numbers: Mapping[int, int], redacted: Collection[int]) -> Held:
    draft = ConsultationDraft(
        body=row.body,
        role=Role(row.role),
        outcome=Outcome(row.outcome),
        authoritative=row.authoritative,
        date=row.date,
        text=row.text,
        votes=row.votes,
        oparl_id="" if row.redacted_at or row.id in redacted else row.oparl_id,
    )
    return Held(draft, numbers.get(row.version_id or 0))


def criteria(
    projects: Collection[Project],
) -> tuple[dict[int, int], tuple[CriteriaEntry, ...]]:
    """Return the frozen sets by which published projects were scored, and the place of each in the
    list by its id."""
    scored = select(CriteriaScore.set_id).where(
        CriteriaScore.project_id.in_([project.id for project in projects])
    )
    query = select(CriteriaSet).where(
        CriteriaSet.id.in_(scored), CriteriaSet.frozen_at.is_not(None)
    )
    rows = list(db.session.scalars(query.order_by(CriteriaSet.id)))
    places = {row.id: place for place, row in enumerate(rows, start=1)}
    return places, tuple(CriteriaEntry(criteria_of(row), row.frozen_at) for row in rows)
