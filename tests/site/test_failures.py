"""When something of ours fails, the page says so in a sentence and shows nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError

from participation.extensions import db
from participation.kernel.keys import KeyFileUnusable, KeyProblem
from tests.conftest import CheckingClient, settings
from tests.factories import make_resident
from tests.pages import main_text
from tests.site.canary import read_only
from tests.site.visitors import signed_in


def fail(error: Exception) -> Any:
    """A view that fails with this error."""

    def view(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    view.access = "public"  # type: ignore[attr-defined]
    return view


def test_a_database_that_is_away_is_a_page_that_says_when_to_come_back(
    app: Flask, new_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_client(make_resident())
    broken = OperationalError("SELECT secret", {}, Exception("server closed the connection"))
    monkeypatch.setattr(db.session, "execute", fail(broken))
    monkeypatch.setattr(db.session, "scalar", fail(broken))
    monkeypatch.setattr(db.session, "scalars", fail(broken))
    monkeypatch.setattr(db.session, "get", fail(broken))
    response = client.get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "secret" not in response.get_data(as_text=True)


def test_a_read_only_database_is_a_page_that_says_so(app: Flask, client: CheckingClient) -> None:
    form = client.get("/sign-in")
    with read_only(app):
        response = client.submit(form, email="amsel@example.org")
    assert response.status_code == 503
    assert "nimmt nichts an. Ihre Eingabe wurde nicht gespeichert." in main_text(response)
    assert response.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("database is locked", "Gerade ist sehr viel los"),
        ("database or disk is full", "nimmt nichts an"),
        ("server closed the connection", "nicht erreichbar"),
    ],
)
def test_only_a_busy_database_is_called_busy(
    client: CheckingClient,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    sentence: str,
) -> None:
    view = fail(OperationalError("", {}, Exception(text)))
    monkeypatch.setitem(app.view_functions, "front.healthz", view)
    response = client.get("/healthz")
    assert (response.status_code, sentence in main_text(response)) == (503, True)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("", {}, Exception("database is locked")),
        OperationalError("", {}, Exception("server closed the connection")),
        KeyFileUnusable(KeyProblem.MISSING),
        RateLimitExceeded(SimpleNamespace(error_message=None, limit="1 per minute")),  # type: ignore[arg-type]
    ],
)
def test_only_who_sent_something_hears_that_it_was_not_saved(
    new_client: Any, app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    client, token = signed_in(new_client, None)
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", fail(error))
    read = client.get("/sign-in")
    assert read.status_code in (429, 503)
    for sent in ("Ihre Eingabe", "ehen Sie zurück"):
        assert sent not in main_text(read)
    answer = client.post("/sign-in", data={"csrf_token": token})
    assert "Ihre Eingabe wurde nicht gespeichert." in main_text(answer)


def test_an_unexpected_error_shows_a_sentence_and_no_trace(tmp_path: Path) -> None:
    from participation.app import create_app

    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path}/test.db", TESTING=False))
    app.view_functions["front.healthz"] = fail(RuntimeError("a secret value"))
    response = app.test_client().get("/healthz")
    assert response.status_code == 500
    assert "Bei uns ist ein Fehler passiert" in main_text(response)
    assert "secret" not in response.get_data(as_text=True)


def test_an_unknown_address_helps_on(client: CheckingClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "gibt es nicht" in main_text(response)


def test_a_wrong_method_says_which_are_allowed(client: CheckingClient) -> None:
    response = client.post("/healthz")
    assert response.status_code in (400, 405)
