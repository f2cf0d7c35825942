"""Administrators keep the city's settings and legal pages; nobody else does."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from participation.city import queries
from participation.extensions import db
from participation.outbox.models import Mail
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import main_text


@pytest.fixture
def admin(app: Flask, client: CheckingClient) -> CheckingClient:
    """An administrator's browser."""
    return client.sign_in(make_staff("admin"))


def test_saved_name_shows_on_every_page(admin: CheckingClient, new_client: Any) -> None:
    admin.submit(
        "/admin/city",
        "/admin/city",
        name="Musterstadt an der Aue",
        accent="#0b5394",
        sender="a@example.org",
    )
    assert "Musterstadt an der Aue" in new_client().get("/sign-in").get_data(as_text=True)


def test_a_colour_that_is_too_light_is_refused_with_its_contrast(admin: CheckingClient) -> None:
    response = admin.submit(
        "/admin/city", "/admin/city", name="Musterstadt", accent="#ffcc00", sender=""
    )
    assert "Wählen Sie eine dunklere" in main_text(response)
    assert queries.city().accent == queries.DEFAULT_ACCENT


def test_a_refused_form_keeps_what_was_typed(admin: CheckingClient) -> None:
    response = admin.submit(
        "/admin/city", "/admin/city", name="Neustadt am Bach", accent="red", sender=""
    )
    assert 'value="Neustadt am Bach"' in response.get_data(as_text=True)


def test_a_broken_logo_keeps_the_name_from_changing_too(admin: CheckingClient) -> None:
    logo = (io.BytesIO(b"<svg/>"), "logo.svg")
    admin.submit(
        "/admin/city", "/admin/city", name="Neustadt", accent="#0b5394", sender="", logo=logo
    )
    assert queries.city().name == queries.DEFAULT_NAME


def test_an_uploaded_logo_is_served_as_an_image_of_ours(admin: CheckingClient) -> None:
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG")
    out.seek(0)
    admin.submit(
        "/admin/city",
        "/admin/city",
        name="Neustadt",
        accent="#0b5394",
        sender="",
        logo=(out, "logo.png"),
    )
    assert admin.get("/city/logo").mimetype == "image/webp"


def test_a_test_mail_waits_in_the_outbox(admin: CheckingClient) -> None:
    admin.submit("/admin/city", "/admin/city/test-mail", address="it@example.org")
    assert [mail.kind for mail in db.session.scalars(select(Mail))] == ["test"]


def test_a_new_version_of_a_legal_page_is_public_at_once(
    admin: CheckingClient, new_client: Any
) -> None:
    admin.submit("/admin/legal/impressum", text_de="Neues Impressum", text_en="")
    assert "Neues Impressum" in main_text(new_client().get("/legal/impressum"))


def test_a_second_editor_of_a_legal_page_sees_a_conflict_and_keeps_the_text(
    admin: CheckingClient,
) -> None:
    page = admin.get("/admin/legal/impressum")
    admin.submit(page, text_de="eins", text_en="")
    response = admin.submit(page, text_de="zwei", text_en="")
    assert "inzwischen geändert" in main_text(response)
    assert "zwei" in main_text(response)
    assert queries.legal_versions("impressum")[0].text == {"de": "eins"}


def test_changes_are_in_the_audit_list(admin: CheckingClient) -> None:
    admin.submit("/admin/city", "/admin/city", name="Neustadt", accent="#0b5394", sender="")
    assert "Angaben der Stadt geändert" in main_text(admin.get("/admin/audit"))
