"""The OpenAPI document: a valid one, of exactly the addresses there are."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from participation.api.openapi import BASE, path_of
from tests.conftest import CheckingClient

# What the document says depends on the code alone.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def document(client: CheckingClient) -> dict[str, Any]:
    """The document as programs get it."""
    found: dict[str, Any] = client.get(f"{BASE}/openapi.json").get_json()
    return found


def test_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_document_has_exactly_the_routes_there_are(app: Flask, document: dict[str, Any]) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert {path_of(rule).removeprefix(BASE) for rule in rules} == set(document["paths"])


def test_routes_below_the_prefix_only_read(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert {method for rule in rules for method in rule.methods or ()} == {"GET", "HEAD", "OPTIONS"}


def test_variables_of_a_path_are_its_parameters(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        named = {each["name"] for each in item["get"]["parameters"] if each.get("in") == "path"}
        assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_every_answer_and_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    nameless = [path for path, item in document["paths"].items() if not item["get"]["summary"]]
    schemas = document["components"]["schemas"]
    nameless += [name for name, schema in schemas.items() if not schema.get("description")]
    assert nameless == []


def test_answers_may_gain_parts_without_breaking_who_holds_to_the_document(
    document: dict[str, Any],
) -> None:
    closed = [
        name
        for name, schema in document["components"]["schemas"].items()
        if schema.get("additionalProperties") is False
    ]
    assert closed == []


def test_components_are_named_by_what_they_are_and_not_by_where_they_stand_in_the_code(
    document: dict[str, Any],
) -> None:
    assert [name for name in document["components"]["schemas"] if "." in name] == []


def test_document_names_the_server_by_its_configured_address(
    app: Flask, client: CheckingClient
) -> None:
    app.config["BASE_URL"] = "https://city.example"
    document = client.get(f"{BASE}/openapi.json").get_json()
    assert document["servers"] == [{"url": "https://city.example/api/v1"}]
