"""A picture as SVG: a file of its own, nothing inline, with title and description."""

from __future__ import annotations

from xml.sax.saxutils import escape

from participation.results.output.drawing.shapes import Line, Picture, Rectangle, Shape, Strokes

FONT = "Arial, Helvetica, sans-serif"


def svg(picture: Picture) -> str:
    """Return a picture as SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}"'
        f' width="{picture.width}" height="{picture.height}" role="img"'
        f' aria-labelledby="chart-title chart-description" font-family="{FONT}">'
        f'<title id="chart-title">{escape(picture.title)}</title>'
        f'<desc id="chart-description">{escape(picture.description)}</desc>'
        f'<rect width="{picture.width}" height="{picture.height}" fill="#ffffff"/>'
        + "".join(map(_shape, picture.shapes))
        + "</svg>\n"
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Line):
        return _line(shape)
    return _rectangle(shape) if isinstance(shape, Rectangle) else _strokes(shape)


def _line(line: Line) -> str:
    anchor = "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'
    words = "".join(
        f'<tspan font-size="{span.size}" font-weight="{span.weight}" fill="{span.colour}">'
        f"{escape(span.text)}</tspan>"
        for span in line.spans
    )
    if len(line.spans) == 1:
        span = line.spans[0]
        style = f' font-size="{span.size}" font-weight="{span.weight}" fill="{span.colour}"'
        words = escape(span.text)
    else:
        style = ""
    place = f'x="{_number(line.x)}" y="{_number(line.y)}"'
    return f"<text{_name(line.name)} {place}{anchor}{style}>{words}</text>"


def _rectangle(box: Rectangle) -> str:
    return (
        f'<rect{_name(box.name)} x="{_number(box.x)}" y="{_number(box.y)}"'
        f' width="{_number(box.width)}" height="{_number(box.height)}" fill="{box.colour}"/>'
    )


def _strokes(strokes: Strokes) -> str:
    path = "".join(
        f"M{_number(x)} {_number(y)}L{_number(to_x)} {_number(to_y)}"
        for x, y, to_x, to_y in strokes.ends
    )
    width = "" if strokes.width == 1 else f' stroke-width="{_number(strokes.width)}"'
    return f'<path{_name(strokes.name)} d="{path}" fill="none" stroke="{strokes.colour}"{width}/>'


def _name(name: str) -> str:
    return f' class="{name}"' if name else ""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
