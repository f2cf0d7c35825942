"""Candidates from the database: ideas whose text has a piece of a word that the query has. FTS5 by
trigrams and PostgreSQL's text search by the ends of words both find pieces of three letters and
more wherever they stand in a word, so that both find the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.ideas.similar.words import Piece, Ways
from participation.web.statements import dialect

SEARCH = table("idea_search", column("rowid"))
"""The FTS5 table beside `ideas` on SQLite, kept in step by triggers."""
LONGEST = 24
"""How many letters of a piece are looked for on PostgreSQL, where an index holds as many of each
end of a word (`idea_pieces`): a piece within a word begins an end of it."""


@dataclass(frozen=True)
class Probe:
    """Pieces of which a text has one, and how much that counts."""

    pieces: tuple[str, ...]
    weight: float


def sample(round_id: int, most: int) -> tuple[list[str], int]:
    """Return the folded texts of some of a round's ideas, those with the smallest random places,
    published ones first; and how many there are in all."""
    ours = (Idea.round_id == round_id, Idea.state.in_((State.PUBLISHED, State.WAITING)))
    whole = select(func.count()).where(*ours).scalar_subquery()
    query = select(Idea.folded, whole).where(*ours)
    rows = db.session.execute(query.order_by(Idea.state, Idea.shuffle, Idea.id).limit(most)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def candidates(
    round_id: int, states: Collection[State], probes: Sequence[Probe], most: int
) -> list[tuple[Idea, Idea | None]]:
    """Return the ideas in which the probes find most, each with the one that it was merged into,
    None for any other."""
    if not probes:
        return []
    found = _in_fts5(probes) if dialect() == "sqlite" else _with_ends(probes)
    ours = (found.c.round_id == round_id, found.c.state.in_(states))
    query = select(found.c.id).where(*ours).group_by(found.c.id)
    order = (func.sum(found.c.weight).desc(), found.c.id)
    first = query.order_by(*order).limit(most).subquery()
    target = aliased(Idea)
    merged = and_(Idea.state == State.MERGED, target.id == Idea.merged_into_id)
    ideas = select(Idea, target).join(first, first.c.id == Idea.id).outerjoin(target, merged)
    return [(idea, into) for idea, into in db.session.execute(ideas)]


def _in_fts5(probes: Sequence[Probe]) -> Subquery:
    found = union_all(*map(_one_in_fts5, probes)).subquery()
    columns = (found.c.id, found.c.weight, Idea.round_id, Idea.state)
    return select(*columns).join(Idea, Idea.id == found.c.id).subquery()


def _one_in_fts5(probe: Probe) -> Select[int, float]:
    phrases = " OR ".join(f'"{piece}"' for piece in probe.pieces)
    matches: ColumnElement[bool] = literal_column("idea_search").op("MATCH")(phrases)
    columns = (SEARCH.c.rowid.label("id"), literal(probe.weight).label("weight"))
    return select(*columns).where(matches)


def _with_ends(probes: Sequence[Probe]) -> CTE:
    # Made before anything is joined or chosen, so that the planner has no other index to go by: it
    # took one of a round's ideas, and computed the ends of all their words or joined all of them.
    return union_all(*map(_one_with_ends, probes)).cte().prefix_with("MATERIALIZED")


def _one_with_ends(probe: Probe) -> Select[int, int, str, float]:
    # Features are letters and digits alone, so nothing in a lexeme needs to be escaped.
    anywhere = " | ".join(f"'{piece[:LONGEST]}':*" for piece in probe.pieces)
    matches = func.idea_pieces(Idea.folded).op("@@")(cast(anywhere, TSQUERY))
    columns = (Idea.id, Idea.round_id, Idea.state, literal(probe.weight).label("weight"))
    return select(*columns).where(matches)


def says(ways: Sequence[Ways]) -> ColumnElement[bool]:
    """Return the condition that an idea says all of this, each in one of its ways."""
    if dialect() == "sqlite":
        phrases = " AND ".join(map(_phrases, ways))
        matches: ColumnElement[bool] = literal_column("idea_search").op("MATCH")(phrases)
        return Idea.id.in_(select(SEARCH.c.rowid).where(matches))
    return and_(*(or_(*(and_(*map(_one_of, way)) for way in each)) for each in ways))


def _phrases(ways: Ways) -> str:
    parts = (" AND ".join(f"({' OR '.join(map(_phrase, part))})" for part in way) for way in ways)
    return f"({' OR '.join(f'({each})' for each in parts)})"


def _phrase(piece: Piece) -> str:
    begins = f'(^ "{piece.letters}" OR " {piece.letters}" OR "\n{piece.letters}")'
    return f'"{piece.letters}"' if piece.anywhere else begins


def _one_of(part: Sequence[Piece]) -> ColumnElement[bool]:
    return or_(*(Idea.folded.like(pattern) for piece in part for pattern in _patterns(piece)))


def _patterns(piece: Piece) -> list[str]:
    if piece.anywhere:
        return [f"%{piece.letters}%"]
    return [f"{before}{piece.letters}%" for before in ("", "% ", "%\n")]
