"""The OpenAPI 3.1 document of the interface, made from its operations and the shapes of their
answers. Its descriptions are those of the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from participation.api.operations import LANGUAGE, Operation, Parameter
from participation.kernel.version import VERSION
from participation.web.api_requests import Problem

BASE = "/api/v1"
REFERENCE = "#/components/schemas/{name}"
_VARIABLE = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
_FAILURES = {
    "400": ("BadRequest", "A parameter is unknown or has an impossible value."),
    "404": ("NotFound", "It does not exist, or not everybody may see it."),
    "429": ("TooManyRequests", "Too many requests; Retry-After says how long to wait."),
    "503": ("Unavailable", "The database is busy or away; Retry-After says how long to wait."),
}
_ABOUT = """What everybody may read on the pages of this installation, for programs; read-only.

Sentences (findings, steps, errors) are in one language: that of `lang`, else of Accept-Language,
else German. Texts of the city are objects by language code. What residents wrote stands as they
wrote it; its language is not recorded. Amounts are exact decimals in euros as strings. Whatever is
not known, not said or not shown is null, never zero. Days are those of the city.
"""


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """Return the OpenAPI document of these operations, served below an address."""
    answers, components = msgspec.json.schema_components(
        [*(operation.answer for operation in operations), Problem], ref_template=REFERENCE
    )
    failure = {"application/problem+json": {"schema": answers[-1]}}
    paths = {
        path_of(operation.rule): {"get": _operation(operation, answer)}
        for operation, answer in zip(operations, answers, strict=False)
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Beteiligung",
            "version": f"1 ({VERSION})",
            "description": _ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": server + BASE}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "responses": {
                name: {"description": about, "content": failure}
                for name, about in _FAILURES.values()
            },
            "parameters": {LANGUAGE.name: _parameter(LANGUAGE)},
        },
    }


def path_of(rule: str) -> str:
    """Return an address as OpenAPI writes it: `/rounds/{slug}`."""
    return _VARIABLE.sub(lambda match: f"{{{match['name']}}}", rule)


def _operation(operation: Operation, answer: Any) -> dict[str, Any]:
    asked = [_path_parameter(match) for match in _VARIABLE.finditer(operation.rule)]
    asked += [_parameter(each) for each in operation.parameters]
    asked.append({"$ref": f"#/components/parameters/{LANGUAGE.name}"})
    found = {"description": "The answer.", "content": {"application/json": {"schema": answer}}}
    responses = {"200": found, "304": {"description": "Nothing has changed since the ETag given."}}
    return {
        "operationId": operation.name,
        "summary": operation.about,
        "parameters": asked,
        "responses": responses
        | {
            code: {"$ref": f"#/components/responses/{name}"}
            for code, (name, _about) in _FAILURES.items()
        },
    }


def _path_parameter(match: re.Match[str]) -> dict[str, Any]:
    kind = "integer" if match["kind"] == "int" else "string"
    return {"name": match["name"], "in": "path", "required": True, "schema": {"type": kind}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "schema": dict(parameter.schema),
    }
