"""What a moderator sees before something is blacked out: each place with the words around it, and
what looks like the passage and stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from participation.ideas.models import Idea, IdeaVersion
from participation.moderation.blackout.matching import BLACKED_OUT, Span, near
from participation.moderation.blackout.places import Place, Value
from participation.moderation.blackout.rules import KINDS
from participation.web.translation import _

AROUND = 40
"""How many characters are shown before and after."""
MOST = 50


@dataclass(frozen=True)
class Shown:
    """A part of a text: where it stands, the words around it, and what stands there."""

    where: str
    before: str
    what: str
    after: str


def going(idea: Idea, found: Collection[Place]) -> list[Shown]:
    """Return each part that goes, with the mark in its place."""
    return [
        _shown(idea, _value(place), span, place.found) for place in found for span in place.found
    ]


def staying(idea: Idea, values: Collection[Value], passages: Collection[str]) -> list[Shown]:
    """Return up to `MOST` parts that look like a passage and stay. What goes beside them is not
    shown."""
    shown = [
        _shown(idea, value, span, []) for value in values for span in near(value[-1], passages)
    ]
    return shown[:MOST]


def _value(place: Place) -> Value:
    return place.row, place.column, place.kind, place.token, place.value


def _shown(idea: Idea, value: Value, span: Span, gone: Collection[Span]) -> Shown:
    text, (start, end) = value[-1], span
    before, after = max(0, start - AROUND), min(len(text), end + AROUND)
    # What goes nearby as well is no more to be read than this.
    before = max([before, *(other for _start, other in gone if other <= start)])
    after = min([after, *(other for other, _end in gone if other >= end)])
    return Shown(
        _where(idea, value),
        ("… " if before else "") + text[before:start],
        BLACKED_OUT if gone else text[start:end],
        text[end:after] + (" …" if after < len(text) else ""),
    )


def _where(idea: Idea, value: Value) -> str:
    row, column, kind, token, _text = value
    if kind is not None:
        return _(KINDS[kind])
    part = _("Titel") if column == "title" else _("Text")
    if row is idea:
        return part
    number = row.number if isinstance(row, IdeaVersion) else 0
    if token != idea.token:
        return _(
            "Fassung %(number)s der Idee, aus der diese entstand: %(part)s",
            number=number,
            part=part,
        )
    return _("Frühere Fassung %(number)s: %(part)s", number=number, part=part)
