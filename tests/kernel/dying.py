"""A process that is killed between two steps on its files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from participation.kernel import durable

STEPS = ("open", "write", "fsync", "link", "replace", "unlink")


class Killed(BaseException):
    """Not an Exception: nobody gets to clean up."""


class _DyingOs:
    """The module `os` until a number of steps is done; then every further step kills."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def __getattr__(self, name: str) -> Any:
        return self._counted(getattr(os, name)) if name in STEPS else getattr(os, name)

    def _counted(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if self._left <= 0:
                raise Killed
            self._left -= 1
            return step(*args, **kwargs)

        return wrapper


@contextmanager
def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let what runs inside do this many steps on files and kill it at the next one."""
    with monkeypatch.context() as patch:
        patch.setattr(durable, "os", _DyingOs(steps))
        yield
