"""The difference of two versions as its page shows it, side by side in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.kernel.word_diff import Part, Piece, words
from participation.strategy.diff import FrameDiff, ItemDiff
from participation.strategy.lineage import Kind
from participation.strategy.rules import Item, Texts, normal_texts
from participation.web.filters import language, tr
from participation.web.translation import _


@dataclass(frozen=True)
class Sides:
    """A text on both sides: the pieces to the left and to the right, in one language.

    A side that is missing altogether is None.
    """

    left: tuple[Piece, ...] | None
    right: tuple[Piece, ...] | None
    language: str


@dataclass(frozen=True)
class Row:
    """An item on both sides. `notes` say in words what happened to it; without any it is as it
    was. `anchor` is where the list above leads."""

    anchor: str
    kind: str
    heading: str
    notes: tuple[str, ...]
    title: Sides
    text: Sides


@dataclass(frozen=True)
class Group:
    """Changes of one kind in the list above: what they are, and a link's anchor and words each."""

    title: str
    links: tuple[tuple[str, str], ...]


def sides(before: Texts | None, after: Texts | None) -> Sides:
    """Return two texts beside each other, in the reader's language where both have it."""
    given = [texts for texts in (before, after) if texts is not None]
    code = language() if all(texts.get(language()) for texts in given) else "de"
    if before is None or after is None:
        left, right = _whole(before, code), _whole(after, code)
    else:
        pieces = words(before.get(code, ""), after.get(code, ""))
        left = tuple(piece for piece in pieces if piece.part is not Part.ADDED)
        right = tuple(piece for piece in pieces if piece.part is not Part.REMOVED)
    return Sides(left, right, code)


def rows(difference: FrameDiff) -> list[Row]:
    """Return every item of both frames in the order of the later one."""
    titles = _titles(difference)
    return [_row(item, titles) for item in difference.items]


def groups(difference: FrameDiff) -> list[Group]:
    """Return what changed, by what happened, without what did not happen."""
    changes = difference.changes
    lists = [
        (_("Neu"), [item for item in changes if item.is_added]),
        (_("Entfallen"), [item for item in changes if item.is_removed]),
        (_("Verschoben"), [item for item in changes if item.is_moved]),
        (_("Umbenannt, geteilt oder zusammengelegt"), [item for item in changes if item.lineage]),
        (_("Anderer Titel"), [item for item in changes if item.is_retitled]),
        (_("Anderer Text"), [item for item in changes if item.is_reworded]),
    ]
    return [
        Group(title, tuple((_anchor(item), tr(item.item.title)) for item in items))
        for title, items in lists
        if items
    ]


def kind_label(kind: str) -> str:
    """Return what an item is called."""
    names = {"guideline": _("Leitlinie"), "field": _("Handlungsfeld"), "goal": _("Ziel")}
    return names[kind]


def _whole(texts: Texts | None, code: str) -> tuple[Piece, ...] | None:
    return None if texts is None else (Piece(Part.SAME, texts.get(code) or tr(texts)),)


def _row(item: ItemDiff, titles: Mapping[str, str]) -> Row:
    before, after = item.before, item.after
    return Row(
        anchor=_anchor(item),
        kind=item.kind,
        heading=tr(item.item.title),
        notes=tuple(_notes(item, titles)),
        title=sides(before.title if before else None, after.title if after else None),
        text=sides(before.text if before else None, after.text if after else None),
    )


def _notes(item: ItemDiff, titles: Mapping[str, str]) -> list[str]:
    notes = [_("neu")] if item.is_added else []
    notes += [_("entfallen")] if item.is_removed else []
    notes += _lineage_notes(item, titles)
    if item.moved_from is not None:
        title = titles.get(f"before {item.moved_from}", item.moved_from)
        notes.append(_("verschoben aus „%(field)s“", field=title))
    elif item.is_moved:
        notes.append(_("steht an anderer Stelle"))
    notes += [_("anderer Titel")] if item.is_retitled else []
    notes += [_("anderer Text")] if item.is_reworded else []
    if item.before and item.after and not _is_seen(item.before, item.after):
        notes.append(_("nur in einer anderen Sprache geändert"))
    return notes


def _lineage_notes(item: ItemDiff, titles: Mapping[str, str]) -> list[str]:
    """What lineage says of either side, by the titles of what it leads from and to."""
    earlier = [titles[f"before {line.from_key}"] for line in item.origin]
    later = [titles[f"after {line.to_key}"] for line in item.outcome]
    if item.lineage == Kind.RENAMED:
        return [_("mit neuem Kürzel")]
    if item.lineage == Kind.SPLIT and item.outcome:
        return [_("geteilt in: %(titles)s", titles="; ".join(later))]
    if item.lineage == Kind.SPLIT:
        return [_("hervorgegangen aus: %(titles)s", titles="; ".join(earlier))]
    if item.lineage == Kind.MERGED and item.origin:
        return [_("zusammengelegt aus: %(titles)s", titles="; ".join(earlier))]
    if item.lineage == Kind.MERGED:
        return [_("aufgegangen in: %(titles)s", titles="; ".join(later))]
    return []


def _is_seen(before: Item, after: Item) -> bool:
    """Tell whether a change of words shows in the language of the page; where nothing changed,
    nothing is missed."""
    pairs: Sequence[tuple[Texts, Texts]] = (
        (before.title, after.title),
        (before.text, after.text),
    )
    changed = [(a, b) for a, b in pairs if normal_texts(a) != normal_texts(b)]
    shown = [(a, b, sides(a, b).language) for a, b in changed]
    return not changed or any(a.get(code) != b.get(code) for a, b, code in shown)


def _titles(difference: FrameDiff) -> dict[str, str]:
    titles = {}
    for item in difference.items:
        if item.before:
            titles[f"before {item.before.key}"] = tr(item.before.title)
        if item.after:
            titles[f"after {item.after.key}"] = tr(item.after.title)
    return titles


def _anchor(item: ItemDiff) -> str:
    return f"{'gone' if item.after is None else 'item'}-{item.kind}-{item.item.key}"
