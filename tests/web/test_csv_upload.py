"""CSV files handed in on a page. Pure but for the forms."""

from __future__ import annotations

import bz2
import random
from base64 import b64encode
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from participation.kernel.errors import BadInput
from participation.web.csv_upload import (
    LARGEST,
    TOO_LARGE,
    ConfirmForm,
    CsvForm,
    decoded,
    pack,
    unpack,
)

TEXT = "ref;title\r\n1;Grünes Straßenfest – für 5 €\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_each_way_in_which_a_spreadsheet_saves_it(encoding: str) -> None:
    handed = decoded(TEXT.encode(encoding))
    assert handed.content.decode("utf-8-sig") == TEXT
    assert handed.guessed is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04\x14\x00", "Excel-Mappe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel-Mappe"),
        (TEXT.encode() + b"\xfc", "nicht lesen"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "nicht lesen"),
        (b"ref;title\r\n1;\x81\r\n", "nicht lesen"),
        (b"\xff\xfe\x00", "nicht lesen"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        decoded(data)
    assert sentence in refused.value.message
    assert "CSV UTF-8" in refused.value.message


def test_a_packed_file_comes_back_as_it_was() -> None:
    data = random.Random(1).randbytes(5000)
    assert unpack(pack(data)) == data


@pytest.mark.parametrize("text", ["", "ä", "no base64!", b64encode(b"no file").decode(), pack(b"")])
def test_what_no_page_has_packed_is_nothing(text: str) -> None:
    assert unpack(text) == b""


def test_a_small_text_never_becomes_a_large_file() -> None:
    bomb = b64encode(bz2.compress(b"0" * (LARGEST + 1))).decode()
    assert len(bomb) < 1000
    assert unpack(bomb) == b""


def test_a_file_that_is_too_large_for_the_page_is_refused_with_two_ways_out(app: Flask) -> None:
    upload = FileStorage(BytesIO(b"x" * (LARGEST + 1)), "ideas.csv")
    with app.test_request_context():
        form = CsvForm(MultiDict({"file": upload}))
        with pytest.raises(BadInput) as refused:
            form.read()
    assert refused.value.message == TOO_LARGE


def test_a_file_that_does_not_fit_into_the_confirmation_is_refused_before_it_is_shown(
    app: Flask,
) -> None:
    with app.test_request_context(), pytest.raises(BadInput) as refused:
        ConfirmForm(None).carry(random.Random(1).randbytes(LARGEST // 4), (1, 0))
    assert refused.value.message == TOO_LARGE
