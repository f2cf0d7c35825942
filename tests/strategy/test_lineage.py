"""Lineage between versions: what may be said, and what may be compared."""

from __future__ import annotations

import pytest

from participation.strategy.lineage import MOST_LINES, Line, Origin, line_problems, origin
from participation.strategy.rules import Field, Frame, Goal, Guideline

TEXT = {"de": "Text"}


def frame(*fields: str, goals: tuple[str, ...] = (), guidelines: tuple[str, ...] = ()) -> Frame:
    """A frame of fields with these keys; goals stand in the first field."""
    first = tuple(Goal(key, TEXT, TEXT) for key in goals)
    return Frame(
        TEXT,
        tuple(Guideline(key, TEXT, TEXT) for key in guidelines),
        tuple(Field(key, TEXT, TEXT, first if n == 0 else ()) for n, key in enumerate(fields)),
    )


def lines(*words: str) -> list[Line]:
    """`renamed a b` and so on."""
    return [Line(*text.split()) for text in words]


def messages(
    earlier: Frame | None, later: Frame, *words: str, before: list[Line] | None = None
) -> str:
    """The sentences about these lines."""
    problems = line_problems(lines(*words), earlier, later, before or [])
    return " / ".join(f"{problem.field}: {problem}" for problem in problems)


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        (["a", "x"], ["b", "x"], ["renamed a b"]),
        (["a"], ["b", "c"], ["split a b", "split a c"]),
        (["a"], ["a", "c"], ["split a a", "split a c"]),
        (["a", "b"], ["c"], ["merged a c", "merged b c"]),
        (["a", "b"], ["a"], ["merged a a", "merged b a"]),
        (["a", "b"], ["c", "d"], ["renamed a c", "renamed b d"]),
        (["a"], ["b"], []),
    ],
)
def test_lineage_of_renamed_split_and_merged_fields_is_accepted(
    earlier: list[str], later: list[str], words: list[str]
) -> None:
    assert messages(frame(*earlier), frame(*later), *words) == ""


@pytest.mark.parametrize(
    ("earlier", "later", "words", "sentence"),
    [
        (["a"], ["b"], ["renamed z b"], "„z“ steht nicht in der früheren Fassung"),
        (["a"], ["b"], ["renamed a z"], "„z“ steht nicht in dieser Fassung"),
        (["a"], ["b"], ["moved a b"], "Wählen Sie, was geschehen ist"),
        (["a"], ["b"], ["renamed a b", "renamed a b"], "steht zweimal da"),
        (["a"], ["b", "c"], ["renamed a b", "renamed a c"], "keine Umbenennung"),
        (["a", "b"], ["c"], ["renamed a c", "renamed b c"], "keine Umbenennung"),
        (["a"], ["a", "b"], ["renamed a b"], "keine Umbenennung"),
        (["a", "b"], ["b"], ["renamed a b"], "keine Umbenennung"),
        (["a"], ["a"], ["renamed a a"], "keine Umbenennung"),
        (["a"], ["b", "c"], ["split a b"], "„a“ ist geteilt"),
        (["a", "b"], ["c", "d"], ["split a c", "split a d", "split b d"], "„a“ ist geteilt"),
        (["a"], ["a", "b", "c"], ["split a b", "split a c"], "„a“ gibt es in dieser Fassung noch"),
        (["a", "b"], ["b", "c"], ["split a b", "split a c"], "„b“ gab es in der früheren"),
        (["a"], ["b"], ["merged a b"], "In „b“ ist mehreres zusammengelegt"),
        (
            ["a", "b"],
            ["b", "c"],
            ["merged a c", "merged b c"],
            "„b“ gibt es in dieser Fassung noch",
        ),
        (["a", "b", "c"], ["c"], ["merged a c", "merged b c"], "„c“ gab es in der früheren"),
        (
            ["a", "b"],
            ["c", "d"],
            ["split a c", "split a d", "merged b d"],
            "Für „d“ steht zweierlei",
        ),
        (["a"], ["b", "c"], ["renamed a b", "split a c"], "Für „a“ steht zweierlei"),
    ],
)
def test_lineage_that_contradicts_itself_or_the_versions_is_refused(
    earlier: list[str], later: list[str], words: list[str], sentence: str
) -> None:
    assert sentence in messages(frame(*earlier), frame(*later), *words)


def test_a_field_does_not_become_a_goal() -> None:
    earlier, later = frame("a", "b"), frame("b", goals=("c",))
    assert "sind Verschiedenes" in messages(earlier, later, "renamed a c")


def test_goals_and_guidelines_have_a_lineage_too() -> None:
    earlier = frame("f", goals=("g",), guidelines=("h",))
    later = frame("f", goals=("g2",), guidelines=("h2",))
    assert messages(earlier, later, "renamed g g2", "renamed h h2") == ""


def test_a_problem_names_its_line() -> None:
    words = ["renamed a c", "renamed b z"]
    problems = line_problems(lines(*words), frame("a", "b"), frame("c", "d"))
    assert [problem.field for problem in problems] == ["1"]


def test_the_first_version_has_no_lineage() -> None:
    assert "Die erste Fassung hat keine Herkunft" in messages(None, frame("a"), "renamed b a")
    assert messages(None, frame("a")) == ""


def test_a_circle_within_one_version_is_refused() -> None:
    """Two fields that swap their keys: each line alone would be a renaming."""
    swapped = messages(frame("a", "b"), frame("a", "b"), "renamed a b", "renamed b a")
    assert "keine Umbenennung" in swapped


def test_a_circle_over_several_versions_is_refused() -> None:
    before = lines("renamed a b", "renamed b c")
    circle = messages(frame("c"), frame("a"), "renamed c a", before=before)
    assert circle.startswith("0: Von „a“ führt die Herkunft zurück zu „c“.")


def test_merging_again_what_was_split_needs_a_new_key() -> None:
    before = lines("split a a", "split a b")
    again = messages(frame("a", "b"), frame("a"), "merged a a", "merged b a", before=before)
    assert again.startswith("1: Von „a“ führt die Herkunft zurück zu „b“.")
    assert messages(frame("a", "b"), frame("c"), "merged a c", "merged b c", before=before) == ""


def test_a_long_lineage_without_a_circle_ends() -> None:
    before = [Line("renamed", f"k{n}", f"k{n + 1}") for n in range(1000)]
    assert messages(frame("k1000"), frame("new"), "renamed k1000 new", before=before) == ""


def test_the_number_of_lines_is_limited() -> None:
    many = [Line("renamed", f"a{n}", f"b{n}") for n in range(MOST_LINES + 1)]
    assert "höchstens 400" in str(line_problems(many, frame("a"), frame("b"))[0])


@pytest.mark.parametrize(
    ("key", "expected", "comparable"),
    [
        ("same", Origin("same", ("same",)), "same"),
        ("new", Origin("new", ()), None),
        ("after", Origin("renamed", ("before",)), "before"),
        ("half", Origin("split", ("whole",)), None),
        ("whole", Origin("split", ("whole",)), None),
        ("sum", Origin("merged", ("one", "two")), None),
    ],
)
def test_weights_carry_over_what_stayed_or_was_renamed_and_never_a_split_or_a_merger(
    key: str, expected: Origin, comparable: str | None
) -> None:
    earlier = ["same", "before", "whole", "one", "two"]
    steps = lines(
        "renamed before after",
        "split whole half",
        "split whole whole",
        "merged one sum",
        "merged two sum",
    )
    assert origin(key, earlier, steps) == expected
    assert expected.comparable_key == comparable
