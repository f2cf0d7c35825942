"""Files that somebody made in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from participation.web.csvfile import FileRefused, Row, read_header, read_table, sentences


def rows_of(path: Path, content: bytes) -> list[Row]:
    path.write_bytes(content)
    table = read_table(path, ("ref", "title"), ("text",))
    rows = list(table)
    table.problems.refuse()
    return rows


@pytest.mark.parametrize(
    "content",
    [
        b"ref,title,text\na,Eins,\n",
        b"ref;title;text\r\na;Eins;\r\n",
        b"ref\ttitle\ttext\na\tEins\t\n",
        b"\xef\xbb\xbfref;title;text\r\na;Eins;",
        b'\xef\xbb\xbf"ref","title","text"\na,"Eins",\n\n',
        b"Title , REF\nEins,a\n,\n",
    ],
)
def test_semicolons_commas_a_bom_and_any_order_of_columns_are_read(
    tmp_path: Path, content: bytes
) -> None:
    assert [row.cells for row in rows_of(tmp_path / "f.csv", content)] == [
        {"ref": "a", "title": "Eins", "text": ""}
    ]


def test_a_row_knows_the_line_it_begins_on(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "f.csv", b'ref,title,text\na,Eins,"x\ny"\n\nb,Zwei,z\n')
    assert [(row.line, row["ref"]) for row in rows] == [(2, "a"), (5, "b")]
    assert rows[0]["text"] == "x\ny"


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (b"", 1, "leer"),
        (b"ref;text\na;b\n", 1, "„title“ fehlt"),
        (b"ref;title;colour\na;b;c\n", 1, "„colour“ ist unbekannt"),
        (b"ref;title;ref\na;b;c\n", 1, "zweimal"),
        ("ref;title\na;Mobilität\n".encode("latin-1"), 2, "UTF-8"),
        ("ref;title\na;b\n".encode("utf-16"), 1, "UTF-8"),
        (b"ref;title\na;b\x00c\n", 2, "NUL"),
        (b"ref;title\na\n", 2, "1 Zellen"),
        (b"ref;title\na;b;c\n", 2, "3 Zellen"),
        (b'ref;title\na;"b"c\n', 2, "hrungszeichen"),
        (b'ref;title\na;"b\n', 2, "hrungszeichen"),
        (b"ref;title\na;" + b"x" * 10_000_000 + b"\n", 2, "länger"),
    ],
)
def test_unreadable_value_is_refused_with_its_line(
    app: Flask, tmp_path: Path, content: bytes, line: int, part: str
) -> None:
    with pytest.raises(FileRefused) as refused, app.test_request_context():
        rows_of(tmp_path / "f.csv", content)
    assert refused.value.problems[0][0] == line
    with app.test_request_context():
        assert part in sentences(refused.value)[1]


def test_every_error_is_listed_in_the_order_of_the_lines(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(tmp_path / "f.csv", b"ref,title\na\nb,c\nd\n")
    assert [line for line, _ in refused.value.problems] == [2, 4]


def test_a_missing_file_is_a_sentence(app: Flask, tmp_path: Path) -> None:
    table = read_table(tmp_path / "missing.csv", ("ref",))
    assert list(table) == []
    with app.test_request_context(), pytest.raises(FileRefused) as refused:
        table.problems.refuse()
    with app.test_request_context():
        assert "missing.csv" in sentences(refused.value)[1]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"\xef\xbb\xbfPlace;Region;;\n1;2;;\n", ["Place", "Region"]),
        (b'a,"b,c"\n', ["a", "b,c"]),
        (b'a,"b\n', []),
        (b"", []),
        (b"\xff\xff\n", []),
    ],
)
def test_the_header_is_read_as_it_is_written(
    tmp_path: Path, content: bytes, names: list[str]
) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    assert read_header(tmp_path / "f.csv") == names


def test_a_missing_file_has_no_header(tmp_path: Path) -> None:
    assert read_header(tmp_path / "missing.csv") == []


def test_what_a_file_holds_is_read_as_the_file_is() -> None:
    table = read_table(b"ref;title\na;Eins\n", ("ref", "title"))
    assert [(row.line, row.cells) for row in table] == [(2, {"ref": "a", "title": "Eins"})]


def test_a_column_under_another_heading_is_known_by_what_it_means() -> None:
    meant = {"Nummer": "ref", "Titel": "title"}
    table = read_table(b"Nummer,Titel\na,Eins\n", ("ref", "title"), named=meant.__getitem__)
    assert [row["ref"] for row in table] == ["a"]
    assert table.headings == {"ref": "Nummer", "title": "Titel"}
