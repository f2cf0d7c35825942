"""Voluntary questions as plain text for the round form, and back. Pure.

One block per question, blocks apart by an empty line: `key: German title | English title`, then one
line per answer: `- key: German | English | share`. The English text and the share may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.strategy.rules import normal_texts


def to_text(questions: Iterable[Mapping[str, Any]]) -> str:
    """Return questions as the form shows them."""
    blocks = []
    for question in questions:
        lines = [f"{question['key']}: {_titles(question['title'])}"]
        for item in question["classes"]:
            share = "" if item["share"] is None else f" | {item['share']}"
            english = item["title"].get("en") or ("" if not share else "-")
            middle = f" | {english}" if english else ""
            lines.append(f"- {item['key']}: {item['title'].get('de', '')}{middle}{share}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def from_text(text: str) -> tuple[dict[str, Any], ...]:
    """Return what was typed as questions. Raises BadInput with the line that cannot be read."""
    questions: list[dict[str, Any]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        answer = line.startswith("- ")
        key, colon, rest = line.removeprefix("- ").partition(":")
        if not colon or (answer and not questions):
            raise _unreadable(number)
        parts = [part.strip() for part in rest.split("|")]
        if answer:
            questions[-1]["classes"].append({"key": key.strip(), **_answer(parts, number)})
        else:
            questions.append({"key": key.strip(), "title": _texts(parts[:2]), "classes": []})
    return tuple(questions)


def _answer(parts: list[str], number: int) -> dict[str, Any]:
    share = None
    if len(parts) > 2 and parts[2]:
        try:
            share = float(parts[2].replace(",", "."))
        except ValueError as error:
            raise _unreadable(number) from error
    return {"title": _texts(parts[:2]), "share": share}


def _texts(parts: list[str]) -> dict[str, str]:
    english = parts[1] if len(parts) > 1 and parts[1] != "-" else ""
    return normal_texts({"de": parts[0], "en": english})


def _titles(title: Mapping[str, str]) -> str:
    return " | ".join(text for text in (title.get("de", ""), title.get("en", "")) if text)


def _unreadable(line: int) -> BadInput:
    return BadInput(
        N_(
            "Zeile %(line)s lässt sich nicht lesen. Schreiben Sie „kürzel: Text“ und darunter „-"
            " kürzel: Antwort“."
        ),
        field="questions",
        line=line,
    )
