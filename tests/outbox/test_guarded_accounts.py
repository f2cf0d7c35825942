"""Whoever has the role for data protection or the auditors' one hears when such an account changes
hands."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.accounts import service_staff
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.audit.service import Actor
from participation.kernel.clock import FixedClock
from participation.outbox import jobs
from participation.web.transactions import commit_now
from tests.factories import make_staff
from tests.outbox.conftest import NOW, Mailbox

ADMIN = Actor(1, "Die Verwaltung")
CLOCK = FixedClock(NOW)


@pytest.fixture
def auditor(app: Flask) -> Account:
    return make_staff(Role.AUDITOR, "revision@example.org")


def sent(mailbox: Mailbox) -> dict[str, str]:
    """What arrived, by address."""
    commit_now()
    jobs.send_due(CLOCK)
    return {str(mail["To"]): str(mail.get_content()) for mail in mailbox.messages}


def test_a_reset_is_mailed_to_its_owner_and_to_everybody_with_such_a_role(
    auditor: Account, mailbox: Mailbox
) -> None:
    account = make_staff(Role.PRIVACY, "datenschutz@example.org", language="en")
    make_staff(Role.ADMIN, "admin@example.org")
    link = service_staff.reset_staff(account, actor=ADMIN, clock=CLOCK)
    mails = sent(mailbox)
    assert set(mails) == {"revision@example.org", "datenschutz@example.org"}
    assert account.label in mails["revision@example.org"]
    assert "Veranlasst hat das: Die Verwaltung" in mails["revision@example.org"]
    assert "Initiated by: Die Verwaltung" in mails["datenschutz@example.org"]
    assert link.rsplit("/", 1)[1] not in "".join(mails.values())


def test_a_new_link_alone_is_mailed_as_well(auditor: Account, mailbox: Mailbox) -> None:
    service_staff.new_setup_link(auditor, actor=ADMIN, clock=CLOCK)
    assert "Passwort und zweiten Faktor" in sent(mailbox)["revision@example.org"]


def test_giving_and_taking_the_role_is_mailed_also_to_who_loses_it(
    auditor: Account, mailbox: Mailbox
) -> None:
    account = make_staff(Role.MODERATOR, "neu@example.org")
    which = {"role": "privacy", "round_id": None}
    service_staff.give_role(account, actor=ADMIN, clock=CLOCK, **which)  # type: ignore[arg-type]
    given = sent(mailbox)
    assert set(given) == {"revision@example.org", "neu@example.org"}
    assert "hat jetzt die Rolle Datenschutz" in given["revision@example.org"]
    service_staff.take_role(account, actor=ADMIN, clock=CLOCK, **which)  # type: ignore[arg-type]
    assert "nicht mehr" in sent(mailbox)["neu@example.org"]


def test_a_new_account_with_the_role_is_mailed(auditor: Account, mailbox: Mailbox) -> None:
    service_staff.add_staff(
        address="noch@example.org", role="privacy", name="Noch jemand", actor=ADMIN, clock=CLOCK
    )
    assert "Noch jemand" in sent(mailbox)["revision@example.org"]


def test_switching_such_an_account_off_and_on_is_mailed(auditor: Account, mailbox: Mailbox) -> None:
    make_staff(Role.PRIVACY, "datenschutz@example.org")
    service_staff.switch_off(auditor, actor=ADMIN, clock=CLOCK)
    assert "ist ausgeschaltet" in sent(mailbox)["revision@example.org"]
    service_staff.switch_on(auditor, actor=ADMIN, clock=CLOCK)
    assert "wieder eingeschaltet" in sent(mailbox)["datenschutz@example.org"]


def test_no_other_account_is_mailed_about(auditor: Account, mailbox: Mailbox) -> None:
    other = make_staff(Role.MODERATOR, "andere@example.org")
    service_staff.reset_staff(other, actor=ADMIN, clock=CLOCK)
    service_staff.give_role(other, role="planner", round_id=None, actor=ADMIN, clock=CLOCK)
    assert sent(mailbox) == {}
