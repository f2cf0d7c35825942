"""Descriptions as RDF, written as Turtle and as JSON-LD. Pure.

A few dozen plain nodes without blank ones need little of a format; a library for RDF would cost
every web process twenty megabytes. The tests read what is written here with one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL = re.compile(r'[\x00-\x1f\x7f"\\]')


@dataclass(frozen=True)
class Ref:
    """Another node, or something on the web, by its address."""

    address: str


@dataclass(frozen=True)
class Text:
    """A text, in a language or in none."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Typed:
    """A value of a datatype, which is a prefixed name: '2027-01-15' of xsd:date."""

    text: str
    datatype: str


Value = Ref | Text | Typed
Property = tuple[str, Sequence[Value]]


@dataclass(frozen=True)
class Node:
    """What is said of an address: its classes and its properties, as prefixed names; a property
    without values is left out."""

    address: str
    classes: tuple[str, ...]
    properties: tuple[Property, ...] = ()


def turtle(nodes: Iterable[Node]) -> str:
    """Return the nodes as Turtle 1.1, in their order."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in nodes:
        said = [f"a {', '.join(node.classes)}"]
        said += [
            f"{name} {', '.join(_in_turtle(value) for value in values)}"
            for name, values in node.properties
            if values
        ]
        body = " ;\n    ".join(said)
        lines += ["", f"<{_address(node.address)}> {body} ."]
    return "\n".join(lines) + "\n"


def json_ld(nodes: Iterable[Node]) -> str:
    """Return the nodes as JSON-LD 1.1, in their order."""
    graph = []
    for node in nodes:
        said: dict[str, Any] = {"@id": _address(node.address), "@type": list(node.classes)}
        for name, values in node.properties:
            if values:
                said[name] = [_in_json(value) for value in values]
        graph.append(said)
    document = {"@context": PREFIXES, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _in_turtle(value: Value) -> str:
    if isinstance(value, Ref):
        return f"<{_address(value.address)}>"
    text = _CONTROL.sub(_escaped, value.text)
    if isinstance(value, Typed):
        return f'"{text}"^^{value.datatype}'
    return f'"{text}"@{value.language}' if value.language else f'"{text}"'


def _in_json(value: Value) -> dict[str, str]:
    if isinstance(value, Ref):
        return {"@id": _address(value.address)}
    if isinstance(value, Typed):
        return {"@value": value.text, "@type": value.datatype}
    return {"@value": value.text} | ({"@language": value.language} if value.language else {})


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    return _ESCAPES.get(sign) or f"\\u{ord(sign):04X}"


def _address(address: str) -> str:
    """Return an address without what would end it or is no part of one."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~-._")
