"""Charts as pictures: legible in print and without colour, labels at the bars, no legend.

A chart stands alone: its title says the finding, the subtitle what is measured, the last lines
carry the caveat.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from participation.kernel.scale import Scale, scale_to
from participation.results.output.drawing.shapes import (
    Anchor,
    Line,
    Picture,
    Rectangle,
    Shape,
    Span,
    Strokes,
    Weight,
    line,
)

WIDTH = 720
LEFT, RIGHT = 24, 24
ROW, BAR = 58, 16
TALL, MARGIN = 60, 44
INK, QUIET, FILL, TRACK = "#1a1a1a", "#4d4d4d", "#5b7fa6", "#e6e6e6"
WHITE = "#ffffff"

Written = Callable[[float], str]
"""Writes a share (0 to 1) as the reader's language does."""

Spread = tuple[str, Sequence[float]]
"""An item and its share in each bin."""


@dataclass(frozen=True)
class Bar:
    """A bar with its words; `value`, `low` and `high` in per cent. Without a value none is drawn,
    without `low` and `high` no interval."""

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    note: str = ""


Measure = tuple[float | None, str]
"""A value, None where none is drawn, and how it is written."""


@dataclass(frozen=True)
class Column:
    """One of several measures beside each other, with its own scale."""

    name: str
    scale: Scale
    written: Written


def columns_chart(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, Sequence[Measure]]],
    *,
    notes: Sequence[str],
) -> Picture:
    """Return rows of bars with a column for each measure, each over a scale of its own."""
    y, shapes = head(title, subtitle)
    gap = 24
    width = (WIDTH - LEFT - RIGHT - gap * (len(columns) - 1)) / len(columns)
    places = [(column, LEFT + place * (width + gap)) for place, column in enumerate(columns)]
    y += 8
    shapes += [line(x, y, column.name, 15, INK, weight="bold") for column, x in places]
    for name, cells in rows:
        y += 32
        shapes.append(line(LEFT, y, textwrap.shorten(name, 80, placeholder=" …"), 15, INK))
        for (column, x), (value, text) in zip(places, cells, strict=True):
            shapes.append(line(x, y + 18, text, 13, INK))
            if value is not None:
                shapes += _small_bar(x, y + 24, width, column.scale.position(value) / 100)
        y += 34
    for column, x in places:
        shapes += _axis(column.scale, y + 4, column.written, x, width)
    y = foot(notes, y + 32, shapes)
    listed = [
        f"{name}: "
        + ", ".join(f"{c.name} {text}" for c, (_v, text) in zip(columns, cells, strict=True))
        for name, cells in rows
    ]
    return Picture(title, f"{subtitle} {'; '.join(listed)}", WIDTH, y + 24, shapes)


def _small_bar(x: float, y: float, width: float, share: float) -> list[Shape]:
    return [
        Rectangle(x, y, width, 10, TRACK, "track"),
        Rectangle(x, y, share * width, 10, FILL, "bar"),
    ]


def bar_chart(
    title: str,
    subtitle: str,
    bars: Sequence[Bar],
    *,
    scale: Scale,
    notes: Sequence[str],
    written: Written,
) -> Picture:
    """Return a bar chart over a scale in per cent; `notes` are the lines below."""
    y, shapes = head(title, subtitle)
    y += 12
    for bar in bars:
        shapes += _row(bar, y, scale)
        y += ROW
    shapes += _axis(scale, y - ROW + BAR + 9, written)
    y = foot(notes, y + 6, shapes)
    listed = [f"{bar.label}: {bar.text}" + (f" ({bar.note})" if bar.note else "") for bar in bars]
    return Picture(title, f"{subtitle} {'; '.join(listed)}", WIDTH, y + 24, shapes)


def histograms(
    title: str,
    subtitle: str,
    rows: Sequence[Spread],
    *,
    bins: Sequence[str],
    notes: Sequence[str],
    written: Written,
) -> Picture:
    """Return a histogram per item as columns over one scale; each carries its share, and the bins
    are named below each row."""
    y, shapes = head(title, subtitle)
    scale = scale_to((value * 100 for _label, values in rows for value in values), steps=2)
    for label, values in rows:
        y += 22
        shapes.append(line(LEFT, y, textwrap.shorten(label, 80, placeholder=" …"), 16, INK))
        base = y + 24 + TALL
        shapes += _levels(scale, base, written)
        for position, value in enumerate(values):
            height = scale.position(value * 100) / 100
            shapes += _column(position, height, bins, base, written(value))
        y += TALL + 50
    y = foot(notes, y, shapes)
    listed = [
        f"{label}: "
        + ", ".join(f"{name} {written(value)}" for name, value in zip(bins, values, strict=True))
        for label, values in rows
    ]
    return Picture(title, f"{subtitle} {'; '.join(listed)}", WIDTH, y + 24, shapes)


