"""The way of a strategy from draft to carrying out, put together from what is public. Pure.

Nothing is concluded from a date that has passed: a step is done when somebody has recorded it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.council.rules import Outcome, Role, StepPhase, Votes
from participation.kernel.partial_dates import PartialDate


class StepKind(StrEnum):
    """The steps that every version takes, and those that the city adds."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    DECISION = "decision"
    CARRYING_OUT = "carrying_out"
    FURTHER = "further"


class StepState(StrEnum):
    """Whether a step is done, goes on now, or is open."""

    DONE = "done"
    NOW = "now"
    OPEN = "open"


@dataclass(frozen=True)
class Statement:
    """What one source says of a step: a date, or words in its place."""

    date: PartialDate
    source: str = ""
    link: str = ""


@dataclass(frozen=True)
class VersionFact:
    """A version of the strategy that is no draft; `put_forward` is when its consultation opened."""

    number: int
    state: str
    put_forward: PartialDate


@dataclass(frozen=True)
class ConsultationFact:
    """A consultation about a version, by the version's number, and the paper it was about."""

    version: int
    body: str
    date: PartialDate
    role: Role
    outcome: Outcome
    authoritative: bool
    votes: Votes
    paper_key: str
    paper_reference: str


@dataclass(frozen=True)
class StepFact:
    """A further step, in the order set within its phase."""

    phase: StepPhase
    title: Mapping[str, str]
    done: bool
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Work:
    """How many published projects the strategy has, how many of them are under way or done, and how
    many are done or stopped."""

    projects: int = 0
    begun: int = 0
    over: int = 0


@dataclass(frozen=True)
class WayStep:
    """One step as a page shows it.

    `title` is given for further steps only; the others are named by their kind. `date` is when a
    draft was put forward. Sources that disagree are several statements.
    """

    kind: StepKind
    state: StepState
    title: Mapping[str, str] | None = None
    date: PartialDate | None = None
    version: int | None = None
    statements: tuple[Statement, ...] = ()
    consultations: tuple[ConsultationFact, ...] = ()


def way_of(
    versions: Iterable[VersionFact],
    consultations: Iterable[ConsultationFact],
    steps: Sequence[StepFact],
    work: Work | None = None,
) -> list[WayStep]:
    """Return the way of a strategy's newest version: draft, consultation, decision, between them
    the further steps, and its carrying out where the work on it is known.

    A version that was withdrawn has no way; then it is that of the one before. Without a version
    everything is open.
    """
    standing = [version for version in versions if version.state != "withdrawn"]
    newest = max(standing, key=lambda version: version.number, default=None)
    about = [fact for fact in consultations if newest and fact.version == newest.number]
    about.sort(key=lambda fact: fact.date)
    return [
        *_further(steps, StepPhase.BEFORE),
        _draft(newest),
        _consultation(newest, [fact for fact in about if not fact.authoritative]),
        *_further(steps, StepPhase.CONSULTATION),
        _decision(newest, [fact for fact in about if fact.authoritative]),
        *_further(steps, StepPhase.AFTER),
        *([_carrying_out(newest, work)] if work else []),
    ]


def _draft(version: VersionFact | None) -> WayStep:
    if version is None:
        return WayStep(StepKind.DRAFT, StepState.OPEN)
    return WayStep(StepKind.DRAFT, StepState.DONE, date=version.put_forward, version=version.number)


def _consultation(version: VersionFact | None, held: list[ConsultationFact]) -> WayStep:
    state = StepState.OPEN
    if version is not None:
        state = StepState.NOW if version.state == "consultation" else StepState.DONE
    number = version.number if version else None
    return WayStep(StepKind.CONSULTATION, state, version=number, consultations=tuple(held))


def _decision(version: VersionFact | None, held: list[ConsultationFact]) -> WayStep:
    """Only what was adopted is decided: a rejection or a change leaves the decision open."""
    decided = version is not None and version.state in ("adopted", "superseded")
    state = StepState.DONE if decided else StepState.OPEN
    number = version.number if version else None
    return WayStep(StepKind.DECISION, state, version=number, consultations=tuple(held))


def _carrying_out(version: VersionFact | None, work: Work) -> WayStep:
    """What was adopted is carried out once a project of the strategy has begun, and as long as one
    is not over."""
    state = StepState.OPEN
    if version is not None and version.state == "adopted" and work.begun:
        state = StepState.DONE if work.over == work.projects else StepState.NOW
    return WayStep(StepKind.CARRYING_OUT, state, version=version.number if version else None)


def _further(steps: Sequence[StepFact], phase: StepPhase) -> list[WayStep]:
    return [
        WayStep(
            StepKind.FURTHER,
            StepState.DONE if step.done else StepState.OPEN,
            title=step.title,
            statements=step.statements,
        )
        for step in steps
        if step.phase is phase
    ]
