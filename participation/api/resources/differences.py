"""What differs between two versions of a strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.api.resources.values import Address, Shape, Texts, address, texts
from participation.api.resources.versions import document_of
from participation.strategy import diff
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import Item


class ItemWords(Shape):
    """What an item says in one of two versions."""

    key: str
    title: Texts
    text: Texts


class ItemChange(Shape):
    """An item on both sides; null on the side that does not have it. `lineage` says whether it was
    renamed, split or merged, `from_keys` and `to_keys` with what."""

    kind: str
    before: ItemWords | None
    after: ItemWords | None
    added: bool
    removed: bool
    moved: bool
    moved_from: str | None
    retitled: bool
    reworded: bool
    lineage: str | None
    from_keys: list[str]
    to_keys: list[str]


class TextChange(Shape):
    """A text in both versions."""

    before: Texts
    after: Texts


class Difference(Shape):
    """What differs between two versions. `items` are all that either has, in the order of the later
    one; what is the same in both says so."""

    strategy: str
    before: int
    after: int
    title: TextChange
    preface: TextChange
    concept: TextChange
    items: list[ItemChange]
    page: Address


def difference(
    strategy: Strategy, before: StrategyVersion, after: StrategyVersion, found: diff.FrameDiff
) -> Difference:
    """Return what differs between two versions."""
    old, new = document_of(before), document_of(after)
    numbers = {"before": before.number, "after": after.number}
    return Difference(
        strategy=strategy.slug,
        title=_change(old["frame"]["title"], new["frame"]["title"]),
        preface=_change(old["preface"], new["preface"]),
        concept=_change(old["concept"], new["concept"]),
        items=[_item_change(each) for each in found.items],
        page=address("public_strategy.diff", slug=strategy.slug, **numbers),
        **numbers,
    )


def _change(before: Mapping[str, str], after: Mapping[str, str]) -> TextChange:
    return TextChange(before=texts(before), after=texts(after))


def _item_change(each: diff.ItemDiff) -> ItemChange:
    return ItemChange(
        kind=each.kind,
        before=_words(each.before),
        after=_words(each.after),
        added=each.is_added,
        removed=each.is_removed,
        moved=each.is_moved,
        moved_from=each.moved_from,
        retitled=each.is_retitled,
        reworded=each.is_reworded,
        lineage=each.lineage,
        from_keys=_keys(each.origin, "from_key"),
        to_keys=_keys(each.outcome, "to_key"),
    )


def _keys(lines: Sequence[Line], name: str) -> list[str]:
    return [getattr(line, name) for line in lines]


def _words(item_: Item | None) -> ItemWords | None:
    if item_ is None:
        return None
    return ItemWords(key=item_.key, title=texts(item_.title), text=texts(item_.text))
