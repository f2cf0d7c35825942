"""What the public pages of a strategy read; who may read a version is decided in
`strategy.queries_versions`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from participation.council import queries as council
from participation.council.way import WayStep, Work
from participation.extensions import db
from participation.front.strategy.citations import Beside, beside
from participation.kernel.errors import NotFound
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.projects.rules import work_on
from participation.rounds.models import Round
from participation.strategy import queries, queries_versions
from participation.strategy.diff import FrameDiff, compare
from participation.strategy.lines import lines_between, lines_from_frame
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.queries_versions import NO_VERSION
from participation.strategy.rules import Frame, Texts, from_document
from participation.strategy.rules_versions import State


@dataclass(frozen=True)
class Document:
    """A version as it stands in its document, with what it cites beside it."""

    frame: Frame
    preface: Texts
    concept: Texts
    cited: Beside


@dataclass(frozen=True)
class VersionPage:
    """A public version among the others of its strategy."""

    strategy: Strategy
    version: StrategyVersion
    versions: Sequence[StrategyVersion]
    document: Document

    @property
    def current(self) -> StrategyVersion | None:
        """The adopted version, which holds."""
        return next((row for row in self.versions if row.state == State.ADOPTED), None)

    @property
    def newest(self) -> StrategyVersion:
        """The version that the strategy's page shows."""
        return queries_versions.newest_of(self.versions)

    @property
    def before(self) -> StrategyVersion | None:
        """The version to compare with: that which this one was begun from, else the one before."""
        base = next((row for row in self.versions if row.id == self.version.based_on_id), None)
        earlier = [row for row in self.versions if row.number < self.version.number]
        return base or (earlier[-1] if earlier else None)


@dataclass(frozen=True)
class StrategyPage:
    """The newest version of a strategy with its way and its projects by field."""

    page: VersionPage
    way: Sequence[WayStep]
    projects: Mapping[str | None, Sequence[Project]]

    @property
    def project_count(self) -> int:
        """How many published projects there are."""
        return sum(len(rows) for rows in self.projects.values())


@dataclass(frozen=True)
class VersionsDiff:
    """Two public versions of a strategy and what differs between them."""

    strategy: Strategy
    before: StrategyVersion
    after: StrategyVersion
    frames: FrameDiff
    before_document: Mapping[str, Any]
    after_document: Mapping[str, Any]

    @property
    def is_equal(self) -> bool:
        """Whether both say the same, apart from their lineage."""
        texts = ("preface", "concept", "citations")
        same = all(self.before_document[name] == self.after_document[name] for name in texts)
        return same and self.frames.is_equal


def strategy_page(slug: str) -> StrategyPage:
    """Return the page of a strategy (seven statements). Raises NotFound without a public
    version."""
    strategy, versions, here = _public(slug)
    shown = queries_versions.newest_of(versions)
    page = VersionPage(strategy, shown, versions, _document(shown, versions, here))
    projects = projects_by_field(strategy.id)
    way = council.way(strategy.id, versions, _work(projects))
    return StrategyPage(page, way, projects)


def version_page(slug: str, number: int) -> VersionPage:
    """Return a public version. Raises NotFound, for drafts too."""
    strategy, versions, here = _public(slug)
    shown = _numbered(versions, number)
    return VersionPage(strategy, shown, versions, _document(shown, versions, here))


def versions_diff(slug: str, before: int, after: int) -> VersionsDiff:
    """Return the difference of two public versions. Raises NotFound, for drafts too."""
    strategy, versions, _here = _public(slug)
    old, new = _numbered(versions, before), _numbered(versions, after)
    old_document, new_document = _loaded(old), _loaded(new)
    frames = [from_document(document["frame"]) for document in (old_document, new_document)]
    lines = lines_between(versions, old, new, queries_versions.lineages(strategy.id))
    difference = compare(frames[0], frames[1], lines)
    return VersionsDiff(strategy, old, new, difference, old_document, new_document)


def projects_by_field(strategy_id: int) -> dict[str | None, list[Project]]:
    """Return the published projects of a strategy by their main field, by key."""
    query = public_projects().where(Project.strategy_id == strategy_id).order_by(Project.key)
    by_field: dict[str | None, list[Project]] = {}
    for project in db.session.scalars(query):
        by_field.setdefault(project.main_field, []).append(project)
    return by_field


def _work(projects: Mapping[str | None, Sequence[Project]]) -> Work:
    return work_on(Counter(row.state for rows in projects.values() for row in rows))


def _public(slug: str) -> tuple[Strategy, list[StrategyVersion], frozenset[str]]:
    """Return a strategy with its public versions, and the rounds whose result is here: a version
    that was taken over from elsewhere cites others."""
    rounds = select(func.aggregate_strings(Round.slug, " "))
    here = rounds.where(Round.results_published_at.is_not(None)).scalar_subquery()
    row = db.session.execute(select(Strategy, here.label("here")).where(Strategy.slug == slug))
    found = row.one_or_none()
    versions = queries_versions.public_versions(found.Strategy.id) if found else []
    if found is None or not versions:
        raise NotFound(queries.NO_STRATEGY)
    return found.Strategy, versions, frozenset((found.here or "").split())


def _numbered(versions: Sequence[StrategyVersion], number: int) -> StrategyVersion:
    found = next((row for row in versions if row.number == number), None)
    if found is None:
        raise NotFound(NO_VERSION)
    return found


def _document(
    version: StrategyVersion, versions: Sequence[StrategyVersion], rounds_here: Collection[str]
) -> Document:
    document = _loaded(version)
    frame, citations = from_document(document["frame"]), document["citations"]
    lineages = queries_versions.lineages(version.strategy_id) if citations else {}
    cited = beside(
        frame,
        citations,
        lambda digest: lines_from_frame(versions, version, lineages, digest),
        rounds_here,
    )
    return Document(frame, document["preface"], document["concept"], cited)


def _loaded(version: StrategyVersion) -> Mapping[str, Any]:
    assert version.document is not None, "only drafts have no document"
    return version.document
