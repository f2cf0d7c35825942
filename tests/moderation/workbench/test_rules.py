"""Keys that a person chooses."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.moderation.rules import Reason
from participation.moderation.workbench.rules import (
    BULK_ACTIONS,
    KEYS,
    PROBLEMS,
    Key,
    Problem,
    check_keys,
    keys_of,
)


def test_the_usual_keys_can_be_kept() -> None:
    assert keys_of(check_keys(KEYS)) == KEYS


def test_a_key_that_was_not_chosen_is_the_usual_one() -> None:
    assert keys_of({"publish": "p"})[Key.PUBLISH] == "p"
    assert keys_of({"publish": "p"})[Key.REJECT] == "x"


def test_capitals_are_the_same_key() -> None:
    assert check_keys(KEYS | {Key.PUBLISH: "P"})["publish"] == "p"


@pytest.mark.parametrize("key", ["", " ", "ab", "1", "\t"])
def test_what_is_no_single_sign_or_belongs_to_the_reasons_is_refused(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_keys(KEYS | {Key.SKIP: key})
    assert caught.value.field == "skip"


def test_one_key_does_one_thing() -> None:
    with pytest.raises(BadInput) as caught:
        check_keys(KEYS | {Key.SKIP: "v"})
    assert caught.value.field == "skip"


def test_only_spam_and_copies_are_rejected_in_bulk() -> None:
    reasons = {reason for _, reason in BULK_ACTIONS.values()}
    assert reasons == {None, Reason.ADVERT, Reason.DUPLICATE}


def test_every_problem_has_a_sentence() -> None:
    assert set(PROBLEMS) == set(Problem)
