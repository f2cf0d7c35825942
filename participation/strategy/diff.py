"""What differs between two versions of a strategy: items by key and lineage. Pure.

Items are paired by their key or by a line that says "renamed". What was split or merged is paired
only where its key stayed: it is another thing now, and comparing its words would mislead.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from participation.strategy.lineage import Kind, Line
from participation.strategy.rules import Field, Frame, Item, kind_of, normal_texts


@dataclass(frozen=True)
class ItemDiff:
    """An item of the earlier version beside that of the later one; one of them may be missing.

    `origin` and `outcome` say what lineage knows: which earlier keys the later item was made from,
    and what became of the earlier one. `moved_from` is the key of the field in which a goal stood
    before. `is_moved` is set when the item stands at another place among those that stayed, or, for
    a goal, in another field.
    """

    kind: str
    before: Item | None
    after: Item | None
    origin: tuple[Line, ...] = ()
    outcome: tuple[Line, ...] = ()
    is_moved: bool = False
    moved_from: str | None = None

    @property
    def item(self) -> Item:
        """The later item, or the earlier one where there is none."""
        item = self.after or self.before
        assert item is not None
        return item

    @property
    def is_added(self) -> bool:
        """Whether nothing of the earlier version stands behind it."""
        return self.before is None and not self.origin

    @property
    def is_removed(self) -> bool:
        """Whether nothing of the later version came from it."""
        return self.after is None and not self.outcome

    @property
    def lineage(self) -> str | None:
        """What happened to it by lineage: renamed, split, merged, or None."""
        lines = self.origin or self.outcome
        return lines[0].kind if lines else None

    @property
    def is_retitled(self) -> bool:
        """Whether its title differs in any language."""
        return self._differs(lambda item: item.title)

    @property
    def is_reworded(self) -> bool:
        """Whether its text differs in any language."""
        return self._differs(lambda item: item.text)

    @property
    def is_changed(self) -> bool:
        """Whether anything of it differs."""
        one_sided = self.before is None or self.after is None
        words = self.is_retitled or self.is_reworded
        return one_sided or words or self.is_moved or self.lineage is not None

    def _differs(self, texts: Callable[[Item], Mapping[str, str]]) -> bool:
        if self.before is None or self.after is None:
            return False
        return normal_texts(texts(self.before)) != normal_texts(texts(self.after))


@dataclass(frozen=True)
class FrameDiff:
    """Two frames beside each other: guidelines, then each field with its goals, in the order of
    the later one; what it no longer has stands where it was."""

    before: Frame
    after: Frame
    items: tuple[ItemDiff, ...]

    @property
    def is_retitled(self) -> bool:
        """Whether the strategy's title differs."""
        return normal_texts(self.before.title) != normal_texts(self.after.title)

    @property
    def changes(self) -> tuple[ItemDiff, ...]:
        """The items that differ in anything."""
        return tuple(item for item in self.items if item.is_changed)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs at all."""
        return not self.is_retitled and not self.changes


def compare(before: Frame, after: Frame, lines: Iterable[Line] = ()) -> FrameDiff:
    """Return how two frames differ; `lines` lead from keys of the earlier to those of the later."""
    comparison = _Comparison(before, after, tuple(lines))
    items = [*comparison.rows(before.guidelines, after.guidelines)]
    for row in [*comparison.rows(before.fields, after.fields)]:
        items.append(row)
        items += comparison.rows(_goals(row.before), _goals(row.after), row)
    return FrameDiff(before, after, tuple(items))


def composed(steps: Iterable[Iterable[Line]]) -> tuple[Line, ...]:
    """Return the lines of several versions, the earliest first, as lines from the first to the
    last. What was once split or merged stays so through a later renaming."""
    known: list[Line] = []
    for step in steps:
        lines = tuple(step)
        touched = {key for line in known for key in (line.from_key, line.to_key)}
        onward = [_onward(line, lines) for line in known]
        known = [line for found in onward for line in found]
        known += [line for line in lines if line.from_key not in touched]
    return tuple(dict.fromkeys(known))


class _Comparison:
    """What pairing needs to know of both frames."""

    def __init__(self, before: Frame, after: Frame, lines: tuple[Line, ...]) -> None:
        self.old, self.new = _by_key(before), _by_key(after)
        kept = [line for line in lines if line.from_key in self.old and line.to_key in self.new]
        self.origins = _grouped(kept, lambda line: line.to_key)
        self.outcomes = _grouped(kept, lambda line: line.from_key)
        renamed = {line.from_key: line.to_key for line in kept if line.kind == Kind.RENAMED}
        self.key_after = {
            key: renamed.get(key, key)
            for key, (item, _) in self.old.items()
            if self._is_same_kind(item, renamed.get(key, key))
        }
        self.key_before = {new: old for old, new in self.key_after.items()}

    def _is_same_kind(self, item: Item, key: str) -> bool:
        return key in self.new and kind_of(self.new[key][0]) == kind_of(item)

    def rows(
        self, old: Sequence[Item], new: Sequence[Item], field: ItemDiff | None = None
    ) -> Iterator[ItemDiff]:
        """Yield the rows of two lists; what is gone stands behind what it followed."""
        stays = self._in_order(old, new)
        gone: dict[str | None, list[ItemDiff]] = {}
        last = None
        for item in old:
            if item.key in self.key_after:
                last = self.key_after[item.key]
            else:
                gone.setdefault(last, []).append(self._gone(item))
        present = {item.key for item in new}
        for anchor in gone:
            if anchor is None or anchor not in present:
                yield from gone[anchor]
        for item in new:
            yield self._row(item, field, item.key in stays)
            yield from gone.get(item.key, ())

    def _row(self, item: Item, field: ItemDiff | None, stays: bool) -> ItemDiff:
        before, place = self.old.get(self.key_before.get(item.key, ""), (None, None))
        is_elsewhere = field is not None and place != (field.before.key if field.before else None)
        return ItemDiff(
            kind=kind_of(item),
            before=before,
            after=item,
            origin=self.origins.get(item.key, ()),
            outcome=self.outcomes.get(before.key, ()) if before else (),
            is_moved=before is not None and not stays,
            moved_from=place if is_elsewhere else None,
        )

    def _gone(self, item: Item) -> ItemDiff:
        return ItemDiff(kind_of(item), item, None, outcome=self.outcomes.get(item.key, ()))

    def _in_order(self, old: Sequence[Item], new: Sequence[Item]) -> set[str]:
        """Return the later keys of a longest run of items that both lists have in one order."""
        place = {item.key: index for index, item in enumerate(new)}
        keys = [self.key_after.get(item.key, "") for item in old]
        places = [place[key] for key in keys if key in place]
        return {new[index].key for index in _longest_increasing(places)}


def _onward(line: Line, lines: Iterable[Line]) -> list[Line]:
    following = [later for later in lines if later.from_key == line.to_key]
    if not following:
        return [line]
    return [
        Line(later.kind if later.kind != Kind.RENAMED else line.kind, line.from_key, later.to_key)
        for later in following
    ]


def _by_key(frame: Frame) -> dict[str, tuple[Item, str | None]]:
    """Return every item by its key, a goal with the key of its field."""
    top: list[Item] = [*frame.guidelines, *frame.fields]
    items: dict[str, tuple[Item, str | None]] = {item.key: (item, None) for item in top}
    for field in frame.fields:
        items |= {goal.key: (goal, field.key) for goal in field.goals}
    return items


def _grouped(lines: Iterable[Line], key_of: Callable[[Line], str]) -> dict[str, tuple[Line, ...]]:
    grouped: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        grouped[key_of(line)] = (*grouped.get(key_of(line), ()), line)
    return grouped


def _goals(item: Item | None) -> tuple[Item, ...]:
    return item.goals if isinstance(item, Field) else ()


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Return a longest increasing selection of different numbers, in their order."""
    tails: list[int] = []
    chains: list[list[int]] = []
    for number in numbers:
        index = bisect_left(tails, number)
        chain = [*(chains[index - 1] if index else []), number]
        tails[index : index + 1] = [number]
        chains[index : index + 1] = [chain]
    return chains[-1] if chains else []
