"""The shapes of which a picture consists. What writes a file draws these and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Weight = Literal["normal", "bold"]


@dataclass(frozen=True)
class Span:
    """A stretch of text in one size, colour and weight."""

    text: str
    size: int
    colour: str
    weight: Weight = "normal"


@dataclass(frozen=True)
class Line:
    """A line of text upon a baseline; `x` is its start, middle or end."""

    x: float
    y: float
    spans: tuple[Span, ...]
    anchor: Anchor = "start"
    name: str = ""


@dataclass(frozen=True)
class Rectangle:
    """A filled rectangle; `name` tells what it stands for."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    name: str = ""


@dataclass(frozen=True)
class Strokes:
    """Straight strokes in one colour, each from one point to another."""

    ends: tuple[tuple[float, float, float, float], ...]
    colour: str
    width: float = 1
    name: str = ""


Shape = Line | Rectangle | Strokes


@dataclass(frozen=True)
class Picture:
    """A picture on white, with its title and with its contents in words."""

    title: str
    description: str
    width: int
    height: int
    shapes: Sequence[Shape]


def line(
    x: float,
    y: float,
    text: str,
    size: int,
    colour: str,
    *,
    weight: Weight = "normal",
    anchor: Anchor = "start",
    name: str = "",
) -> Line:
    """Return a line of text in one style."""
    return Line(x, y, (Span(text, size, colour, weight),), anchor, name)
