"""A program reads the whole demo."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from participation.extensions import db
from tests.api.reading import Program
from tests.conftest import CheckingClient


def test_every_answer_of_the_demo_is_what_the_document_says(visitor: CheckingClient) -> None:
    program = Program(visitor)
    seen = {program.pattern(path) for path, _found in program.crawl()}
    # The demo has one version of its strategy that was put forward, so there is nothing to compare,
    # and no closed round of organisations.
    without = {
        "/openapi.json",
        "/strategies/{slug}/diff/{before}/{after}",
        "/rounds/{slug}/ranking",
    }
    assert seen | without == set(program.document["paths"])


DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"```\nGET /api/v1(\S+)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("path", "text"), EXAMPLES, ids=[path for path, _text in EXAMPLES])
def test_every_example_in_the_documentation_has_the_parts_of_the_answer(
    visitor: CheckingClient, path: str, text: str
) -> None:
    example = json.loads(text)
    found = Program(visitor).fetch(path).get_json()
    assert found.get("status") == example.get("status")
    assert parts_missing(example, found) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_documentation_names_every_address(visitor: CheckingClient) -> None:
    text = DOCUMENT.read_text("utf-8").replace("{slug}/finance`, and below it `", "{slug}/finance")
    unnamed = [path for path in Program(visitor).document["paths"] if path not in text]
    assert unnamed == ["/strategies/{slug}/finance/lines"]


def parts_missing(example: Any, found: Any, place: str = "") -> list[str]:
    """The places where an answer lacks a part of an example, or has another kind of value."""
    if type(example) is not type(found):
        return [place]
    if isinstance(example, dict):
        missing = [f"{place}.{name}" for name in example if name not in found]
        both = [name for name in example if name in found]
        return missing + [
            each for name in both for each in parts_missing(example[name], found[name], name)
        ]
    if isinstance(example, list):
        return parts_missing(example[0], found[0], place) if found else [place]
    return []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_answer_asks_the_database_more_than_eight_times(
    city: Flask, visitor: CheckingClient
) -> None:
    program, sent = Program(visitor), list[str]()
    paths = [path for path, _found in program.crawl(most=3)]

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        counts = {}
        for path in paths:
            city.extensions["counts"].clear()
            sent.clear()
            program.fetch(path)
            counts[path] = len(sent)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert {path: count for path, count in counts.items() if count > 8} == {}
