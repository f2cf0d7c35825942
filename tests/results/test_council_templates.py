"""Which templates of council papers are taken, and that none can do more than be filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from participation.results.council_paper import environment, package_check
from participation.results.council_paper.example import EXAMPLE
from participation.results.council_paper.filler import fill
from participation.results.council_paper.filling import SENTENCES, BadTemplate, filled
from participation.results.council_paper.package_check import Refused
from participation.results.council_paper.placeholders import PLACEHOLDERS, SCHEMA
from participation.results.council_paper.service import default_template
from tools import council_template

RELATIONS = "word/_rels/document.xml.rels"


def saying(*paragraphs: str) -> bytes:
    """A template of these paragraphs."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def text_of(document: bytes) -> str:
    """What the paragraphs of a document say."""
    return "\n".join(one.text for one in Document(io.BytesIO(document)).paragraphs)


def altered(template: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A template of which one part was changed, or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for one in given.namelist():
            if one != name:
                archive.writestr(one, given.read(one))
        before = given.read(name).decode() if name in given.namelist() else ""
        archive.writestr(name, change(before))
    return target.getvalue()


def refusal(template: bytes) -> Refused:
    """Why a template is refused."""
    with pytest.raises(Refused) as refused:
        fill(template, EXAMPLE, dict(SCHEMA))
    return refused.value


def test_the_template_that_is_kept_is_the_one_that_the_tool_writes() -> None:
    kept, made = (
        zipfile.ZipFile(io.BytesIO(one)) for one in (default_template(), council_template.build())
    )
    assert kept.namelist() == made.namelist()
    for name in kept.namelist():
        assert kept.read(name) == made.read(name), name


def test_the_template_that_comes_along_uses_every_placeholder_but_the_index() -> None:
    with zipfile.ZipFile(io.BytesIO(default_template())) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    missing = {each.name for each in PLACEHOLDERS if each.name not in text}
    assert missing <= {"runde", "adresse"}


def test_template_is_filled_with_letters_that_need_care() -> None:
    made = text_of(fill(saying("{{ betreff }}"), EXAMPLE, dict(SCHEMA)))
    assert made == "[betreff] & „Beispiel“ <1>"


def test_what_is_repeated_is_repeated_and_what_is_not_there_is_left_out() -> None:
    template = saying(
        "{%p for feld in felder %}",
        "{{ loop.index }} {{ feld.feld }}",
        "{%p endfor %}",
        "{%p if not felder %}",
        "nichts",
        "{%p endif %}",
    )
    made = text_of(fill(template, EXAMPLE, dict(SCHEMA)))
    assert made.count("[feld]") == 3
    assert "nichts" not in made


def test_every_unknown_name_is_told_at_once_wherever_it_stands() -> None:
    document = Document(io.BytesIO(saying("{{ betref }} {{ felder.feld }}", "{{ betreff }}")))
    document.add_paragraph("{% for feld in felder %}{{ feld.titel }}{% endfor %}")
    document.sections[0].footer.paragraphs[0].add_run("{{ fuss }}")
    target = io.BytesIO()
    document.save(target)
    refused = refusal(target.getvalue())
    assert refused.code == "unknown"
    assert refused.details == ["betref", "feld.titel", "felder.feld", "fuss"]


def test_repeating_a_sentence_letter_by_letter_is_refused_by_its_name() -> None:
    refused = refusal(saying("{% for x in betreff %}{{ x }}{% endfor %}"))
    assert (refused.code, refused.details) == ("unknown", ["betreff"])


@pytest.mark.parametrize(
    "said",
    [
        "{{ bild_ergebnis._make() }}",
        "{{ betreff.__class__.__mro__ }}",
        "{{ betreff.format(1) }}",
        "{{ betreff|upper }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ betreff ~ betreff }}",
        "{{ betreff[0] }}",
        "{% set x = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% for x in felder recursive %}{% endfor %}",
        "{% for x, y in felder %}{% endfor %}",
        "{% for a in felder %}{% for b in felder %}{% for c in felder %}{% for d in felder %}"
        "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_template_can_call_compute_read_and_load_nothing(said: str) -> None:
    assert refusal(saying(said)).code in ("forbidden", "unknown")


def test_properties_of_the_file_are_held_to_the_same_names() -> None:
    document = Document(io.BytesIO(saying("x")))
    document.core_properties.title = "{{ betreff.__class__ }}"
    target = io.BytesIO()
    document.save(target)
    assert refusal(target.getvalue()).code == "unknown"


def test_mistyped_instruction_is_shown_as_it_was_typed() -> None:
    refused = refusal(saying("Eins", "{% fro x in felder %}"))
    assert refused.code == "syntax"
    assert "fro x in felder" in refused.details[0]


def test_template_that_grows_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "MOST_WRITTEN", 20_000)
    loops = "{% for a in felder %}{% for b in felder %}"
    template = saying(f"{loops}{'x' * 3000}{'{% endfor %}' * 2}")
    assert refusal(template).code == "too_long"


def test_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = altered(saying("x"), "word/media/bomb.bin", lambda _: "0" * 30_000_000)
    assert len(bomb) < 200_000
    assert refusal(bomb).code == "too_large"


@pytest.mark.parametrize(
    ("name", "added", "code"),
    [
        ("word/vbaProject.bin", "x", "macros"),
        ("word/activeX/activeX1.xml", "<x/>", "macros"),
        ("word/embeddings/oleObject1.bin", "x", "embedded"),
        ("word/extra.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "not_docx"),
        ("word/extra.xml", "<x", "not_docx"),
    ],
)
def test_parts_that_do_more_than_say_something_are_refused(
    name: str, added: str, code: str
) -> None:
    assert refusal(altered(saying("x"), name, lambda _: added)).code == code


def test_document_for_macros_is_refused_whatever_its_name() -> None:
    template = altered(
        saying("x"),
        "[Content_Types].xml",
        lambda types: types.replace(
            package_check.MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"
        ),
    )
    assert refusal(template).code == "macros"


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        ("image", "https://example.org/pixel.png", "external"),
        ("attachedTemplate", "file:///C:/Vorlagen/Rat.dotm", "external"),
        ("hyperlink", "file:///Vorlagen/Liste.txt", "external"),
        ("oleObject", "https://example.org/x.bin", "embedded"),
        ("hyperlink", "https://example.org/", ""),
    ],
)
def test_only_links_to_pages_lead_out_of_a_template(kind: str, target: str, code: str) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rId99" Type="{office}/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    )
    template = altered(
        saying("x"), RELATIONS, lambda given: given.replace("</Relationships>", relation)
    )
    if not code:
        assert text_of(fill(template, EXAMPLE, dict(SCHEMA))) == "x"
        return
    refused = refusal(template)
    assert refused.code == code
    assert code == "embedded" or refused.details == [target]


