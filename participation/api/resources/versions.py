"""Versions of strategies as a whole, with what they cite."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from participation.api.resources.values import (
    Address,
    Frame,
    Shape,
    Share,
    Texts,
    address,
    day,
    frame,
    one_of,
    texts,
)
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import from_document
from participation.strategy.rules_versions import State


class VersionItem(Shape):
    """A version that was put forward, with the day of that and of its withdrawal; the day of a
    decision stands in the way of the strategy. The checksum is that of its whole text; `changes` is
    what differs from the version before."""

    number: int
    state: Annotated[str, one_of(State)]
    put_forward: date | None
    withdrawn: date | None
    withdrawn_because: str
    sha256: str | None
    changes: Address | None
    url: Address
    page: Address


class CitedField(Shape):
    """What a cited result says of a field of its round; `withheld` says why it says nothing."""

    key: str
    share: Share | None
    low: Share | None
    high: Share | None
    answers: int | None
    withheld: Texts


class CitedGoal(Shape):
    """What a cited result says of a goal, as a share within the field in which it stood."""

    key: str
    field: str
    share: Share | None
    low: Share | None
    high: Share | None
    answers: int | None


class Citation(Shape):
    """A published result that a version cites, as it was then: never without what it measures and
    its caveat. Keys are those of the round, which `lineage` may lead on from."""

    round: str
    round_title: Texts
    number: int
    inputs_sha256: str
    ballots: int
    measured: Texts
    caveat: Texts
    fields: list[CitedField]
    goals: list[CitedGoal]


class LineageLine(Shape):
    """What became of a key of the version before: renamed, split or merged."""

    kind: str
    from_key: str
    to_key: str


class VersionDetail(Shape):
    """A version as a whole."""

    strategy: str
    version: VersionItem
    frame: Frame
    preface: Texts
    concept: Texts
    citations: list[Citation]
    lineage: list[LineageLine]


def version_item(
    strategy: Strategy, version: StrategyVersion, before: StrategyVersion | None
) -> VersionItem:
    """Return a version with the one before it, None for the first."""
    numbers = {"before": before.number, "after": version.number} if before else None
    withdrawn = version.state == State.WITHDRAWN
    return VersionItem(
        number=version.number,
        state=State(version.state),
        put_forward=day(version.consultation_at),
        withdrawn=day(version.withdrawn_at) if withdrawn else None,
        withdrawn_because=version.withdrawn_reason if withdrawn else "",
        sha256=version.digest,
        changes=address("api.difference", slug=strategy.slug, **numbers) if numbers else None,
        url=address("api.version", slug=strategy.slug, number=version.number),
        page=address("public_strategy.version", slug=strategy.slug, number=version.number),
    )


def version_detail(
    strategy: Strategy, version: StrategyVersion, before: StrategyVersion | None
) -> VersionDetail:
    """Return a version as a whole."""
    document = document_of(version)
    return VersionDetail(
        strategy=strategy.slug,
        version=version_item(strategy, version, before),
        frame=frame(from_document(document["frame"])),
        preface=texts(document["preface"]),
        concept=texts(document["concept"]),
        citations=[_citation(cited) for cited in document["citations"]],
        lineage=[LineageLine(**line) for line in document["lineage"]],
    )


def document_of(version: StrategyVersion) -> Mapping[str, Any]:
    """Return the document of a version that was put forward."""
    assert version.document is not None, "only drafts have no document"
    return version.document


def _citation(cited: Mapping[str, Any]) -> Citation:
    return Citation(
        round=cited["round"],
        round_title=texts(cited["round_title"]),
        number=cited["version"],
        inputs_sha256=cited["digest"],
        ballots=cited["n"],
        measured=texts(cited["measure"]),
        caveat=texts(cited["caveat"]),
        fields=[
            CitedField(withheld=texts(row.get("withheld")), **_figures(row))
            for row in cited["fields"]
        ],
        goals=[CitedGoal(field=row["field"], **_figures(row)) for row in cited["goals"]],
    )


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    figures = {name: row[name] for name in ("key", "share", "low", "high")}
    return figures | {"answers": row["n"]}
