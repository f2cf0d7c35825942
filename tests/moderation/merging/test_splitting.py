"""An idea that proposes several things becomes several, and one again while its mail waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.models import Follow
from participation.ideas import service_support
from participation.ideas.lineage import lineage_of
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import Content
from participation.ideas.service import InvalidContent
from participation.kernel.clock import Clock, FixedClock, clock
from participation.kernel.errors import Conflict
from participation.kernel.text import fold
from participation.moderation.merging import splitting
from participation.outbox.models import Mail
from tests.factories import agree, make_idea, make_resident, make_round, make_staff
from tests.moderation.merging.test_merging import columns

NOW = clock.now()
PARTS = (
    Content("Bänke im Park", "Mehr Bänke.", "mobility"),
    Content("Licht im Park", "Mehr Licht.", "energy"),
)


@pytest.fixture
def moderator(app: Flask) -> Account:
    return make_staff()


@pytest.fixture
def idea(app: Flask) -> Idea:
    content = {"title": "Bänke und Licht", "text": "Beides fehlt.", "state": "published"}
    folded = fold("Bänke und Licht\nBeides fehlt.")
    return make_idea(make_round(), make_resident(), folded=folded, **content)


def split(idea: Idea, by: Account, parts: tuple[Content, ...] = PARTS) -> list[Idea]:
    made = splitting.split(idea.id, parts, by=by, version=idea.version, clock=clock)
    db.session.commit()
    return made


def undo(idea: Idea, by: Account, at: Clock = clock) -> None:
    splitting.undo_split(idea.id, by=by, version=idea.version, clock=at)
    db.session.commit()


def test_the_idea_keeps_its_number_and_one_part_and_the_others_are_new(
    idea: Idea, moderator: Account
) -> None:
    [part] = split(idea, moderator)
    assert (idea.title, part.title, part.field_key) == ("Bänke im Park", "Licht im Park", "energy")
    assert (part.state, part.author_id) == ("published", idea.author_id)
    assert part.submitted_at == idea.submitted_at
    assert lineage_of(idea).parts[0].id == part.id
    origin = lineage_of(part).split_from
    assert origin is not None
    assert origin.id == idea.id


def test_its_author_is_told_and_follows_the_new_one(idea: Idea, moderator: Account) -> None:
    [part] = split(idea, moderator)
    assert [mail.kind for mail in db.session.query(Mail)] == ["idea.split"]
    assert db.session.query(Follow).filter_by(key=part.number).count() == 1


def test_undoing_puts_the_idea_back_exactly_and_deletes_the_others(
    idea: Idea, moderator: Account
) -> None:
    before = columns(idea)
    split(idea, moderator)
    undo(idea, moderator)
    assert columns(idea) == before
    kept = [db.session.query(table).count() for table in (Idea, IdeaVersion, Mail, Follow)]
    assert kept == [1, 0, 0, 0]


def test_a_split_stands_once_somebody_supports_a_part_or_ten_minutes_are_over(
    idea: Idea, moderator: Account
) -> None:
    [part] = split(idea, moderator)
    with pytest.raises(Conflict):
        undo(idea, moderator, FixedClock(clock.now() + timedelta(minutes=11)))
    person = make_resident()
    agree(person, idea.round)
    service_support.support(part.id, account=person, wanted=True, clock=clock)
    db.session.commit()
    with pytest.raises(Conflict):
        undo(idea, moderator)


def test_a_part_without_a_title_splits_nothing(idea: Idea, moderator: Account) -> None:
    with pytest.raises(InvalidContent):
        split(idea, moderator, (PARTS[0], Content("", "Text", "energy")))
    db.session.rollback()
    assert db.session.query(Idea).count() == 1


def test_two_moderators_split_an_idea_once(idea: Idea, moderator: Account) -> None:
    seen = idea.version
    split(idea, moderator)
    with pytest.raises(Conflict):
        splitting.split(idea.id, PARTS, by=moderator, version=seen, clock=clock)
