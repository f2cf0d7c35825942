"""Supporting an idea, and taking that back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas import service_support
from participation.ideas.models import Idea, IdeaSupport
from participation.kernel.clock import clock
from participation.kernel.errors import (
    Forbidden,
    NotFound,
    NotReady,
    WindowClosed,
)
from tests.factories import agree, closed, make_idea, make_resident, make_round
from tests.ideas.steps import in_parallel, resident_of


def test_support_counts_once_and_can_be_taken_back(app: Flask) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published")
    account = resident_of(round_)
    for wanted, count in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1)):
        service_support.support(idea.id, account=account, wanted=wanted, clock=clock)
        db.session.commit()
        stored = db.session.get_one(Idea, idea.id)
        assert (stored.support, stored.version) == (count, 1)


def test_fifty_parallel_supports_of_one_account_count_once(app: Flask) -> None:
    round_ = make_round()
    idea_id, account_id = make_idea(round_, None, state="published").id, resident_of(round_).id

    def work() -> None:
        service_support.support(
            idea_id, account=db.session.get_one(Account, account_id), wanted=True, clock=clock
        )

    for count in (18, 18, 14):
        assert in_parallel(app, count, work) == [None] * count
    assert db.session.get_one(Idea, idea_id).support == 1
    assert db.session.query(IdeaSupport).count() == 1


def test_parallel_supports_of_many_accounts_are_all_counted(app: Flask) -> None:
    round_ = make_round()
    idea_id = make_idea(round_, None, state="published").id
    waiting = [resident_of(round_).id for _ in range(15)]

    def work() -> None:
        service_support.support(
            idea_id, account=db.session.get_one(Account, waiting.pop()), wanted=True, clock=clock
        )

    in_parallel(app, 15, work)
    assert db.session.get_one(Idea, idea_id).support == 15


def test_an_idea_of_an_earlier_or_a_later_account_is_supported(app: Flask) -> None:
    round_ = make_round()
    earlier, account, later = (resident_of(round_) for _ in range(3))
    for other in (earlier, later):
        idea = make_idea(round_, other, state="published")
        service_support.support(idea.id, account=account, wanted=True, clock=clock)
        assert db.session.get_one(Idea, idea.id).support == 1


def supportable(author_id: int | None, account_id: int | None, **values: object) -> bool:
    """Whether an account may support a published idea now."""
    idea = Idea(state="published", author_id=author_id)
    return service_support.supportable(idea, make_round(**values), account_id, clock.now())


@pytest.mark.parametrize(
    ("account_id", "possible"), [(None, True), (4999, True), (int("5000"), False), (5001, True)]
)
def test_everybody_but_the_author_may_support(
    app: Flask, account_id: int | None, possible: bool
) -> None:
    assert supportable(int("5000"), account_id) is possible


def test_an_idea_without_an_author_may_be_supported_by_readers_not_signed_in(app: Flask) -> None:
    assert supportable(None, None)


@pytest.mark.parametrize(
    ("opens", "closes", "possible"), [(1, 3, False), (-3, -1, True), (None, None, False)]
)
def test_support_begins_with_the_window_for_ideas_and_outlasts_it(
    app: Flask, opens: int | None, closes: int | None, possible: bool
) -> None:
    days = {"ideas_opens_at": opens, "ideas_closes_at": closes}
    window = {
        name: None if day is None else clock.now() + timedelta(days=day)
        for name, day in days.items()
    }
    assert supportable(1, 2, **window) is possible


def test_among_ideas_of_several_rounds_the_one_that_is_meant_is_supported(app: Flask) -> None:
    round_ = make_round()
    ideas = [
        make_idea(each, None, state="published") for each in (make_round(), round_, make_round())
    ]
    service_support.support(ideas[1].id, account=resident_of(round_), wanted=True, clock=clock)
    db.session.expire_all()
    assert [idea.support for idea in ideas] == [0, 1, 0]


def test_support_is_refused_for_ones_own_hidden_and_late(app: Flask) -> None:
    round_, over = make_round(), make_round(**closed())
    account = resident_of(round_)
    agree(account, over)
    other = make_resident()
    for idea, error in (
        (make_idea(round_, account, state="published"), Forbidden),
        (make_idea(round_, other), NotFound),
        (make_idea(round_, other, state="removed"), NotFound),
        (make_idea(over, other, state="published"), WindowClosed),
    ):
        with pytest.raises(error):
            service_support.support(idea.id, account=account, wanted=True, clock=clock)
        db.session.rollback()
    with pytest.raises(NotReady):
        service_support.support(
            make_idea(round_, other, state="published").id,
            account=make_resident(),
            wanted=True,
            clock=clock,
        )
    with pytest.raises(NotFound):
        service_support.support(10**9, account=account, wanted=True, clock=clock)
