"""The page of mails: what stands where, neither addresses nor contents, and trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.outbox import queries, service
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft, MailState
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import main_text, tree

NOW = clock.now()
SECRETS = ("person@example.org", "Geheimer Betreff", "Geheimer Text")


def put(kind: str = "account.sign_in", wait: timedelta = timedelta(0), **values: Any) -> int:
    """A mail in the outbox; `values` are columns of its row."""
    to, subject, body = SECRETS
    at = FixedClock(NOW)
    mail = service.enqueue(MailDraft(kind, subject, body), to=to, clock=at, wait=wait)
    for name, value in values.items():
        setattr(mail, name, value)
    db.session.commit()
    return mail.id


@pytest.fixture
def one_of_each(app: Flask) -> dict[MailState, int]:
    """A mail in every state."""
    return {
        MailState.WAITING: put(),
        MailState.FAILED: put(
            tries=3, last_error="451 later", next_try_at=NOW + timedelta(hours=1)
        ),
        MailState.HELD: put(held_at=NOW),
        MailState.GAVE_UP: put(tries=40, gave_up_at=NOW, last_error="550 no such user"),
        MailState.SENT: put(tries=1, sent_at=NOW),
    }


@pytest.fixture
def admin(client: CheckingClient) -> CheckingClient:
    return client.sign_in(make_staff("admin"))


def states(page: Any) -> list[str]:
    """The states that the rows of the list show."""
    badges = [cell for cell in tree(page).iter("span") if "badge" in (cell.get("class") or "")]
    return ["".join(badge.itertext()).strip() for badge in badges]


def test_every_mail_is_counted_in_the_state_it_is_in(
    one_of_each: dict[MailState, int],
) -> None:
    assert queries.counts() == dict.fromkeys(MailState, 1)


def test_all_mails_are_listed_newest_first(
    admin: CheckingClient, one_of_each: dict[MailState, int]
) -> None:
    expected = ["Gesendet", "Aufgegeben", "Zurückgehalten", "Fehlgeschlagen", "Wartet"]
    assert states(admin.get("/admin/mails")) == expected


@pytest.mark.parametrize(
    ("state", "shown"),
    [("failed", ["Fehlgeschlagen"]), ("held", ["Zurückgehalten"]), ("sent", ["Gesendet"])],
)
def test_the_filter_shows_one_state(
    admin: CheckingClient, one_of_each: dict[MailState, int], state: str, shown: list[str]
) -> None:
    assert states(admin.get(f"/admin/mails?state={state}")) == shown


def test_the_page_shows_neither_addresses_nor_contents(
    admin: CheckingClient, one_of_each: dict[MailState, int]
) -> None:
    page = admin.get("/admin/mails").get_data(as_text=True)
    assert not [secret for secret in SECRETS if secret in page]
    stored = db.session.query(Mail.recipient).filter(Mail.recipient.is_not(None)).first()
    assert stored is not None
    assert stored[0]
    assert stored[0] not in page


def test_what_the_mail_server_said_last_is_shown(
    admin: CheckingClient, one_of_each: dict[MailState, int]
) -> None:
    assert "451 later" in main_text(admin.get("/admin/mails"))


def test_trying_again_makes_failed_mails_due_and_nothing_else(
    admin: CheckingClient, one_of_each: dict[MailState, int]
) -> None:
    undoable = put("idea.publish", wait=timedelta(minutes=10))
    answer = admin.submit("/admin/mails", "/admin/mails/try-again")
    assert "1 E-Mail wird gleich noch einmal versucht" in main_text(admin.get(answer.location))
    due = {mail.id for mail in db.session.query(Mail).filter(Mail.next_try_at <= clock.now())}
    assert one_of_each[MailState.FAILED] in due
    assert undoable not in due
    assert db.session.query(AuditEntry).filter_by(action="mails.tried_again").count() == 1


def test_a_mail_in_the_hands_of_a_worker_is_not_tried_a_second_time(app: Flask) -> None:
    number = put(tries=1, last_error="451 later")
    assert service.claim(FixedClock(NOW)) is not None
    db.session.commit()
    service.try_again(actor=SHELL, clock=FixedClock(NOW))
    db.session.commit()
    assert db.session.get_one(Mail, number).next_try_at > NOW
    assert service.claim(FixedClock(NOW)) is None


def test_an_empty_outbox_says_so(admin: CheckingClient) -> None:
    text = main_text(admin.get("/admin/mails"))
    assert "Keine E-Mail wartet auf den Versand" in text
    assert "noch einmal versuchen" not in text


def test_long_lists_have_pages_and_none_past_the_last(admin: CheckingClient) -> None:
    for _ in range(queries.PER_PAGE + 1):
        put()
    assert len(states(admin.get("/admin/mails?page=2"))) == 1
    assert admin.get("/admin/mails?page=3").status_code == 404


def test_an_auditor_reads_the_page_without_its_button(
    client: CheckingClient, one_of_each: dict[MailState, int]
) -> None:
    page = client.sign_in(make_staff("auditor")).get("/admin/mails")
    assert "Fehlgeschlagen" in main_text(page)
    assert "/admin/mails/try-again" not in page.get_data(as_text=True)
