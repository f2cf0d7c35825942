"""A picture as PNG, drawn from the same shapes as the SVG, with the fonts that the pages bring."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from participation.results.output.drawing.shapes import (
    Line,
    Picture,
    Rectangle,
    Shape,
    Span,
    Strokes,
    Weight,
)

ZOOM = 3
"""Pixels for each unit of a picture: 720 units over 16 cm of paper make 340 dots an inch."""
COLOURS = 64
"""A drawing in five flat colours and their edges needs no more; a file of a tenth of the size."""
_WEIGHTS: dict[Weight, int] = {"normal": 400, "bold": 600}


def png(picture: Picture, fonts: Path) -> bytes:
    """Return a picture as PNG; `fonts` is the folder of the fonts."""
    image = Image.new("RGB", (picture.width * ZOOM, picture.height * ZOOM), "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(pen, shape, str(fonts))
    told = PngInfo()
    told.add_itxt("Title", picture.title)
    told.add_itxt("Description", picture.description)
    target = io.BytesIO()
    flat = image.quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(target, "PNG", pnginfo=told, optimize=True, dpi=(96 * ZOOM, 96 * ZOOM))
    return target.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, fonts: str) -> None:
    match shape:
        case Line():
            _write(pen, shape, fonts)
        case Rectangle(x, y, width, height, colour):
            if width > 0 and height > 0:
                far = (_dot(x + width) - 1, _dot(y + height) - 1)
                near = (_dot(x), _dot(y))
                pen.rectangle((near, (max(far[0], near[0]), max(far[1], near[1]))), fill=colour)
        case Strokes(ends, colour, width):
            for x, y, to_x, to_y in ends:
                path = [(_dot(x), _dot(y)), (_dot(to_x), _dot(to_y))]
                pen.line(path, fill=colour, width=max(1, _dot(width)))


def _write(pen: ImageDraw.ImageDraw, line: Line, fonts: str) -> None:
    pieces = [piece for span in line.spans for piece in _pieces(span, fonts)]
    length = sum(font.getlength(text) for text, font, _colour in pieces)
    back = {"start": 0.0, "middle": length / 2, "end": length}[line.anchor]
    x = line.x * ZOOM - back
    for text, font, colour in pieces:
        pen.text((round(x), _dot(line.y)), text, fill=colour, font=font, anchor="ls")
        x += font.getlength(text)


def _pieces(span: Span, fonts: str) -> list[tuple[str, ImageFont.FreeTypeFont, str]]:
    """Take a text apart where its letters change from one file of the font to another."""
    weight = _WEIGHTS[span.weight]
    usual = _font(fonts, "latin", weight, span.size)
    pieces: list[tuple[str, ImageFont.FreeTypeFont, str]] = []
    for letter in span.text:
        font = usual if _in_latin(letter) else _font(fonts, "latin-ext", weight, span.size)
        if pieces and pieces[-1][1] is font:
            pieces[-1] = (pieces[-1][0] + letter, font, span.colour)
        else:
            pieces.append((letter, font, span.colour))
    return pieces


def _in_latin(letter: str) -> bool:
    """Whether the smaller file holds a letter."""
    code = ord(letter)
    return code < 0x100 or 0x2000 <= code < 0x2070 or letter in "Œœ€™\N{MINUS SIGN}"


@lru_cache(maxsize=64)
def _font(fonts: str, letters: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    file = Path(fonts) / f"fira-sans-{letters}-{weight}-normal.woff2"
    # The plain layout is the same whatever else is installed, so that the bytes are.
    return ImageFont.truetype(str(file), size * ZOOM, layout_engine=ImageFont.Layout.BASIC)


def _dot(value: float) -> int:
    return round(value * ZOOM)
