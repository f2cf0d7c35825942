"""YAML in one canonical form, so that a file of the same content has the same bytes. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[a-z][a-z0-9-]*\Z")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LITERAL = re.compile(
    "[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0001fffd]*\\Z"
)


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
