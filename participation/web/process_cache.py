"""What a process keeps for a while: one cache for pages, counts and addresses."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from cachelib import SimpleCache


class ProcessCache:
    """cachelib's cache in memory, which threads may share, with ends that our own clock decides.

    A key is a tuple of plain values. At most about `most` values are kept.
    """

    def __init__(self, most: int) -> None:
        self._cache = SimpleCache(threshold=most, default_timeout=0)

    def get(self, key: tuple[Any, ...], now: datetime | None = None) -> Any:
        """Return what was put under the key, None when there is nothing or its time is over."""
        entry = self._cache.get(repr(key))
        if entry is None:
            return None
        until, value = entry
        return None if until is not None and now is not None and until <= now else value

    def put(
        self,
        key: tuple[Any, ...],
        value: object,
        now: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Keep a value until a moment, or without one as long as there is room."""
        # The library's own end only makes room; it counts whole seconds.
        seconds = math.ceil((until - now).total_seconds()) + 1 if until and now else 0
        self._cache.set(repr(key), (until, value), timeout=max(seconds, 0))

    def clear(self) -> None:
        """Forget everything (of this process)."""
        self._cache.clear()
