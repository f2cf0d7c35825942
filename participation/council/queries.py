"""Reading papers and consultations, always in an order. What is public is decided here, for every
page, file and mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, defer

from participation.council.models import (
    Consultation,
    Departure,
    Paper,
    PaperVersion,
    StrategyStep,
)
from participation.council.rules import Outcome, Role, StepPhase
from participation.council.steps import statement_from
from participation.council.way import ConsultationFact, StepFact, VersionFact, WayStep, Work, way_of
from participation.extensions import db
from participation.following.subjects import Subject
from participation.kernel.errors import N_, NotFound
from participation.kernel.partial_dates import PartialDate
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.strategy import queries_versions
from participation.strategy.models import Strategy, StrategyVersion
from participation.web.filters import DEFAULT_ZONE
from participation.web.paging import PER_PAGE, Page


@dataclass(frozen=True)
class AboutVersion:
    """The version that a consultation is about, as pages name it."""

    strategy: str
    title: dict[str, str]
    number: int
    state: str
    citations: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class CitedResult:
    """A published result that a resolution departs from."""

    snapshot: Snapshot
    slug: str
    title: dict[str, str]


NO_PAPER = N_("Diese Vorlage gibt es nicht. Vielleicht ist die Adresse unvollständig.")
NO_CONSULTATION = N_("Diese Beratung gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def public_papers() -> Select[Paper]:
    """Return the query of the papers that everybody may see; every output begins with it."""
    return select(Paper).where(Paper.public)


def public_consultations() -> Select[Consultation]:
    """Return the query of the consultations that everybody may see, joined with their papers, each
    as it was corrected last; every output begins with it."""
    later = aliased(Consultation)
    superseded = exists().where(later.supersedes_id == Consultation.id, later.public)
    return (
        select(Consultation)
        .join(Paper, Paper.id == Consultation.paper_id)
        .where(Paper.public, Consultation.public, ~superseded)
    )


def public_subjects(keys: Collection[str]) -> dict[str, Subject]:
    """Return those of the consultations, by their ids as text, that everybody may see at the
    moment, with the pages of their papers."""
    ids = [int(key) for key in keys if key.isdecimal()]
    query = (
        select(Consultation.id, Paper.key, Paper.title)
        .join(Paper, Paper.id == Consultation.paper_id)
        .where(Consultation.id.in_(ids), Consultation.public, Paper.public)
        .order_by(Consultation.id)
    )
    return {
        str(id_): Subject({"de": title}, "council.show", {"key": key})
        for id_, key, title in db.session.execute(query)
    }


def first_of(row: Consultation) -> int:
    """Return the id of the row at which the line of corrections begins that this row ends."""
    line = select(Consultation.id, Consultation.supersedes_id)
    cte = line.where(Consultation.id == row.id).cte("line", recursive=True)
    cte = cte.union(line.join(cte, cte.c.supersedes_id == Consultation.id))
    first = select(cte.c.id).where(cte.c.supersedes_id.is_(None))
    return int(db.session.scalars(first).one())


def find(key: str) -> Paper | None:
    """Return any paper by its key, or None: for staff."""
    return db.session.scalar(select(Paper).where(Paper.key == key))


def get(key: str) -> Paper:
    """Return any paper by its key: for staff. Raises NotFound."""
    paper = find(key)
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def get_public(key: str) -> Paper:
    """Return a public paper by its key. Raises NotFound, for others too."""
    paper = db.session.scalar(public_papers().where(Paper.key == key))
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def papers_page(number: int, *, public: bool, per_page: int = PER_PAGE) -> Page[Paper]:
    """Return a page of papers, the newest date first, those without a date last; all of them for
    staff."""
    query = public_papers() if public else select(Paper)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = (Paper.date_value.desc().nulls_last(), Paper.id.desc())
    rows = db.session.scalars(
        query.order_by(*order).offset((number - 1) * per_page).limit(per_page)
    )
    return Page(rows.all(), number, total, per_page)


def earlier_particulars(paper: Paper, *, public: bool) -> list[PaperVersion]:
    """Return what a paper's particulars said before, the newest first: what everybody could see,
    or all of it for staff. No statement for a paper that was never corrected."""
    if paper.version == 1:
        return []
    query = select(PaperVersion).where(PaperVersion.paper_id == paper.id)
    if public:
        query = query.where(PaperVersion.public)
    return list(db.session.scalars(query.order_by(PaperVersion.number.desc())))


def consultations(paper_id: int) -> list[Consultation]:
    """Return every row about a paper in the order of recording, superseded ones too: for staff."""
    query = select(Consultation).where(Consultation.paper_id == paper_id)
    return list(db.session.scalars(query.order_by(Consultation.id)))


def public_rows(paper_id: int) -> list[Consultation]:
    """Return what everybody may see of a paper's consultations in the order of recording, with the
    public rows that were corrected since."""
    query = (
        select(Consultation)
        .join(Paper, Paper.id == Consultation.paper_id)
        .where(Paper.public, Consultation.public, Consultation.paper_id == paper_id)
    )
    return list(db.session.scalars(query.order_by(Consultation.id)))


def about_versions(rows: Collection[Consultation]) -> dict[int, AboutVersion]:
    """Return the versions that consultations are about, by id; no statement where there is none."""
    ids = {row.version_id for row in rows if row.version_id is not None}
    return _versions(StrategyVersion.id.in_(ids)) if ids else {}


def versions_put_forward(strategy_id: int | None) -> dict[int, AboutVersion]:
    """Return what a consultation can be about, by id: the versions of one strategy or of all that
    were put forward, the newest first."""
    public = StrategyVersion.state != "draft"
    if strategy_id is None:
        return _versions(public)
    return _versions(public, StrategyVersion.strategy_id == strategy_id)


def _versions(*conditions: ColumnElement[bool]) -> dict[int, AboutVersion]:
    columns = (StrategyVersion.id, Strategy.slug, Strategy.title)
    of_version = (StrategyVersion.number, StrategyVersion.state, StrategyVersion.citations)
    query = (
        select(*columns, *of_version)
        .join(Strategy, Strategy.id == StrategyVersion.strategy_id)
        .where(*conditions)
        .order_by(Strategy.slug, StrategyVersion.number.desc())
    )
    return {
        id_: AboutVersion(slug, title, number, state, tuple(citations))
        for id_, slug, title, number, state, citations in db.session.execute(query)
    }


def departures(rows: Collection[Consultation]) -> list[tuple[Departure, CitedResult]]:
    """Return the departures of these consultations, each with the published result it names."""
    query = (
        select(Departure, Snapshot, Round)
        .join(Snapshot, Snapshot.id == Departure.snapshot_id)
        .join(Round, Round.id == Departure.round_id)
        .where(Departure.consultation_id.in_([row.id for row in rows]))
        .where(Snapshot.published_at.is_not(None))
        .order_by(Departure.id)
    )
    return [
        (departure, CitedResult(snapshot, round_.slug, round_.title))
        for departure, snapshot, round_ in db.session.execute(query)
    ]


def citable_results() -> list[CitedResult]:
    """Return the newest published result of every round, the newest round first: what a resolution
    can depart from."""
    newest = (
        select(Snapshot.round_id, func.max(Snapshot.number).label("number"))
        .where(Snapshot.published_at.is_not(None))
        .group_by(Snapshot.round_id)
        .subquery()
    )
    query = (
        select(Snapshot, Round)
        .join(newest, newest.c.round_id == Snapshot.round_id)
        .where(newest.c.number == Snapshot.number)
        .join(Round, Round.id == Snapshot.round_id)
        .where(Round.results_published_at.is_not(None))
        .options(defer(Snapshot.tables), defer(Snapshot.method))
        .order_by(Round.id.desc())
    )
    return [
        CitedResult(snapshot, round_.slug, round_.title)
        for snapshot, round_ in db.session.execute(query)
    ]


def way(
    strategy_id: int,
    public_versions: Sequence[StrategyVersion] | None = None,
    work: Work | None = None,
) -> list[WayStep]:
    """Return the way of a strategy from what everybody may see (three statements, two where the
    public versions are handed in), with its carrying out where the work on it is handed in."""
    if public_versions is None:
        public_versions = queries_versions.public_versions(strategy_id)
    versions = [
        VersionFact(version.number, version.state, _day(version)) for version in public_versions
    ]
    about = (
        public_consultations()
        .join(StrategyVersion, StrategyVersion.id == Consultation.version_id)
        .where(StrategyVersion.strategy_id == strategy_id)
        .add_columns(StrategyVersion.number, Paper)
        .order_by(Consultation.id)
    )
    facts = [_fact(row, number, paper) for row, number, paper in db.session.execute(about)]
    further = [
        StepFact(
            StepPhase(step.phase),
            step.title,
            step.done,
            tuple(statement_from(statement) for statement in step.statements),
        )
        for step in steps(strategy_id)
    ]
    return way_of(versions, facts, further, work)


def _day(version: StrategyVersion) -> PartialDate:
    """The day on which a version was put forward, where the city is."""
    moment = version.consultation_at
    if moment is None:
        return PartialDate()
    return PartialDate(moment.astimezone(ZoneInfo(DEFAULT_ZONE)).date().isoformat())


def _fact(row: Consultation, version: int, paper: Paper) -> ConsultationFact:
    return ConsultationFact(
        version=version,
        body=row.body,
        date=row.date,
        role=Role(row.role),
        outcome=Outcome(row.outcome),
        authoritative=row.authoritative,
        votes=row.votes,
        paper_key=paper.key,
        paper_reference=paper.reference,
    )


def steps(strategy_id: int) -> list[StrategyStep]:
    """Return the further steps of a strategy's way in the order set."""
    query = select(StrategyStep).where(StrategyStep.strategy_id == strategy_id)
    return list(db.session.scalars(query.order_by(StrategyStep.position, StrategyStep.id)))
