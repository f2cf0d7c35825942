"""The differences of two results as a picture: bars to both sides of 0, with their intervals."""

from __future__ import annotations

import textwrap

from participation.kernel.scale import Scale
from participation.results.comparison.presenter import ComparedRow, Comparison, signed
from participation.results.output.charts import (
    BAR,
    FILL,
    INK,
    LEFT,
    QUIET,
    RIGHT,
    ROW,
    TRACK,
    WIDTH,
    foot,
    head,
    whiskers,
)
from participation.results.output.drawing.shapes import (
    Anchor,
    Line,
    Picture,
    Rectangle,
    Shape,
    Span,
    Strokes,
    line,
)

SPAN = WIDTH - LEFT - RIGHT


def picture(comparison: Comparison) -> Picture:
    """Return the picture of a comparison; it stands alone, with scale and caveats."""
    scale = comparison.scale
    y, shapes = head(comparison.finding, comparison.measured)
    y += 12
    for row in comparison.rows:
        shapes += _row(row, y, scale)
        y += ROW
    shapes += _axis(scale, y - ROW + BAR + 9)
    notes = [*comparison.warnings, *comparison.method, *comparison.caveats, *comparison.sources]
    y = foot(notes, y + 6, shapes)
    listed = [
        f"{row.title}: {row.text}" + (f" ({row.interval})" if row.interval else "")
        for row in comparison.rows
    ]
    described = f"{comparison.measured} {'; '.join(listed)}"
    return Picture(comparison.finding, described, WIDTH, y + 24, shapes)


def _at(value: float, scale: Scale) -> float:
    """Where a difference lies, 0 in the middle."""
    return LEFT + (50 + scale.position(value * 100) / 2) / 100 * SPAN


def _row(row: ComparedRow, y: int, scale: Scale) -> list[Shape]:
    note = (Span(f"{row.interval}  ", 13, QUIET),) if row.interval else ()
    title = textwrap.shorten(row.title, 52, placeholder=" …")
    shapes: list[Shape] = [
        line(LEFT, y, title, 16, INK),
        Line(WIDTH - RIGHT, y, (*note, Span(row.text, 16, INK, "bold")), "end"),
    ]
    found = row.difference
    if found is None:
        return shapes
    top, zero, end = y + 9, _at(0, scale), _at(found.value, scale)
    shapes += [
        Rectangle(LEFT, top, SPAN, BAR, TRACK, "track"),
        Rectangle(min(zero, end), top, abs(end - zero), BAR, FILL, "bar"),
        Strokes(((zero, top - 3, zero, top + BAR + 3),), INK),
    ]
    if found.low is not None and found.high is not None:
        shapes += whiskers(_at(found.low, scale), _at(found.high, scale), top + BAR // 2)
    return shapes


def _axis(scale: Scale, y: int) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in sorted({side * tick for tick in scale.ticks for side in (-1, 1)}):
        x = _at(tick / 100, scale)
        anchors: dict[int, Anchor] = {-scale.end: "start", scale.end: "end"}
        shapes.append(Strokes(((x, y, x, y + 6),), QUIET, name="tick"))
        text = signed(tick / 100).removesuffix(".0").removesuffix(",0")
        anchor = anchors.get(tick, "middle")
        shapes.append(line(x, y + 20, text, 13, QUIET, anchor=anchor, name="tick"))
    return shapes
