"""Two versions of a strategy beside each other: by key, by lineage, in order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from participation.strategy import edits
from participation.strategy.diff import FrameDiff, compare, composed
from participation.strategy.lineage import Line
from participation.strategy.rules import Field, Frame, Goal, Guideline, Item, from_document, placed
from tests.factories import FRAME

BASE = from_document(FRAME)
TITLE, TEXT = {"de": "Titel"}, {"de": "Text"}


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Frames over few keys, so that two of them share some."""
    keys = draw(st.permutations("abcdefgh"))
    split = sorted(draw(st.lists(st.integers(0, 8), min_size=4, max_size=4)))
    texts = st.sampled_from([TITLE, TEXT])
    first, *goals = (tuple(keys[low:high]) for low, high in zip([0, *split], split, strict=False))
    return Frame(
        TITLE,
        tuple(Guideline(key, draw(texts), TEXT) for key in first),
        tuple(
            Field(f"f{n}", TITLE, TEXT, tuple(Goal(key, draw(texts), TEXT) for key in group))
            for n, group in enumerate(goals)
            if draw(st.booleans())
        ),
    )


def named(difference: FrameDiff) -> list[str]:
    """What changed, in a word each."""
    return [
        f"{item.item.key}: "
        + " ".join(
            word
            for word in ("added", "removed", "moved", "retitled", "reworded")
            if getattr(item, f"is_{word}")
        )
        for item in difference.changes
    ]


def lines(*words: str) -> list[Line]:
    """`renamed a b` and so on."""
    return [Line(*text.split()) for text in words]


def items(frame: Frame) -> list[Item]:
    """Every item in reading order."""
    return [item for _, item in placed(frame)]


@given(frames())
def test_equal_frames_have_no_difference(frame: Frame) -> None:
    assert compare(frame, frame).is_equal


@given(frames(), frames())
def test_the_rows_hold_every_item_of_both_frames_once(before: Frame, after: Frame) -> None:
    rows = compare(before, after).items
    assert [row.after for row in rows if row.after] == items(after)
    old = [row.before for row in rows if row.before]
    assert sorted(item.key for item in old) == sorted(item.key for item in items(before))


@given(frames(), frames())
def test_different_frames_have_a_difference(before: Frame, after: Frame) -> None:
    assert compare(before, after).is_equal == (before.document() == after.document())


@given(frames(), frames())
def test_what_is_added_one_way_is_removed_the_other(before: Frame, after: Frame) -> None:
    there, back = compare(before, after), compare(after, before)
    added = {item.item.key for item in there.items if item.is_added}
    assert added == {item.item.key for item in back.items if item.is_removed}


def test_one_field_that_moved_is_the_only_one_that_moved() -> None:
    first, *others = BASE.fields
    assert named(compare(BASE, replace(BASE, fields=(*others, first)))) == ["mobility: moved"]


def test_a_goal_in_another_field_says_where_it_stood() -> None:
    goal = BASE.fields[1].goals[0]
    after = edits.added(edits.without(BASE, "energy-1"), goal, "mobility")
    (change,) = compare(BASE, after).changes
    assert (change.item.key, change.is_moved, change.moved_from) == ("energy-1", True, "energy")


def test_title_and_text_are_told_apart() -> None:
    field = BASE.fields[0]
    after = edits.changed(BASE, "mobility", replace(field, title={"de": "Verkehr"}))
    after = edits.changed(after, "energy-2", replace(BASE.fields[1].goals[1], text={"de": "Neu"}))
    assert named(compare(BASE, after)) == ["mobility: retitled", "energy-2: reworded"]


def test_an_empty_translation_is_no_change() -> None:
    field = BASE.fields[0]
    after = edits.changed(BASE, "mobility", replace(field, text={**field.text, "fr": ""}))
    assert compare(BASE, after).is_equal


def test_a_removed_goal_stands_behind_what_it_followed() -> None:
    rows = compare(BASE, edits.without(BASE, "mobility-2")).items
    assert [row.item.key for row in rows][1:5] == ["mobility", "mobility-1", "mobility-2", "energy"]


def test_a_renamed_field_keeps_its_goals_and_is_compared() -> None:
    field = BASE.fields[0]
    after = edits.changed(BASE, "mobility", replace(field, key="traffic"))
    (change,) = compare(BASE, after, lines("renamed mobility traffic")).changes
    assert change.lineage == "renamed"
    assert change.before == field
    assert named(compare(BASE, after, lines("renamed mobility traffic"))) == ["traffic: "]


def test_a_renaming_without_lineage_is_removed_and_added() -> None:
    after = edits.changed(BASE, "mobility-1", replace(BASE.fields[0].goals[0], key="bus"))
    assert named(compare(BASE, after)) == ["mobility-1: removed", "bus: added"]


def test_what_was_split_is_neither_removed_nor_added() -> None:
    after = edits.without(BASE, "energy-1")
    for key in ("sun", "wind"):
        after = edits.added(after, Goal(key, TITLE, TEXT), "energy")
    changes = compare(BASE, after, lines("split energy-1 sun", "split energy-1 wind")).changes
    assert [(row.item.key, row.lineage) for row in changes] == [
        ("energy-1", "split"),
        ("sun", "split"),
        ("wind", "split"),
    ]
    assert not any(row.is_added or row.is_removed for row in changes)


def test_a_line_to_a_key_that_is_not_there_says_nothing() -> None:
    assert compare(BASE, BASE, lines("renamed mobility nowhere")).is_equal


def test_the_same_key_for_another_kind_is_another_item() -> None:
    before = Frame(TITLE, (Guideline("a", TITLE, TEXT),), ())
    after = Frame(TITLE, (), (Field("a", TITLE, TEXT),))
    assert named(compare(before, after)) == ["a: removed", "a: added"]


def test_lines_of_several_versions_become_one() -> None:
    renamed_twice = composed([lines("renamed a b"), lines("renamed b c")])
    assert renamed_twice == (Line("renamed", "a", "c"),)
    split_later = composed([lines("renamed a b"), lines("split b b", "split b c")])
    assert split_later == (Line("split", "a", "b"), Line("split", "a", "c"))
    renamed_later = composed([lines("merged a c", "merged b c"), lines("renamed c d")])
    assert renamed_later == (Line("merged", "a", "d"), Line("merged", "b", "d"))


def test_a_key_that_came_later_has_its_own_line() -> None:
    assert composed([lines("renamed a b"), lines("renamed x y")]) == (
        Line("renamed", "a", "b"),
        Line("renamed", "x", "y"),
    )
