"""What people do with ideas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas import service
from participation.ideas.models import Idea
from participation.ideas.rules import Content
from participation.kernel.clock import Clock, FixedClock, clock
from participation.kernel.errors import (
    Conflict,
    NotFound,
    NotReady,
    WindowClosed,
)
from tests.factories import agree, closed, make_idea, make_resident, make_round
from tests.ideas.steps import GOOD, TOKEN, in_parallel, resident_of, submit


def test_a_submitted_idea_waits_under_hold_and_shows_under_publish_first(app: Flask) -> None:
    held, free = make_round(), make_round(moderation="publish")
    assert submit(held, resident_of(held)).state == "waiting"
    idea = submit(free, resident_of(free), token="u" * 32)
    assert idea.state == "published"
    assert idea.published_at is not None
    assert idea.channel == "email"


def test_a_new_idea_has_no_history(app: Flask) -> None:
    round_ = make_round()
    idea = submit(round_, resident_of(round_))
    assert (idea.version, idea.support, idea.note, idea.change_asked) == (1, 0, "", False)


def test_a_form_has_a_token_of_its_own_that_is_long_enough() -> None:
    first, second = service.new_form_token(), service.new_form_token()
    assert first != second
    assert len(first) == 32


def test_content_that_breaks_rules_is_refused_with_all_problems_and_speaks_of_the_first(
    app: Flask,
) -> None:
    round_ = make_round()
    with pytest.raises(service.InvalidContent, match="Geben Sie Ihrer Idee einen Titel") as refused:
        submit(round_, resident_of(round_), Content("", "", "mobility"))
    assert [problem.field for problem in refused.value.problems] == ["title", "text"]
    assert refused.value.field == "title"


def test_the_year_of_the_number_is_that_of_the_rounds_zone(app: Flask) -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    around = {
        "ideas_opens_at": moment - timedelta(days=1),
        "ideas_closes_at": moment + timedelta(days=1),
    }
    berlin, azores = make_round(**around), make_round(timezone="Atlantic/Azores", **around)
    assert submit(berlin, resident_of(berlin), at=FixedClock(moment)).number.startswith("2027-")
    assert submit(
        azores, resident_of(azores), token="u" * 32, at=FixedClock(moment)
    ).number.startswith("2026-")


def test_the_same_form_gives_the_same_idea_and_another_text_is_refused(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    first = submit(round_, author).id
    assert submit(round_, author).id == first
    with pytest.raises(Conflict):
        submit(round_, author, Content("Anderes", "Ganz anderes.", "mobility"))
    with pytest.raises(Conflict):
        submit(round_, resident_of(round_))
    db.session.rollback()
    assert db.session.query(Idea).count() == 1


def test_fifty_parallel_posts_make_one_idea(app: Flask) -> None:
    app_db_pool = 20
    round_ = make_round()
    round_id, author_id = round_.id, resident_of(round_).id

    def work() -> int:
        author = db.session.get_one(Account, author_id)
        return service.submit(round_id, GOOD, author=author, form_token=TOKEN, clock=clock).id

    results: list[Any] = []
    for _ in range(50 // app_db_pool + 1):
        results += (
            in_parallel(app, min(app_db_pool - 2, 50 - len(results)), work)
            if len(results) < 50
            else []
        )
    assert len(results) == 50
    assert len(set(results)) == 1
    assert db.session.query(Idea).count() == 1


@pytest.mark.parametrize("shift", [timedelta(seconds=-1), timedelta(0)])
def test_the_window_is_half_open(app: Flask, shift: timedelta) -> None:
    round_ = make_round()
    author = resident_of(round_)
    opens, closes = round_.ideas_opens_at, round_.ideas_closes_at
    assert opens
    assert closes
    for edge, inside in ((opens, shift >= timedelta(0)), (closes, shift < timedelta(0))):
        at = FixedClock(edge + shift)
        if inside:
            submit(round_, author, token=f"{edge.isoformat():<32}", at=at)
        else:
            with pytest.raises(WindowClosed):
                submit(round_, author, token=f"{edge.isoformat():<32}", at=at)


def test_the_clock_is_read_after_the_lock_is_held(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    seen = []

    class Watching(Clock):
        def now(self) -> datetime:
            seen.append(db.session().info.get("writing"))
            return super().now()

    submit(round_, author, at=Watching())
    assert seen == [True]


def test_without_a_window_for_ideas_none_is_taken(app: Flask) -> None:
    round_ = make_round(ideas_opens_at=None, ideas_closes_at=None)
    with pytest.raises(WindowClosed):
        submit(round_, resident_of(round_))


def test_whoever_has_not_agreed_or_has_withdrawn_submits_nothing(app: Flask) -> None:
    round_ = make_round()
    with pytest.raises(NotReady):
        submit(round_, make_resident())
    account = make_resident()
    agree(account, round_, withdrawn_at=datetime.now(UTC))
    with pytest.raises(NotReady):
        submit(round_, account)


def test_a_late_retry_still_gets_its_receipt_and_a_late_new_one_nothing(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = submit(round_, author).id
    assert round_.ideas_closes_at
    late = FixedClock(round_.ideas_closes_at)
    assert submit(round_, author, at=late).id == idea
    with pytest.raises(WindowClosed):
        submit(round_, author, token="u" * 32, at=late)


def test_withdrawing_works_at_any_time_and_once(app: Flask) -> None:
    author = make_resident()
    for round_, state in (
        (make_round(), "waiting"),
        (make_round(**closed()), "published"),
        (make_round(), "rejected"),
        (make_round(), "removed"),
    ):
        idea = make_idea(round_, author, state=state)
        assert service.withdraw(idea.id, author=author, clock=clock).state == "withdrawn"
        db.session.commit()
        with pytest.raises(Conflict):
            service.withdraw(idea.id, author=author, clock=clock)
        db.session.rollback()
    with pytest.raises(NotFound):
        service.withdraw(make_idea(make_round(), make_resident()).id, author=author, clock=clock)


def test_withdrawing_takes_back_that_a_change_is_asked_for(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author, change_asked=True)
    assert not service.withdraw(idea.id, author=author, clock=clock).change_asked


def test_an_unknown_idea_is_neither_edited_nor_withdrawn(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.withdraw(10**9, author=make_resident(), clock=clock)


def test_an_idea_of_an_earlier_or_a_later_account_is_not_found(app: Flask) -> None:
    earlier, author, later = make_resident(), make_resident(), make_resident()
    for other in (earlier, later):
        idea = make_idea(make_round(), other)
        with pytest.raises(NotFound):
            service.withdraw(idea.id, author=author, clock=clock)
        db.session.rollback()
