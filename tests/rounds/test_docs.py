"""The reference of the round file names every key, and its example is one."""

from __future__ import annotations

from pathlib import Path

from participation.rounds.file.roundfile import KEYS, parse
from participation.rounds.thresholds import Thresholds

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "round-file.md").read_text("utf-8")


def test_the_example_of_the_reference_can_be_loaded() -> None:
    example = TEXT.split("```yaml\n")[1].split("```")[0]
    assert parse(example.encode()).settings.slug == "frame-2027"


def test_the_reference_names_every_key() -> None:
    for key in (*KEYS, *Thresholds().document()):
        assert f"`{key}`" in TEXT or f"`{key}." in TEXT, key