def test_field_that_loads_something_is_refused_though_it_is_split() -> None:
    runs = "".join(
        f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in ("DDE", "AUTO c:\\x")
    )
    template = altered(
        saying("x"),
        "word/document.xml",
        lambda given: given.replace("<w:t>x</w:t></w:r>", f"<w:t>x</w:t></w:r>{runs}"),
    )
    refused = refusal(template)
    assert (refused.code, refused.details) == ("fields", ["DDEAUTO"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 100])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert refusal(data).code == "not_docx"


def test_every_refusal_has_its_sentence() -> None:
    codes = {"not_docx", "too_large", "macros", "embedded", "external", "fields", "syntax"}
    assert set(SENTENCES) == codes | {"unknown", "forbidden", "too_long", "broken"}


def test_filling_in_a_process_of_its_own_gives_the_same_bytes_every_time() -> None:
    first, second = (filled(default_template(), EXAMPLE) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_refusal_of_that_process_names_what_is_wrong() -> None:
    with pytest.raises(BadTemplate) as refused:
        filled(saying("{{ falsch }}"), EXAMPLE)
    assert refused.value.message == SENTENCES["unknown"]
    assert refused.value.values == {"details": "falsch"}


def test_template_of_another_language_becomes_german() -> None:
    made: Any = Document(io.BytesIO(fill(saying("x"), EXAMPLE, dict(SCHEMA))))
    assert made.core_properties.language == "de-DE"
    assert 'w:lang w:val="de-DE"' in made.styles.element.xml
