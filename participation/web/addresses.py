"""Addresses for templates, kept in this process: a page asks for dozens, always for the same ones,
and building them takes time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for

from participation.web.process_cache import ProcessCache

MOST = 4096
_PLAIN = (str, int, type(None))


def kept_url_for(endpoint: str, **values: Any) -> str:
    """Return what `url_for` returns; an address within this installation depends on nothing but its
    values."""
    # A leading dot means the request's own blueprint, `_external` and the like the request's host.
    if endpoint.startswith(".") or any(
        name.startswith("_") or type(value) not in _PLAIN for name, value in values.items()
    ):
        return url_for(endpoint, **values)
    kept: ProcessCache = current_app.extensions["addresses"]
    key = (request.script_root, endpoint, *values.items())
    address: str | None = kept.get(key)
    if address is None:
        address = url_for(endpoint, **values)
        kept.put(key, address)
    return address


def static_url(filename: str) -> str:
    """Return the address of a static file with a digest, so that browsers may keep it for good."""
    kept: ProcessCache = current_app.extensions["addresses"]
    path = Path(current_app.static_folder or "") / filename
    # In operation a file is looked at once, as the server looks for those that it hands out.
    key = ("a static file", filename, _stamp(path) if _may_change() else None)
    address: str | None = kept.get(key)
    if address is None:
        digest = _digest(path) if path.is_file() else None
        # Kept for good, so no request may have a say in it.
        address = current_app.url_map.bind("").build("static", {"filename": filename, "v": digest})
        kept.put(key, address)
    return address


def init_addresses(app: Flask) -> None:
    """Let templates take their addresses from here."""
    app.extensions["addresses"] = ProcessCache(MOST)
    app.jinja_env.globals.update(url_for=kept_url_for, static_url=static_url)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _may_change() -> bool:
    return current_app.debug or current_app.testing


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
