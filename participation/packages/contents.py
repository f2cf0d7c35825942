"""What a strategy package holds, as plain values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from participation.council.drafts import ConsultationDraft, PaperDraft
from participation.council.steps import StepDraft
from participation.kernel.amounts import Amount
from participation.kernel.partial_dates import PartialDate
from participation.progress.rules import Rhythm
from participation.projects.criteria.rules import Criteria
from participation.projects.rules import Draft, State
from participation.projects.schedule import Step
from participation.strategy.rules import Frame, Texts
from participation.strategy.rules_versions import Contents, digest


@dataclass(frozen=True)
class Version:
    """A version that was put forward; moments are None where the source has none.

    `based_on` is the number of the version that it was begun from, None for the first. `given` is
    the digest that the file names, empty where it names none.
    """

    number: int
    state: str
    contents: Contents
    based_on: int | None = None
    put_forward: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    given: str = ""

    @property
    def digest(self) -> str:
        """The digest of the version's document. Raises ValueError for a number that JSON does not
        have."""
        return digest(self.contents.document())


@dataclass(frozen=True)
class Held:
    """A consultation, and the number of the version that it is about."""

    draft: ConsultationDraft
    version: int | None = None

    @property
    def adopts(self) -> int | None:
        """The number of the version that it adopts, None where it adopts none."""
        about = replace(self.draft, version_id=self.version)
        return self.version if about.adopts_version else None


@dataclass(frozen=True)
class PaperEntry:
    """A public paper with its public consultations, in the order in which they were recorded."""

    key: str
    draft: PaperDraft
    consultations: tuple[Held, ...] = ()


@dataclass(frozen=True)
class UnitEntry:
    """A unit that answers for a project."""

    key: str
    title: Texts
    contact: str = ""


@dataclass(frozen=True)
class IdeaReference:
    """An idea by its round and number: it is named and never linked, for the same number is
    another idea elsewhere."""

    round: str
    number: str


@dataclass(frozen=True)
class ConsultationReference:
    """A consultation by its paper and its place in the paper's list, from 1."""

    paper: str
    number: int


@dataclass(frozen=True)
class Score:
    """What a project got under a criterion, by the place of its set in the list, from 1."""

    set: int
    criterion: str
    points: int


@dataclass(frozen=True)
class ProjectEntry:
    """A published project with what hangs on it; goals with the effect expected."""

    draft: Draft
    milestones: tuple[Step, ...] = ()
    goals: tuple[tuple[str, Texts], ...] = ()
    ideas: tuple[IdeaReference, ...] = ()
    consultations: tuple[ConsultationReference, ...] = ()
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True)
class CriteriaEntry:
    """Frozen criteria, and since when they have been."""

    criteria: Criteria
    frozen: datetime | None


@dataclass(frozen=True)
class SourceEntry:
    """A source of money."""

    key: str
    title: Texts
    kind: str
    programme: str = ""


@dataclass(frozen=True)
class LineEntry:
    """What a source pays for a project in a year (0: none given) at a stage."""

    project: str
    source: str
    year: int
    stage: str
    amount: Amount | None
    note: str = ""


@dataclass(frozen=True)
class ApprovalEntry:
    """A rate in basis points that a source pays of a project's eligible costs, by a public
    paper."""

    project: str
    source: str
    rate: int
    eligible_costs: str
    start: PartialDate
    paper: str


@dataclass(frozen=True)
class LockEntry:
    """What is locked of a source and year; no amount is all of it."""

    source: str
    year: int
    amount: Amount | None
    reason: str
    paper: str = ""


@dataclass(frozen=True)
class Package:
    """A strategy package. `frame` is that of the version which is shown first."""

    slug: str
    frame: Frame
    versions: tuple[Version, ...] = ()
    timeline: tuple[StepDraft, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    papers: tuple[PaperEntry, ...] = ()
    criteria: tuple[CriteriaEntry, ...] = ()
    projects: tuple[ProjectEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    lines: tuple[LineEntry, ...] = ()
    approvals: tuple[ApprovalEntry, ...] = ()
    locks: tuple[LockEntry, ...] = ()
    reports: Rhythm | None = None

    def without_record(self) -> Package:
        """Return what another city takes over: the frame, and the projects as proposals. What was
        decided, paid, done and promised stays with the city that did it."""
        return Package(self.slug, self.frame, projects=tuple(map(_proposal, self.projects)))


def _proposal(project: ProjectEntry) -> ProjectEntry:
    draft = replace(project.draft, state=State.PROPOSED.value, unit=None)
    steps = tuple(Step(step.title) for step in project.milestones)
    return ProjectEntry(draft, steps, project.goals)
