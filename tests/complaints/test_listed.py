"""Each complaint that is listed in the documentation names tests, and there are such tests."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "complaints-of-the-field.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


HEAD = "| what was complained about"


def rows() -> list[str]:
    lines = PAGE.read_text().splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith(HEAD)]


def test_every_complaint_names_a_test() -> None:
    assert [row for row in rows() if not NAMED.search(row)] == []


def test_every_test_that_is_named_exists() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in NAMED.findall(PAGE.read_text())
        if f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert missing == []
