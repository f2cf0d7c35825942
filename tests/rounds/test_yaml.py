"""YAML: read strictly at a bounded cost, written in one form that is read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.kernel.text import clean_text
from participation.rounds.file.yaml_reader import DEEPEST, LARGEST, MOST_VALUES, BadFile, read
from participation.rounds.file.yaml_writer import write
from tests.rounds.test_roundfile_round_trip import LINES, LONG

# No YAML: who reads as far as this complains about the spelling.
UNREAD = "\n]]]\n"


def refused(text: str | bytes) -> tuple[int, str]:
    """The line and the sentence with which a file is refused."""
    with pytest.raises(BadFile) as caught:
        read(text.encode() if isinstance(text, str) else text)
    [complaint] = caught.value.complaints
    return complaint.line, str(complaint.error)


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        (b"a: 1\nb: [\n", 3, "kein YAML"),
        (b"a: 1\nb: \x00\n", 2, "kein YAML"),
        (b"a: 1\na: 2\n", 2, "zweimal"),
        (b"a: !!python/object:os.system x\n", 1, "nicht erlaubt"),
        (b"a: 1\n? [b]\n: 2\n", 2, "kein YAML"),
        (b"a: 1\n---\nb: 2\n", 2, "zweites Dokument"),
        (b"# nothing\n", 1, "leer"),
    ],
)
def test_anything_but_plain_yaml_is_refused_with_its_line(
    data: bytes, line: int, sentence: str
) -> None:
    refused_line, said = refused(data)
    assert refused_line == line
    assert sentence in said


def test_a_file_that_is_too_large_is_not_even_decoded() -> None:
    assert "512 kB" in refused(b"\xff" * (LARGEST + 1))[1]


@pytest.mark.parametrize(
    ("start", "value"),
    [
        ("", "- a\n"),
        ("[", "a,\n"),
        ("{", "k%s: a,\n"),
        ("", "k%s: a\n"),
        ("", "- \n"),
        ("[", "[],\n"),
    ],
)
def test_reading_ends_at_the_first_value_too_many(start: str, value: str) -> None:
    lines = [value % number if "%s" in value else value for number in range(MOST_VALUES + 10)]
    line, said = refused(start + "".join(lines) + UNREAD)
    # The outermost list or mapping is a value too; in a mapping each line has two, key and value.
    assert line == (MOST_VALUES // 2 if "%s" in value else MOST_VALUES)
    assert "mehr als 10000 Einträge" in said


def test_as_many_values_as_allowed_are_read() -> None:
    assert len(read(b"- a\n" * (MOST_VALUES - 1)).value) == MOST_VALUES - 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_reading_ends_at_the_first_level_too_deep(opening: str) -> None:
    line, said = refused("# a comment\n" + opening * 400 + UNREAD)
    assert line == 2
    assert "tiefer als 20 Ebenen" in said


def test_a_file_that_nests_over_many_lines_is_refused_at_the_level_too_deep() -> None:
    text = "".join("  " * depth + "a:\n" for depth in range(400))
    assert refused(text + UNREAD) == (DEEPEST + 1, refused("[" * 400)[1])


def test_as_many_levels_as_allowed_are_read() -> None:
    assert read(b"[" * DEEPEST + b"]" * DEEPEST).line == 1


@pytest.mark.parametrize("text", ["a: &x 1", "a: *x", "a: &x {<<: *x}", "- &x [*x]"])
def test_references_are_refused_as_soon_as_they_are_seen(text: str) -> None:
    line, said = refused(f"# a comment\n{text}{UNREAD}")
    assert line == 2
    assert "Verweise" in said


def test_a_file_that_would_unfold_is_refused_at_its_first_reference() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert refused("\n".join(lines))[0] == 1


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["a", "b-c", "d_e"]), LONG | LINES | st.text(max_size=30), min_size=1
    )
)
def test_whatever_text_is_written_is_read_again(texts: dict[str, str]) -> None:
    texts = {key: clean_text(text.replace("\x00", "")) for key, text in texts.items()}
    again = read(write({"x": texts, "y": {"z": {"deep": {}}, **texts}}).encode()).value
    assert {key: node.value for key, node in again["x"].value.items()} == texts
    assert {key: node.value for key, node in again["y"].value.items() if key != "z"} == texts
