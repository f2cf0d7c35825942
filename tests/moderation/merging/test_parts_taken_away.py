"""The text of a part that is taken away stays in no version of the idea that it came from."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.expiry import take_away
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import Content
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from participation.moderation.merging import splitting
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff

FIRST = Content("Bank am Markt", "Eine Bank hilft.", "mobility")
SECOND = Content("Licht am Markt", "Es ist dunkel.", "energy")
WHOLE = "Eine Bank hilft. Es ist dunkel."


@pytest.fixture
def moderator(app: Flask) -> Account:
    return make_staff()


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make_idea(make_round(), make_resident(), title="Markt", text=WHOLE, state="published")


def split(idea: Idea, by: Account) -> Idea:
    parts = (FIRST, SECOND)
    [part] = splitting.split(idea.id, parts, by=by, version=idea.version, clock=clock)
    commit_now()
    return part


def taken_away(idea: Idea) -> None:
    begin_write()
    take_away(Idea.id == idea.id)
    commit_now()


def versions() -> list[str]:
    return list(db.session.scalars(select(IdeaVersion.text).order_by(IdeaVersion.id)))


def test_what_the_idea_said_before_goes_with_its_part_and_the_idea_stays(
    idea: Idea, moderator: Account
) -> None:
    part = split(idea, moderator)
    assert versions() == [WHOLE]
    taken_away(part)
    assert versions() == []
    assert (idea.title, idea.text) == (FIRST.title, FIRST.text)


def test_a_part_of_a_part_reaches_back_to_the_first(idea: Idea, moderator: Account) -> None:
    taken_away(split(split(idea, moderator), moderator))
    assert versions() == []


def test_what_the_idea_said_since_stays(idea: Idea, moderator: Account) -> None:
    part = split(idea, moderator)
    split(idea, moderator)
    taken_away(part)
    assert versions() == [FIRST.text]


def test_splitting_is_not_undone_afterwards(idea: Idea, moderator: Account) -> None:
    taken_away(split(idea, moderator))
    with pytest.raises(Conflict):
        splitting.undo_split(idea.id, by=moderator, version=idea.version, clock=clock)


def test_what_is_kept_because_of_a_threat_stays_whole(idea: Idea, moderator: Account) -> None:
    part = split(idea, moderator)
    begin_write()
    idea.held_at = clock.now()
    commit_now()
    taken_away(part)
    assert versions() == [WHOLE]
