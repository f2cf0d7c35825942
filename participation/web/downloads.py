"""Answers that a browser saves as a file."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response


def download(content: str | bytes | Iterable[bytes], name: str, content_type: str) -> Response:
    """Return a file to be saved under this name (ASCII, made by us), which no cache may keep."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
