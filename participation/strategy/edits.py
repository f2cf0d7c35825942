"""A frame with one thing changed: what the editor does, as pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from participation.strategy.rules import Field, Frame, Guideline, Item, placed


@dataclass(frozen=True)
class Missing:
    """An item of one frame that another does not have; `field_key` is the field of a goal."""

    item: Item
    field_key: str | None
    position: int


@dataclass(frozen=True)
class Comparison:
    """What one frame has and another does not, and what both have in other words."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[Item, ...]
    is_moved: bool
    is_retitled: bool

    @property
    def changes(self) -> bool:
        """Whether anything is different at all."""
        different = self.added or self.removed or self.changed
        return bool(different or self.is_moved or self.is_retitled)


def find(frame: Frame, key: str) -> tuple[Item, str | None] | None:
    """Return an item and, for a goal, the key of its field; None when there is no such key."""
    top: list[Item] = [*frame.guidelines, *frame.fields]
    for item in top:
        if item.key == key:
            return item, None
    for field in frame.fields:
        goal = field.goal(key)
        if goal:
            return goal, field.key
    return None


def added(
    frame: Frame, item: Item, field_key: str | None = None, position: int | None = None
) -> Frame:
    """Return the frame with an item at a position of its list, at the end unless given; a goal
    goes to the field named."""

    def insert(items: tuple[Any, ...]) -> tuple[Any, ...]:
        index = len(items) if position is None else position
        return (*items[:index], item, *items[index:])

    if isinstance(item, Guideline):
        return replace(frame, guidelines=insert(frame.guidelines))
    if isinstance(item, Field):
        return replace(frame, fields=insert(frame.fields))
    return replace(
        frame,
        fields=tuple(
            replace(f, goals=insert(f.goals)) if f.key == field_key else f for f in frame.fields
        ),
    )


def changed(frame: Frame, key: str, item: Item) -> Frame:
    """Return the frame with the item of this key replaced; a field keeps its goals."""

    def swap(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(_renewed(old, item) if old.key == key else old for old in items)

    return _everywhere(frame, swap)


def without(frame: Frame, key: str) -> Frame:
    """Return the frame without the item of this key."""

    def drop(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(item for item in items if item.key != key)

    return _everywhere(frame, drop)


def moved(frame: Frame, key: str, step: int) -> Frame:
    """Return the frame with the item of this key one place up (-1) or down (+1) in its own list."""

    def move(items: tuple[Any, ...]) -> tuple[Any, ...]:
        index = next((number for number, item in enumerate(items) if item.key == key), None)
        if index is None or not 0 <= index + step < len(items):
            return items
        order = list(items)
        order[index], order[index + step] = order[index + step], order[index]
        return tuple(order)

    return _everywhere(frame, move)


def keys(frame: Frame) -> set[str]:
    """Return the keys of everything in a frame."""
    return {item.key for _, item in placed(frame)}


def keys_of(item: Item) -> set[str]:
    """Return the key of an item, and of the goals that go with a field."""
    goals = item.goals if isinstance(item, Field) else ()
    return {item.key, *(goal.key for goal in goals)}


def missing(before: Frame, after: Frame) -> list[Missing]:
    """Return what `before` has and `after` does not. A goal that went with its field is part of
    the field."""
    kept = keys(after)
    lists: list[tuple[Item, ...]] = [before.guidelines, before.fields]
    absent = [
        Missing(item, None, index)
        for items in lists
        for index, item in enumerate(items)
        if item.key not in kept
    ]
    for field in before.fields:
        if field.key in kept:
            absent += [
                Missing(goal, field.key, index)
                for index, goal in enumerate(field.goals)
                if goal.key not in kept
            ]
    return [replace(gone, item=_only(gone.item, kept)) for gone in absent]


def compare(before: Frame, after: Frame) -> Comparison:
    """Return what changes from one frame to the other, each in its frame's reading order."""
    old = {item.key: item for _, item in placed(before)}
    new = {item.key: item for _, item in placed(after)}
    return Comparison(
        added=tuple(item for key, item in new.items() if key not in old),
        removed=tuple(item for key, item in old.items() if key not in new),
        changed=tuple(i for k, i in new.items() if k in old and _words(i) != _words(old[k])),
        is_moved=[key for key in old if key in new] != [key for key in new if key in old],
        is_retitled=dict(before.title) != dict(after.title),
    )


def _words(item: Item) -> tuple[dict[str, str], dict[str, str]]:
    return dict(item.title), dict(item.text)


def _only(item: Item, kept: set[str]) -> Item:
    """Return an item, a field without the goals that stand elsewhere now."""
    if not isinstance(item, Field):
        return item
    return replace(item, goals=tuple(goal for goal in item.goals if goal.key not in kept))


def _renewed(old: Any, item: Item) -> Any:
    return replace(old, key=item.key, title=item.title, text=item.text)


def _everywhere(frame: Frame, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Frame:
    fields = tuple(replace(field, goals=change(field.goals)) for field in frame.fields)
    return replace(frame, guidelines=change(frame.guidelines), fields=change(fields))
