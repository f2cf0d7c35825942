"""A package as its canonical file: every section in one order, keys without a value left out of
entries, so that a file of the same content has the same bytes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from participation.council.steps import statement_document
from participation.kernel.amounts import Amount, machine
from participation.kernel.partial_dates import PartialDate
from participation.packages.contents import (
    CriteriaEntry,
    Held,
    LockEntry,
    Package,
    PaperEntry,
    ProjectEntry,
    Version,
)
from participation.packages.reading import FORMAT, NUMBER
from participation.packages.reading_record import ZONE
from participation.progress.rules import Rhythm
from participation.projects.schedule import Step
from participation.rounds.file.roundfile import local
from participation.rounds.file.yaml_writer import write
from participation.strategy.rules import Frame

Document = dict[str, Any]


def dump(package: Package) -> str:
    """Return the file of a package."""
    return write(document(package))


def document(package: Package) -> Document:
    """Return a package as the values of its file."""
    lines = [
        _given(
            project=line.project,
            source=line.source,
            year=line.year,
            stage=line.stage,
            **_amount(line.amount),
            note=line.note,
        )
        for line in package.lines
    ]
    approvals = [
        _given(
            project=row.project,
            source=row.source,
            eligible_costs=row.eligible_costs,
            **_date("from", row.start),
            paper=row.paper,
        )
        | {"rate": row.rate}
        for row in package.approvals
    ]
    return {
        "format": FORMAT,
        "format_version": NUMBER,
        "strategy": {"slug": package.slug, **package.frame.document()},
        "versions": [_version(version, package.frame) for version in package.versions],
        "timeline": [
            _given(
                title=dict(step.title),
                phase=str(step.phase),
                done=step.done,
                statements=[_given(**statement_document(each)) for each in step.statements],
            )
            for step in package.timeline
        ],
        "units": [
            _given(key=unit.key, title=dict(unit.title), contact=unit.contact)
            for unit in package.units
        ],
        "papers": [_paper(paper) for paper in package.papers],
        "criteria": [_criteria(entry) for entry in package.criteria],
        "projects": [_project(project) for project in package.projects],
        "sources": [
            _given(key=row.key, title=dict(row.title), kind=row.kind, programme=row.programme)
            for row in package.sources
        ],
        "finance": {
            "lines": lines,
            "approvals": approvals,
            "locks": [_lock(lock) for lock in package.locks],
        },
        "reports": _rhythm(package.reports),
    }


def _rhythm(rhythm: Rhythm | None) -> Document:
    if rhythm is None:
        return {}
    first_due = rhythm.first_due.isoformat() if rhythm.first_due else None
    return _given(months=rhythm.months, first_due=first_due)


def _given(**values: Any) -> Document:
    """Return the values that say something; zero is a year that is not given."""
    nothing: tuple[Any, ...] = (None, "", [], {}, 0)
    return {key: value for key, value in values.items() if value not in nothing}


def _date(name: str, date: PartialDate) -> dict[str, str | None]:
    return {name: date.value, f"{name}_wording": date.wording}


def _amount(amount: Amount | None) -> dict[str, str]:
    if amount is None:
        return {}
    return {"amount": machine(amount.cents), "unit": amount.unit.value}


def _moment(moment: datetime | None) -> str | None:
    """Return a moment to the second: nothing that is shown is finer."""
    return local(moment.replace(microsecond=0), ZONE) if moment else None


def _version(version: Version, shown: Frame) -> Document:
    contents = version.contents.document()
    frame = contents["frame"] if version.contents.frame != shown else None
    return _given(
        number=version.number,
        state=version.state,
        based_on=version.based_on,
        put_forward=_moment(version.put_forward),
        withdrawn_at=_moment(version.withdrawn_at),
        withdrawn_reason=version.withdrawn_reason,
        preface=contents["preface"],
        concept=contents["concept"],
        citations=_ordered(contents["citations"]),
        lineage=contents["lineage"],
        frame=frame,
        digest=version.digest,
    )


def _ordered(value: Any) -> Any:
    """Return values of a document with their keys in one order, whoever wrote them."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, (list, tuple)) else value


def _paper(paper: PaperEntry) -> Document:
    draft = paper.draft
    return _given(
        key=paper.key,
        reference=draft.reference,
        title=draft.title,
        kind=str(draft.kind),
        **_date("date", draft.date),
        link=draft.link,
        oparl_id=draft.oparl_id,
        consultations=[_held(held) for held in paper.consultations],
    )


def _held(held: Held) -> Document:
    draft, votes = held.draft, held.draft.votes
    counts: Mapping[str, int | None] = {
        "votes_for": votes.in_favour,
        "votes_against": votes.against,
        "votes_abstained": votes.abstained,
    }
    said = _given(
        body=draft.body,
        **_date("date", draft.date),
        role=str(draft.role),
        authoritative=draft.authoritative,
        outcome=str(draft.outcome),
        text=draft.text,
        votes_wording=votes.wording,
        oparl_id=draft.oparl_id,
        version=held.version,
    )
    # Nobody voting against is something that was said.
    return said | {name: count for name, count in counts.items() if count is not None}


def _criteria(entry: CriteriaEntry) -> Document:
    criteria = entry.criteria
    return _given(
        title=dict(criteria.title),
        top=criteria.top,
        frozen=_moment(entry.frozen),
        criteria=[dict(title) for title in criteria.criteria],
    )


def _project(project: ProjectEntry) -> Document:
    draft = project.draft
    return _given(
        key=draft.key,
        aliases=list(draft.aliases),
        title=dict(draft.title),
        text=dict(draft.text),
        kind=str(draft.kind),
        state=str(draft.state),
        place=draft.place,
        unit=draft.unit,
        main_field=draft.main_field,
        partners=list(draft.partners),
        milestones=[_milestone(step) for step in project.milestones],
        goals=[_given(key=key, effect=dict(effect)) for key, effect in project.goals],
        ideas=[asdict(idea) for idea in project.ideas],
        consultations=[asdict(each) for each in project.consultations],
        scores=[asdict(score) for score in project.scores],
    )


def _milestone(step: Step) -> Document:
    return _given(
        title=dict(step.title),
        **_date("planned", step.planned),
        **_date("expected", step.expected),
        **_date("done", step.done),
        reason=dict(step.reason),
    )


def _lock(lock: LockEntry) -> Document:
    return _given(
        source=lock.source,
        year=lock.year,
        **_amount(lock.amount),
        reason=lock.reason,
        paper=lock.paper,
    )