def _column(position: int, height: float, bins: Sequence[str], base: int, text: str) -> list[Shape]:
    width = (WIDTH - LEFT - MARGIN - RIGHT) / len(bins)
    x, tall = LEFT + MARGIN + position * width, height * TALL
    middle = x + width / 2
    return [
        Rectangle(x + 8, base - tall, width - 16, tall, FILL),
        line(middle, base - tall - 4, text, 12, INK, anchor="middle"),
        line(middle, base + 15, bins[position], 12, QUIET, anchor="middle"),
    ]


def _levels(scale: Scale, base: int, written: Written) -> list[Shape]:
    """The ticks of upright columns: lines across, named on the left."""
    shapes: list[Shape] = []
    for tick in scale.ticks:
        y = base - scale.position(tick) / 100 * TALL
        shapes.append(Strokes(((LEFT + MARGIN, y, WIDTH - RIGHT, y),), TRACK))
        name = written(tick / 100)
        shapes.append(line(LEFT + MARGIN - 6, y + 4, name, 12, QUIET, anchor="end"))
    return shapes


def _axis(
    scale: Scale, y: int, written: Written, left: float = LEFT, span: float = WIDTH - LEFT - RIGHT
) -> list[Shape]:
    """The ticks of lying bars, named below; the first and the last stay within the picture."""
    anchors: dict[float, Anchor] = {0: "start", scale.end: "end"}
    shapes: list[Shape] = []
    for tick in scale.ticks:
        x = left + scale.position(tick) / 100 * span
        anchor = anchors.get(tick, "middle")
        shapes.append(Strokes(((x, y, x, y + 6),), QUIET, name="tick"))
        name = written(tick / 100)
        shapes.append(line(x, y + 20, name, 13, QUIET, anchor=anchor, name="tick"))
    return shapes


def head(title: str, subtitle: str) -> tuple[int, list[Shape]]:
    """Return title and subtitle, and where what follows begins."""
    y = 12
    shapes: list[Shape] = []
    styles: list[tuple[int, str, Weight, str]] = [
        *((24, INK, "bold", text) for text in textwrap.wrap(title, 50)),
        *((15, QUIET, "normal", text) for text in textwrap.wrap(subtitle, 84)),
    ]
    for size, colour, weight, text in styles:
        y += int(size * 1.35)
        shapes.append(line(LEFT, y, text, size, colour, weight=weight))
    return y + 24, shapes


def foot(notes: Sequence[str], y: int, shapes: list[Shape]) -> int:
    """Add the lines below a chart and return where they end."""
    for note in notes:
        for text in textwrap.wrap(note, 98):
            y += 19
            shapes.append(line(LEFT, y, text, 13, QUIET))
    return y


def _row(bar: Bar, y: int, scale: Scale) -> list[Shape]:
    value = Span(bar.text, 16, INK, "bold")
    note = (Span(f"{bar.note}  ", 13, QUIET),) if bar.note else ()
    shapes: list[Shape] = [
        line(LEFT, y, textwrap.shorten(bar.label, 52, placeholder=" …"), 16, INK),
        Line(WIDTH - RIGHT, y, (*note, value), "end"),
    ]
    return shapes if bar.value is None else shapes + _bar(bar, bar.value, y + 9, scale)


def _bar(bar: Bar, value: float, y: int, scale: Scale) -> list[Shape]:
    span = WIDTH - LEFT - RIGHT
    inner = [LEFT + scale.position(tick) / 100 * span for tick in scale.ticks[1:-1]]
    shapes: list[Shape] = [
        Rectangle(LEFT, y, span, BAR, TRACK, "track"),
        Rectangle(LEFT, y, scale.position(value) / 100 * span, BAR, FILL, "bar"),
        *(Strokes(((x, y, x, y + BAR),), WHITE) for x in inner),
    ]
    if bar.low is not None and bar.high is not None:
        low, high = (LEFT + scale.position(end) / 100 * span for end in (bar.low, bar.high))
        shapes += whiskers(low, high, y + BAR // 2)
    return shapes


def whiskers(low: float, high: float, middle: int) -> list[Shape]:
    """Return an interval as a line with two ends."""
    ends = (
        (low, middle - 5, low, middle + 5),
        (low, middle, high, middle),
        (high, middle - 5, high, middle + 5),
    )
    return [Strokes(ends, WHITE, 5), Strokes(ends, INK, 2)]
