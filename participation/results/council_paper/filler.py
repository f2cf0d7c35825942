"""A program of its own: fills the template of a council paper.

It gets JSON on standard input and answers with `docx` and the document, or with `error` and JSON,
on standard output. It runs in a process without any secret, because a template may come from
anywhere; time, memory and length are bounded, and it connects to nothing and starts nothing.
"""

from __future__ import annotations

import base64
import io
import json
import re
import resource
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError

from participation.results.council_paper.environment import Environment, Schema
from participation.results.council_paper.package_check import Refused, check_package

SECONDS = 20
MEMORY = 1024**3
WIDTH = Cm(16)


class Inline:
    """A picture in the text; there is nothing that a template could call or read of it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __html__(self) -> str:
        return self._make()


def fill(template: bytes, values: Mapping[str, Any], schema: Schema) -> bytes:
    """Return the template filled with values and pictures. Raises Refused."""
    check_package(template)
    document = DocxTemplate(io.BytesIO(template))
    context = dict(values["texts"])
    for name, picture in values["pictures"].items():
        context[name] = Inline(_drawing(document, picture)) if picture else ""
    environment = Environment(schema)
    try:
        document.render(context, environment)
    except Refused:
        raise
    except TemplateSyntaxError as error:
        raise Refused("syntax", *_near(error)) from error
    except (TemplateError, ValueError, TypeError, AttributeError, KeyError) as error:
        if not environment.unknown:
            raise Refused("broken") from error
    if environment.unknown:
        raise Refused("unknown", *environment.unknown)
    _describe(document, values)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _near(error: TemplateSyntaxError) -> list[str]:
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    words = re.sub(r"<[^>]*>", "", line).strip()
    return [words[:80]] if words else []


def _drawing(document: Any, picture: Mapping[str, str]) -> Callable[[], str]:
    data = base64.b64decode(picture["png"])

    def make() -> str:
        inline = document.current_rendering_part.new_pic_inline(io.BytesIO(data), width=WIDTH)
        inline.docPr.set("name", picture["title"])
        inline.docPr.set("descr", picture["alt"])
        return (
            f"</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t"
            ' xml:space="preserve">'
        )

    return make


def _describe(document: Any, values: Mapping[str, Any]) -> None:
    """Set language, title and moments, so that they come from the result and from no clock."""
    said = document.docx.core_properties
    said.title, said.language = values["title"], "de-DE"
    said.created = said.modified = datetime.fromisoformat(values["at"])
    said.revision, said.last_modified_by = 1, ""
    styles = document.docx.styles.element
    for wanted in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        found = styles.find(qn(wanted))
        if found is None:
            found = OxmlElement(wanted)
            styles.insert(0, found)
        styles = found
    language = styles.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        styles.append(language)
    language.set(qn("w:val"), "de-DE")


def main() -> int:
    """Fill what standard input holds."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.addaudithook(_nothing_else)
    order = json.load(sys.stdin.buffer)
    try:
        made = fill(base64.b64decode(order["template"]), order["values"], order["schema"])
        answer = b"docx\n" + made
    except Refused as refusal:
        answer = b"error\n" + json.dumps([refusal.code, refusal.details]).encode()
    sys.stdout.buffer.write(answer)
    return 0


def _nothing_else(event: str, _arguments: tuple[object, ...]) -> None:
    """A second wall: whatever a library tries, this process connects to nothing and starts
    nothing."""
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.fork")):
        raise PermissionError(event)


if __name__ == "__main__":
    sys.exit(main())
