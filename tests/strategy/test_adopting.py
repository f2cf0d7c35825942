"""Adopting a version: what only a decision of the council does."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import participation
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.errors import BadInput
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from tests.strategy.making import (
    ADOPTED,
    adopt,
    begin_next_draft,
    make_whole_strategy,
    open_consultation,
    put_into,
    states,
)

HOUSE = Path(participation.__file__).parent


def test_only_the_councils_service_adopts() -> None:
    """A call of anybody else would be a decision that nobody took."""
    callers = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "adopt")
        or (isinstance(node, ast.ImportFrom) and "adopt" in {name.name for name in node.names})
    }
    assert callers == {"council/consultations/service.py"}


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy whose version 1 is a draft."""
    return make_whole_strategy()


def test_a_decision_adopts_a_version_and_supersedes_what_held_before(strategy: Strategy) -> None:
    first = adopt(open_consultation(strategy))
    assert queries_versions.current(strategy.id) == first
    begin_next_draft(strategy, 1)
    with_changes = open_consultation(strategy)
    begin_next_draft(strategy, with_changes.number)
    third = adopt(open_consultation(strategy))
    assert states(strategy) == ["superseded", "superseded", "adopted"]
    assert queries_versions.current(strategy.id) == third
    assert third.decided_at is not None
    assert with_changes.decided_at is None


def test_adopting_leaves_a_later_version_in_consultation(strategy: Strategy) -> None:
    first = open_consultation(strategy)
    begin_next_draft(strategy, 1)
    open_consultation(strategy)
    adopt(first)
    assert states(strategy) == ["adopted", "consultation"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "ist ein Entwurf"),
        ("adopted", "ist schon beschlossen"),
        ("withdrawn", "ist zurückgezogen"),
        ("superseded", "ist abgelöst"),
    ],
)
def test_only_a_version_in_consultation_is_adopted(
    strategy: Strategy, state: str, words: str
) -> None:
    version = put_into(strategy, state)
    before = states(strategy)
    with pytest.raises(BadInput, match=words):
        adopt(version)
    db.session.rollback()
    assert states(strategy) == before


def test_a_decision_with_changes_adopts_nothing(strategy: Strategy) -> None:
    version = open_consultation(strategy)
    with pytest.raises(BadInput, match="braucht eine neue Fassung"):
        adopt(version, replace(ADOPTED, outcome="adopted_with_changes"))
    assert states(strategy) == ["consultation"]


def test_the_record_names_the_decision_and_nothing_that_can_be_blacked_out(
    strategy: Strategy,
) -> None:
    adopt(open_consultation(strategy))
    entry = db.session.query(AuditEntry).filter_by(action="strategy.version_adopted").one()
    assert entry.subject_id == strategy.slug
    assert entry.details == {"version": 1, "on": "2021-07-14", "outcome": "adopted"}
