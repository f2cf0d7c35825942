"""Parting an account from its ideas before it is deleted."""

from __future__ import annotations

from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas import service, service_drafts, service_support
from participation.ideas.models import Idea, IdeaDraft
from participation.kernel.clock import clock
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident, make_round
from tests.ideas.steps import GOOD, TOKEN, resident_of


def test_forgetting_an_author_leaves_published_ideas_without_a_name(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    shown, waits = make_idea(round_, author, state="published"), make_idea(round_, author)
    other = make_idea(round_, make_resident(), state="published")
    service_support.support(other.id, account=author, wanted=True, clock=clock)
    service_drafts.keep_draft(round_.id, GOOD, form_token=TOKEN, account_id=author.id, clock=clock)
    db.session.commit()
    service.forget_author(author.id)
    db.session.commit()
    assert [(idea.state, idea.author_id) for idea in (shown, waits)] == [
        ("published", None),
        ("withdrawn", None),
    ]
    assert db.session.get_one(Idea, other.id).support == 0
    assert db.session.query(IdeaDraft).count() == 0


def take_part(round_: Round, account: Account, supported: Idea) -> Idea:
    """Submit an idea, support another and leave a draft; return the idea."""
    service_support.support(supported.id, account=account, wanted=True, clock=clock)
    service_drafts.keep_draft(
        round_.id, GOOD, form_token=f"{account.id:>032}", account_id=account.id, clock=clock
    )
    return make_idea(round_, account)


def test_forgetting_an_author_leaves_earlier_and_later_accounts_as_they_are(app: Flask) -> None:
    round_ = make_round()
    popular = make_idea(round_, None, state="published")
    accounts = [resident_of(round_) for _ in range(3)]
    earlier, forgotten, later = [take_part(round_, account, popular) for account in accounts]
    service.forget_author(accounts[1].id)
    db.session.commit()
    ideas = (earlier, forgotten, later)
    assert [idea.state for idea in ideas] == ["waiting", "withdrawn", "waiting"]
    assert [idea.version for idea in ideas] == [1, 2, 1]
    assert [idea.author_id for idea in ideas] == [accounts[0].id, None, accounts[2].id]
    drafts = {row.account_id for row in db.session.query(IdeaDraft)}
    assert drafts == {accounts[0].id, accounts[2].id}
    assert popular.support == 2
    for account in (accounts[0], accounts[2]):
        service_support.support(popular.id, account=account, wanted=False, clock=clock)
    assert db.session.get_one(Idea, popular.id).support == 0
