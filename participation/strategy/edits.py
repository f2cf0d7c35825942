"""A frame with one thing changed: what the editor does, as pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from participation.strategy.rules import Field, Frame, Goal, Guideline

Item = Guideline | Field | Goal


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


def added(frame: Frame, item: Item, field_key: str | None = None) -> Frame:
    """Return the frame with an item at the end of its list; a goal goes to the field named."""
    if isinstance(item, Guideline):
        return replace(frame, guidelines=(*frame.guidelines, item))
    if isinstance(item, Field):
        return replace(frame, fields=(*frame.fields, item))
    return replace(
        frame,
        fields=tuple(
            replace(f, goals=(*f.goals, item)) if f.key == field_key else f for f in frame.fields
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
        place = next((number for number, item in enumerate(items) if item.key == key), None)
        if place is None or not 0 <= place + step < len(items):
            return items
        order = list(items)
        order[place], order[place + step] = order[place + step], order[place]
        return tuple(order)

    return _everywhere(frame, move)


def keys(frame: Frame) -> set[str]:
    """Return the keys of everything in a frame."""
    top: list[Item] = [*frame.guidelines, *frame.fields]
    return {item.key for item in top} | {goal.key for field in frame.fields for goal in field.goals}


def _renewed(old: Any, item: Item) -> Any:
    return replace(old, key=item.key, title=item.title, text=item.text)


def _everywhere(frame: Frame, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Frame:
    fields = tuple(replace(field, goals=change(field.goals)) for field in frame.fields)
    return replace(frame, guidelines=change(frame.guidelines), fields=change(fields))
