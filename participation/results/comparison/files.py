"""The comparison of two results as a file."""

from __future__ import annotations

from collections.abc import Iterator

from participation.results.comparison.presenter import Comparison
from participation.results.tables.columns import Row
from participation.web.csv_writer import Format, encode

COLUMNS = (
    "item",
    "label_de",
    "label_en",
    "earlier_round",
    "earlier_version",
    "earlier_ballots",
    "earlier_share",
    "later_round",
    "later_version",
    "later_ballots",
    "later_share",
    "difference",
    "low",
    "high",
    "distinguishable",
    "withheld",
)


def differences_csv(comparison: Comparison, form: Format) -> Iterator[bytes]:
    """Yield the differences as CSV, a line a field; shares and their differences from 0 to 1.

    Without intervals nobody can say whether a difference is one, so that column stays empty too.
    """
    return encode(COLUMNS, _lines(comparison), form)


def _lines(comparison: Comparison) -> Iterator[list[object]]:
    pages = (comparison.earlier, comparison.later)
    for row in comparison.rows:
        sides: list[object] = []
        fields: list[Row] = [page.fields[row.key] for page in pages]
        for page, field in zip(pages, fields, strict=True):
            share = None if field["withheld"] else field[page.share]
            sides += [page.method["round"]["slug"], page.snapshot.number, page.n, share]
        found = row.difference
        apart = int(row.apart) if found and comparison.intervals else None
        yield [
            row.key,
            fields[1]["label_de"],
            fields[1]["label_en"],
            *sides,
            found and found.value,
            found and found.low,
            found and found.high,
            apart,
            fields[0]["withheld"] or fields[1]["withheld"],
        ]
