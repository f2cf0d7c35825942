"""The reference of the package names every key, and its example can be loaded."""

from __future__ import annotations

import re

from participation.packages.reading import KEYS, parse
from participation.packages.reading_record import _OF_CITATION, _OF_CONSULTATION, _OF_VERSION
from tests.packages.making import MOTION, ROOT, WHOLE

TEXT = (ROOT / "docs" / "strategy-package.md").read_text("utf-8")


def test_the_example_of_the_reference_can_be_read() -> None:
    assert parse(MOTION.encode()).complaints == []


def test_the_reference_names_every_key() -> None:
    written = set(re.findall(r"^[ -]*(?:\{)?([a-z_]+):", WHOLE, re.MULTILINE))
    keys = {*KEYS, *written, *_OF_VERSION, *_OF_CITATION, *_OF_CONSULTATION} - {"slug", "text"}
    for key in keys:
        assert re.search(rf"\b{key}\b", TEXT), key
