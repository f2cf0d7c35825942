"""Reading what a program asks for: parameters that exist, pages within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import current_app, request

from participation.api.operations import (
    LANGUAGE,
    LAST_PAGE,
    MOST_PER_PAGE,
    PER_PAGE,
    Parameter,
)
from participation.api.resources.values import Listing, absolute, listing
from participation.kernel.errors import N_, BadInput, NotFound
from participation.kernel.text import whole_number

T = TypeVar("T")
UNKNOWN = N_("Den Parameter „%(name)s“ gibt es hier nicht. Möglich ist: %(known)s")
NO_VALUE = N_("„%(value)s“ ist bei „%(name)s“ nicht möglich. Möglich ist: %(known)s")
NO_NUMBER = N_("„%(value)s“ ist bei „%(name)s“ nicht möglich. Schreiben Sie 1 bis %(most)s.")
TWICE = N_("Der Parameter „%(name)s“ steht zweimal in der Adresse. Schreiben Sie ihn einmal.")
NO_SUCH_PAGE = N_("So viele Seiten hat die Liste nicht. Beginnen Sie wieder auf der ersten Seite.")


@dataclass(frozen=True)
class Paging:
    """Which page of a list is wanted, from 1, and how many items it has."""

    number: int
    per_page: int

    @property
    def offset(self) -> int:
        """How many items come before the page."""
        return (self.number - 1) * self.per_page

    def of(self, items: Sequence[T], total: int, *, told: bool = True) -> Listing[T]:
        """Return the page; without `told` nobody may know how long the list is. Raises NotFound
        for a page after the last one."""
        if self.offset >= max(total, 1):
            raise NotFound(NO_SUCH_PAGE)
        following = address_of(self.number + 1) if self.offset + self.per_page < total else None
        return listing(
            items,
            page=self.number,
            per_page=self.per_page,
            total=total,
            following=following,
            told=told,
        )

    def cut(self, items: Sequence[T]) -> Listing[T]:
        """Return the page of a list that is there as a whole."""
        return self.of(self.part(items), len(items))

    def part(self, items: Sequence[T]) -> Sequence[T]:
        """Return the items of the page, of a list that is there as a whole."""
        return items[self.offset : self.offset + self.per_page]


def check(parameters: Sequence[Parameter]) -> None:
    """Raise BadInput for a parameter that is neither one of these nor the language, that stands
    there twice, or whose value is none of the possible ones."""
    known = {parameter.name: parameter.schema.get("enum") for parameter in parameters}
    known[LANGUAGE.name] = list(current_app.config["LANGUAGES"])
    for name, values in request.args.lists():
        if name not in known:
            raise BadInput(UNKNOWN, name=name[:40], known=", ".join(known))
        if len(values) > 1:
            raise BadInput(TWICE, name=name)
        possible = known[name]
        if possible is not None and values[0] not in possible:
            values_known = ", ".join(possible)
            raise BadInput(NO_VALUE, name=name, value=values[0][:40], known=values_known)


def paging() -> Paging:
    """Return the page asked for. Raises BadInput for anything that is no page."""
    return Paging(_whole("page", 1, LAST_PAGE), _whole("per_page", PER_PAGE, MOST_PER_PAGE))


def links(found: Listing[T]) -> str:
    """Return the Link header of a page of a list (RFC 8288)."""
    pages = {"first": 1}
    if found.page > 1:
        pages["prev"] = found.page - 1
    if found.next is not None:
        pages["next"] = found.page + 1
    if found.pages is not None:
        pages["last"] = found.pages
    return ", ".join(f'<{address_of(number)}>; rel="{name}"' for name, number in pages.items())


def address_of(number: int) -> str:
    """Return the address of another page of the list that was asked for."""
    asked = request.args.to_dict() | {"page": str(number)}
    return absolute(f"{request.path}?{urlencode(asked)}")


def _whole(name: str, default: int, most: int) -> int:
    raw = request.args.get(name)
    if raw is None:
        return default
    number = whole_number(raw, digits=6)
    if not number or number > most:
        raise BadInput(NO_NUMBER, name=name, value=raw[:40], most=most)
    return number
