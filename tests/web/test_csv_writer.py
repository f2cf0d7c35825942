"""Cells of files: numbers stay numbers in both forms, texts never become formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from participation.web.csv_writer import Format, cell, encode, unsafe

EVIL = ("=1+1", "+1", "-1", "-1.5", "@SUM(A1)", "\tx", "\rx", "\0x")


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("text", EVIL)
def test_text_that_starts_a_formula_gets_an_apostrophe(text: str, form: Format) -> None:
    assert cell(text, form) == "'" + text
    assert unsafe(cell(text, form)) == text


@pytest.mark.parametrize("text", ["'s Gravenhage", "'", "", "plain"])
def test_an_apostrophe_of_the_text_itself_stays(text: str) -> None:
    assert unsafe(cell(text, Format.CSV)) == text


@pytest.mark.parametrize(
    ("value", "machine", "excel"),
    [
        (-0.5, "-0.500000", "-0,500000"),
        (-3, "-3", "-3"),
        (Decimal("-1.5"), "-1.5", "-1,5"),
        (Decimal("-0.05"), "-0.05", "-0,05"),
        (Decimal("1234.50"), "1234.50", "1234,50"),
        (Decimal("1E+9"), "1000000000", "1000000000"),
        (Decimal("1E-7"), "0.0000001", "0,0000001"),
        (None, "", ""),
    ],
)
def test_a_number_is_written_as_a_number_in_both_forms(
    value: Decimal | float | None, machine: str, excel: str
) -> None:
    assert cell(value, Format.CSV) == machine
    assert cell(value, Format.EXCEL) == excel


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), float("nan")])
def test_what_is_no_number_is_not_written_as_one(value: Decimal | float) -> None:
    with pytest.raises(ValueError, match="no number"):
        cell(value, Format.CSV)


def test_a_negative_decimal_reads_back_as_the_number_it_was() -> None:
    data = b"".join(encode(("a", "b"), [(Decimal("-1.5"), "-1.5")], Format.CSV)).decode()
    assert list(csv.reader(io.StringIO(data))) == [["a", "b"], ["-1.5", "'-1.5"]]
