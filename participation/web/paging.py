"""Pages of a list: numbers from the address made safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from participation.kernel.errors import N_, NotFound
from participation.kernel.text import whole_number

T = TypeVar("T")
PER_PAGE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its items, its number (from 1) and the size of the whole list."""

    items: Sequence[T]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))


def page_number(raw: str | None) -> int:
    """Return the page asked for. Raises NotFound for anything that is no page number."""
    if raw is None or raw == "":
        return 1
    number = whole_number(raw, digits=6)
    if not number:
        raise NotFound(N_("Diese Seite der Liste gibt es nicht."))
    return number
