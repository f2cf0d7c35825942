"""YAML 1.2 with line numbers: read strictly and without surprises, written in one canonical form.
Pure.

Nothing is constructed but text, numbers, yes/no, null, lists and mappings; times stay text.
References are followed up to a limit, so that a small file cannot unfold into a large one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from participation.kernel.errors import N_, BadInput

LARGEST = 2 * 1024 * 1024
MOST_NODES = 50_000
DEEPEST = 20
_PLAIN = re.compile(r"[a-z][a-z0-9-]*\Z")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LITERAL = re.compile(
    "[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0001fffd]*\\Z"
)
_TAG = "tag:yaml.org,2002:"


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


def read(data: bytes) -> Node:
    """Return the file's content. Raises BadFile."""
    if len(data) > LARGEST:
        raise _bad(1, N_("Die Datei ist zu groß. Erlaubt sind 2 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _bad(
            line, N_("Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie neu als UTF-8.")
        ) from error
    try:
        _check_depth(text)
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            raise _bad(1, N_("Die Datei ist leer."))
        return _Walk().node(root, 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _bad(mark.line + 1 if mark else 1, _SPELLING) from error
    except YAMLError as error:
        place = getattr(error, "position", 0)
        raise _bad(
            text.count("\n", 0, place if isinstance(place, int) else 0) + 1, _SPELLING
        ) from error
    except RecursionError as error:
        raise _bad(1, _TOO_DEEP) from error


_SPELLING = N_(
    "Die Schreibweise ist kein YAML. Prüfen Sie Einrückung, Doppelpunkte und Anführungszeichen."
)
_TOO_DEEP = N_("Die Datei ist zu tief verschachtelt.")


def _bad(line: int, message: str, place: str = "", **values: Any) -> BadFile:
    return BadFile([Complaint(line, place, BadInput(message, **values))])


def _check_depth(text: str) -> None:
    # The parser slows down with the square of the depth, so a file that nests too deeply is left
    # before it is composed.
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _bad(event.start_mark.line + 1, _TOO_DEEP)


class _Walk:
    """Turns the parser's nodes into ours and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, raw: Any, depth: int) -> Node:
        line = raw.start_mark.line + 1
        self.count += 1
        if self.count > MOST_NODES:
            raise _bad(
                line, N_("Die Datei hat zu viele Einträge, vielleicht durch Verweise (& und *).")
            )
        if depth > DEEPEST:
            raise _bad(line, _TOO_DEEP)
        if isinstance(raw, ScalarNode):
            return Node(_scalar(raw, line), line)
        if isinstance(raw, SequenceNode) and raw.tag == _TAG + "seq":
            return Node([self.node(item, depth + 1) for item in raw.value], line)
        if isinstance(raw, MappingNode) and raw.tag == _TAG + "map":
            return Node(self._mapping(raw, depth), line)
        raise _bad(line, _TYPE)

    def _mapping(self, raw: Any, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for raw_key, raw_value in raw.value:
            line = raw_key.start_mark.line + 1
            if not isinstance(raw_key, ScalarNode):
                raise _bad(line, _SPELLING)
            key = str(raw_key.value)
            if key in found:
                message = N_("Der Schlüssel „%(key)s“ steht zweimal da. Löschen Sie einen.")
                raise _bad(line, message, key[:60], key=key[:60])
            found[key] = self.node(raw_value, depth + 1)
        return found


_TYPE = N_("Diese Art von Angabe ist nicht erlaubt.")


def _scalar(raw: Any, line: int) -> Any:
    text = str(raw.value)
    kind = str(raw.tag).removeprefix(_TAG)
    if kind in ("str", "timestamp"):
        return text
    if kind == "merge":
        raise _bad(line, _TYPE)
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
        return text
    if kind in ("int", "float"):
        return text
    raise _bad(line, _TYPE)


# ---------------------------------------------------------------- writing


def write(document: Mapping[str, Any]) -> str:
    """Return a document in the canonical form: keys in the order given, one form for each kind of
    value, LF at the end."""
    return "\n".join(_lines(document, "")) + "\n"


def _lines(mapping: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for key, value in mapping.items():
        lines += _entry(
            f"{indent}{key if _is_plain(key) or '_' in key else json.dumps(key)}:", value, indent
        )
    return lines


def _entry(head: str, value: Any, indent: str) -> list[str]:
    flow = _flow(value)
    if flow is not None:
        return [f"{head} {flow}"]
    deeper = indent + "  "
    if isinstance(value, Mapping):
        return [head, *_lines(value, deeper)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        lines = [head]
        for item in value:
            inner = _lines(item, deeper + "  ")
            lines += [deeper + "- " + inner[0].lstrip(" "), *inner[1:]]
        return lines
    return [f"{head} |-", *(deeper + line if line else "" for line in value.split("\n"))]


def _flow(value: Any) -> str | None:
    """Return a value on one line, None where it needs several."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    if isinstance(value, str):
        if "\n" in value and _may_stand_literally(value):
            return None
        return value if _is_plain(value) else _quoted(value)
    if isinstance(value, Mapping):
        if any(isinstance(inner, (Mapping, list, tuple)) for inner in value.values()):
            return None
        parts = {key: _flow(inner) for key, inner in value.items()}
        if any(part is None for part in parts.values()):
            return None
        return "{" + ", ".join(f"{key}: {part}" for key, part in parts.items()) + "}"
    if all(isinstance(item, str) and "\n" not in item for item in value):
        return "[" + ", ".join(str(_flow(item)) for item in value) + "]"
    return None


def _may_stand_literally(text: str) -> bool:
    return (
        bool(_LITERAL.match(text))
        and text == text.strip("\n ")
        and not any(line.endswith(" ") for line in text.split("\n"))
    )


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.match(text)) and text not in _NOT_PLAIN


def _quoted(text: str) -> str:
    # JSON's quoting is YAML's double-quoted form; what YAML does not count as printable is escaped
    # as well.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
        lambda match: f"\\u{ord(match.group()):04x}",
        quoted,
    )
