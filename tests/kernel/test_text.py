"""Texts that somebody typed."""

from __future__ import annotations

import pytest

from participation.kernel.text import whole_number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("999999999", 999999999),
        ("1234567890", None),
        ("", None),
        (None, None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
        ("1_000", None),
    ],
)
def test_a_whole_number_is_a_few_ascii_digits(raw: str | None, number: int | None) -> None:
    assert whole_number(raw) == number
