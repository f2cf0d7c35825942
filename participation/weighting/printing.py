"""What printed sheets need besides their text: a QR code as one SVG path."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True)
class QR:
    """A QR code: its width in modules, quiet zone included, and the path that draws it."""

    size: int
    path: str


def qr(address: str) -> QR:
    """Return the QR code of an address, drawn row by row."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += max(width, 1)
    return QR(len(rows), "".join(parts))
