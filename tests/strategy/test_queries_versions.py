"""Reading versions: drafts are for staff alone, rounds are matched by their frame."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.errors import NotFound
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from participation.strategy.rules import from_document
from tests.factories import FRAME, make_round, make_strategy
from tests.strategy.making import (
    begin_next_draft,
    make_whole_strategy,
    open_consultation,
    rename_field,
)


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy whose version 1 is a draft."""
    return make_whole_strategy()


def test_a_draft_is_no_public_version(strategy: Strategy) -> None:
    assert queries_versions.public_versions(strategy.id) == []
    assert queries_versions.public_strategies() == []
    with pytest.raises(NotFound):
        queries_versions.version(strategy.id, 1)
    assert queries_versions.staff_version(strategy.id, 1).state == "draft"


def test_what_was_put_forward_is_public(strategy: Strategy) -> None:
    make_strategy()
    first = open_consultation(strategy)
    begin_next_draft(strategy, 1)
    assert queries_versions.public_versions(strategy.id) == [first]
    assert queries_versions.public_strategies() == [strategy]
    assert queries_versions.version(strategy.id, 1) == first


@pytest.mark.parametrize("number", [0, -1, 3, 2**70])
def test_a_version_that_is_missing_is_not_found(strategy: Strategy, number: int) -> None:
    with pytest.raises(NotFound):
        queries_versions.version(strategy.id, number)


def test_a_version_of_another_strategy_is_not_found(strategy: Strategy) -> None:
    open_consultation(strategy)
    with pytest.raises(NotFound):
        queries_versions.version(make_strategy().id, 1)


def test_a_rounds_frame_is_matched_with_versions_whatever_the_order_of_its_languages(
    strategy: Strategy,
) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    turned = dict(FRAME) | {"title": dict(reversed(FRAME["title"].items()))}
    round_ = make_round(frame_document=turned, strategy_id=strategy.id)
    db.session.rollback()
    same = queries_versions.versions_with_frame(round_.frame)
    assert [version.number for version in same] == [1]
    assert queries_versions.versions_with_frame(round_.frame, make_strategy().id) == []


def test_a_draft_is_matched_with_no_round(strategy: Strategy) -> None:
    assert queries_versions.versions_with_frame(from_document(FRAME)) == []


def test_the_frame_of_a_version_does_not_follow_the_editor(strategy: Strategy) -> None:
    first = open_consultation(strategy)
    second = begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    assert "energy" in queries_versions.frame_of_version(first).field_keys
    assert "heat" in queries_versions.frame_of_version(second).field_keys


def test_versions_of_all_strategies_are_read_by_strategy(strategy: Strategy) -> None:
    other = make_strategy()
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    states = {
        strategy_id: [(version.number, version.state) for version in versions]
        for strategy_id, versions in queries_versions.versions_by_strategy().items()
    }
    assert states == {strategy.id: [(1, "consultation"), (2, "draft")], other.id: [(1, "draft")]}
