"""What no browser sends and no database takes is refused before anything looks at it."""

from __future__ import annotations

from flask import Flask, abort, request


def init_plain(app: Flask) -> None:
    """Refuse a NUL in the address: it is 400, never a failure of the database."""

    @app.before_request
    def _no_nul() -> None:
        if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
            abort(400)
