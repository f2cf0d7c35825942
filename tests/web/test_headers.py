"""Security headers on pages, errors and static files."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.app import create_app
from tests.conftest import settings

EXPECTED = {
    "Content-Security-Policy": "default-src 'none';",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}
HSTS = "Strict-Transport-Security"
PATHS = ["/static/css/layout.css", "/healthz", "/nowhere"]


def serving(tmp_path: Path, base_url: str) -> FlaskClient:
    """A client of an application that serves its static files as in operation."""
    given = {"TESTING": False, "BASE_URL": base_url}
    app: Flask = create_app(settings(tmp_path, f"sqlite:///{tmp_path}/test.db", **given))
    return app.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(tmp_path: Path, path: str) -> None:
    response = serving(tmp_path, "http://localhost").get(path, buffered=True)
    starts = {
        name: response.headers.get(name, "")[: len(start)] for name, start in EXPECTED.items()
    }
    assert starts == EXPECTED


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_is_open_to_foreign_origins(tmp_path: Path, path: str) -> None:
    response = serving(tmp_path, "http://localhost").get(path, buffered=True)
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", PATHS)
def test_https_is_asked_for_a_year_where_the_base_url_is_https(tmp_path: Path, path: str) -> None:
    response = serving(tmp_path, "https://localhost").get(path, buffered=True)
    assert response.headers[HSTS] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", PATHS)
def test_https_is_not_asked_for_where_the_base_url_is_http(tmp_path: Path, path: str) -> None:
    assert HSTS not in serving(tmp_path, "http://localhost").get(path, buffered=True).headers


def test_static_files_are_kept_for_a_year(tmp_path: Path) -> None:
    response = serving(tmp_path, "http://localhost").get("/static/css/layout.css", buffered=True)
    assert response.headers["Cache-Control"] == "max-age=31536000, public"
