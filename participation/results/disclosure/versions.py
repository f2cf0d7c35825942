"""Which ballots versions of a result share, by keyed marks of their content.

Whoever subtracts two versions learns of the ballots that are in one and not in the other. A version
therefore keeps, when its figures are gone and its ballots have changed, a mark for each different
ballot: an HMAC of its answers to the fields. Two ballots that say the same are one and the same to
somebody who subtracts, whatever batch they came in, so the marks are compared as multisets.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.ledger import WEIGHTED, Cell, Selection

SIZE = 16
MARKS = np.dtype([("mark", f"S{SIZE}"), ("cell", "<u4"), ("n", "<u4")])
ABSENT = -1

Marks = NDArray[np.void]
Counts = NDArray[np.int64]
MarkTable = tuple[Marks, Sequence[tuple[str, ...]]]


@dataclass(frozen=True)
class KeptVersion:
    """What is kept of a version so that no later one can be subtracted from it.

    `cells` holds the labels of its ballots, the last one being the flag of a signal, which may
    change from version to version; `shown` what it shows: everything (None) or some classes of a
    dimension; `weights`, where it also shows them weighted, how often the ballots of each cell
    count there. `digests` is one keyed digest per batch, `goal_answers` how many goal answers each
    batch brought to each stratum.
    """

    dimensions: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    marks: Marks
    shown: tuple[tuple[str | None, tuple[str, ...]], ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    goal_answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    weights: tuple[int, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return all but the marks as JSON values."""
        return {
            "dimensions": list(self.dimensions),
            "cells": [list(labels) for labels in self.cells],
            "shown": [[dimension, list(classes)] for dimension, classes in self.shown],
            "digests": dict(self.digests),
            "goal_answers": {key: dict(counts) for key, counts in self.goal_answers.items()},
            "weights": list(self.weights),
        }


FORGOTTEN = KeptVersion((), (), np.empty(0, dtype=MARKS))
"""A version of which nothing is kept."""


def read(document: Mapping[str, Any], marks: bytes) -> KeptVersion:
    """Return the version that `document` and the marks' bytes were written from."""
    return KeptVersion(
        tuple(document["dimensions"]),
        tuple(tuple(labels) for labels in document["cells"]),
        np.frombuffer(marks, dtype=MARKS),
        tuple((dimension, tuple(classes)) for dimension, classes in document["shown"]),
        document["digests"],
        document["goal_answers"],
        tuple(document.get("weights", ())),
    )


@dataclass(frozen=True)
class Compared:
    """The ballots of a version and of all earlier ones as cells that no version tells apart.

    Each cell stands as a batch of its own: `now` names those of the present version, `earlier` what
    the earlier ones show. `changes` is how many ballots came in and went out since each earlier
    version that shows anything.
    """

    cells: tuple[Cell, ...]
    now: tuple[str, ...]
    earlier: tuple[Selection, ...]
    changes: tuple[tuple[int, int], ...]


def marks_of(ballots: NDArray[np.int8], cells: Counts, secret: bytes) -> Marks:
    """Return the marks of ballots (n × fields), sorted, with the cell (n,) each belongs to and how
    many there are of each."""
    records = np.empty((len(ballots), ballots.shape[1] + 4), dtype=np.int8)
    records[:, :-4] = ballots
    records[:, -4:] = cells.astype("<u4").view(np.int8).reshape(-1, 4)
    different, counts = np.unique(records, axis=0, return_counts=True)
    marks = np.empty(len(different), dtype=MARKS)
    marks["mark"] = [_mark(secret, row[:-4].tobytes()) for row in different]
    marks["cell"] = np.ascontiguousarray(different[:, -4:]).view("<u4").ravel()
    marks["n"] = counts
    return marks[np.argsort(marks["mark"], kind="stable")]


def _mark(secret: bytes, said: bytes) -> bytes:
    return hmac.digest(secret, b"mark-v1\0" + said, "sha256")[:SIZE]


def digest_of(records: bytes, secret: bytes) -> str:
    """Return the digest of a batch from its ballots' sorted records, keyed because a few ballots
    could be found by trying."""
    return hmac.new(secret, b"batch-v1\0" + records, hashlib.sha256).hexdigest()


def changed_batches(now: Mapping[str, str], before: Mapping[str, str]) -> frozenset[str]:
    """Return the batches that both versions hold and that say something else now."""
    return frozenset(name for name in now.keys() & before.keys() if now[name] != before[name])


