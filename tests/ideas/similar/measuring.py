"""How often the search for similar ideas finds the labelled one among invented others.

The lists of words that mean the same were made with pairs.csv in sight, so what is found of it
flatters the search. unseen.csv was written by somebody who had not read it, and nothing is to be
changed with a view to that file; whoever does so writes another one.
"""

from __future__ import annotations

import csv
import itertools
import json
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.similar import search
from participation.kernel.text import fold
from participation.web.transactions import begin_write

HERE = Path(__file__).parent
AT = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 3


@dataclass(frozen=True)
class Pair:
    """An idea that is handed in, and the one of the same content that is there."""

    kind: str
    query: tuple[str, str]
    match: tuple[str, str]


def pairs(name: str = "pairs") -> list[Pair]:
    """Return the labelled pairs of a file, `pairs` or `unseen`."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                each["kind"],
                (each["query_title"], each["query_text"]),
                (each["match_title"], each["match_text"]),
            )
            for each in csv.DictReader(file)
        ]


def distractors(seed: int = 8) -> Iterator[tuple[str, str]]:
    """Yield invented ideas about other subjects, titles and texts, no two the same."""
    blocks, random = json.loads((HERE / "distractors.json").read_text("utf-8")), Random(seed)
    seen = set()
    while True:
        subject, wish = random.choice(blocks["subjects"]), random.choice(blocks["wishes"])
        place = random.choice(blocks["places" if subject["local"] else "places_city"])
        reason = random.choice(blocks["reasons"])
        key = (subject["title"], place, wish, reason)
        if key in seen:
            continue
        seen.add(key)
        title = random.choice(blocks["titles"]).format(title=subject["title"], place=place)
        said = wish.format(acc=subject["acc"], nom=subject["nom"], place=place)
        yield title, f"{random.choice(blocks['openings'])} {said} {reason}"


def fill(round_id: int, labelled: Sequence[Pair], among: int) -> dict[Pair, int]:
    """Store the matches of the pairs among others, published; return their ids."""
    others, random = itertools.islice(distractors(), among), Random(1)
    rows = [
        _row(round_id, title[:120], text, random.randrange(2**31))
        for title, text in (*(pair.match for pair in labelled), *others)
    ]
    session = begin_write()
    for start in range(0, len(rows), 1000):
        session.execute(insert(Idea), rows[start : start + 1000])
    session.commit()
    query = select(Idea.id).where(Idea.round_id == round_id).order_by(Idea.id)
    ids = db.session.scalars(query.limit(len(labelled)))
    return dict(zip(labelled, ids, strict=True))


def _row(round_id: int, title: str, text: str, shuffle: int) -> dict[str, Any]:
    return {
        "year": 2026,
        "round_id": round_id,
        "token": secrets.token_hex(16),
        "state": "published",
        "channel": "email",
        "field_key": "mobility",
        "title": title,
        "text": text,
        "folded": fold(f"{title}\n{text}"),
        "submitted_at": AT,
        "published_at": AT,
        "shuffle": shuffle,
    }


@dataclass(frozen=True)
class Found:
    """At which place the labelled idea was found, None for not at all, and how many were shown."""

    pair: Pair
    place: int | None
    shown: int


def look(round_id: int, matches: Mapping[Pair, int]) -> list[Found]:
    """Ask for each of the pairs."""
    found = []
    for pair, match in matches.items():
        shown = [each.idea.id for each in search.similar(*pair.query, round_id, LIMIT)]
        found.append(Found(pair, shown.index(match) if match in shown else None, len(shown)))
    return found


@dataclass(frozen=True)
class Measure:
    """Of so many queries: the share whose match came first, the share with it among the first
    three, and which share of all that was shown was a match."""

    queries: int
    recall_at_1: float
    recall_at_3: float
    precision: float

    def __str__(self) -> str:
        return (
            f"{self.queries:4} queries  recall@1 {self.recall_at_1:.2f}"
            f"  recall@3 {self.recall_at_3:.2f}  precision {self.precision:.2f}"
        )


def measure(found: Sequence[Found]) -> Measure:
    """Return what was found of these."""
    hits = [each.place for each in found if each.place is not None]
    shown = sum(each.shown for each in found)
    first = hits.count(0) / len(found)
    return Measure(len(found), first, len(hits) / len(found), len(hits) / max(shown, 1))


def report(found: Sequence[Found]) -> Iterator[str]:
    """Yield lines: all, and by kind."""
    by_kind: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        by_kind[each.pair.kind].append(each)
    yield f"{'all':12} {measure(found)}"
    for kind, some in sorted(by_kind.items()):
        yield f"{kind:12} {measure(some)}"
