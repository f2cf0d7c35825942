"""Round files whose strategy was put forward: the version stays as it is, and so does the draft."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from participation.kernel.clock import FixedClock
from participation.rounds import queries
from participation.rounds.file.yaml_reader import BadFile
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from tests.rounds.making import load
from tests.rounds.test_roundfile import FILE
from tests.strategy.making import begin_next_draft, open_consultation, rename_field, withdraw

OTHER_ROUND = FILE.replace("frame-2027", "other")
OTHER_FRAME = OTHER_ROUND.replace("key: energy", "key: heat")
UNPUBLISHED = "  published: false\n  no_opinion"


@pytest.fixture
def strategy(clock: FixedClock) -> Strategy:
    """The strategy of the file, in consultation."""
    clock.moment = datetime(2026, 11, 1, tzinfo=UTC)
    strategy = load(FILE, clock).round.strategy
    open_consultation(strategy)
    return strategy


def refusal(text: str, clock: FixedClock) -> tuple[str, str]:
    """The key and the sentence with which a file is refused."""
    with pytest.raises(BadFile) as caught:
        load(text, clock)
    (complaint,) = caught.value.complaints
    return complaint.key, str(complaint.error)


@pytest.mark.parametrize("published", [True, False])
def test_a_file_with_the_frame_of_the_version_in_consultation_loads(
    clock: FixedClock, strategy: Strategy, published: bool
) -> None:
    text = OTHER_ROUND if published else OTHER_ROUND.replace("  no_opinion", UNPUBLISHED)
    done = load(text, clock)
    assert done.created
    assert done.round.strategy_id == strategy.id
    assert (done.round.published_at is not None) == published


def test_loading_the_rounds_own_file_again_changes_nothing(
    clock: FixedClock, strategy: Strategy
) -> None:
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    assert not load(FILE, clock).changed
    assert strategy_queries.frame_of(strategy).field_keys == ("mobility", "heat")


def test_a_file_with_another_frame_is_refused_while_there_is_no_draft(
    clock: FixedClock, strategy: Strategy
) -> None:
    key, sentence = refusal(OTHER_FRAME, clock)
    assert key == "strategy"
    assert "weichen von Fassung 1 ab, und die wird nicht mehr geändert" in sentence
    assert "den nächsten Entwurf und laden Sie die Datei dann noch einmal" in sentence
    assert queries.find("other") is None
    withdraw(queries_versions.version(strategy.id, 1))
    assert refusal(OTHER_FRAME, clock) == (key, sentence)
    begin_next_draft(strategy, 1)
    assert load(OTHER_FRAME, clock).created
    assert strategy_queries.frame_of(strategy).field_keys == ("mobility", "heat")


def test_a_published_round_takes_the_frame_of_a_version_and_leaves_the_draft(
    clock: FixedClock, strategy: Strategy
) -> None:
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    round_ = load(OTHER_ROUND, clock).round
    assert round_.frame.field_keys == ("mobility", "energy")
    assert [row.number for row in queries_versions.versions_with_frame(round_.frame)] == [1]
    assert strategy_queries.frame_of(strategy).field_keys == ("mobility", "heat")


def test_an_unpublished_round_does_not_take_the_draft_back_to_a_version(
    clock: FixedClock, strategy: Strategy
) -> None:
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    key, sentence = refusal(OTHER_ROUND.replace("  no_opinion", UNPUBLISHED), clock)
    assert key == "strategy"
    assert "von Fassung 1, der Entwurf von Fassung 2 hat andere" in sentence
    assert strategy_queries.frame_of(strategy).field_keys == ("mobility", "heat")
    assert queries.find("other") is None
