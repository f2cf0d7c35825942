"""How much of a source is locked, and what may be said about money."""

from __future__ import annotations

import pytest

from participation.kernel.amounts import Amount, Unit
from participation.kernel.errors import BadInput
from participation.projects.finance import rules
from participation.projects.finance.rules import Lock, LockKind, LockStep, SourceKind

PLACED, RELEASED, CORRECTED = LockKind.PLACED, LockKind.RELEASED, LockKind.CORRECTED


@pytest.mark.parametrize(
    ("steps", "lock"),
    [
        ([], Lock()),
        ([(PLACED, 100)], Lock(100)),
        ([(PLACED, 100), (PLACED, 50)], Lock(150)),
        ([(PLACED, 100), (RELEASED, 40)], Lock(60)),
        ([(PLACED, 100), (RELEASED, 100)], Lock(0)),
        ([(PLACED, 100), (RELEASED, None)], Lock(0)),
        ([(PLACED, None)], Lock(unknown=True)),
        ([(PLACED, 100), (PLACED, None)], Lock(unknown=True)),
        ([(PLACED, None), (PLACED, 100)], Lock(unknown=True)),
        ([(PLACED, None), (RELEASED, None)], Lock(0)),
        ([(PLACED, None), (CORRECTED, 80), (RELEASED, 30)], Lock(50)),
        ([(PLACED, 100), (CORRECTED, None)], Lock(unknown=True)),
        ([(PLACED, 100), (RELEASED, 100), (PLACED, 5)], Lock(5)),
    ],
)
def test_a_lock_is_what_its_events_leave(
    steps: list[tuple[LockKind, int | None]], lock: Lock
) -> None:
    assert rules.lock_after(LockStep(*step) for step in steps) == lock
    assert rules.lock_told(LockStep(*step) for step in steps) == lock


@pytest.mark.parametrize(
    ("steps", "lock"),
    [
        ([(RELEASED, 1)], Lock()),
        ([(RELEASED, None)], Lock()),
        ([(CORRECTED, 5)], Lock(5)),
        ([(CORRECTED, None)], Lock(unknown=True)),
        ([(PLACED, 100), (RELEASED, 300)], Lock()),
        ([(PLACED, None), (RELEASED, 1)], Lock(unknown=True)),
        ([(PLACED, 100), (RELEASED, 300), (PLACED, 20)], Lock(20)),
    ],
)
def test_a_lock_is_told_also_from_a_part_of_its_events(
    steps: list[tuple[LockKind, int | None]], lock: Lock
) -> None:
    assert rules.lock_told(LockStep(*step) for step in steps) == lock


@pytest.mark.parametrize(
    ("steps", "part"),
    [
        ([(RELEASED, 1)], "nichts gesperrt"),
        ([(CORRECTED, 1)], "nichts gesperrt"),
        ([(PLACED, 100), (RELEASED, 101)], "Gesperrt sind 1,00 Euro"),
        ([(PLACED, 100), (RELEASED, 60), (RELEASED, 60)], "nicht 0,60 Euro freigeben"),
        ([(PLACED, None), (RELEASED, 1)], "nicht bekannt"),
        ([(PLACED, 100), (RELEASED, 100), (RELEASED, None)], "nichts gesperrt"),
    ],
)
def test_a_release_above_the_lock_is_refused_with_a_sentence(
    steps: list[tuple[LockKind, int | None]], part: str
) -> None:
    with pytest.raises(BadInput) as refused:
        rules.lock_after(LockStep(*step) for step in steps)
    error = refused.value
    german = {name: value["de"] for name, value in error.values.items()}
    assert part in error.message % german


@pytest.mark.parametrize(
    ("paid", "base", "lock", "beyond"),
    [
        (60, 100, Lock(40), 0),
        (61, 100, Lock(40), 1),
        (1, 100, Lock(unknown=True), 1),
        (100, 100, Lock(), 0),
        (10, 100, Lock(500), 10),
    ],
)
def test_what_was_paid_beyond_the_release_is_counted(
    paid: int, base: int, lock: Lock, beyond: int
) -> None:
    assert rules.beyond_release(paid, base, lock) == beyond


def test_a_source_needs_a_key_that_no_column_of_a_file_has() -> None:
    problems = rules.source_problems("total", {"de": "X"}, "regional", "", ())
    assert [problem.field for problem in problems] == ["key"]


def test_a_source_without_title_kind_or_free_key_is_refused() -> None:
    problems = rules.source_problems("a", {"de": ""}, "moon", "p" * 121, ("a",))
    assert [problem.field for problem in problems] == ["key", "title.de", "kind", "programme"]


def test_every_kind_of_source_has_a_title_in_both_languages() -> None:
    assert set(rules.KIND_TITLES) == set(SourceKind)
    assert all(set(title) == {"de", "en"} for title in rules.KIND_TITLES.values())


@pytest.mark.parametrize(
    ("rate", "fine"), [(0, True), (6500, True), (10_000, True), (10_001, False), (-1, False)]
)
def test_a_rate_lies_between_nothing_and_all(rate: int, fine: bool) -> None:
    assert (rules.rate_problem(rate) is None) is fine


@pytest.mark.parametrize(("year", "fine"), [(0, True), (2022, True), (1899, False), (22, False)])
def test_a_year_is_one_of_four_digits_or_not_given(year: int, fine: bool) -> None:
    assert (rules.year_problem(year) is None) is fine


def test_a_negative_amount_is_refused() -> None:
    assert rules.amount_problem(Amount(-1)) is not None
    assert rules.amount_problem(Amount(0)) is None


def test_amounts_of_one_unit_have_it_in_common() -> None:
    assert rules.common_unit(["Mio.", "Mio."]) is Unit.MILLION
    assert rules.common_unit(["Mio.", ""]) is None
    assert rules.common_unit([]) is None
