"""The pages about keeping: figures by kind, holds with a reason, the archive's answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.moderation.workbench.models import IdeaNote
from participation.retention import queries
from participation.retention.models import ArchiveOffer
from tests.factories import make_resident, make_staff
from tests.pages import main_text
from tests.retention.aging import answered, fill, month, old_round, run

ADDRESS = "/admin/retention/"


def test_the_list_says_what_falls_due_when_and_names_nobody(app: Flask, new_client: Any) -> None:
    round_ = old_round()
    idea = fill(round_)
    person = make_resident("amsel@example.org", seen_month=month(30))
    page = main_text(new_client(make_staff("admin")).get(ADDRESS))
    assert "Notizen und Fragen an Ämter" in page
    assert "Wartet auf das Archiv" in page
    assert "1 Konto ist seit 24 Monaten unbenutzt" in page
    assert idea.author is not None
    names = (str(person.pseudonym), str(idea.author.pseudonym))
    for secret in (*names, "Intern", "Abgelehnter Text"):
        assert secret not in page
    db.session.rollback()
    assert db.session.scalars(select(IdeaNote)).all(), "looking erases nothing"


def test_the_list_takes_at_most_ten_statements(
    app: Flask, new_client: Any, statements: list[str]
) -> None:
    for _ in range(3):
        fill(old_round())
    client = new_client(make_staff("admin"))
    statements.clear()
    client.get(ADDRESS)
    assert len(statements) <= 10, statements


def test_an_offer_is_noted_answered_and_dated(app: Flask, new_client: Any) -> None:
    round_ = old_round()
    fill(round_)
    client, address = new_client(make_staff("admin")), f"{ADDRESS}of/{round_.slug}"
    assert client.submit(address, f"{address}/offer").status_code == 302
    page = client.get(address)
    assert "noch keine" in main_text(page)
    number = db.session.scalars(select(ArchiveOffer.id)).one()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
    assert token
    values = {"offer": str(number), "outcome": "taken", "csrf_token": token[1]}
    assert client.post(f"{address}/answer", data=values).status_code == 302
    assert "Das Archiv hat die Unterlagen übernommen" in main_text(client.get(address))
    run(2)
    page = main_text(client.get(address))
    assert "zuletzt am" in page


def test_a_hold_needs_a_reason_and_a_second_one_keeps_what_was_typed(
    app: Flask, new_client: Any
) -> None:
    round_ = old_round()
    client, address = new_client(make_staff("admin")), f"{ADDRESS}of/{round_.slug}"
    page = client.submit(address, address, kind="notes", reason="")
    assert "Schreiben Sie, warum" in main_text(page)
    assert client.submit(address, address, kind="notes", reason="Klage 7 K 12").status_code == 302
    page = client.submit(address, address, kind="notes", reason="Andere Klage")
    assert "Das wird schon zurückgehalten" in main_text(page)
    assert "Andere Klage" in page.get_data(as_text=True)
    assert client.submit(address, f"{address}/release").status_code == 302
    db.session.rollback()
    assert queries.holds() == {}


def test_the_citys_times_can_be_changed_within_bounds(app: Flask, new_client: Any) -> None:
    client = new_client(make_staff("admin"))
    page = client.submit(f"{ADDRESS}times", idle="6")
    assert "zwischen 12 und 120" in main_text(page)
    assert client.submit(f"{ADDRESS}times", idle="36").status_code == 302
    db.session.rollback()
    assert queries.kept().times.idle == 36


def test_what_went_last_is_listed_in_figures(app: Flask, new_client: Any) -> None:
    round_ = old_round()
    fill(round_)
    answered(round_)
    run(2)
    page = main_text(new_client(make_staff("admin")).get(ADDRESS))
    assert f"Notizen und Fragen an Ämter ({round_.slug}): 1" in page
    assert str(datetime.now(UTC).year) in page


def test_what_belongs_to_no_round_has_a_page_of_its_own(app: Flask, new_client: Any) -> None:
    client = new_client(make_staff("admin"))
    page = client.submit(f"{ADDRESS}of/_city", f"{ADDRESS}of/_city", kind="accounts", reason="X")
    assert page.status_code == 302
    assert "Zurückgehalten" in main_text(client.get(ADDRESS))
