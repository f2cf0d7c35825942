"""What is left to the build server of what is asked again and again."""

from __future__ import annotations

import pytest

from participation.accounts.permissions import GRANTS, Permission, Role
from tests import sampling
from tests.site import crawling


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not everything is asked for."""
    monkeypatch.setattr(sampling, "_whole", [False])


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is asked for."""
    monkeypatch.setattr(sampling, "_whole", [True])


def test_whoever_takes_turns_sees_each_name(part: None) -> None:
    for number in range(100):
        seen = [sampling.takes(f"page {number}", place, among=3) for place in range(9)]
        assert seen.count(True) == 3


def test_everything_is_everything(whole: None) -> None:
    assert all(sampling.takes(f"page {number}", 0, among=9) for number in range(100))
    assert all(crawling.takes("administer", "page", role) for role in Role)


@pytest.mark.parametrize("access", ["public", *Permission])
def test_each_page_is_asked_for_in_a_role_that_may_open_it_and_in_one_that_may_not(
    part: None, access: str
) -> None:
    able = {role for role in Role if access == "public" or Permission(access) in GRANTS[role]}
    for number in range(100):
        for turn in range(2):
            asking = {role for role in Role if crawling.takes(access, f"page {number}", role, turn)}
            assert asking & able
            assert access == "public" or asking - able
