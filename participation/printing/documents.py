"""Which documents there should be, and what they say: handed in when the app is built, because only
the rungs above know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import force_locale

from participation.kernel.clock import Clock
from participation.printing.rules import Kind, Wanted


@dataclass(frozen=True)
class Printable:
    """A kind of document: those that there should be now, all of them public, and the HTML of one
    by its key, which raises NotFound for what is not public any more."""

    wanted: Callable[[Clock], Iterable[Wanted]]
    html: Callable[[str, Clock], str]


def init_documents(app: Flask, printables: Mapping[Kind, Printable]) -> None:
    """Keep what is printed."""
    app.extensions["printables"] = dict(printables)


def wanted(clock: Clock) -> dict[tuple[str, str], str]:
    """Return what every document that there should be is made from, by kind and key."""
    printables: Mapping[Kind, Printable] = current_app.extensions["printables"]
    return {
        (kind.value, each.key): each.made_from
        for kind, printable in printables.items()
        for each in printable.wanted(clock)
    }


def html(kind: str, key: str, language: str, clock: Clock) -> str:
    """Return the HTML of a document in a language, as somebody who is not signed in may read it.
    Raises NotFound."""
    printable: Printable = current_app.extensions["printables"][Kind(kind)]
    base: str = current_app.config["BASE_URL"]
    # Templates ask for addresses, which need a request; there is none in the worker.
    with (
        current_app.test_request_context(base_url=base, query_string={"lang": language}),
        force_locale(language),
    ):
        return printable.html(key, clock)
