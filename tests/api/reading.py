"""A program that reads the interface: it holds every answer against the schema in the OpenAPI
document and follows the addresses in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient

BASE = "/api/v1"
MOST_OF_A_KIND = 4
"""How many answers of one path a reader of everything looks at; there may be hundreds of ideas."""


class Program:
    """A reader that checks what it gets."""

    def __init__(self, client: CheckingClient) -> None:
        self.client = client
        self.document: dict[str, Any] = client.get(f"{BASE}/openapi.json").get_json()
        # Programs have to put up with parts that come to an answer later; these tests have not.
        schemas = self.document["components"]["schemas"]
        strict = {
            name: schema | {"additionalProperties": False} if "properties" in schema else schema
            for name, schema in schemas.items()
        }
        self.components = self.document["components"] | {"schemas": strict}
        self._validators: dict[str, Any] = {}

    def fetch(self, path: str, **headers: str) -> TestResponse:
        """Return an answer below /api/v1, after checking that it is what the document says."""
        response = self.client.get(f"{BASE}{path}", headers=headers)
        assert "Set-Cookie" not in response.headers, path
        if response.status_code == 200:
            assert response.mimetype == "application/json", path
            self._validator(self.pattern(path)).validate(response.get_json())
        elif response.status_code >= 400:
            assert response.mimetype == "application/problem+json", path
            assert response.get_json()["status"] == response.status_code
        return response

    def get(self, path: str) -> Any:
        """Return what an answer below /api/v1 holds; it has to be there."""
        response = self.fetch(path)
        assert response.status_code == 200, (path, response.get_data(as_text=True))
        return response.get_json()

    def crawl(self, most: int = MOST_OF_A_KIND) -> Iterator[tuple[str, Any]]:
        """Yield every answer that the entry leads to, some of each kind, with its path."""
        waiting, seen, counts = ["/"], {"/"}, dict[str, int]()
        while waiting:
            path = waiting.pop(0)
            kind = self.pattern(path)
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] > most:
                continue
            found = self.get(path)
            yield path, found
            for address in addresses(found):
                if address not in seen:
                    seen.add(address)
                    waiting.append(address)

    def pattern(self, path: str) -> str:
        """Return the path of the document that an address belongs to."""
        path = path.partition("?")[0]
        for known in self.document["paths"]:
            if re.fullmatch(re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(known)), path):
                return str(known)
        raise AssertionError(f"the document knows no {path}")

    def _validator(self, pattern: str) -> Any:
        if pattern not in self._validators:
            answers = self.document["paths"][pattern]["get"]["responses"]["200"]
            schema = answers["content"]["application/json"]["schema"]
            whole = {"components": self.components, **schema}
            self._validators[pattern] = OAS31Validator(whole, format_checker=oas31_format_checker)
        return self._validators[pattern]


def addresses(found: Any) -> Iterator[str]:
    """Yield the addresses of the interface in an answer, without what comes before them."""
    if isinstance(found, dict):
        for value in found.values():
            yield from addresses(value)
    elif isinstance(found, list):
        for value in found:
            yield from addresses(value)
    elif isinstance(found, str) and f"{BASE}/" in found and found.startswith("http"):
        parts = urlsplit(found)
        path = parts.path.removeprefix(BASE)
        if path != "/openapi.json":
            yield f"{path}?{parts.query}" if parts.query else path


def text_of(found: Any) -> str:
    """Return an answer as one text, as people read it."""
    return json.dumps(found, ensure_ascii=False)
