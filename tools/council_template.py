"""Writes the template of council papers that the program brings: PYTHONPATH=. python FILE

Run it after a change here and commit what it writes; a test compares both.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

from participation.results.council_paper.filling import packed

TARGET = Path(__file__).parents[1] / "participation" / "results" / "council_paper" / "default.docx"
FONT, INK, LINE = "Arial", RGBColor(0x1A, 0x1A, 0x1A), "8C8C8C"
SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11}
OPEN = "noch zu ergänzen"
END_IF = "{%p endif %}"


def build() -> bytes:
    """Return the template."""
    document = Document()
    _prepare(document)
    _top(document)
    _facts(document)
    _goals_and_ideas(document)
    _end(document)
    _footer(document)
    target = io.BytesIO()
    document.save(target)
    return packed(target.getvalue())


def _prepare(document: Paper) -> None:
    # The picture of an empty page that python-docx begins with.
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2)
    said = document.core_properties
    said.author = said.comments = said.keywords = said.last_modified_by = ""
    said.title, said.language = "Beschlussvorlage", "de-DE"
    said.created = said.modified = datetime(2026, 1, 1, tzinfo=UTC)
    _style(document.styles["Normal"], 11, after=6)
    for name, size in SIZES.items():
        style = document.styles[name]
        _style(style, size, before={"Title": 0, "Heading 1": 20}.get(name, 12), after=4)
        style.font.bold = True
        style.paragraph_format.keep_with_next = True
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    _style(document.styles["List Bullet"], 11, after=3)
    _style(document.styles["Caption"], 9.5, after=4)
    document.styles["Caption"].font.bold = False
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), "de-DE")


def _style(style: Any, size: float, *, before: float = 0, after: float = 0) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.15


def _top(document: Paper) -> None:
    document.add_paragraph("Beschlussvorlage (Entwurf)", "Title")
    _text(
        document,
        "Erstellt aus Fassung {{ fassung }} des Ergebnisses, veröffentlicht am"
        " {{ veroeffentlicht_am }}. {{ fassung_hinweis }}",
    )
    _open(document, "Was so unterlegt ist, kann nur die Stadt wissen: ", f"[{OPEN}]")
    _table(
        document,
        ["Angabe", "Inhalt"],
        ["Stadt", "{{ stadt }}"],
        ["Federführende Stelle", f"[{OPEN}]"],
        ["Vorlagennummer", f"[{OPEN}]"],
        ["Datum", f"[{OPEN}]"],
        widths=(5, 11),
    )
    document.add_heading("Betreff", 1)
    _text(document, "{{ betreff }}")
    document.add_heading("Beschlussvorschlag", 1)
    _open(document, "{{ beschluss }} ", f"[Vorschlag; Wortlaut {OPEN}]")
    document.add_heading("Beratungsfolge", 1)
    heads, gaps = ["Gremium", "Sitzung am", "Zuständigkeit"], [f"[{OPEN}]"] * 3
    _table(document, heads, gaps, gaps, widths=(7, 4, 5))


def _facts(document: Paper) -> None:
    document.add_heading("Sachverhalt", 1)
    document.add_heading("Was gefragt war", 2)
    _sentences(document, "gefragt")
    document.add_heading("Wer teilgenommen hat", 2)
    _sentences(document, "teilnahme")
    _if(document, "wege")
    _repeated(document, "wege", ["Zugangsweg", "Anzahl"], ["weg", "anzahl"], widths=(11, 5))
    document.add_paragraph(END_IF)
    document.add_heading("Was herauskam", 2)
    _text(document, "{{ befund }}", bold=True, keep=True)
    _if(document, "bild_ergebnis")
    _text(document, "{{ bild_ergebnis }}", keep=True)
    _text(document, "{{ quelle }}", "Caption")
    document.add_paragraph(END_IF)
    _if(document, "felder")
    _text(document, "{{ gemessen }}", "Caption", keep=True)
    _repeated(
        document,
        "felder",
        ["Handlungsfeld", "{{ anteil_heisst }}", "Stabilitätsbereich", "Platz", "Antworten"],
        ["feld", "anteil", "bereich", "platz", "antworten"],
        widths=(5.6, 2, 3.5, 2.3, 2.6),
    )
    document.add_paragraph(END_IF)
    document.add_heading("Was das Ergebnis sagt und was nicht", 2)
    _text(document, "{{ vorbehalt }}")
    _sentences(document, "grenzen")
    _bullets(document, "abstaende")


def _goals_and_ideas(document: Paper) -> None:
    _if(document, "ziele")
    document.add_heading("Ziele in ihrem Handlungsfeld", 2)
    _text(document, "{{ ziele_hinweis }} {{ vorbehalt }}")
    document.add_paragraph("{%p for feld in ziele %}")
    document.add_paragraph("{{ feld.feld }}", "Heading 3")
    _text(document, "{{ feld.hinweis }}", "Caption", keep=True)
    _repeated(
        document,
        "feld.eintraege",
        ["Ziel", "Nach Gewicht des Feldes", "Stabilitätsbereich", "Ein Mensch, eine Stimme"],
        ["ziel", "anteil", "bereich", "koepfe"],
        widths=(6.5, 3, 3.5, 3),
    )
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph(END_IF)
    document.add_heading("Ideen", 2)
    _sentences(document, "ideen_hinweise")
    _if(document, "bild_ideen")
    _text(document, "{{ bild_ideen }}")
    document.add_paragraph(END_IF)
    _if(document, "ideen")
    heads = ["Handlungsfeld", "{{ anteil_heisst }}", "Öffentliche Ideen", "Unterstützungen"]
    cells = ["feld", "anteil", "anzahl", "unterstuetzungen"]
    _repeated(document, "ideen", heads, cells, widths=(5.3, 4.4, 2.9, 3.4))
    _text(document, "{{ vorbehalt }}", "Caption")
    document.add_paragraph(END_IF)
    _if(document, "entscheidungen")
    document.add_heading("Wie über Ideen entschieden ist", 3)
    _repeated(document, "entscheidungen", ["Stand", "Anzahl"], ["stand", "anzahl"], widths=(12, 4))
    document.add_paragraph(END_IF)


def _end(document: Paper) -> None:
    document.add_heading("Abweichungen von den Regeln", 2)
    _bullets(document, "abweichungen")
    document.add_heading("Methode", 2)
    _sentences(document, "methode")
    _repeated(document, "nachweise", ["Nachweis", "Wert"], ["was", "wert"], widths=(5, 11))
    document.add_heading("Finanzielle Auswirkungen", 1)
    _open(document, "", f"[{OPEN}]")
    document.add_heading("Anlagen", 1)
    _bullets(document, "anlagen")


def _footer(document: Paper) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    _style(document.styles["Footer"], 8.5)
    paragraph.add_run("{{ betreff }}, Fassung {{ fassung }}. Seite ")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _text(
    document: Paper, text: str, style: str = "Normal", *, bold: bool = False, keep: bool = False
) -> None:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(text).bold = bold or None
    paragraph.paragraph_format.keep_with_next = keep or None


def _open(document: Paper, text: str, gap: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.add_run(gap).font.highlight_color = WD_COLOR_INDEX.YELLOW


def _if(document: Paper, name: str) -> None:
    document.add_paragraph(f"{{%p if {name} %}}")


def _sentences(document: Paper, name: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{{% for satz in {name} %}}{{{{ satz }}}} {{% endfor %}}")


def _bullets(document: Paper, name: str) -> None:
    document.add_paragraph(f"{{%p for zeile in {name} %}}")
    document.add_paragraph("{{ zeile }}", "List Bullet")
    document.add_paragraph("{%p endfor %}")


def _repeated(
    document: Paper, name: str, heads: list[str], cells: list[str], *, widths: Sequence[float]
) -> None:
    _table(
        document,
        heads,
        [f"{{%tr for zeile in {name} %}}"],
        [f"{{{{ zeile.{cell} }}}}" for cell in cells],
        ["{%tr endfor %}"],
        widths=widths,
        numbers=cells[0] not in ("was",),
    )


def _table(
    document: Paper,
    heads: list[str],
    *rows: list[str],
    widths: Sequence[float],
    numbers: bool = False,
) -> None:
    table: Table = document.add_table(rows=1 + len(rows), cols=len(heads))
    table.autofit = False
    _borders(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for position, (row, texts) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
        _never_split(row, header=position == 0)
        for place, cell in enumerate(row.cells):
            cell.width = Cm(widths[place])
            text = texts[place] if place < len(texts) else ""
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = True
            run = paragraph.add_run(text)
            run.font.size = Pt(9.5)
            run.bold = position == 0 or None
            if text.startswith("["):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if numbers and place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    gap = document.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(8)


def _never_split(row: Any, *, header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _borders(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.append(indent)
    table._tbl.tblPr.append(borders)


if __name__ == "__main__":
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET}\n")
