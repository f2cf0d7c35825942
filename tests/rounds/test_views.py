"""The round editor in the browser: settings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from tests.factories import agree, make_resident, make_round, make_staff
from tests.pages import main_text
from tests.rounds.making import NOW, SOON, fresh


def test_editing_before_the_opening_moves_the_hash_on(admin: Any) -> None:
    slug = make_round(**SOON).slug
    hashes = set()
    for total in ("30", "40"):
        assert (
            admin.submit(f"/admin/rounds/{slug}/steps/counting", instrument_total=total).status_code
            == 302
        )
        hashes.add(fresh(slug).rules_hash)
    assert len(hashes) == 2
    assert fresh(slug).settings.instrument.total == 40


def test_errors_are_shown_at_their_fields_and_input_is_kept(admin: Any) -> None:
    slug = make_round(**SOON, published_at=None, frame_document=None).slug
    page = admin.submit(
        f"/admin/rounds/{slug}/steps/people",
        windows_ideas_opens="2027-03-28T02:30",
        windows_ideas_closes="2027-10-31T02:30",
        minimum_age="zwanzig",
        contact_email="keine",
    )
    text = main_text(page)
    for sentence in (
        "Geben Sie eine ganze Zahl ein.",
        "gibt es nicht: In dieser Nacht",
        "gibt es in dieser Nacht zweimal",
    ):
        assert sentence in text
    assert 'value="zwanzig"' in page.get_data(as_text=True)
    page = admin.submit(page, minimum_age="", windows_ideas_opens="", windows_ideas_closes="")
    assert "keine E-Mail-Adresse" in main_text(page)
    page = admin.submit(f"/admin/rounds/{slug}/steps/subject", slug="Groß!")
    assert "ist kein Kürzel" in main_text(page)


def test_a_time_that_comes_twice_is_asked_about(admin: Any) -> None:
    slug = make_round(**SOON, published_at=None, frame_document=None).slug
    path = f"/admin/rounds/{slug}/steps/people"
    page = admin.submit(
        path, windows_ideas_opens="2027-10-01T09:00", windows_ideas_closes="2027-10-31T02:30"
    )
    assert page.status_code == 200
    assert admin.submit(page, twice="1").status_code == 302
    assert fresh(slug).ideas_closes_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    # Saving it again, without an answer this time, keeps the moment it was.
    assert admin.submit(path, minimum_age="14").status_code == 302
    assert fresh(slug).ideas_closes_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_of_two_administrators_the_second_overwrites_nothing(new_client: Any) -> None:
    slug = make_round(**SOON).slug
    one, two = new_client(make_staff("admin")), new_client(make_staff("admin"))
    path = f"/admin/rounds/{slug}/steps/subject"
    first, second = one.get(path), two.get(path)
    assert one.submit(first, title_de="Von der Ersten").status_code == 302
    page = two.submit(second, title_de="Vom Zweiten")
    assert page.status_code == 409
    assert "inzwischen geändert" in main_text(page)
    assert "Vom Zweiten" in main_text(page)
    assert fresh(slug).title["de"] == "Von der Ersten"


def test_a_conflict_names_what_differs_as_the_form_does(new_client: Any) -> None:
    slug = make_round(**SOON).slug
    one, two = new_client(make_staff("admin")), new_client(make_staff("admin"))
    path = f"/admin/rounds/{slug}/steps/counting"
    first, second = one.get(path), two.get(path)
    assert one.submit(first, instrument_total="30").status_code == 302
    page = two.submit(second, instrument_total="40", destroy_key_after_days="9", no_opinion="y")
    assert (
        "vom jetzigen Stand: Punkte insgesamt; „Keine Angabe“ anbieten; "
        "Schlüssel vernichten, Tage nach dem Ergebnis." in main_text(page)
    )


def test_a_conflict_about_the_contact_names_its_fields(new_client: Any) -> None:
    slug = make_round().slug
    one, two = new_client(make_staff("admin")), new_client(make_staff("admin"))
    first, second = one.get(f"/admin/rounds/{slug}/edit"), two.get(f"/admin/rounds/{slug}/edit")
    assert one.submit(first, contact_telephone="0123").status_code == 302
    page = two.submit(second, contact_email="amt@example.org")
    assert "vom jetzigen Stand: Telefon; E-Mail-Adresse." in main_text(page)


def test_after_the_opening_only_the_contact_can_be_changed(admin: Any) -> None:
    slug = make_round().slug
    page = admin.get(f"/admin/rounds/{slug}/edit")
    assert "title_de" not in page.get_data(as_text=True)
    before = fresh(slug).rules_hash
    assert admin.submit(page, contact_telephone="0123 456", title_de="Anders").status_code == 302
    round_ = fresh(slug)
    assert round_.settings.contact["telephone"] == "0123 456"
    assert round_.title["de"] != "Anders"
    assert round_.rules_hash == before


def test_a_window_that_opens_while_the_form_is_open_refuses_the_change(admin: Any) -> None:
    round_ = make_round(**SOON)
    page = admin.get(f"/admin/rounds/{round_.slug}/steps/subject")
    round_.ideas_opens_at = NOW - timedelta(minutes=1)
    version = round_.version
    db.session.commit()
    answer = admin.submit(page, title_de="Zu spät", version=str(version + 1))
    assert answer.location.endswith("/edit")
    assert fresh(round_.slug).title["de"] != "Zu spät"


PAGES = [
    "/admin/",
    "/admin/rounds",
    "/admin/new-round",
    "/admin/load-round",
    "/admin/rounds/{}",
    "/admin/rounds/{}/steps/subject",
    "/admin/rounds/{}/questions",
    "/admin/rounds/{}/publish",
    "/admin/rounds/{}/extend",
    "/admin/rounds/{}/copy",
    "/admin/rounds/{}/round.yaml",
]


@pytest.mark.parametrize("role", ["anonymous", "resident", "moderator", "planner", "admin"])
def test_the_editor_is_for_administrators_only(app: Flask, new_client: Any, role: str) -> None:
    round_ = make_round(**SOON, published_at=None, frame_document=None)
    person = (
        None if role == "anonymous" else make_resident() if role == "resident" else make_staff(role)
    )
    if role == "resident" and person:
        agree(person, round_)
    browser = new_client(person)
    for path in PAGES:
        status = browser.get(path.format(round_.slug)).status_code
        assert status == {"anonymous": 302, "admin": 200}.get(role, 403), (path, status)


def test_a_payload_in_every_text_is_shown_as_text(admin: Any, client: Any) -> None:
    bait = "<img src=x onerror=alert(1)>"
    texts = {"de": bait, "en": bait}
    contact = {"unit": texts, "address": bait, "telephone": bait, "email": ""}
    values = dict.fromkeys(("title", "description", "declaration"), texts)
    round_ = make_round(**values, texts={"during": texts}, contact=contact)
    paths = [
        "/",
        f"/rounds/{round_.slug}/",
        f"/rounds/{round_.slug}/procedure",
        "/admin/",
        "/admin/rounds",
    ]
    for path in [*paths, f"/admin/rounds/{round_.slug}", f"/admin/rounds/{round_.slug}/edit"]:
        browser = admin if path.startswith("/admin") else client
        assert "<img src=x" not in browser.get(path).get_data(as_text=True), path
