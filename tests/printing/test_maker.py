"""The program that makes a document: what it opens, and what the PDF holds."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pypdf
import pytest
from flask import Flask
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from participation.printing import making

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PAGE = """<!doctype html><html lang="de"><head><title>Ein Bericht</title>{head}</head><body>
<h1>Überschrift</h1>{body}</body></html>"""
TABLE = """<h2>Geld</h2><table><caption>Summen</caption>
<thead><tr><th scope="col">Stufe</th><th scope="col">Summe</th></tr></thead>
<tbody><tr><th scope="row">geplant</th><td>1,00</td></tr></tbody></table>
<dl><div><dt>Fällig am</dt><dd>1. Juli</dd></div></dl>"""


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def structure(reader: pypdf.PdfReader) -> list[tuple[str, str, Any]]:
    """The elements of the document's tree: the kind of the one above, the own kind, the
    attributes."""
    found = []

    def walk(element: PdfObject | None, above: str) -> None:
        element = element.get_object() if element is not None else None
        if isinstance(element, ArrayObject):
            for part in element:
                walk(part, above)
        elif isinstance(element, DictionaryObject):
            kind = str(element.get("/S", above))
            if "/S" in element:
                found.append((above, kind, element))
            walk(element.get("/K"), kind)

    walk(reader.trailer["/Root"]["/StructTreeRoot"], "")  # type: ignore[index]
    return found


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and the paths that were asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_document_is_tagged_and_says_that_it_is_pdf_ua_1(app: Flask) -> None:
    reader = read(making.pdf_of(PAGE.format(head="", body=TABLE)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "de"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert "Ein Bericht" in metadata


def test_headings_and_table_headers_stand_in_the_documents_tree(app: Flask) -> None:
    tree = structure(read(making.pdf_of(PAGE.format(head="", body=TABLE))))
    kinds = [kind for _above, kind, _element in tree]
    assert kinds.index("/H1") < kinds.index("/H2")
    assert kinds.count("/TH") == 3
    cell = next(element for _above, kind, element in tree if kind == "/TD")
    headers = {str(header) for header in cell["/A"]["/Headers"]}
    named = {str(element["/ID"]) for _above, kind, element in tree if kind == "/TH"}
    assert headers
    assert headers < named


def test_a_list_holds_nothing_but_its_entries(app: Flask) -> None:
    tree = structure(read(making.pdf_of(PAGE.format(head="", body=TABLE))))
    assert {kind for above, kind, _element in tree if above == "/L"} == {"/LI"}


def test_every_font_comes_with_the_file(app: Flask) -> None:
    reader = read(making.pdf_of(PAGE.format(head="", body="<p>Größe und ščřž</p>")))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    assert all(any(key.startswith("/FontFile") for key in font) for font in fonts)
    assert any("Fira" in str(font["/FontName"]) for font in fonts)


NAMED = """<img alt="x" src="{url}/image"><img alt="x" src="relative">
<object data="{url}/object" type="image/png">x</object>
<embed src="{url}/embed" type="image/png">
<svg role="img"><title>x</title><image href="{url}/svg"/></svg>
<p style="background: url({url}/background)">x</p>
<a rel="attachment" href="{url}/attached">x</a>"""
NAMED_IN_HEAD = """<base href="{url}/">
<link rel="stylesheet" href="{url}/sheet"><link rel="attachment" href="{url}/attachment">
<style>@import "{url}/import";</style>
<style>@font-face {{ font-family: x; src: url({url}/font) }}</style>"""


def test_what_a_page_names_elsewhere_is_asked_of_nobody(
    app: Flask, requests: tuple[str, list[str]]
) -> None:
    url, asked = requests
    page = PAGE.format(head=NAMED_IN_HEAD.format(url=url), body=NAMED.format(url=url))
    assert making.pdf_of(page)
    assert asked == []


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="attachment" href="{url}">x</a>',
        '<object data="{url}" type="text/plain">x</object>',
        '<link rel="attachment" href="{url}">',
        '<link rel="attachment" href="{static}/../config.py">',
    ],
)
def test_no_file_gets_in_that_is_not_a_style_sheet_or_font_of_ours(
    app: Flask, tmp_path: Path, body: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the key of the city")
    static = Path(str(app.static_folder)).resolve().as_uri()
    page = PAGE.format(head="", body=body.format(url=secret.as_uri(), static=static))
    reader = read(making.pdf_of(page))
    assert not reader.attachments
    assert "the key of the city" not in "".join(one.extract_text() for one in reader.pages)


def test_the_program_gets_nothing_of_the_workers_environment(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "environment.py"
    program.write_text("import os; print('%PDF-', *os.environ)")
    monkeypatch.setattr(making, "MAKER", program)
    monkeypatch.setenv("SECRET_KEY", "k" * 64)
    names = making.pdf_of("").decode().split()
    assert set(names) <= {"%PDF-", "HOME", "XDG_CACHE_HOME", "LANG", "PATH", "LC_CTYPE"}


def test_a_document_that_takes_too_long_is_given_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "endless.py"
    program.write_text("while True: pass")
    monkeypatch.setattr(making, "MAKER", program)
    monkeypatch.setattr(making, "SECONDS", 1)
    with pytest.raises(making.NotMade, match="too long"):
        making.pdf_of("")


def test_the_program_bounds_its_own_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "SECONDS", 1)
    rows = "<tr><td>x</td></tr>" * 20_000
    with pytest.raises(making.NotMade):
        making.pdf_of(PAGE.format(head="", body=f"<table>{rows}</table>"))


def test_too_much_text_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_HTML", 10)
    with pytest.raises(making.NotMade, match="too much"):
        making.pdf_of("x" * 11)


def test_too_large_a_document_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_PDF", 10)
    with pytest.raises(making.NotMade, match="too large"):
        making.pdf_of(PAGE.format(head="", body=""))


def test_where_the_libraries_are_missing_it_says_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert making.is_installed()
    program = tmp_path / "missing.py"
    program.write_text("import a_library_that_nobody_installed")
    monkeypatch.setattr(making, "MAKER", program)
    assert not making.is_installed()
