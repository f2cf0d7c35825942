"""What `flask doctor` finds wrong."""

from __future__ import annotations

from flask import Flask

from participation.extensions import db
from participation.ops import doctor


def found(subject: str) -> list[tuple[str, str]]:
    """Return level and text of the findings about a subject."""
    return [
        (finding.level, finding.text) for finding in doctor.examine() if finding.subject == subject
    ]


def test_https_without_a_proxy_counted_is_an_error(app: Flask) -> None:
    app.config.update(BASE_URL="https://mitmachen.example.org", PROXIES=0)
    assert [level for level, _text in found("PROXIES")] == ["error"]


def test_https_behind_a_counted_proxy_is_fine(app: Flask) -> None:
    app.config.update(BASE_URL="https://mitmachen.example.org", PROXIES=1)
    assert found("PROXIES") == []


def test_plain_http_needs_no_proxy(app: Flask) -> None:
    assert found("PROXIES") == []


def test_statements_in_the_log_of_postgresql_are_an_error_with_their_values_only(
    app: Flask, backend: str
) -> None:
    if backend == "sqlite":
        assert found("postgresql") == []
        return
    db.session.execute(db.text("SET log_statement = 'mod'"))
    assert any("log_parameter_max_length" in text for _level, text in found("postgresql"))
    db.session.execute(db.text("SET log_parameter_max_length = 0"))
    assert not any("log_parameter_max_length" in text for _level, text in found("postgresql"))
    db.session.rollback()
