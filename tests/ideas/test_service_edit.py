"""Changing one's own idea: until when, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas import service
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import Content
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, NotFound, WindowClosed
from tests.factories import closed, make_idea, make_resident, make_round
from tests.ideas.steps import GOOD, resident_of, write_past


def test_an_edit_keeps_what_was_said_before(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author, title="Alt", text="Alter Text", change_asked=True)
    changed = service.edit(idea.id, GOOD, author=author, version=1, clock=clock)
    db.session.commit()
    assert (changed.title, changed.version, changed.change_asked) == ("Bänke", 2, False)
    assert "banke" in changed.folded
    before = db.session.query(IdeaVersion).one()
    assert (before.number, before.title) == (1, "Alt")


def test_an_edit_from_an_old_version_overwrites_nothing(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author)
    service.edit(idea.id, GOOD, author=author, version=1, clock=clock)
    db.session.commit()
    with pytest.raises(Conflict):
        service.edit(idea.id, Content("X", "Y", "energy"), author=author, version=1, clock=clock)
    db.session.rollback()
    assert db.session.get_one(Idea, idea.id).title == "Bänke"


def test_nobody_edits_after_closing_a_decision_or_somebody_elses(app: Flask) -> None:
    round_, over = make_round(), make_round(**closed())
    author = resident_of(round_)
    for idea, error in (
        (make_idea(over, author), WindowClosed),
        (make_idea(round_, author, state="published"), WindowClosed),
        (make_idea(round_, author, state="rejected"), WindowClosed),
        (make_idea(round_, make_resident()), NotFound),
    ):
        with pytest.raises(error):
            service.edit(idea.id, GOOD, author=author, version=1, clock=clock)
        db.session.rollback()


def test_an_edit_from_a_version_that_does_not_exist_yet_overwrites_nothing(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    with pytest.raises(Conflict):
        service.edit(idea.id, GOOD, author=author, version=2, clock=clock)


def test_an_idea_is_read_anew_under_its_lock(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    write_past(idea, version=7000)
    assert service.edit(idea.id, GOOD, author=author, version=7000, clock=clock).version == 7001


def test_an_edit_that_changes_nothing_leaves_no_version(app: Flask) -> None:
    author = make_resident()
    same = {"title": GOOD.title, "text": GOOD.text, "goal_key": GOOD.goal_key}
    idea = make_idea(make_round(), author, change_asked=True, **same)
    assert service.edit(idea.id, GOOD, author=author, version=1, clock=clock).version == 1
    assert db.session.query(IdeaVersion).count() == 0


def editable(author_id: int | None, account_id: int | None, **values: object) -> bool:
    """Whether an account may change a waiting idea now."""
    idea = Idea(state="waiting", author_id=author_id, submitted_at=clock.now())
    return service.editable(idea, make_round(**values), account_id, clock.now())


@pytest.mark.parametrize("account_id", [None, 4999, 5001])
def test_only_the_author_may_edit(app: Flask, account_id: int | None) -> None:
    assert editable(5000, int("5000"))
    assert not editable(5000, account_id)


def test_nobody_may_edit_an_idea_without_an_author(app: Flask) -> None:
    assert not editable(None, None)


@pytest.mark.parametrize(
    ("moderation", "decided_at", "possible"),
    [
        ("publish", None, True),
        ("publish", datetime(2026, 12, 1, tzinfo=UTC), False),
        ("hold", None, False),
    ],
)
def test_a_published_idea_is_edited_where_it_was_published_at_once_and_nobody_decided(
    app: Flask, moderation: str, decided_at: datetime | None, possible: bool
) -> None:
    now = clock.now()
    idea = Idea(state="published", author_id=1, submitted_at=now, decided_at=decided_at)
    assert service.editable(idea, make_round(moderation=moderation), 1, now) is possible
