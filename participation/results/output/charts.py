"""Charts as SVG, made on the server: legible in print and without colour, labels at the bars, no
legend, nothing inline.

A chart stands alone: its title says the finding, the subtitle what is measured, the last lines
carry the caveat.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH = 720
LEFT, RIGHT = 24, 24
ROW, BAR = 58, 16
INK, QUIET, FILL, TRACK = "#1a1a1a", "#4d4d4d", "#5b7fa6", "#e6e6e6"
FONT = "Arial, Helvetica, sans-serif"

Bar = Mapping[str, Any]
"""`label`, `value` in per cent (None draws no bar), `text`, and where there is one `low`,
 `high` and `note`."""

Spread = tuple[str, Sequence[float]]
"""An item and its share in each bin."""


def bar_chart(
    title: str, subtitle: str, bars: Sequence[Bar], *, top: float, notes: Sequence[str]
) -> str:
    """Return a bar chart; `top` is the value at the right edge, `notes` are the lines below."""
    y, parts = _head(title, subtitle)
    y += 12
    for bar in bars:
        parts.append(_row(bar, y, top))
        y += ROW
    y = _foot(notes, y, parts)
    told = [
        f"{bar['label']}: {bar['text']}" + (f" ({bar['note']})" if bar.get("note") else "")
        for bar in bars
    ]
    return _document(title, f"{subtitle} {'; '.join(told)}", y + 24, parts)


def histograms(
    title: str,
    subtitle: str,
    rows: Sequence[Spread],
    *,
    bins: Sequence[str],
    notes: Sequence[str],
    written: Callable[[float], str],
) -> str:
    """Return a histogram per item as columns; each carries its share, and the bins are named below
    each row.

    `written` writes a share (0 to 1) as the reader's language does.
    """
    y, parts = _head(title, subtitle)
    most = max((value for _label, values in rows for value in values), default=0) or 1
    for label, values in rows:
        y += 22
        parts.append(_text(LEFT, y, textwrap.shorten(label, 80, placeholder=" …"), 16, INK))
        parts += [
            _column(place, value / most, bins, y + 74, written(value))
            for place, value in enumerate(values)
        ]
        y += 100
    y = _foot(notes, y, parts)
    told = [
        f"{label}: "
        + ", ".join(f"{name} {written(value)}" for name, value in zip(bins, values, strict=True))
        for label, values in rows
    ]
    return _document(title, f"{subtitle} {'; '.join(told)}", y + 24, parts)


def _column(place: int, height: float, bins: Sequence[str], base: int, text: str) -> str:
    width = (WIDTH - LEFT - RIGHT) / len(bins)
    x, tall = LEFT + place * width, height * 44
    middle = f'x="{_number(x + width / 2)}" font-size="12" text-anchor="middle"'
    return (
        f'<rect x="{_number(x + 8)}" y="{_number(base - tall)}" width="{_number(width - 16)}"'
        f' height="{_number(tall)}" fill="{FILL}"/><text {middle} y="{_number(base - tall - 4)}"'
        f' fill="{INK}">{escape(text)}</text><text {middle} y="{base + 15}"'
        f' fill="{QUIET}">{escape(bins[place])}</text>'
    )


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


def _row(bar: Bar, y: int, top: float) -> str:
    span = WIDTH - LEFT - RIGHT
    scale = span / (top or 1)
    note = f"{bar['note']}  " if bar.get("note") else ""
    parts = [
        _text(LEFT, y, textwrap.shorten(str(bar["label"]), 52, placeholder=" …"), 16, INK),
        (
            f'<text x="{WIDTH - RIGHT}" y="{y}" text-anchor="end" font-size="13"'
            f' fill="{QUIET}">{escape(note)}<tspan font-size="16" font-weight="bold"'
            f' fill="{INK}">{escape(str(bar["text"]))}</tspan></text>'
        ),
    ]
    if bar["value"] is None:
        return "".join(parts)
    parts += [
        f'<rect x="{LEFT}" y="{y + 9}" width="{span}" height="{BAR}" fill="{TRACK}"/>',
        (
            f'<rect x="{LEFT}" y="{y + 9}" width="{_number(bar["value"] * scale)}" height="{BAR}"'
            f' fill="{FILL}"/>'
        ),
    ]
    if bar.get("low") is not None and bar.get("high") is not None:
        low, high = LEFT + bar["low"] * scale, LEFT + bar["high"] * scale
        middle = y + 9 + BAR / 2
        parts.append(
            f'<path d="M{_number(low)} {middle - 5}V{middle + 5}M{_number(low)}'
            f' {middle}H{_number(high)}M{_number(high)} {middle - 5}V{middle + 5}" stroke="#ffffff"'
            f' stroke-width="5" fill="none"/><path d="M{_number(low)}'
            f" {middle - 5}V{middle + 5}M{_number(low)} {middle}H{_number(high)}M{_number(high)}"
            f' {middle - 5}V{middle + 5}" stroke="{INK}" stroke-width="2" fill="none"/>'
        )
    return "".join(parts)


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
