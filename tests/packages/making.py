"""Packages for tests: the example of the documentation, and a small one with all that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.packages import loading
from participation.packages.loading import Loaded
from participation.rounds.file.yaml_reader import BadFile

ROOT = Path(__file__).resolve().parents[2]
MOTION = (ROOT / "docs" / "examples" / "motion.yaml").read_text("utf-8")
WHOLE = (Path(__file__).parent / "whole.yaml").read_text("utf-8")
PLANNER = Actor(None, "planner")


def load(text: str, *, as_record: bool = True) -> Loaded:
    """Load a package and commit it."""
    done = loading.load(text.encode(), as_record=as_record, actor=PLANNER, clock=clock)
    db.session.commit()
    return done


def refusals(text: str | bytes, *, as_record: bool = True) -> list[tuple[int, str, str]]:
    """Line, key and sentence of all that a file is refused for."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadFile) as caught:
        loading.load(data, as_record=as_record, actor=PLANNER, clock=clock)
    db.session.rollback()
    return [(each.line, each.key, str(each.error)) for each in caught.value.complaints]


def refusal(text: str, *, as_record: bool = True) -> tuple[str, str, str]:
    """The text of the line, the key and the sentence of the only thing a file is refused for."""
    ((line, key, sentence),) = refusals(text, as_record=as_record)
    return text.splitlines()[line - 1].strip(), key, sentence
