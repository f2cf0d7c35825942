"""MAIL_URL and the message."""

from __future__ import annotations

import pytest

from participation.outbox.transport import MailServer, parse_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("smtp", "localhost", 25)),
        ("smtps://u:p@mail.example.org", MailServer("smtps", "mail.example.org", 465, "u", "p")),
        (
            "smtp+starttls://u%40x:p%3A%2F@mail.example.org:2525",
            MailServer("smtp+starttls", "mail.example.org", 2525, "u@x", "p:/"),
        ),
    ],
)
def test_mail_url_names_the_server(url: str, server: MailServer) -> None:
    assert parse_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail",
        "smtp://",
        "smtp://u:secret@host:99999999",
        "smtp://:secret@",
    ],
)
def test_wrong_mail_url_is_reported_without_its_password(url: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_url(url)
    assert "MAIL_URL" in str(error.value)
    assert "secret" not in str(error.value)
