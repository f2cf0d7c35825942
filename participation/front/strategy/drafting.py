"""What planners see beside the next draft: published weights and published ideas, matched by key
and lineage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased, contains_eager

from participation.extensions import db
from participation.front.strategy.citations import Beside, beside, citation
from participation.ideas.models import Idea
from participation.ideas.rules import PUBLIC_STATES, number_of
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.strategy import edits, queries, queries_versions, service
from participation.strategy.lineage import Line, origin
from participation.strategy.lines import lines_from_frame
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import Frame, Texts
from participation.strategy.rules_versions import State, frame_digest

MOST_RESULTS = 12
"""How many results stand beside a draft; the newest rounds come first."""
FIRST_IDEAS = 3


@dataclass(frozen=True)
class FieldIdeas:
    """The published ideas of one round on a field: how many, and the latest few."""

    round_slug: str
    round_title: Texts
    field: str
    count: int
    latest: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DraftPage:
    """A draft with what is published beside it; `citations` are the results as they would be
    cited, the newest round first."""

    strategy: Strategy
    draft: StrategyVersion
    frame: Frame
    citations: Sequence[Mapping[str, Any]]
    beside: Beside
    ideas: Mapping[str, tuple[FieldIdeas, ...]]


def draft_page(slug: str) -> DraftPage:
    """Return the draft of a strategy beside what is published. Raises NotFound without such a
    strategy and Frozen without a draft."""
    strategy = queries.get(slug)
    versions = queries_versions.all_versions(strategy.id)
    draft = next((row for row in versions if row.state == State.DRAFT), None)
    draft = draft or service.require_draft(strategy)
    frame = queries.frame_of(strategy)
    lineages = queries_versions.lineages(strategy.id)
    citations = _with_cited(citable(strategy, frame), draft)

    def lines_for(digest: str) -> Sequence[Line]:
        return lines_from_frame(versions, draft, lineages, digest)

    weights = beside(frame, citations, lines_for)
    return DraftPage(strategy, draft, frame, citations, weights, _ideas(strategy, frame, lines_for))


def citable(strategy: Strategy, frame: Frame) -> list[dict[str, Any]]:
    """Return the newest published result of the rounds on this strategy, or on another with a key
    of this one, as a version cites them."""
    other = aliased(Snapshot)
    newest = (
        select(func.max(other.number))
        .where(other.round_id == Round.id, other.published_at.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Snapshot)
        .join(Round, Round.id == Snapshot.round_id)
        .options(contains_eager(Snapshot.round))
        .where(
            Round.published_at.is_not(None),
            Round.results_published_at.is_not(None),
            Snapshot.number == newest,
        )
        .order_by((Round.strategy_id == strategy.id).desc(), Round.id.desc())
        .limit(MOST_RESULTS)
    )
    own = edits.keys(frame)
    return [
        citation(snapshot, snapshot.round)
        for snapshot in db.session.scalars(query)
        if snapshot.round.strategy_id == strategy.id or own & edits.keys(snapshot.round.frame)
    ]


def _with_cited(offered: Sequence[dict[str, Any]], draft: StrategyVersion) -> list[dict[str, Any]]:
    """Return what can be cited, and what the draft cites of rounds that are no longer among it."""
    slugs = {citation["round"] for citation in offered}
    return [*offered, *(cited for cited in draft.citations if cited["round"] not in slugs)]


def _ideas(
    strategy: Strategy, frame: Frame, lines_for: Callable[[str], Sequence[Line]]
) -> dict[str, tuple[FieldIdeas, ...]]:
    """Return the published ideas by the draft's fields. Ideas follow a field through a splitting,
    too: they are read, not counted against each other."""
    by_field: dict[str, tuple[FieldIdeas, ...]] = {}
    for round_, rows in _ideas_by_round(strategy).items():
        lines = [
            line
            for line in lines_for(frame_digest(round_.frame))
            if line.from_key in round_.frame.field_keys
        ]
        for field in frame.fields:
            for key in origin(field.key, round_.frame.field_keys, lines).keys:
                if key in rows:
                    found = _field_ideas(round_, key, rows[key])
                    by_field[field.key] = (*by_field.get(field.key, ()), found)
    return by_field


def _field_ideas(round_: Round, key: str, rows: Sequence[Row[Any]]) -> FieldIdeas:
    latest = tuple((number_of(row.year, row.id), row.title) for row in rows)
    return FieldIdeas(round_.slug, round_.title, key, rows[0].total, latest)


def _ideas_by_round(strategy: Strategy) -> dict[Round, dict[str, list[Row[Any]]]]:
    """Return the latest few published ideas by round and field, each with how many there are."""
    columns = (Idea.round_id, Idea.field_key)
    numbered = (
        select(
            *columns,
            Idea.year,
            Idea.id,
            Idea.title,
            func.count().over(partition_by=columns).label("total"),
            func.row_number().over(partition_by=columns, order_by=Idea.id.desc()).label("rank"),
        )
        .where(Idea.state.in_(PUBLIC_STATES))
        .subquery()
    )
    query = (
        select(Round, *numbered.c)
        .join(numbered, numbered.c.round_id == Round.id)
        .where(Round.strategy_id == strategy.id, Round.published_at.is_not(None))
        .where(numbered.c.rank <= FIRST_IDEAS)
        .order_by(Round.id.desc(), numbered.c.field_key, numbered.c.rank)
    )
    found: dict[Round, dict[str, list[Row[Any]]]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.Round, {}).setdefault(row.field_key, []).append(row)
    return found
