"""CSV in two forms: for machines (RFC 4180) and for a German Excel. Text cells never become
formulas."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
BOM = b"\xef\xbb\xbf"


class _Silence:
    """'Keine Angabe' in a row of ballots: a state of its own, as in files from paper."""


SILENCE = _Silence()


class Format(StrEnum):
    """Which program a file is for."""

    CSV = "csv"
    EXCEL = "excel"


def safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading apostrophe where needed (OWASP
    ASVS 5.0, 1.2.10)."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def unsafe(text: str) -> str:
    """Return what a cell that `safe` has written stands for."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def cell(value: Any, form: Format) -> str:
    """Return a cell: nothing for None, fractions with six decimals, decimals with those they have,
    moments as ISO 8601, text made safe. Raises ValueError for what is not a finite number."""
    if value is None:
        return ""
    if value is SILENCE:
        # A lone hyphen is no formula, and the importer reads it as it stands.
        return "-"
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return _number(value, form)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S" if form is Format.EXCEL else "%Y-%m-%dT%H:%M:%SZ")
    return safe(str(value))


def _number(value: float | Decimal, form: Format) -> str:
    """Return a fraction with the form's decimal sign. A minus before digits is no formula."""
    if not math.isfinite(value):
        raise ValueError("no number")
    text = f"{value:.6f}" if isinstance(value, float) else f"{value:f}"
    return text.replace(".", ",") if form is Format.EXCEL else text


def encode(header: Sequence[str], rows: Iterable[Sequence[Any]], form: Format) -> Iterator[bytes]:
    """Yield the file in pieces: UTF-8, CRLF; comma and dot for machines, BOM, semicolon and comma
    for Excel."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(
        buffer, delimiter=";" if form is Format.EXCEL else ",", lineterminator="\r\n"
    )
    if form is Format.EXCEL:
        yield BOM
    writer.writerow(header)
    for number, values in enumerate(rows, start=1):
        writer.writerow([cell(value, form) for value in values])
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