def compare(now: Sequence[Cell], marks: Marks, earlier: Sequence[KeptVersion]) -> Compared:
    """Compare a version with all earlier ones. `now` are its cells by the number that its marks
    name."""
    kept = [version for version in earlier if version.shown]
    tables: list[MarkTable] = [(marks, [cell.labels for cell in now])]
    tables += [(version.marks, version.cells) for version in kept]
    patterns, sizes = _patterns(tables)
    cells, mine, named = [], [], set()
    for number, (pattern, n) in enumerate(zip(patterns.tolist(), sizes.tolist(), strict=True)):
        if pattern[0] == ABSENT:
            gone = (0,) * len(now[0].given) if now else ()
            cells.append(Cell(str(number), _last_labels(pattern, tables), n, given=gone))
        else:
            known = now[pattern[0]]
            # Who answered what is asked within the present version alone, which covers all parts
            # of a cell or none; so it is enough to name it once.
            given = known.given if pattern[0] not in named else (0,) * len(known.given)
            named.add(pattern[0])
            cells.append(replace(known, batch=str(number), n=n, given=given))
            mine.append(str(number))
    return Compared(
        tuple(cells),
        tuple(mine),
        tuple(
            selection
            for position, version in enumerate(kept, start=1)
            for selection in _selections(version, patterns[:, position])
        ),
        tuple(_change(marks, version.marks) for version in kept),
    )


def _last_labels(pattern: Sequence[int], tables: Sequence[MarkTable]) -> tuple[str, ...]:
    """Return the labels of ballots that are gone, as the last version that held them knew them."""
    held = [cells[at] for at, (_, cells) in zip(pattern, tables, strict=True) if at != ABSENT]
    return held[-1]


def _selections(version: KeptVersion, cells: Counts) -> Iterator[Selection]:
    """Yield everything that an earlier version showed; `cells` (p,) are its cells by pattern."""
    for dimension, classes in version.shown:
        yield _selection(version, cells, dimension, classes)
    if version.weights:
        held = np.flatnonzero(cells != ABSENT)
        weights = tuple(version.weights[at] for at in cells[held].tolist())
        yield Selection(tuple(map(str, held.tolist())), WEIGHTED, None, weights)


def _selection(
    version: KeptVersion, cells: Counts, dimension: str | None, classes: Sequence[str]
) -> Selection:
    position = version.dimensions.index(dimension) if dimension is not None else None
    covers = np.array(
        [position is None or labels[position] in classes for labels in version.cells] + [False]
    )
    return Selection(tuple(map(str, np.flatnonzero(covers[cells]).tolist())), dimension, None)


def _patterns(tables: Sequence[MarkTable]) -> tuple[Counts, Counts]:
    """Return the cell of each version that ballots belong to (p × versions), ABSENT where they are
    not in it, and how many ballots that is."""
    kinds: dict[tuple[str, ...], int] = {}
    keys = [
        _keys(marks, [kinds.setdefault(labels[:-1], len(kinds)) for labels in cells])
        for marks, cells in tables
    ]
    known, positions = np.unique(np.concatenate(keys), return_inverse=True)
    counts = np.zeros((len(known), len(tables)), dtype=np.int64)
    cells = np.full((len(known), len(tables)), ABSENT, dtype=np.int64)
    starts = np.cumsum([0, *(len(key) for key in keys)])
    for version, (marks, _labels) in enumerate(tables):
        rows = positions[starts[version] : starts[version + 1]]
        counts[rows, version], cells[rows, version] = marks["n"], marks["cell"]
    return _levels(counts, cells)


def _levels(counts: Counts, cells: Counts) -> tuple[Counts, Counts]:
    """Of ballots that say the same, as many are shared by two versions as the smaller one holds."""
    ordered = np.sort(counts, axis=1)
    levels, sizes = [], []
    below = np.zeros(len(counts), dtype=np.int64)
    for level in ordered.T:
        rows = level > below
        levels.append(np.where(counts[rows] >= level[rows, None], cells[rows], ABSENT))
        sizes.append(level[rows] - below[rows])
        below = level
    patterns, inverse = np.unique(np.concatenate(levels), axis=0, return_inverse=True)
    totals = np.zeros(len(patterns), dtype=np.int64)
    np.add.at(totals, inverse.ravel(), np.concatenate(sizes))
    return patterns, totals


def _keys(marks: Marks, kinds: Sequence[int]) -> NDArray[np.bytes_]:
    key = np.empty(len(marks), dtype=[("mark", f"S{SIZE}"), ("kind", ">u4")])
    key["mark"] = marks["mark"]
    key["kind"] = np.array(kinds, dtype=np.int64)[marks["cell"]] if len(marks) else 0
    return key.view(f"S{SIZE + 4}")


def _change(now: Marks, before: Marks) -> tuple[int, int]:
    """Return how many ballots came in and went out, by what they say alone."""
    known, positions = np.unique(np.concatenate([now["mark"], before["mark"]]), return_inverse=True)
    difference = np.zeros(len(known), dtype=np.int64)
    np.add.at(difference, positions[: len(now)], now["n"].astype(np.int64))
    np.add.at(difference, positions[len(now) :], -before["n"].astype(np.int64))
    return int(np.maximum(difference, 0).sum()), int(np.maximum(-difference, 0).sum())
