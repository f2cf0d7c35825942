"""Running the program that fills a template, in bounds, and making the same bytes of the same
contents."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from participation.kernel.errors import N_, BadInput, NotReady
from participation.results.council_paper.placeholders import SCHEMA
from participation.web.tabular.archives import add

SECONDS = 30
ROOT = Path(__file__).resolve().parents[3]
RUN = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from participation.results.council_paper.filler import main; sys.exit(main())"
)
SENTENCES: Mapping[str, str] = {
    "not_docx": N_(
        "Diese Datei ist kein Word-Dokument (.docx) oder beschädigt. Speichern Sie sie als"
        " „Word-Dokument (*.docx)“ und laden Sie sie noch einmal hoch."
    ),
    "too_large": N_("Ausgepackt ist die Datei zu groß. Verkleinern Sie die Bilder darin."),
    "macros": N_(
        "Die Datei enthält Makros. Speichern Sie sie ohne Makros als „Word-Dokument (*.docx)“."
    ),
    "embedded": N_(
        "In der Datei steckt ein anderes Dokument oder Programm. Entfernen Sie es oder setzen Sie"
        " es als Bild ein."
    ),
    "external": N_(
        "Die Datei verweist auf etwas außerhalb von ihr: %(details)s. Setzen Sie Bilder in die"
        " Datei ein und lösen Sie eine verbundene Dokumentvorlage."
    ),
    "fields": N_(
        "Die Datei enthält das Feld %(details)s, das fremde Inhalte lädt. Entfernen Sie es."
    ),
    "syntax": N_(
        "Ein Platzhalter ist nicht richtig geschrieben, bei: „%(details)s“. Prüfen Sie die"
        " Klammern, und ob zu jedem „for“ ein „endfor“ und zu jedem „if“ ein „endif“ gehört."
    ),
    "unknown": N_("Diese Platzhalter gibt es nicht: %(details)s. Unten steht, welche es gibt."),
    "forbidden": N_(
        "Vorlagen können nur Platzhalter einsetzen, wiederholen und prüfen, ob es sie gibt. Nicht"
        " möglich ist: %(details)s."
    ),
    "too_long": N_("Ausgefüllt wird das Dokument zu lang. Verschachteln Sie weniger Schleifen."),
    "broken": N_(
        "Ausgefüllt ergibt die Vorlage kein Dokument. Meist steht eine Anweisung mit „p“ nicht"
        " allein in ihrem Absatz oder eine mit „tr“ nicht in einer eigenen Tabellenzeile."
    ),
}


class BadTemplate(BadInput):
    """A template cannot be filled; the sentence says what to change."""

    default = SENTENCES["broken"]


class NotFilled(NotReady):
    """The program did not answer in time."""

    default = N_("Das Dokument ließ sich nicht erstellen. Versuchen Sie es noch einmal.")


def filled(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return a template filled with values. Raises BadTemplate and NotFilled."""
    order = {
        "template": base64.b64encode(template).decode(),
        "values": values,
        "schema": dict(SCHEMA),
    }
    kind, _newline, answer = _run(json.dumps(order).encode()).partition(b"\n")
    if kind == b"docx":
        return packed(answer)
    if kind != b"error":
        raise NotFilled
    code, details = json.loads(answer)
    raise BadTemplate(SENTENCES[code], field="file", details=", ".join(details))


def _run(order: bytes) -> bytes:
    """Run the program without anything of this process's environment, which holds secrets."""
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(  # noqa: S603 (a fixed program, the template comes in as input)
                [sys.executable, "-I", "-c", RUN, str(ROOT)],
                input=order,
                stdout=subprocess.PIPE,
                # What a library warns of quotes what stands in the template.
                stderr=subprocess.DEVNULL,
                env={"HOME": home, "LANG": "C.UTF-8", "PATH": ""},
                cwd=home,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotFilled from error
    return b"" if done.returncode else done.stdout


def packed(document: bytes) -> bytes:
    """Return a document packed anew, its parts in one order and without the time."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        # What a DOCX consists of stands first, as programs that read it expect.
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            add(archive, name, [made.read(name)])
    return target.getvalue()
