"""Published weights beside published money as a file: for each field what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from participation.front.strategy.money import MoneyPage, share_of
from participation.projects.finance.fields import FieldMoney
from participation.projects.finance.files import euros
from participation.web.csv_writer import Format, encode

COLUMNS = (
    "field",
    "title",
    "round",
    "result_version",
    "measure",
    "share",
    "stab_low",
    "stab_high",
    "stage",
    "public",
    "public_locked",
    "private",
    "unassigned",
)
"""Shares are fractions, amounts euros. A blank was not said or is not shown; a field that is blank
stands for projects without one, or with one that the version does not have. `public_locked` are the
amounts that are locked, wholly or in part."""
Cell = str | int | float | Decimal | None


def table_file(page: MoneyPage, form: Format) -> Iterator[bytes]:
    """Yield a line for each field in the page's order, and one for no field."""
    titles = {field.key: field.title.get("de", "") for field in page.frame.fields}
    rows = ([row.key, titles.get(row.key or ""), *_figures(page, row)] for row in page.sums)
    return encode(COLUMNS, rows, form)


def _figures(page: MoneyPage, row: FieldMoney) -> list[Cell]:
    public = row.public
    locked = None if public.cents is None else euros(public.hatched)
    amounts = [
        _euros(public.cents),
        locked,
        _euros(row.private.cents),
        _euros(row.unassigned.cents),
    ]
    return [*_weight(page, row.key), page.stage.value, *amounts]


def _weight(page: MoneyPage, key: str | None) -> list[Cell]:
    if page.result is None or page.chosen is None:
        return [None] * 6
    cited: list[Cell] = [page.chosen.round.slug, page.chosen.version, page.result.share]
    if key is None:
        return [*cited, None, None, None]
    row = page.result.fields[key]
    share = share_of(page.result, row)
    if share is None:
        return [*cited, None, None, None]
    return [*cited, share, row["stab_low"], row["stab_high"]]


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else euros(cents)
