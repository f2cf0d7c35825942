"""Addresses, passwords, codes and blocks, decided from plain values."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import dns.resolver
import pytest

from participation.accounts.rules import (
    DEVICE_LASTS,
    SECOND_STEP_LASTS,
    Tries,
    bare_code,
    check_password,
    check_pseudonym,
    folded_pseudonym,
    new_recovery_codes,
    normalise_address,
    suggest_pseudonym,
    totp_step,
)
from participation.kernel.errors import BadInput

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
LONG_DOMAIN = f"{'b' * 63}.{'b' * 63}.{'c' * 57}.org"


def test_no_address_is_looked_up_on_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_args: Any, **_kwargs: Any) -> None:
        pytest.fail("a name server was asked")

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", asked)
    assert normalise_address("amsel@example.org") == "amsel@example.org"


def test_an_address_of_254_characters_is_the_longest() -> None:
    longest = f"{'a' * 64}@{LONG_DOMAIN}"
    assert len(longest) == 254
    assert normalise_address(longest) == longest
    with pytest.raises(BadInput) as refusal:
        normalise_address(longest.replace("@", "@a."))
    assert refusal.value.field == "email"


@pytest.mark.parametrize("typed", ["ä@example.org", None, "amsel@localhost", "amsel@rathaus.test"])
def test_an_address_no_mail_can_reach_is_refused(typed: str | None) -> None:
    with pytest.raises(BadInput):
        normalise_address(typed)


@pytest.mark.parametrize("name", ["Uhu", "x" * 40])
def test_a_pseudonym_has_three_to_forty_characters(name: str) -> None:
    assert check_pseudonym(name) == name


@pytest.mark.parametrize("name", ["ab", "x" * 41])
def test_a_pseudonym_outside_its_lengths_is_told_them(name: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_pseudonym(name)
    assert refusal.value.values == {"least": 3, "most": 40}


def test_a_pseudonym_may_fold_to_eighty_characters_and_no_more() -> None:
    # A letter of its own that folds to two.
    assert unicodedata.normalize("NFKC", "ß".casefold()) == "ss"
    assert len(folded_pseudonym("ß" * 40)) == 80
    assert check_pseudonym("ß" * 40) == "ß" * 40
    # One that folds to three: 39 of the former and this one make 81.
    assert len(folded_pseudonym("ß" * 39 + "ﬃ")) == 81
    with pytest.raises(BadInput):
        check_pseudonym("ß" * 39 + "ﬃ")


def test_a_suggested_number_lies_between_2_and_999() -> None:
    class Ends(Random):
        """A source that picks the first name and the end of a range it is made for."""

        def __init__(self, end: int) -> None:
            super().__init__(0)
            self.end = end

        def randint(self, a: int, b: int) -> int:
            return (a, b)[self.end]

    assert suggest_pseudonym(Ends(0), with_number=True).endswith(" 2")
    assert suggest_pseudonym(Ends(1), with_number=True).endswith(" 999")


def test_a_suggestion_has_a_number_only_when_one_is_asked_for() -> None:
    assert not any(char.isdigit() for char in suggest_pseudonym(Random(1), with_number=False))


@pytest.mark.parametrize(
    ("password", "values"), [("x" * 11, {"least": 12}), ("x" * 201, {"most": 200})]
)
def test_a_refused_password_is_told_its_bound(password: str, values: dict[str, int]) -> None:
    with pytest.raises(BadInput) as refusal:
        check_password(password)
    assert (refusal.value.field, refusal.value.values) == ("password", values)


def test_ten_recovery_codes_have_two_groups_of_five() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert {tuple(len(part) for part in code.split("-")) for code in codes} == {(5, 5)}


def test_a_typed_code_keeps_its_ascii_letters_and_digits_alone() -> None:
    assert bare_code(" AB-c 12٣é ") == "abc12"


def test_a_code_belongs_to_the_half_minute_that_contains_the_moment() -> None:
    # RFC 6238, appendix B: 59 s after the epoch is step 1, and 1111111109 s is step 0x23523EC.
    assert totp_step(datetime.fromtimestamp(59, UTC)) == 1
    assert totp_step(datetime.fromtimestamp(1111111109, UTC)) == 0x23523EC
    assert totp_step(datetime.fromtimestamp(60, UTC)) == 2


def test_a_device_is_known_for_180_days_and_a_code_awaited_for_10_minutes() -> None:
    assert timedelta(days=180) == DEVICE_LASTS
    assert timedelta(minutes=10) == SECOND_STEP_LASTS


def after(count: int) -> Tries:
    """So many tries, each made when the one before no longer blocks."""
    tries, now = Tries(), NOW
    for _ in range(count):
        now = tries.blocked_until or now
        tries = tries.after_try(now)
    return tries


@pytest.mark.parametrize(
    ("count", "minutes"),
    [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 30), (11, 30), (40, 30)],
)
def test_each_try_from_the_fifth_blocks_twice_as_long_up_to_half_an_hour(
    count: int, minutes: int
) -> None:
    tries = after(count)
    assert tries.failures == count
    assert tries.failed_at is not None
    assert tries.minutes_left(tries.failed_at) == minutes


@pytest.mark.parametrize(
    ("left", "minutes"),
    [
        (timedelta(0), 0),
        (-INSTANT, 0),
        (INSTANT, 1),
        (timedelta(minutes=1), 1),
        (timedelta(minutes=1) + INSTANT, 2),
        (timedelta(minutes=30), 30),
    ],
)
def test_the_minutes_of_a_block_are_rounded_up(left: timedelta, minutes: int) -> None:
    assert Tries(5, NOW, NOW + left).minutes_left(NOW) == minutes


def test_a_failure_counts_for_a_quarter_of_an_hour() -> None:
    quarter = timedelta(minutes=15)
    assert Tries(3, NOW).after_try(NOW + quarter).failures == 4
    assert Tries(3, NOW).after_try(NOW + quarter + INSTANT).failures == 1


def test_the_quarter_of_an_hour_begins_when_a_block_ends() -> None:
    blocked = Tries(6, NOW, NOW + timedelta(minutes=2))
    assert blocked.after_try(NOW + timedelta(minutes=17)).failures == 7
    assert blocked.after_try(NOW + timedelta(minutes=17) + INSTANT).failures == 1


@pytest.mark.parametrize(("failures", "left"), [(0, 0), (1, 0), (2, 1), (5, 4)])
def test_the_right_password_takes_back_one_try_and_its_block(failures: int, left: int) -> None:
    blocked = Tries(failures, NOW, NOW + timedelta(minutes=1))
    assert blocked.after_right_password() == Tries(left, NOW, None)
