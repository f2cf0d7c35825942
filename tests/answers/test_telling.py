"""Who is told of answers and of those that are owed, each exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from participation.accounts.models import Account, AccountUnit
from participation.answers import jobs, publishing, service, telling
from participation.answers.models import AnswerNotice
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.extensions import db
from participation.following import mailing
from participation.following import service as following
from participation.following.models import News
from participation.following.rules import Frequency
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock, clock
from participation.outbox import queries as outbox
from participation.outbox.queries import KeptMail
from participation.rounds.models import Round
from tests.answers.answering import (
    DECLINED,
    DONE,
    answer,
    make_unit,
    publish,
    published_idea,
    stage,
)
from tests.factories import make_idea, make_resident, make_round, make_staff, save

pytestmark = pytest.mark.usefixtures("app")

DUE = date(2027, 3, 31)
WINDOW = {
    "ideas_opens_at": datetime(2027, 1, 1, tzinfo=UTC),
    "ideas_closes_at": datetime(2027, 2, 1, tzinfo=UTC),
}


def mails() -> list[KeptMail]:
    """The mails in the outbox, newest first."""
    db.session.rollback()
    return outbox.kept()


def on(day: date) -> FixedClock:
    """Noon of a day."""
    return FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def member(unit_id: int, **values: Any) -> Account:
    """A person who acts for a unit."""
    account = make_staff("unit", **values)
    save(AccountUnit(account_id=account.id, unit_id=unit_id))
    return account


def owing_round() -> Round:
    """A round whose ideas are to be answered."""
    return make_round(**WINDOW, answers_due=DUE)


def test_the_author_gets_one_mail_however_often_the_worker_runs() -> None:
    idea = published_idea(make_round(), make_resident("author@example.org"))
    answer(idea, DECLINED)
    assert mails() == []
    assert jobs.tell(clock) == 1
    assert jobs.tell(clock) == 0
    [mail] = mails()
    assert (mail.to, mail.kind) == ("author@example.org", "idea.answered")
    assert mail.subject == f"Antwort auf Ihre Idee {idea.number}"
    assert "Die Stadt nimmt diese Idee nicht auf.\n\nDafür fehlt der Platz." in mail.body
    assert f"http://localhost/rounds/{idea.round.slug}/ideas/{idea.number}" in mail.body


def test_the_mail_is_in_the_authors_language() -> None:
    idea = published_idea(make_round(), make_resident(language="en"))
    make_unit("traffic", title={"de": "Verkehrsamt", "en": "Traffic office"})
    answer(idea, replace(DECLINED, unit="traffic"))
    jobs.tell(clock)
    [mail] = mails()
    assert mail.subject == f"Answer to your idea {idea.number}"
    assert "The city does not take this idea up." in mail.body
    assert "Traffic office" in mail.body


def test_nobody_is_told_of_what_is_only_staged() -> None:
    stage(published_idea(make_round(), make_resident()))
    assert jobs.tell(clock) == 0
    assert mails() == []


@pytest.mark.parametrize("state", ["withdrawn", "removed"])
def test_nobody_is_told_of_an_answer_to_an_idea_that_is_gone(state: str) -> None:
    idea = published_idea(make_round(), make_resident())
    answer(idea)
    db.session.execute(update(Idea).values(state=state))
    db.session.commit()
    jobs.tell(clock)
    assert mails() == []
    assert db.session.query(AnswerNotice).count() == 0


def test_an_idea_without_an_author_is_answered_without_a_mail() -> None:
    answer(published_idea(make_round()))
    assert jobs.tell(clock) == 1
    assert mails() == []


def test_a_correction_before_the_mail_is_told_alone() -> None:
    idea = published_idea(make_round(), make_resident())
    answer(idea)
    answer(idea, DECLINED)
    jobs.tell(clock)
    [mail] = mails()
    assert mail.subject == f"Neue Antwort auf Ihre Idee {idea.number}"
    assert "Dafür fehlt der Platz." in mail.body


def test_followers_hear_of_it_and_the_author_not_twice() -> None:
    author, other = make_resident(), make_resident()
    idea = published_idea(make_round(), author)
    for account in (author, other):
        following.follow(account, "idea", idea.number, frequency="at_once", clock=clock)
        db.session.commit()
    answer(idea)
    jobs.tell(clock)
    [news] = db.session.query(News).filter_by(kind="idea")
    assert news.event == "idea.answered"
    assert news.what["en"] == "The city has answered the idea."
    later = FixedClock(clock.now() + timedelta(hours=1))
    assert mailing.mail_news([other.id], Frequency.AT_ONCE, later.now(), later)
    db.session.rollback()
    assert not mailing.mail_news([author.id], Frequency.AT_ONCE, later.now(), later)


def test_followers_of_the_round_hear_how_many_were_answered() -> None:
    round_, reader = make_round(), make_resident()
    following.follow(reader, "round", round_.slug, frequency="weekly", clock=clock)
    db.session.commit()
    stage(published_idea(round_))
    stage(published_idea(round_))
    publish(round_)
    [news] = db.session.query(News).filter_by(kind="round")
    assert news.what["de"] == "Die Stadt hat auf Ideen geantwortet. Neue Antworten: 2"


def test_planners_are_reminded_before_on_and_after_the_last_day_once_each() -> None:
    round_ = owing_round()
    planner = make_staff("planner", "planner@example.org")
    published_idea(round_)
    published_idea(round_)
    make_idea(round_)
    expected = 0
    for days in (-15, -14, -13, -1, 0, 1, 13, 14, 15):
        written = jobs.remind(on(DUE + timedelta(days=days))) + jobs.remind(
            on(DUE + timedelta(days=days))
        )
        expected += days in (-14, 0, 14)
        assert written == (days in (-14, 0, 14))
        assert len(mails()) == expected
    assert {mail.to for mail in mails()} == {"planner@example.org"}
    assert planner.id
    late, last_day, before = (mail.body for mail in mails())
    assert "fehlen noch Antworten: 2 Ideen. Die Frist endet am 31. März 2027." in before
    assert "Heute ist der letzte Tag der Frist." in last_day
    assert "Die Frist war der 31. März 2027." in late
    assert f"http://localhost/planning/{round_.slug}/answers" in late


def test_after_a_standstill_only_the_latest_reminder_is_sent() -> None:
    published_idea(owing_round())
    make_staff("planner")
    assert jobs.remind(on(DUE + timedelta(days=60))) == 1
    assert jobs.remind(on(DUE + timedelta(days=61))) == 0


def test_nobody_is_reminded_where_everything_is_answered() -> None:
    round_ = owing_round()
    make_staff("planner")
    answer(published_idea(round_))
    assert jobs.remind(on(DUE)) == 0


def test_a_review_still_owes_an_answer() -> None:
    round_ = owing_round()
    make_staff("planner")
    answer(published_idea(round_), Draft(Status.IN_REVIEW, review_by="2099"))
    assert jobs.remind(on(DUE)) == 1


def test_people_of_units_are_reminded_of_their_ideas_alone() -> None:
    round_ = owing_round()
    mine, other, idle = make_unit("mine"), make_unit("other"), make_unit("idle")
    ideas = [published_idea(round_) for _ in range(3)]
    service.assign(round_.id, [ideas[0].id], "mine", actor=SHELL, clock=clock)
    service.assign(round_.id, [ideas[1].id], "other", actor=SHELL, clock=clock)
    db.session.commit()
    answer(ideas[1], replace(DONE, unit="other"))
    member(mine.id, address="mine@example.org")
    member(other.id, address="other@example.org")
    member(idle.id, address="idle@example.org")
    member(mine.id, address="away@example.org", active=False)
    assert jobs.remind(on(DUE)) == 1
    [mail] = mails()
    assert mail.to == "mine@example.org"
    assert "fehlen noch Antworten: 1 Idee." in mail.body


def test_a_planner_of_another_round_is_not_reminded() -> None:
    published_idea(owing_round())
    make_staff("planner", round_=make_round())
    assert jobs.remind(on(DUE)) == 0


def test_what_a_restored_backup_says_is_untold_is_not_told_again() -> None:
    answer(published_idea(make_round(), make_resident()))
    published_idea(owing_round())
    make_staff("planner")
    later = on(DUE + timedelta(days=1))
    assert telling.settle_after_restore(later) == 1
    db.session.commit()
    jobs.tell(later)
    assert jobs.remind(later) == 0
    assert mails() == []
    assert jobs.remind(on(DUE + timedelta(days=14))) == 1


def test_many_answers_are_told_in_several_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    round_ = make_round()
    for _number in range(5):
        stage(published_idea(round_, make_resident()))
    seen = publishing.staged_batch(round_.id).seen
    publishing.publish(round_.id, seen=seen, actor=SHELL, clock=clock)
    db.session.commit()
    assert jobs.tell(clock) == 5
    assert len(mails()) == 5
