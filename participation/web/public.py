"""The mark by which a page declares that it is open to everyone. A page without any mark stays
closed (`accounts.access`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare a page open to everyone."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
