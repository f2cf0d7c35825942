"""The frame: what a round asks about, as plain values. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Texts = Mapping[str, str]
KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
KEY_LENGTH = 40
TITLE_LENGTH = 120
TEXT_LENGTH = 2000


@dataclass(frozen=True)
class Goal:
    """A strategic goal within a field."""

    key: str
    title: Texts
    text: Texts


@dataclass(frozen=True)
class Field:
    """An action field with its goals in order."""

    key: str
    title: Texts
    text: Texts
    goals: tuple[Goal, ...] = ()

    def goal(self, key: str | None) -> Goal | None:
        """Return the goal with this key, or None."""
        return next((goal for goal in self.goals if goal.key == key), None)


@dataclass(frozen=True)
class Guideline:
    """A guideline of the strategy."""

    key: str
    title: Texts
    text: Texts


@dataclass(frozen=True)
class Frame:
    """A strategy as a round owns it: guidelines, and fields with goals, each in the order set."""

    title: Texts
    guidelines: tuple[Guideline, ...]
    fields: tuple[Field, ...]

    def field(self, key: str | None) -> Field | None:
        """Return the field with this key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def field_keys(self) -> tuple[str, ...]:
        """The keys of the fields in the frame's order."""
        return tuple(field.key for field in self.fields)

    def document(self) -> dict[str, Any]:
        """Return the frame as JSON values; `from_document` reads it back."""
        return {
            "title": dict(self.title),
            "guidelines": [_item(item) for item in self.guidelines],
            "fields": [_item(field) | {"goals": [_item(goal) for goal in field.goals]} for field in self.fields],
        }


def from_document(document: Mapping[str, Any]) -> Frame:
    """Return the frame that `Frame.document` wrote."""
    return Frame(
        title=document["title"],
        guidelines=tuple(Guideline(i["key"], i["title"], i["text"]) for i in document["guidelines"]),
        fields=tuple(
            Field(f["key"], f["title"], f["text"], tuple(Goal(g["key"], g["title"], g["text"]) for g in f["goals"]))
            for f in document["fields"]
        ),
    )


def _item(item: Goal | Field | Guideline) -> dict[str, Any]:
    return {"key": item.key, "title": dict(item.title), "text": dict(item.text)}
