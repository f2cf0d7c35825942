"""Reject NUL bytes in URLs: no browser sends them and no database takes them."""

from __future__ import annotations

from flask import Flask, abort, request


def init_null_bytes(app: Flask) -> None:
    """Answer 400 to a NUL byte in path or query, before a database error can come of it."""

    @app.before_request
    def _no_nul() -> None:
        if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
            abort(400)
