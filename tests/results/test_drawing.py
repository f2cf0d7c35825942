"""A chart as SVG and as PNG is one picture; the PNG tells what it shows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from participation.results.output.drawing.png import ZOOM, png
from participation.results.output.drawing.shapes import (
    Line,
    Picture,
    Rectangle,
    Span,
    Strokes,
    line,
)
from participation.results.output.drawing.svg import svg
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import result

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
RED, BLACK, WHITE = (255, 0, 0), (0, 0, 0), (255, 255, 255)


def drawn(*shapes: Any) -> Image.Image:
    """A picture of forty by twenty with these shapes, read back from its file."""
    picture = Picture("Titel", "Was er zeigt", 40, 20, shapes)
    return Image.open(io.BytesIO(png(picture, FONTS))).convert("RGB")


def inked(image: Image.Image) -> list[int]:
    """The columns in which anything but white stands."""
    return [
        x
        for x in range(image.width)
        if any(image.getpixel((x, y)) != WHITE for y in range(image.height))
    ]


def test_rectangle_lies_where_the_svg_has_it() -> None:
    image = drawn(Rectangle(10, 5, 20, 10, "#ff0000"))
    assert image.size == (40 * ZOOM, 20 * ZOOM)
    assert image.getpixel((10 * ZOOM, 5 * ZOOM)) == RED
    assert image.getpixel((30 * ZOOM - 1, 15 * ZOOM - 1)) == RED
    assert image.getpixel((30 * ZOOM, 15 * ZOOM)) == WHITE
    assert 'x="10" y="5" width="20" height="10"' in svg(
        Picture("t", "d", 40, 20, [Rectangle(10, 5, 20, 10, "#ff0000")])
    )


def test_rectangle_without_width_draws_nothing() -> None:
    assert inked(drawn(Rectangle(10, 5, 0, 10, "#ff0000"))) == []


def test_stroke_goes_from_one_point_to_the_other() -> None:
    columns = inked(drawn(Strokes(((10, 5, 20, 5),), "#000000", 2)))
    assert abs(columns[0] - 10 * ZOOM) <= 1
    assert abs(columns[-1] - 20 * ZOOM) <= 1


@pytest.mark.parametrize(
    ("anchor", "first", "last"), [("start", 20, None), ("end", None, 20), ("middle", None, None)]
)
def test_text_stands_at_its_anchor(anchor: Any, first: int | None, last: int | None) -> None:
    columns = inked(drawn(line(20, 15, "HH", 10, "#000000", anchor=anchor)))
    if first:
        assert columns[0] == pytest.approx(first * ZOOM, abs=ZOOM * 2)
    elif last:
        assert columns[-1] == pytest.approx(last * ZOOM, abs=ZOOM * 2)
    else:
        assert (columns[0] + columns[-1]) / 2 == pytest.approx(20 * ZOOM, abs=ZOOM)


def test_letters_of_the_second_file_of_the_font_are_drawn() -> None:
    written, boxed = (
        drawn(Line(2, 15, (Span(letter, 12, "#000000"),))).tobytes() for letter in "č\u4e00"
    )
    assert written != boxed


def test_a_minus_is_drawn_as_one_and_not_as_a_letter_that_the_font_lacks() -> None:
    """Wide and low: a box for a missing letter is high."""
    image = drawn(line(5, 15, "\N{MINUS SIGN}", 20, "#000000"))
    rows = [
        y
        for y in range(image.height)
        if any(image.getpixel((x, y)) != WHITE for x in range(image.width))
    ]
    assert 0 < len(rows) <= 3 * ZOOM < len(inked(image))


def test_png_names_title_and_contents() -> None:
    image = Image.open(io.BytesIO(png(Picture("Titel", "Was er zeigt", 40, 20, []), FONTS)))
    image.load()
    assert image.info["Title"] == "Titel"
    assert image.info["Description"] == "Was er zeigt"


def test_each_chart_of_a_result_is_a_png_too_with_the_same_bytes_every_time(
    app: Flask, client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    for name in ("finding", "distribution"):
        address = f"/rounds/{round_.slug}/results/chart-{name}.png?lang=de"
        first = client.get(address)
        assert first.mimetype == "image/png"
        image = Image.open(io.BytesIO(first.data))
        image.load()
        assert "freiwillig abgegebene Gewichtungen" not in image.info["Title"]
        assert image.width == 720 * ZOOM
        assert client.get(address).data == first.data
    assert client.get(f"/rounds/{round_.slug}/results/chart-none.png").status_code == 404
