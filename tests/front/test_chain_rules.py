"""Which steps follow an answer, a project, a consultation."""

from __future__ import annotations

import pytest

from participation.front.chain.rules import is_to_be_carried_out, mark_next, promises
from participation.front.chain.steps import side_by_side
from participation.web.steps import ChainStep, StepState, in_order

DONE, NOW, NEXT, OPEN = StepState.DONE, StepState.NOW, StepState.NEXT, StepState.OPEN


@pytest.mark.parametrize("status", ["not_followed", "not_competent"])
def test_an_idea_that_is_not_followed_is_promised_nothing(status: str) -> None:
    assert not promises(status)


@pytest.mark.parametrize(
    "status", [None, "in_review", "taken_into_project", "already_done", "partly", "needs_council"]
)
def test_after_every_other_answer_something_may_follow(status: str | None) -> None:
    assert promises(status)


@pytest.mark.parametrize("state", ["proposed", "planned", "decided", "running", "done"])
def test_a_project_is_carried_out_unless_it_is_stopped(state: str) -> None:
    assert is_to_be_carried_out(state, [])
    assert is_to_be_carried_out(state, ["adopted"])
    assert not is_to_be_carried_out("stopped", ["adopted"])


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn"])
def test_what_was_rejected_last_is_not_promised(outcome: str) -> None:
    assert not is_to_be_carried_out("planned", ["adopted", outcome])
    assert is_to_be_carried_out("planned", [outcome, "adopted"])


def test_what_is_carried_out_all_the_same_is_told() -> None:
    assert is_to_be_carried_out("running", ["rejected"])


def test_the_first_open_step_is_the_next_one() -> None:
    assert mark_next([DONE, NOW, OPEN, OPEN]) == [DONE, NOW, NEXT, OPEN]


def test_no_step_is_the_next_one_before_one_that_is_done() -> None:
    assert mark_next([OPEN, DONE, OPEN]) == [OPEN, DONE, NEXT]
    assert mark_next([OPEN, DONE]) == [OPEN, DONE]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([DONE, NOW, DONE, NEXT], [DONE, OPEN, DONE, NEXT]),
        ([NEXT, DONE, NOW], [OPEN, DONE, NOW]),
        ([NOW, NEXT, OPEN], [NOW, NEXT, OPEN]),
        ([], []),
    ],
)
def test_no_step_is_under_way_before_one_that_is_done(
    states: list[StepState], shown: list[StepState]
) -> None:
    steps = in_order([ChainStep("", state) for state in states])
    assert [step.state for step in steps] == shown


def test_what_is_done_of_several_projects_stands_first() -> None:
    first, second = [DONE, NOW], [OPEN, DONE, OPEN]
    chains = [[ChainStep("", state) for state in states] for states in (first, second)]
    assert [step.state for step in side_by_side(chains)] == [DONE, OPEN, DONE, NOW, OPEN]


def test_one_step_at_most_is_the_next_one() -> None:
    assert mark_next([NEXT, OPEN]) == [NEXT, OPEN]
    assert mark_next([DONE, DONE]) == [DONE, DONE]
    assert mark_next([]) == []
