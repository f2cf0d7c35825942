"""What can be merged and split."""

from __future__ import annotations

import pytest

from participation.ideas.rules import State
from participation.kernel.errors import BadInput, Conflict
from participation.moderation.merging.rules import Standing, check_merge, check_split

TARGET = Standing(2, 1, State.PUBLISHED)


@pytest.mark.parametrize("state", list(State))
def test_only_waiting_and_published_ideas_go_into_another_or_are_split(state: State) -> None:
    if state in (State.WAITING, State.PUBLISHED):
        check_merge(Standing(1, 1, state), TARGET)
        check_split(state, 2)
        return
    with pytest.raises(Conflict):
        check_merge(Standing(1, 1, state), TARGET)
    with pytest.raises(Conflict):
        check_split(state, 2)


@pytest.mark.parametrize(
    "target",
    [
        Standing(1, 1, State.PUBLISHED),
        Standing(2, 2, State.PUBLISHED),
        *(Standing(2, 1, state) for state in State if state is not State.PUBLISHED),
    ],
)
def test_an_idea_goes_only_into_another_published_one_of_its_round(target: Standing) -> None:
    with pytest.raises(BadInput) as caught:
        check_merge(Standing(1, 1, State.PUBLISHED), target)
    assert caught.value.field == "into"


@pytest.mark.parametrize("parts", [0, 1, 6])
def test_an_idea_is_split_into_two_to_five(parts: int) -> None:
    with pytest.raises(BadInput):
        check_split(State.PUBLISHED, parts)
