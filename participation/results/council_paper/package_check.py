"""What a DOCX file may hold that fills as a template: checked before anything else reads it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

MOST_UNPACKED = 20 * 1024 * 1024
MOST_ENTRIES = 300
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = ("vbaproject", "vbadata", "macroenabled", "/activex/", "customui")
EMBEDDED = ("/embeddings/", "afchunk")
LINKED = ("oleObject", "package", "aFChunk", "control")
HARMLESS_LINKS = ("https://", "http://", "mailto:")
# Fields that fetch or start something when the document is opened.
FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b", re.I
)


class Refused(Exception):
    """A template cannot be used; `code` says why, `details` name the places."""

    def __init__(self, code: str, *details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = sorted(set(details))


def check_package(data: bytes) -> None:
    """Raise Refused for a file that is no plain DOCX: too large unpacked, with macros, with
    something embedded or from outside, or with a document type of its own."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise Refused("too_large")
        names = [entry.filename.lower() for entry in entries]
        if len(set(names)) < len(names) or any(entry.flag_bits & 1 for entry in entries):
            raise Refused("not_docx")
        # Reading ends at the size that an entry claims, which was counted.
        read = [archive.read(entry) for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise Refused("not_docx") from error
    _check_parts(dict(zip(names, read, strict=True)))


def _check_parts(parts: Mapping[str, bytes]) -> None:
    types = parts.get("[content_types].xml", b"").decode("utf-8", "replace")
    if any(word in text for word in MACROS for text in (types.lower(), *parts)):
        raise Refused("macros")
    if MAIN not in types:
        raise Refused("not_docx")
    if any(word in name for word in EMBEDDED for name in parts):
        raise Refused("embedded")
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_xml(name, content)


def _check_xml(name: str, content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("not_docx") from error
    if root.getroottree().docinfo.doctype:
        raise Refused("not_docx")
    if name.endswith(".rels"):
        for relation in root:
            _check_relation(relation)
    instructions = "".join(part.text or "" for part in root.iter(qn("w:instrText")))
    simple = [str(part.get(qn("w:instr"))) for part in root.iter(qn("w:fldSimple"))]
    if found := FIELDS.search(" ".join([instructions, *simple])):
        raise Refused("fields", found.group(0).upper())


def _check_relation(relation: Any) -> None:
    kind, target = relation.get("Type", "").rsplit("/", 1)[-1], relation.get("Target", "")
    if kind in LINKED:
        raise Refused("embedded")
    outside = relation.get("TargetMode") == "External"
    if outside and not (kind == "hyperlink" and target.lower().startswith(HARMLESS_LINKS)):
        raise Refused("external", target[:200])
