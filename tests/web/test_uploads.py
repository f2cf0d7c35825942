"""Files on their way to a view: none of them is put on a disk."""

from __future__ import annotations

import io

import pytest
from flask import Flask


def test_a_large_upload_stays_in_memory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(*_: object, **__: object) -> None:
        raise AssertionError("an upload lies in a temporary file")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", written)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    content = b"a" * 1_000_000
    with app.test_request_context(
        "/",
        method="POST",
        input_stream=io.BytesIO(head + content + b"\r\n--x--\r\n"),
        content_type="multipart/form-data; boundary=x",
        content_length=len(head) + len(content) + 9,
    ) as context:
        file = context.request.files["file"]
        assert isinstance(file.stream, io.BytesIO)
        assert file.read() == content
