"""The record on its pages: by thing and by day for administrators, by person for auditors alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import FixedClock
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import main_text

EVENING = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def note(number: str, at: datetime = EVENING, by: Account | None = None, **more: Any) -> None:
    """Record that an idea was published."""
    given = {"action": "idea.publish", "subject_kind": "idea", **more}
    actor = Actor(by.id, by.label) if by else Actor(None, "Befehlszeile")
    record(actor=actor, subject_id=number, clock=FixedClock(at), **given)
    db.session.commit()


def test_the_record_is_narrowed_to_one_thing(client: CheckingClient) -> None:
    note("2026-00012")
    note("2026-00013")
    client.sign_in(make_staff("admin"))
    said = main_text(client.get("/admin/audit?kind=idea&number=2026-00012"))
    assert "Idee 2026-00012 veröffentlicht" in said
    assert "2026-00013" not in said


def test_days_begin_and_end_at_midnight_in_the_citys_time(client: CheckingClient) -> None:
    note("2026-00012", EVENING)
    note("2026-00013", AFTER_MIDNIGHT)
    client.sign_in(make_staff("admin"))
    said = main_text(client.get("/admin/audit?first=2026-03-03&last=2026-03-03"))
    assert "Idee 2026-00012 veröffentlicht" in said
    assert "2026-00013" not in said


def test_a_day_that_is_none_is_explained_and_nothing_is_listed(client: CheckingClient) -> None:
    note("2026-00013")
    client.sign_in(make_staff("admin"))
    said = main_text(client.get("/admin/audit?first=gestern"))
    assert "Geben Sie einen Tag an" in said
    assert "2026-00013" not in said


def test_administrators_cannot_search_by_the_number_of_an_account(client: CheckingClient) -> None:
    person = make_staff("moderator")
    note(str(person.id), action="staff.signed_in", subject_kind="account", by=person)
    client.sign_in(make_staff("admin"))
    for kind in ("", "account"):
        page = client.get(f"/admin/audit?kind={kind}&number={person.id}")
        assert "Nichts gefunden" in main_text(page)


def test_administrators_do_not_open_the_record_by_person(client: CheckingClient) -> None:
    client.sign_in(make_staff("admin"))
    assert client.get("/admin/audit/person").status_code == 403
    assert "/admin/audit/person" not in client.get("/admin/audit").get_data(as_text=True)


def test_an_auditor_reads_what_a_person_did_and_the_look_is_recorded(
    app: Flask, client: CheckingClient
) -> None:
    person, other = make_staff("moderator"), make_staff("moderator")
    note("2026-00012", by=person)
    note("2026-00013", by=other)
    auditor = make_staff("auditor")
    client.sign_in(auditor)
    said = main_text(
        client.submit("/admin/audit/person", person=person.id, first="2026-03-01", last="")
    )
    assert "Idee 2026-00012 veröffentlicht" in said
    assert "2026-00013" not in said
    db.session.rollback()
    looks = select(AuditEntry).where(AuditEntry.action == "record.read_by_person")
    look = db.session.scalars(looks).one()
    assert (look.actor_id, look.subject_id) == (auditor.id, str(person.id))
    assert look.details == {"name": person.label, "first": "2026-03-01"}


def test_opening_the_form_alone_records_nothing(client: CheckingClient) -> None:
    client.sign_in(make_staff("auditor"))
    assert client.get("/admin/audit/person").status_code == 200
    looks = select(AuditEntry).where(AuditEntry.action == "record.read_by_person")
    assert db.session.scalars(looks).all() == []
