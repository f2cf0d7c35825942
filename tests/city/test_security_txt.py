"""/.well-known/security.txt says where weaknesses of this installation are reported (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.city.rules import check_contact, security_txt
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import main_text

ADDRESS = "http://localhost/.well-known/security.txt"
CITY = {"name": "Musterstadt", "accent": "#0b5394", "sender": ""}


def lines(client: CheckingClient) -> dict[str, str]:
    """The fields of the file."""
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    split = [line.partition(": ") for line in response.get_data(as_text=True).splitlines()]
    return {name: value for name, _colon, value in split}


def test_without_a_setting_the_imprint_is_the_contact(app: Flask, client: CheckingClient) -> None:
    assert lines(client)["Contact"] == "http://localhost/legal/impressum"


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("sicherheit@example.org", "mailto:sicherheit@example.org"),
        ("https://example.org/melden", "https://example.org/melden"),
    ],
)
def test_an_administrator_sets_the_contact(
    app: Flask, client: CheckingClient, contact: str, shown: str
) -> None:
    client.sign_in(make_staff("admin"))
    client.submit("/admin/city", "/admin/city", security_contact=contact, **CITY)
    assert lines(client)["Contact"] == shown


@pytest.mark.parametrize(
    "contact",
    ["niemand", "javascript:alert(1)", "http://example.org", "a@example.org\nPolicy: x", "a b@c.d"],
)
def test_invalid_contact_is_refused(contact: str) -> None:
    with pytest.raises(BadInput):
        check_contact(contact, field="security_contact")


def test_a_refused_contact_is_kept_in_the_form(app: Flask, client: CheckingClient) -> None:
    client.sign_in(make_staff("admin"))
    page = client.submit("/admin/city", "/admin/city", security_contact="niemand", **CITY)
    assert "die mit https:// beginnt" in main_text(page)
    assert 'value="niemand"' in page.get_data(as_text=True)


def test_it_expires_within_a_year_and_not_soon(app: Flask, client: CheckingClient) -> None:
    expires = datetime.fromisoformat(lines(client)["Expires"])
    assert timedelta(days=30) < expires - clock.now() < timedelta(days=365)


def test_it_is_written_as_the_standard_has_it() -> None:
    now = datetime(2026, 12, 1, 9, 30, 15, tzinfo=UTC)
    assert security_txt("a@example.org", address=ADDRESS, now=now) == (
        "Contact: mailto:a@example.org\n"
        "Expires: 2027-03-01T00:00:00Z\n"
        "Preferred-Languages: de, en\n"
        f"Canonical: {ADDRESS}\n"
    )
