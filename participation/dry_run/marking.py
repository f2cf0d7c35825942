"""Writing into the files of a dry run what they are. Workbooks, documents and bundles have it in
the round's title already; tables and charts may name fields alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from PIL import Image, ImageDraw, ImageFont

from participation.dry_run.rules import MARK

TEXT = MARK["de"]
RED = "#b00020"
FONT = "fira-sans-latin-600-normal.woff2"


def marked_inside(content: bytes, mimetype: str) -> bytes:
    """Return a file's bytes with the mark in it, or as they are where it has no kind of its own to
    be marked in."""
    mark = _MARKS.get(mimetype)
    return mark(content) if mark and content else content


def _last_line(content: bytes) -> bytes:
    end = b"" if content.endswith(b"\n") else b"\r\n"
    return content + end + f"{TEXT}\r\n".encode()


def _svg(content: bytes) -> bytes:
    text = f'<text x="24" y="18" font-size="14" fill="{RED}">{TEXT}</text>'
    before, tag, after = content.rpartition(b"</svg>")
    return before + text.encode() + tag + after if tag else content


def _png(content: bytes) -> bytes:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    # The library's own font lacks umlauts.
    font = Path(str(current_app.static_folder)) / "vendor" / "fonts" / FONT
    drawn = ImageFont.truetype(font, max(12, image.width // 50))
    ImageDraw.Draw(image).text((image.width // 30, 4), TEXT, fill=RED, font=drawn)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


_MARKS: dict[str, Callable[[bytes], bytes]] = {
    "text/csv": _last_line,
    "text/plain": _last_line,
    "image/svg+xml": _svg,
    "image/png": _png,
}
