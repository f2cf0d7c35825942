"""Decisions in one go are made and taken back as a set, and each idea keeps its own."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account, AccountRole
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.following.models import Follow
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock, clock
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench import bulk
from participation.moderation.workbench.bulk import Pick
from participation.moderation.workbench.models import BulkDecision, BulkItem
from participation.moderation.workbench.rules import Bulk, Problem
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round, make_staff, save

SAID = {"title": "Bänke", "text": "Mehr Bänke am Kanal."}


def fill(count: int) -> list[Pick]:
    """Ideas of many authors that wait, say the same and were each reported; written in one go."""
    people = [make_resident() for _ in range(5)]
    first = make_idea(make_round(), people[0], **SAID)
    columns = {c.name: getattr(first, c.name) for c in Idea.__table__.columns if c.name != "id"}
    session = begin_write()
    more = [
        Idea(**columns | {"token": f"t{first.id}-{number}", "author_id": people[number % 5].id})
        for number in range(count - 1)
    ]
    session.add_all(more)
    session.flush()
    ideas = [first, *more]
    reported = {"reason": "other", "text": "No.", "at": clock.now(), "language": "de"}
    session.add_all(
        Report(idea_id=idea.id, reporter_id=people[place % 5].id, **reported)
        for place, idea in enumerate(ideas)
    )
    session.commit()
    return picks(*ideas)


def picks(*ideas: Idea) -> list[Pick]:
    return [Pick(idea.id, idea.version) for idea in ideas]


def decide(kind: Bulk, ticked: list[Pick], by: Account, form: str = "form") -> BulkDecision:
    done = bulk.decide(kind, ticked, by=by, token=form, clock=clock)
    db.session.commit()
    return done


def problems(done: BulkDecision) -> dict[int, str | None]:
    """Of each idea why it was left out, by its id."""
    db.session.expire_all()
    return {item.idea_id: item.problem for item in done.items}


@pytest.mark.parametrize("kind", list(Bulk))
def test_fifty_take_as_many_statements_as_five(
    app: Flask, statements: list[str], kind: Bulk
) -> None:
    moderator, counts = make_staff(), []
    for count in (5, 50):
        ticked = fill(count)
        statements.clear()
        done = decide(kind, ticked, moderator, f"{kind}-{count}")
        decided = len(statements)
        done_id, moderator_id = done.id, moderator.id
        statements.clear()
        back, late = bulk.undo(done_id, by=moderator, clock=clock)
        db.session.commit()
        counts.append((decided, len(statements)))
        assert (back, late, moderator_id) == (count - (kind is Bulk.COPIES), 0, moderator.id)
    assert counts[0] == counts[1]
    assert db.session.query(Mail).count() == 0, "neither authors nor reporters hear of it"
    assert db.session.query(Report).filter(Report.settled_at.is_not(None)).count() == 0


def test_each_idea_has_its_decision_record_follower_and_answered_report(app: Flask) -> None:
    ticked = fill(3)
    decide(Bulk.PUBLISH, ticked, make_staff())
    numbers = {idea.number for idea in db.session.query(Idea)}
    entries = db.session.query(AuditEntry).filter_by(action="idea.publish")
    assert {entry.subject_id for entry in entries} == numbers
    assert {row.key for row in db.session.query(Follow)} == numbers
    decisions = db.session.query(Decision).all()
    assert {row.idea_id for row in decisions} == {pick.idea_id for pick in ticked}
    assert {(row.made_version, row.idea.version) for row in decisions} == {(2, 2)}
    settled = {report.decision_id for report in db.session.query(Report)}
    assert settled == {row.id for row in decisions}
    assert len({row.mail_id for row in decisions} - {None}) == 3


def test_an_idea_whose_mail_has_gone_out_stays_and_the_others_are_taken_back(app: Flask) -> None:
    ideas = [make_idea(make_round(), make_resident()) for _ in range(3)]
    moderator = make_staff()
    done = decide(Bulk.PUBLISH, picks(*ideas), moderator)
    assert outbox.claim(FixedClock(clock.now() + timedelta(minutes=11))) is not None
    db.session.commit()
    assert bulk.undo(done.id, by=moderator, clock=clock) == (2, 1)
    db.session.commit()
    db.session.expire_all()
    assert sorted(idea.state for idea in ideas) == ["published", "waiting", "waiting"]
    assert list(problems(done).values()).count(Problem.TOO_LATE) == 1


def test_what_was_decided_anew_since_is_not_taken_back(app: Flask) -> None:
    one, two = (make_idea(make_round(), make_resident()) for _ in range(2))
    moderator = make_staff()
    done = decide(Bulk.SPAM, picks(one, two), moderator)
    db.session.expire_all()
    session = begin_write()
    one.note = "Something else."
    session.commit()
    assert bulk.undo(done.id, by=moderator, clock=clock) == (1, 1)
    db.session.commit()
    assert (one.state, two.state) == ("rejected", "waiting")


def test_copies_name_the_one_that_stays_although_it_came_last(app: Flask) -> None:
    round_ = make_round()
    one, two, three = (make_idea(round_, make_resident(), **SAID) for _ in range(3))
    decide(Bulk.COPIES, picks(one, two), make_staff())
    db.session.expire_all()
    assert (one.duplicate_of_id, two.duplicate_of_id) == (three.id, three.id)
    assert (one.state, two.state, three.state) == ("rejected", "rejected", "waiting")


def test_nobody_decides_in_a_round_that_they_only_audit(app: Flask) -> None:
    mine, other = make_round(), make_round()
    decides, reads = make_idea(mine, make_resident()), make_idea(other, make_resident())
    person = make_staff(round_=mine)
    save(AccountRole(account_id=person.id, role="auditor", round_id=None))
    db.session.expire_all()
    decide(Bulk.PUBLISH, picks(decides, reads), person)
    assert (decides.state, reads.state) == ("published", "waiting")


def test_a_role_taken_away_since_takes_nothing_back(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    person = make_staff(round_=idea.round)
    done = decide(Bulk.PUBLISH, picks(idea), person)
    session = begin_write()
    session.query(AccountRole).filter_by(account_id=person.id).delete()
    session.commit()
    assert bulk.undo(done.id, by=person, clock=clock) == (0, 1)
    db.session.commit()
    assert (idea.state, problems(done)) == ("published", {idea.id: Problem.GONE})


def at_once(app: Flask, *runs: tuple[int, list[Pick], str]) -> list[int]:
    """Let people publish at the same moment, by account, ideas and token; return what was done."""
    barrier, found = threading.Barrier(len(runs)), []

    def run(account_id: int, ticked: list[Pick], token: str) -> None:
        with app.app_context():
            by = db.session.get_one(Account, account_id)
            barrier.wait()
            done = bulk.decide(Bulk.PUBLISH, ticked, by=by, token=token, clock=clock)
            found.append(done.id)
            db.session.commit()

    threads = [threading.Thread(target=run, args=each) for each in runs]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_form_sent_twice_at_the_same_moment_decides_once(app: Flask) -> None:
    idea, moderator = make_idea(make_round(), make_resident()), make_staff()
    run = (moderator.id, picks(idea), "same")
    first, second = at_once(app, run, run)
    assert first == second
    assert db.session.query(Decision).count() == db.session.query(Mail).count() == 1


def test_of_two_who_tick_the_same_in_another_order_one_decides_on_each(app: Flask) -> None:
    ideas = [make_idea(make_round(), make_resident()) for _ in range(3)]
    ticked, people = picks(*ideas), [make_staff().id, make_staff().id]
    done: Any = at_once(app, (people[0], ticked, "one"), (people[1], ticked[::-1], "two"))
    assert len(set(done)) == 2
    assert db.session.query(Decision).count() == db.session.query(Mail).count() == 3
    left_out = db.session.query(BulkItem).filter(BulkItem.problem.is_not(None))
    assert [item.problem for item in left_out] == [Problem.CHANGED] * 3
