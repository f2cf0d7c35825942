"""Charts as SVG, made on the server: legible in print and without colour, labels at the bars, no
legend, nothing inline.

A chart stands alone: its title says the finding, the subtitle what is measured, the last lines
carry the caveat.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from participation.kernel.scale import Scale, scale_to

WIDTH = 720
LEFT, RIGHT = 24, 24
ROW, BAR = 58, 16
TALL, MARGIN = 60, 44
INK, QUIET, FILL, TRACK = "#1a1a1a", "#4d4d4d", "#5b7fa6", "#e6e6e6"
FONT = "Arial, Helvetica, sans-serif"

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


def bar_chart(
    title: str,
    subtitle: str,
    bars: Sequence[Bar],
    *,
    scale: Scale,
    notes: Sequence[str],
    written: Written,
) -> str:
    """Return a bar chart over a scale in per cent; `notes` are the lines below."""
    y, parts = _head(title, subtitle)
    y += 12
    for bar in bars:
        parts.append(_row(bar, y, scale))
        y += ROW
    parts.append(_axis(scale, y - ROW + BAR + 9, written))
    y = _foot(notes, y + 6, parts)
    listed = [f"{bar.label}: {bar.text}" + (f" ({bar.note})" if bar.note else "") for bar in bars]
    return _document(title, f"{subtitle} {'; '.join(listed)}", y + 24, parts)


def histograms(
    title: str,
    subtitle: str,
    rows: Sequence[Spread],
    *,
    bins: Sequence[str],
    notes: Sequence[str],
    written: Written,
) -> str:
    """Return a histogram per item as columns over one scale; each carries its share, and the bins
    are named below each row."""
    y, parts = _head(title, subtitle)
    scale = scale_to((value * 100 for _label, values in rows for value in values), steps=2)
    for label, values in rows:
        y += 22
        parts.append(_text(LEFT, y, textwrap.shorten(label, 80, placeholder=" …"), 16, INK))
        base = y + 24 + TALL
        parts.append(_levels(scale, base, written))
        parts += [
            _column(position, scale.position(value * 100) / 100, bins, base, written(value))
            for position, value in enumerate(values)
        ]
        y += TALL + 50
    y = _foot(notes, y, parts)
    listed = [
        f"{label}: "
        + ", ".join(f"{name} {written(value)}" for name, value in zip(bins, values, strict=True))
        for label, values in rows
    ]
    return _document(title, f"{subtitle} {'; '.join(listed)}", y + 24, parts)


def _column(position: int, height: float, bins: Sequence[str], base: int, text: str) -> str:
    width = (WIDTH - LEFT - MARGIN - RIGHT) / len(bins)
    x, tall = LEFT + MARGIN + position * width, height * TALL
    middle = f'x="{_number(x + width / 2)}" font-size="12" text-anchor="middle"'
    return (
        f'<rect x="{_number(x + 8)}" y="{_number(base - tall)}" width="{_number(width - 16)}"'
        f' height="{_number(tall)}" fill="{FILL}"/><text {middle} y="{_number(base - tall - 4)}"'
        f' fill="{INK}">{escape(text)}</text><text {middle} y="{base + 15}"'
        f' fill="{QUIET}">{escape(bins[position])}</text>'
    )


def _levels(scale: Scale, base: int, written: Written) -> str:
    """The ticks of upright columns: lines across, named on the left."""
    parts = []
    for tick in scale.ticks:
        y = _number(base - scale.position(tick) / 100 * TALL)
        parts.append(
            f'<path d="M{LEFT + MARGIN} {y}H{WIDTH - RIGHT}" stroke="{TRACK}"/>'
            f'<text x="{LEFT + MARGIN - 6}" y="{y}" dy="4" text-anchor="end" font-size="12"'
            f' fill="{QUIET}">{escape(written(tick / 100))}</text>'
        )
    return "".join(parts)


def _axis(scale: Scale, y: int, written: Written) -> str:
    """The ticks of lying bars, named below; the first and the last stay within the picture."""
    span, parts = WIDTH - LEFT - RIGHT, []
    for tick in scale.ticks:
        x = LEFT + scale.position(tick) / 100 * span
        anchor = {0: "start", scale.end: "end"}.get(tick, "middle")
        parts.append(
            f'<path class="tick" d="M{_number(x)} {y}V{y + 6}" stroke="{QUIET}"/><text'
            f' class="tick" x="{_number(x)}" y="{y + 20}" text-anchor="{anchor}" font-size="13"'
            f' fill="{QUIET}">{escape(written(tick / 100))}</text>'
        )
    return "".join(parts)


def _head(title: str, subtitle: str) -> tuple[int, list[str]]:
    y, parts = 12, []
    lines = [(24, INK, "bold", line) for line in textwrap.wrap(title, 50)]
    for size, colour, weight, line in lines + [
        (15, QUIET, "normal", line) for line in textwrap.wrap(subtitle, 84)
    ]:
        y += int(size * 1.35)
        parts.append(_text(LEFT, y, line, size, colour, weight))
    return y + 24, parts


def _foot(notes: Sequence[str], y: int, parts: list[str]) -> int:
    for note in notes:
        for line in textwrap.wrap(note, 98):
            y += 19
            parts.append(_text(LEFT, y, line, 13, QUIET))
    return y


def _row(bar: Bar, y: int, scale: Scale) -> str:
    note = f"{bar.note}  " if bar.note else ""
    written = (
        _text(LEFT, y, textwrap.shorten(bar.label, 52, placeholder=" …"), 16, INK)
        + f'<text x="{WIDTH - RIGHT}" y="{y}" text-anchor="end" font-size="13"'
        f' fill="{QUIET}">{escape(note)}<tspan font-size="16" font-weight="bold"'
        f' fill="{INK}">{escape(bar.text)}</tspan></text>'
    )
    return written if bar.value is None else written + _bar(bar, bar.value, y + 9, scale)


def _bar(bar: Bar, value: float, y: int, scale: Scale) -> str:
    span = WIDTH - LEFT - RIGHT
    length = _number(scale.position(value) / 100 * span)
    inner = [LEFT + scale.position(tick) / 100 * span for tick in scale.ticks[1:-1]]
    parts = [
        f'<rect class="track" x="{LEFT}" y="{y}" width="{span}" height="{BAR}" fill="{TRACK}"/>',
        f'<rect class="bar" x="{LEFT}" y="{y}" width="{length}" height="{BAR}" fill="{FILL}"/>',
        *(f'<path d="M{_number(x)} {y}V{y + BAR}" stroke="#ffffff"/>' for x in inner),
    ]
    if bar.low is not None and bar.high is not None:
        low, high = (LEFT + scale.position(end) / 100 * span for end in (bar.low, bar.high))
        parts.append(_interval(_number(low), _number(high), y + BAR // 2))
    return "".join(parts)


def _interval(low: str, high: str, middle: int) -> str:
    ends = f"V{middle + 5}M{low} {middle}H{high}M{high} {middle - 5}V{middle + 5}"
    line = f'<path d="M{low} {middle - 5}{ends}" fill="none"'
    return f'{line} stroke="#ffffff" stroke-width="5"/>{line} stroke="{INK}" stroke-width="2"/>'


def _text(x: int, y: int, line: str, size: int, colour: str, weight: str = "normal") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}"'
        f' fill="{colour}">{escape(line)}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _document(title: str, description: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-labelledby="chart-title chart-description"'
        f' font-family="{FONT}"><title id="chart-title">{escape(title)}</title><desc'
        f' id="chart-description">{escape(description)}</desc><rect width="{WIDTH}"'
        f' height="{height}" fill="#ffffff"/>' + "".join(parts) + "</svg>\n"
    )
