"""Which tests run on which database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.databases import OF_DEMO, chosen, left_out


@dataclass(frozen=True, eq=False)
class Callspec:
    params: dict[str, str]


@dataclass(frozen=True, eq=False)
class Item:
    """What is read of a collected test."""

    nodeid: str
    backend: str
    fixturenames: tuple[str, ...] = ("app", "client")
    callspec: Callspec = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "callspec", Callspec({"backend": self.backend}))


def both(name: str, **values: Any) -> list[pytest.Item]:
    items = [Item(f"{name}[{on}-de]", on, **values) for on in ("sqlite", "postgresql")]
    return cast("list[pytest.Item]", items)


def test_a_test_of_pages_runs_on_the_database_chosen_for_it_alone() -> None:
    items = both("test_a_page")
    [left] = left_out(items)
    [kept] = [item for item in items if item is not left]
    assert f"[{chosen('test_a_page[-de]')}-" in kept.nodeid


def test_a_test_of_the_finished_demo_runs_on_sqlite_alone() -> None:
    items = both("test_the_demo", fixturenames=(OF_DEMO, "client"))
    assert left_out(items) == set(items[1:])


def test_a_test_without_pages_runs_on_both() -> None:
    assert left_out(both("test_a_rule", fixturenames=("app",))) == set()


def test_a_test_that_is_about_one_database_stays() -> None:
    assert left_out(both("test_a_page")[:1]) == set()
    assert left_out(both("test_a_page")[1:]) == set()


def test_pages_are_looked_at_on_each_database_about_equally_often() -> None:
    on = [chosen(f"tests/front/test_pages.py::test_{number}[sqlite]") for number in range(1000)]
    assert 400 < on.count("sqlite") < 600
    assert on == [
        chosen(f"tests/front/test_pages.py::test_{number}[postgresql]") for number in range(1000)
    ]
