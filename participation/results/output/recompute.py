"""Recompute the headline shares of a bundle from ballots.csv and METHODS.json alone, and compare
them with weights.csv. Standard library only.

Run it in the unpacked bundle: python3 recompute.py
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

Row = list["int | None"]
Counted = Counter["tuple[int | None, ...]"]

SAME, DIFFERENT = "stimmt überein", "weicht ab"
TOLERANCE = Fraction(501, 1_000_000_000)
"""weights.csv holds six decimals, rounded from binary fractions."""


def main(folder: Path) -> int:
    """Print one line per field: key, share with six decimals, and whether weights.csv says the
    same. Return 1 if it does not."""
    method = json.loads((folder / "METHODS.json").read_text("utf-8"))
    with (folder / "ballots.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        keys = next(reader)
        rows = ([None if cell == "-" else int(cell) for cell in row] for row in reader)
        shares = recomputed(rows, len(keys), method)
    column = "chosen_share" if method["instrument"]["kind"] == "pick" else "mean_share"
    with (folder / "weights.csv").open(encoding="utf-8", newline="") as file:
        published = {row["item"]: row[column] for row in csv.DictReader(file)}
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    different = 0
    for key, share in zip(keys, shares, strict=True):
        same = agrees(published[key], share)
        different += not same
        written = "" if share is None else f"{float(share):.6f}"
        sys.stdout.write(f"{key},{written},{SAME if same else DIFFERENT}\n")
    return 1 if different else 0


def agrees(published: str, share: Fraction | None) -> bool:
    """Whether a cell of weights.csv holds the share to its six decimals, or none where there is
    none."""
    if share is None or not published:
        return share is None and not published
    return abs(Fraction(published) - share) <= TOLERANCE


def recomputed(
    rows: Iterable[Row], items: int, method: dict[str, dict[str, object]]
) -> list[Fraction | None]:
    """Return the shares of all items, exactly; None for one that too few people answered. Raises
    ValueError when a ballot does not fit the method."""
    instrument, limits = method["instrument"], method["thresholds"]
    points = instrument["kind"] == "points"
    ballots = Counter(tuple(row) for row in rows)
    if points and any(
        sum(value or 0 for value in ballot) != int(str(instrument["total"])) for ballot in ballots
    ):
        raise ValueError("a ballot does not sum to the total")
    shown = _shown(ballots, items, method)
    by_item: list[Fraction | None] = [None] * items
    shares = (_shares if points else _chosen)(ballots, shown, int(str(limits["given"])))
    for item, share in zip(shown, shares, strict=True):
        by_item[item] = share
    return by_item


def _given(ballots: Counted, items: Iterable[int]) -> list[int]:
    return [sum(n for ballot, n in ballots.items() if ballot[item] is not None) for item in items]


def _shown(ballots: Counted, items: int, method: dict[str, dict[str, object]]) -> list[int]:
    """The items that enough people answered. Where exactly k are chosen, k times the ballots less
    the choices of the others would be those of the rest, so enough people must stand behind it."""
    least = int(str(method["thresholds"]["figures"]))
    given = _given(ballots, range(items))
    shown = [item for item in range(items) if given[item] >= least]
    hidden = [item for item in range(items) if given[item] < least]
    instrument = method["instrument"]
    if hidden and instrument["kind"] == "pick" and instrument["exactly"]:
        for item in sorted(shown, key=lambda item: (given[item], item)):
            if _about(ballots, hidden) >= least:
                break
            hidden.append(item)
    return [item for item in shown if item not in hidden]


def _about(ballots: Counted, items: list[int]) -> int:
    """How many ballots answer any of some items."""
    return sum(
        n for ballot, n in ballots.items() if any(ballot[item] is not None for item in items)
    )


def _chosen(ballots: Counted, shown: list[int], _least: int) -> list[Fraction]:
    chosen = [sum(n * (ballot[item] or 0) for ballot, n in ballots.items()) for item in shown]
    return [
        Fraction(value, given or 1)
        for value, given in zip(chosen, _given(ballots, shown), strict=True)
    ]


def _shares(ballots: Counted, shown: list[int], least: int) -> list[Fraction]:
    """Shares of the points given to the items shown; where somebody is silent, silence takes the
    mean of the others, or counts as 0 where too few answered for that."""
    speaking = Counter({b: n for b, n in ballots.items() if any(b[item] for item in shown)})
    given, n = _given(speaking, shown), sum(speaking.values())
    sums = _sums(speaking, shown)
    cross = [line[:-1] for line in sums]
    if not n or min(given) == n or min(given) < least or not _unique(cross):
        return [line[-1] / (n or 1) for line in sums]
    return _solve(cross, given)


def _sums(ballots: Counted, shown: list[int]) -> list[list[Fraction]]:
    """One line for each item: the sums of its shares over the ballots that answered each item as
    well, and at the end over all ballots.

    Whole numbers are summed, apart by what they are parts of: that is the total, and less for a
    ballot that gave points to an item which is not shown.
    """
    size = len(shown)
    parts: dict[int, list[list[int]]] = {}
    for ballot, times in ballots.items():
        values = [ballot[item] for item in shown]
        answered = [position for position, value in enumerate(values) if value is not None]
        sums = parts.setdefault(
            sum(value or 0 for value in values), [[0] * (size + 1) for _ in range(size)]
        )
        for position in answered:
            points = times * (values[position] or 0)
            for other in (*answered, size):
                sums[position][other] += points
    return [
        [
            sum((Fraction(sums[position][at], whole) for whole, sums in parts.items()), Fraction(0))
            for at in range(size + 1)
        ]
        for position in range(size)
    ]


def _unique(cross: list[list[Fraction]]) -> bool:
    """Whether one item can be reached from every item along shares that flow from l to j."""
    items = range(len(cross))
    reach = [{j for j in items if j == start or cross[j][start]} for start in items]
    for _ in items:
        reach = [set().union(*(reach[j] for j in reached)) for reached in reach]
    return bool(set.intersection(*reach))


def _solve(cross: list[list[Fraction]], given: list[int]) -> list[Fraction]:
    """F with given_j·F_j = Σ_l cross_jl·F_l and Σ F = 1, by Gaussian elimination over fractions."""
    items = len(given)
    system = [[-value for value in line] + [Fraction(0)] for line in cross]
    for item in range(items):
        system[item][item] += given[item]
    system[-1] = [Fraction(1)] * (items + 1)
    for column in range(items):
        pivot = next(row for row in range(column, items) if system[row][column])
        system[column], system[pivot] = system[pivot], system[column]
        head = system[column][column]
        system[column] = [value / head for value in system[column]]
        for row in range(items):
            factor = system[row][column]
            if row != column and factor:
                system[row] = [
                    a - factor * b for a, b in zip(system[row], system[column], strict=True)
                ]
    return [line[-1] for line in system]


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
