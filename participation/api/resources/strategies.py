"""Strategies and their way to a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from participation.api.resources.values import (
    Address,
    PartialDate,
    Shape,
    Texts,
    address,
    known,
    one_of,
    texts,
)
from participation.api.resources.versions import VersionItem, document_of, version_item
from participation.api.resources.votes import Votes, votes
from participation.council.rules import Outcome, Role
from participation.council.way import ConsultationFact, StepKind, StepState, WayStep
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules_versions import State


class StrategyItem(Shape):
    """A strategy in a list."""

    slug: str
    title: Texts
    url: Address
    page: Address


class Statement(Shape):
    """What one source says of a step; sources that disagree both stand there."""

    date: PartialDate | None
    source: str
    link: str


class WayConsultation(Shape):
    """What a body did with a version."""

    body: str
    date: PartialDate | None
    role: Annotated[str, one_of(Role)]
    outcome: Annotated[str, one_of(Outcome)]
    authoritative: bool
    votes: Votes | None
    paper: str
    url: Address


class StrategyStep(Shape):
    """A step of a strategy's way. Only further steps, which the city adds, have a title; `date` is
    when a draft was put forward."""

    kind: Annotated[str, one_of(StepKind)]
    state: Annotated[str, one_of(StepState)]
    title: Texts | None
    date: PartialDate | None
    version: int | None
    statements: list[Statement]
    consultations: list[WayConsultation]


class StrategyDetail(Shape):
    """A strategy: its versions, the adopted one, the one that its page shows, the way of that."""

    slug: str
    title: Texts
    current: int | None
    shown: int
    versions: list[VersionItem]
    way: list[StrategyStep]
    projects: Address
    finance: Address
    package: Address
    url: Address
    page: Address


def item(strategy: Strategy) -> StrategyItem:
    """Return a strategy in a list."""
    return StrategyItem(
        slug=strategy.slug,
        title=texts(strategy.title),
        url=address("api.strategy", slug=strategy.slug),
        page=address("public_strategy.show", slug=strategy.slug),
    )


def detail(
    strategy: Strategy,
    versions: Sequence[StrategyVersion],
    shown: StrategyVersion,
    way: Sequence[WayStep],
) -> StrategyDetail:
    """Return a strategy with its public versions."""
    slug = strategy.slug
    adopted = (version.number for version in versions if version.state == State.ADOPTED)
    return StrategyDetail(
        slug=slug,
        title=texts(document_of(shown)["frame"]["title"]),
        current=next(adopted, None),
        shown=shown.number,
        versions=[
            version_item(strategy, version, before)
            for before, version in zip([None, *versions], versions, strict=False)
        ],
        way=[_step(step) for step in way],
        projects=address("api.projects", strategy=slug),
        finance=address("api.finance", slug=slug),
        package=address("packages.show", slug=slug),
        url=address("api.strategy", slug=slug),
        page=address("public_strategy.show", slug=slug),
    )


def _step(step: WayStep) -> StrategyStep:
    return StrategyStep(
        kind=step.kind,
        state=step.state,
        title=None if step.title is None else texts(step.title),
        date=known(step.date) if step.date else None,
        version=step.version,
        statements=[
            Statement(date=known(each.date), source=each.source, link=each.link)
            for each in step.statements
        ],
        consultations=[_way_consultation(each) for each in step.consultations],
    )


def _way_consultation(fact: ConsultationFact) -> WayConsultation:
    return WayConsultation(
        body=fact.body,
        date=known(fact.date),
        role=fact.role,
        outcome=fact.outcome,
        authoritative=fact.authoritative,
        votes=votes(fact.votes),
        paper=fact.paper_key,
        url=address("api.paper", key=fact.paper_key),
    )
