"""What the tests of weighting share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.conftest import CheckingClient
from tests.factories import make_staff


@pytest.fixture(autouse=True)
def pages_that_may_be_missing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a link to a page of another feature stand in for itself, so that these tests need no page
    but their own."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    handler = lambda _error, endpoint, values: f"/elsewhere/{endpoint}"  # noqa: E731
    app.url_build_error_handlers.append(handler)
    yield
    app.url_build_error_handlers.remove(handler)


@pytest.fixture
def office(app: Flask, new_client: Any) -> CheckingClient:
    """A moderator at the office's machine."""
    client = new_client(make_staff("moderator"))
    assert isinstance(client, CheckingClient)
    return client
