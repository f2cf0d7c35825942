"""Mails about news: who gets one, when, once, and what it never says."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.following import jobs, mailing, service
from participation.following.models import News, NewsRecipient
from participation.following.rules import GRACE, KEEP_NEWS
from participation.kernel.clock import FixedClock
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round
from tests.following.conftest import NEXT_MONDAY, NOW, SOON, follow, mails, tell


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(NewsRecipient)) or 0


def test_follower_hears_of_news_once_after_the_grace(app: Flask) -> None:
    round_ = make_round(title={"de": "Runde Nord"})
    follow(make_resident("amsel@example.org"), round_)
    tell("round", round_.slug)
    assert jobs.mail_at_once(FixedClock(NOW + GRACE - timedelta(seconds=1))) == 0
    assert jobs.mail_at_once(SOON) == 1
    (mail,) = mails()
    assert (mail.to, mail.subject) == ("amsel@example.org", "Neues: Runde Nord")
    assert "- Das Ergebnis ist da.\n  http://localhost/rounds/" in mail.body
    assert jobs.mail_at_once(FixedClock(NOW + timedelta(days=1))) == 0


def test_news_within_the_grace_become_one_mail(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_)
    tell("round", round_.slug, "Das Ergebnis ist da.")
    tell("round", round_.slug, "Eine Frist ist verlängert.", minutes=4)
    assert jobs.mail_at_once(SOON) == 1
    (mail,) = mails()
    assert mail.body.index("Das Ergebnis ist da.") < mail.body.index("Eine Frist ist verlängert.")
    assert waiting() == 0


def test_the_same_thing_told_twice_is_one_line(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_)
    tell("round", round_.slug)
    tell("round", round_.slug)
    jobs.mail_at_once(SOON)
    assert mails()[0].body.count("Das Ergebnis ist da.") == 1


def test_weekly_follower_hears_on_monday_of_the_days_before(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_, "weekly")
    tell("round", round_.slug)
    assert jobs.mail_at_once(SOON) == 0
    assert jobs.mail_weekly(FixedClock(NEXT_MONDAY - timedelta(seconds=1))) == 0
    assert jobs.mail_weekly(FixedClock(NEXT_MONDAY)) == 1
    assert jobs.mail_weekly(FixedClock(NEXT_MONDAY + timedelta(hours=1))) == 0


def test_weekly_mail_leaves_what_happened_since_to_the_next(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_, "weekly")
    service.tell(
        "round",
        round_.slug,
        event="test.happened",
        what={"de": "Zu spät."},
        clock=FixedClock(NEXT_MONDAY + timedelta(seconds=1)),
    )
    db.session.commit()
    assert jobs.mail_weekly(FixedClock(NEXT_MONDAY + timedelta(hours=1))) == 0
    assert jobs.mail_weekly(FixedClock(NEXT_MONDAY + timedelta(days=7))) == 1


def test_follower_without_mails_hears_nothing(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_, "never")
    tell("round", round_.slug)
    assert waiting() == 0


def test_accounts_that_cannot_be_written_to_stop_no_others_however_many_they_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    round_ = make_round()
    broken = [make_resident() for _ in range(5)]
    for account in (*broken, make_resident("one@example.org"), make_resident("two@example.org")):
        follow(account, round_)
    for account in broken:
        account.address = "cannot be decrypted"
    db.session.commit()
    tell("round", round_.slug)
    assert jobs.mail_at_once(SOON) == 2
    assert {mail.to for mail in mails()} == {"one@example.org", "two@example.org"}
    assert waiting() == 5


def test_later_follower_hears_of_no_earlier_news(app: Flask) -> None:
    round_, early, late = make_round(), make_resident(), make_resident("late@example.org")
    follow(early, round_)
    tell("round", round_.slug)
    follow(late, round_)
    jobs.mail_at_once(SOON)
    assert "late@example.org" not in {mail.to for mail in mails()}


def test_whoever_is_mailed_anyway_is_left_out(app: Flask) -> None:
    round_, account = make_round(), make_resident()
    follow(account, round_)
    service.tell(
        "round", round_.slug, event="x.y", what={"de": "X"}, clock=SOON, but_not=[account.id]
    )
    db.session.commit()
    assert waiting() == 0


def test_news_of_a_rolled_back_transaction_is_told_to_nobody(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_)
    service.tell("round", round_.slug, event="x.y", what={"de": "X"}, clock=FixedClock(NOW))
    db.session.rollback()
    assert jobs.mail_at_once(SOON) == 0


def test_news_nobody_follows_leaves_no_row(app: Flask) -> None:
    tell("round", make_round().slug)
    assert db.session.scalar(select(func.count(News.id))) == 0


def test_telling_of_many_subjects_costs_no_more_for_those_nobody_follows(
    app: Flask, statements: list[str]
) -> None:
    round_ = make_round()
    slug = round_.slug
    follow(make_resident(), round_)
    counts = []
    for number in (1, 900):
        keys = [*(f"nobody-{n}" for n in range(number)), slug]
        statements.clear()
        service.tell_many("round", keys, event="x.y", what={"de": "X"}, clock=FixedClock(NOW))
        counts.append(len(statements))
        db.session.commit()
    assert counts[0] == counts[1]
    assert waiting() == 2


def test_mail_is_written_in_the_language_of_the_follower(app: Flask) -> None:
    round_ = make_round(title={"de": "Runde Nord", "en": "Round North"})
    follow(make_resident(language="en"), round_)
    tell("round", round_.slug)
    jobs.mail_at_once(SOON)
    (mail,) = mails()
    assert "Round North" in mail.subject
    assert "English: Das Ergebnis ist da." in mail.body
    assert "Guten Tag" not in mail.body


def test_many_subjects_become_several_mails_that_name_each_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "SUBJECTS_PER_MAIL", 2)
    account, round_ = make_resident(), make_round()
    author = make_resident()
    for number in range(3):
        idea = make_idea(round_, author, state="published", title=f"Idee Nummer {number}.")
        service.follow(account, "idea", idea.number, frequency="at_once", clock=SOON)
        tell("idea", idea.number)
    assert [jobs.mail_at_once(SOON) for _ in range(3)] == [1, 1, 0]
    bodies = "\n".join(mail.body for mail in mails())
    assert all(bodies.count(f"Idee Nummer {n}.") == 1 for n in range(3))


def test_two_workers_write_one_mail(app: Flask) -> None:
    round_, account = make_round(), make_resident()
    follow(account, round_)
    tell("round", round_.slug)
    written: list[int] = []

    def work() -> None:
        with app.app_context():
            written.append(jobs.mail_at_once(SOON))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(written) == 1
    assert len(mails()) == 1


def test_account_that_cannot_be_written_to_stops_no_other(app: Flask) -> None:
    round_ = make_round()
    broken, well = make_resident(address="x@example.org"), make_resident("b@example.org")
    follow(broken, round_)
    follow(well, round_)
    tell("round", round_.slug)
    broken = begin_write().merge(broken)
    broken.address = "no ciphertext"
    db.session.commit()
    assert jobs.mail_at_once(SOON) == 1
    assert [mail.to for mail in mails()] == ["b@example.org"]
    assert waiting() == 1, "what was not mailed still waits"


def test_mailed_news_is_forgotten_and_waiting_news_kept_for_sixty_days(app: Flask) -> None:
    round_, other = make_round(), make_round()
    follow(make_resident(), round_)
    follow(make_resident(), other, "weekly")
    tell("round", round_.slug)
    tell("round", other.slug)
    jobs.mail_at_once(SOON)
    assert jobs.forget_old(SOON) == 1
    assert jobs.forget_old(FixedClock(NOW + KEEP_NEWS)) == 0
    assert jobs.forget_old(FixedClock(NOW + KEEP_NEWS + timedelta(seconds=1))) == 1
    assert waiting() == 0


def tell_once(mark: str) -> None:
    what = {"de": f"Beraten: {mark}."}
    service.tell("round", "nord", event="x.y", what=what, clock=FixedClock(NOW), once=mark)
    db.session.commit()


def test_what_is_shown_again_is_told_once(app: Flask) -> None:
    follow(make_resident(), make_round(slug="nord"))
    tell_once("first")
    tell_once("first")
    assert waiting() == 1
    tell_once("second")
    assert waiting() == 2


def test_what_was_told_is_not_told_again_under_another_key(app: Flask) -> None:
    follow(make_resident(), make_round(slug="nord"))
    tell_once("first")
    service.rename("round", "nord", "sued")
    service.rename("round", "sued", "nord")
    db.session.commit()
    tell_once("first")
    assert waiting() == 1
