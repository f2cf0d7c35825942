"""Every error can be said, in every language, with what its sentence names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

import participation
from participation.kernel.errors import ParticipationError
from participation.web.filters import translate_error

PLACEHOLDER = re.compile(r"%\((\w+)\)")


def test_every_error_brings_what_its_sentence_names() -> None:
    wrong = [
        f"{position}: {sentence!r} lacks {sorted(missing)}"
        for position, sentence, given in _raised()
        if (missing := set(PLACEHOLDER.findall(sentence)) - given)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_error_can_be_said_in_every_language(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        for sentence in _marked_sentences():
            values: dict[str, Any] = dict.fromkeys(PLACEHOLDER.findall(sentence), 7)
            said = translate_error(ParticipationError(sentence, **values))
            assert said, sentence
            assert "%(" not in said, sentence


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """Each sentence marked by N_ that is handed to an error where it is raised, with the names of
    the values beside it."""
    for path in Path(participation.__file__).parent.rglob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: sentence
            for node in module.body
            if isinstance(node, ast.Assign) and (sentence := _marked(node.value))
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(module):
            # What is handed to a helper may get its values there; errors themselves are classes.
            if (
                not isinstance(node, ast.Call)
                or not node.args
                or not _name(node.func)[:1].isupper()
            ):
                continue
            first = node.args[0]
            sentence = named.get(first.id) if isinstance(first, ast.Name) else _marked(first)
            if sentence and not any(keyword.arg is None for keyword in node.keywords):
                given = {str(keyword.arg) for keyword in node.keywords} - {"field"}
                yield f"{path.name}:{node.lineno}", sentence, given


def _marked_sentences() -> set[str]:
    modules = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in Path(participation.__file__).parent.rglob("*.py")
    ]
    return {
        sentence
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and (sentence := _marked(node))
    }


def _marked(node: ast.expr) -> str | None:
    if (
        isinstance(node, ast.Call)
        and _name(node.func) == "N_"
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return None


def _name(node: ast.expr) -> str:
    return (
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else ""
    )
