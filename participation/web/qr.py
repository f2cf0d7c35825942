"""QR codes as pictures in a page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_picture(text: str, *, scale: int | None = None) -> Markup:
    """Return the QR code of a text as SVG: `scale` pixels a module, or as large as the style sheet
    says."""
    picture: str = segno.make(text, error="m", micro=False).svg_inline(
        scale=scale or 1,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        omitsize=scale is None,
    )
    # The text only decides which squares are dark; nothing of it is in the markup.
    return Markup(picture)  # noqa: S704
