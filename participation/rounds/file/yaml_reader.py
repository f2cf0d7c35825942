"""YAML 1.2 with line numbers, read strictly and at a bounded cost. Pure.

Nothing is constructed but text, numbers, yes/no, null, lists and mappings; times stay text. The
parser takes tens of microseconds a value and longer in depth, so size, values and depth are
counted as its events come, and the first one too many ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.nodes import ScalarNode

from participation.kernel.errors import N_, BadInput

LARGEST = 512 * 1024
MOST_VALUES = 10_000
DEEPEST = 20
_TAG = "tag:yaml.org,2002:"

_TOO_LARGE = N_("Die Datei ist zu groß. Erlaubt sind %(most)s kB. Kürzen Sie Texte.")
_TOO_MANY = N_("Hier hat die Datei mehr als %(most)s Einträge. Teilen Sie sie auf.")
_TOO_DEEP = N_(
    "Hier ist die Datei tiefer als %(most)s Ebenen verschachtelt. Prüfen Sie Einrückung und"
    " Klammern."
)
_REFERENCE = N_(
    "Verweise (& und *) sind nicht erlaubt. Schreiben Sie den Inhalt an jeder Stelle aus."
)
_TYPE = N_("Diese Art von Angabe ist nicht erlaubt. Löschen Sie das Ausrufezeichen und den Typ.")
_SPELLING = N_(
    "Die Schreibweise ist kein YAML. Prüfen Sie Einrückung, Doppelpunkte und Anführungszeichen."
)
_SECOND = N_("Hier beginnt ein zweites Dokument. Eine Datei enthält genau eines.")


@dataclass(frozen=True)
class Bounds:
    """What a file may hold at most: bytes, values, levels."""

    largest: int = LARGEST
    most_values: int = MOST_VALUES
    deepest: int = DEEPEST


ROUND_FILE = Bounds()


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong in a file: where and what."""

    line: int
    key: str
    error: BadInput


class BadFile(BadInput):
    """Everything that is wrong in a file; nothing of it was taken over."""

    default = N_("Die Datei hat Fehler. Es wurde nichts übernommen.")

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = sorted(complaints, key=lambda complaint: complaint.line)
        super().__init__()


@dataclass(frozen=True)
class Node:
    """A value of the file with its line (from 1): a scalar, a list of nodes, or nodes by key."""

    value: Any
    line: int


def read(data: bytes, bounds: Bounds = ROUND_FILE) -> Node:
    """Return the file's content. Raises BadFile."""
    if len(data) > bounds.largest:
        raise _bad(1, _TOO_LARGE, most=bounds.largest // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _bad(
            line, N_("Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie neu als UTF-8.")
        ) from error
    try:
        return _Reader(text, bounds).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _bad(mark.line + 1 if mark else 1, _SPELLING) from error
    except YAMLError as error:
        position = getattr(error, "position", 0)
        raise _bad(
            text.count("\n", 0, position if isinstance(position, int) else 0) + 1, _SPELLING
        ) from error


def _bad(line: int, message: str, path: str = "", **values: Any) -> BadFile:
    return BadFile([Complaint(line, path, BadInput(message, **values))])


class _Reader:
    """Turns the parser's events into nodes and counts them."""

    def __init__(self, text: str, bounds: Bounds) -> None:
        self.bounds = bounds
        yaml = YAML(typ="safe", pure=True)
        self.events: Iterator[Event] = self._counted(yaml.parse(text))
        self.resolver = yaml.resolver

    def document(self) -> Node:
        """Return the one document of the file."""
        for event in self.events:
            if isinstance(event, NodeEvent):
                root = self._node(event)
                for _ in self.events:
                    # What comes after the document is counted, and looked at for a second one.
                    pass
                return root
        raise _bad(1, N_("Die Datei ist leer. Wählen Sie eine andere."))

    def _counted(self, events: Iterator[Event]) -> Iterator[Event]:
        values = depth = documents = 0
        for event in events:
            line = event.start_mark.line + 1
            values += isinstance(event, NodeEvent)
            documents += isinstance(event, DocumentStartEvent)
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
            if documents > 1:
                raise _bad(line, _SECOND)
            if values > self.bounds.most_values:
                raise _bad(line, _TOO_MANY, most=self.bounds.most_values)
            if depth > self.bounds.deepest:
                raise _bad(line, _TOO_DEEP, most=self.bounds.deepest)
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                raise _bad(line, _REFERENCE)
            if getattr(event, "tag", None):
                raise _bad(line, _TYPE)
            yield event

    def _node(self, event: Event) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent):
            return Node(self._scalar(event), line)
        if isinstance(event, MappingStartEvent):
            return Node(self._mapping(), line)
        items: list[Node] = []
        for inner in self.events:
            if isinstance(inner, SequenceEndEvent):
                break
            items.append(self._node(inner))
        return Node(items, line)

    def _mapping(self) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                raise _bad(line, _SPELLING)
            key = str(event.value)
            if key in nodes:
                message = N_("Der Schlüssel „%(key)s“ steht zweimal da. Löschen Sie einen.")
                raise _bad(line, message, key[:60], key=key[:60])
            nodes[key] = self._node(next(self.events))
        return nodes

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        tag = self.resolver.resolve(ScalarNode, text, event.implicit)
        kind = str(tag).removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        try:
            if kind == "int" and len(text) < 20:
                return int(text.replace("_", ""))
            if kind == "float" and len(text) < 40:
                return float(text.replace("_", ""))
        except ValueError:
            pass
        return text
