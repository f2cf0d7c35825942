"""Print the headline shares of a bundle again, from ballots.csv and METHODS.json alone. Standard
library only.

Run it in the unpacked bundle: python3 recompute.py
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

Row = list["int | None"]


def main(folder: Path) -> int:
    """Print one line per field: key and share, six decimals."""
    method = json.loads((folder / "METHODS.json").read_text("utf-8"))
    with (folder / "ballots.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        keys = next(reader)
        rows = ([None if cell == "-" else int(cell) for cell in row] for row in reader)
        shares = recomputed(rows, len(keys), method)
    for key, share in zip(keys, shares, strict=True):
        sys.stdout.write(f"{key},{float(share):.6f}\n")
    return 0


def recomputed(
    rows: Iterable[Row], items: int, method: dict[str, dict[str, object]]
) -> list[Fraction]:
    """Return the shares of all items, exactly. Raises ValueError when a ballot does not fit the
    method."""
    instrument, limits = method["instrument"], method["thresholds"]
    total = 1 if instrument["kind"] == "pick" else int(str(instrument["total"]))
    given, cross, n = [0] * items, [[0] * items for _ in range(items)], 0
    sums = [0] * items
    for row in rows:
        n += 1
        answered = [item for item, value in enumerate(row) if value is not None]
        if instrument["kind"] == "points" and sum(value or 0 for value in row) != total:
            raise ValueError("a ballot does not sum to the total")
        for item in answered:
            value = row[item] or 0
            given[item] += 1
            sums[item] += value
            if value:
                for other in answered:
                    cross[item][other] += value
    if instrument["kind"] == "pick":
        return [Fraction(sums[item], given[item] or 1) for item in range(items)]
    if min(given) == n or min(given) < int(str(limits["given"])) or not _unique(cross):
        return [Fraction(value, n * total) for value in sums]
    return _solve([[Fraction(value, total) for value in line] for line in cross], given)


def _unique(cross: list[list[int]]) -> bool:
    """Whether one item can be reached from every item along shares that flow from l to j."""
    items = range(len(cross))
    reach = [{j for j in items if j == start or cross[j][start]} for start in items]
    for _ in items:
        reach = [set().union(*(reach[j] for j in found)) for found in reach]
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
