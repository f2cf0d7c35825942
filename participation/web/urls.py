"""Addresses: links in mails from the configured base URL, where to go on after signing in, and
which numbers stand in a path."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1
"""The largest id that PostgreSQL keeps; a larger number is an error there, and on SQLite from
2**63."""


class BoundedInteger(IntegerConverter):
    """A number in a path that can be asked of the database; a larger one leads nowhere."""

    def __init__(self, map: Map, max: int = MOST) -> None:
        super().__init__(map, max=max)


def external_url(endpoint: str, **values: Any) -> str:
    """Return an absolute address from BASE_URL, never from the Host header; in the shell and the
    worker too."""
    base: str = current_app.config["BASE_URL"]
    return base + current_app.url_map.bind("").build(endpoint, values)


def local_path(endpoint: str, **values: Any) -> str:
    """Return the part of an address that follows BASE_URL; in the shell and the worker too."""
    return current_app.url_map.bind("").build(endpoint, values)


def safe_next(target: str | None, default: str) -> str:
    """Return the target when it is a path of ours, the default otherwise."""
    # Browsers read a backslash as a slash, so "/\\evil.example" would lead to another host.
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    if any(ord(char) < 32 for char in target) or len(target) > 500:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target
