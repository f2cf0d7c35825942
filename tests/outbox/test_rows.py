"""Which mails a step touches, and that it leaves all others as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.outbox import service
from participation.outbox.models import Mail
from participation.outbox.rules import LEASE, MailDraft, is_given_up, pause
from participation.web.transactions import begin_write
from tests.outbox.conftest import NOW, TO, put, row

CLOCK = FixedClock(NOW)


def left() -> list[int]:
    return list(db.session.scalars(select(Mail.id).order_by(Mail.id)))


def test_only_the_named_mail_is_taken_back(app: Flask) -> None:
    first, second, third = put(), put(), put()
    assert service.cancel(second) is True
    assert service.cancel(second) is False
    assert left() == [first, third]


def test_a_mail_that_was_tried_or_sent_is_not_taken_back(app: Flask) -> None:
    tried = put()
    assert service.claim(CLOCK) is not None
    sent = put()
    service.mark_sent(sent, CLOCK)
    assert (service.cancel(tried), service.cancel(sent)) == (False, False)


def test_a_mail_is_purged_when_it_is_sent_unless_it_is_kept(app: Flask) -> None:
    purged, kept = put(), put()
    begin_write()
    service.mark_sent(purged, CLOCK)
    service.mark_sent(kept, CLOCK, keep=True)
    assert db.session.get_one(Mail, purged).recipient is None
    assert db.session.get_one(Mail, kept).recipient is not None


def test_only_unsent_mails_of_one_kind_are_discarded(app: Flask) -> None:
    begin_write()
    kinds = ("a.mail", "b.mail", "b.mail", "b.mail", "c.mail")
    mails = [service.enqueue(MailDraft(kind, "x", "y"), to=TO, clock=CLOCK) for kind in kinds]
    mails[2].held_at = NOW
    service.mark_sent(mails[3].id, CLOCK)
    kept = [mails[0].id, mails[3].id, mails[4].id]
    assert service.discard_unsent("b.mail") == 2
    assert left() == kept


def test_a_failed_mail_keeps_200_characters_of_the_reason_and_its_content(app: Flask) -> None:
    number = put()
    assert service.claim(CLOCK) is not None
    service.mark_failed(number, "x" * 201, FixedClock(NOW + timedelta(days=9)))
    db.session.commit()
    kept = row(number)
    assert kept.last_error == "x" * 200
    assert kept.next_try_at == NOW + timedelta(days=9, seconds=30)
    assert (kept.gave_up_at, kept.recipient is None) == (None, False)


def test_failed_mails_are_due_now_and_those_that_are_due_stay_so(app: Flask) -> None:
    late, early, fresh = put(), put(), put()
    begin_write()
    for number, shift in ((late, 1), (early, -1)):
        mail = db.session.get_one(Mail, number)
        mail.last_error, mail.next_try_at = "away", NOW + timedelta(hours=shift)
    assert service.try_again(actor=SHELL, clock=CLOCK) == 2
    due = [db.session.get_one(Mail, number).next_try_at for number in (late, early, fresh)]
    assert due == [NOW, NOW - timedelta(hours=1), NOW]
    [entry] = db.session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.details) == ("mails.tried_again", {"count": 2})


def test_nothing_is_recorded_when_no_mail_failed(app: Flask) -> None:
    put()
    assert service.try_again(actor=SHELL, clock=CLOCK) == 0
    assert not db.session.scalars(select(AuditEntry)).all()


def test_a_mail_that_was_given_up_is_forgotten_like_a_sent_one(app: Flask) -> None:
    number = put()
    begin_write()
    db.session.get_one(Mail, number).gave_up_at = NOW
    assert service.forget_sent(9, FixedClock(NOW + timedelta(days=9))) == 0
    assert service.forget_sent(9, FixedClock(NOW + timedelta(days=9, seconds=1))) == 1


@pytest.mark.parametrize(
    ("age", "given_up"),
    [(timedelta(days=5), True), (timedelta(days=5) - timedelta(microseconds=1), False)],
)
def test_a_refused_mail_is_given_up_after_five_days(age: timedelta, given_up: bool) -> None:
    assert is_given_up(age, refused=True) is given_up


def test_a_mail_is_in_hand_for_five_minutes_and_waits_half_a_minute_at_least() -> None:
    assert timedelta(minutes=5) == LEASE
    assert pause(0) == pause(1) == timedelta(seconds=30)
