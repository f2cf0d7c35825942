"""What a process keeps for a while."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from participation.kernel.clock import clock
from participation.web.process_cache import ProcessCache

NOW = clock.now()
SECOND = timedelta(seconds=1)


@pytest.fixture
def cache() -> ProcessCache:
    return ProcessCache(50)


def test_a_value_is_kept_until_its_moment_and_not_at_it(cache: ProcessCache) -> None:
    cache.put(("key",), "value", NOW, NOW + 10 * SECOND)
    assert cache.get(("key",), NOW + 9 * SECOND) == "value"
    assert cache.get(("key",), NOW + 10 * SECOND) is None


def test_a_value_without_an_end_stays(cache: ProcessCache) -> None:
    cache.put(("key",), "value")
    assert cache.get(("key",), NOW + timedelta(days=365)) == "value"


def test_keys_of_another_type_are_other_keys(cache: ProcessCache) -> None:
    cache.put(("a", 1), "number")
    cache.put(("a", "1"), "text")
    assert [cache.get(("a", 1)), cache.get(("a", "1")), cache.get(("a", None))] == [
        "number",
        "text",
        None,
    ]


def test_nothing_is_left_after_clearing(cache: ProcessCache) -> None:
    cache.put(("key",), "value")
    cache.clear()
    assert cache.get(("key",)) is None


def test_it_does_not_grow_past_its_size(cache: ProcessCache) -> None:
    for number in range(500):
        cache.put((number,), number, NOW, NOW + 10 * SECOND)
    kept = [number for number in range(500) if cache.get((number,), NOW) is not None]
    assert 0 < len(kept) <= 52


def test_many_threads_may_use_it_at_once() -> None:
    cache, failures = ProcessCache(20), []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 300):
                cache.put((number,), number, NOW, NOW + SECOND)
                assert cache.get((number,), NOW) in (number, None)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(300 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
