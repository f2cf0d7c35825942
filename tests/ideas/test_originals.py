"""What ideas said before something was blacked out is enciphered, and goes with what it was of."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from participation.accounts.models import Account
from participation.extensions import db
from participation.front import service_account
from participation.ideas import originals, queries
from participation.ideas.expiry import take_away
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.originals import Original
from participation.kernel.clock import clock
from participation.web.transactions import commit_now
from tests.factories import make_idea, make_resident, make_round, save

SAID = Original("Bank für Erika", "Erika wohnt am Markt.")


def kept(state: str = "published", author: Account | None = None) -> IdeaOriginal:
    """An original of a new idea."""
    idea = make_idea(make_round(), author or make_resident(), state=state)
    now = clock.now()
    return save(
        IdeaOriginal(
            idea_id=idea.id,
            version=1,
            sealed=originals.seal(SAID),
            at=now,
            by_label="Moderation",
            delete_after=now + timedelta(days=184),
        )
    )


def test_an_original_is_enciphered_with_the_citys_key_and_opened_again(app: Flask) -> None:
    row = kept()
    stored = db.session.execute(text("SELECT sealed FROM idea_originals")).scalar_one()
    assert "Erika" not in stored
    assert originals.opened(row) == SAID


def test_whose_text_is_taken_away_keeps_no_original(app: Flask) -> None:
    row = kept("rejected")
    take_away(Idea.id == row.idea_id)
    commit_now()
    assert (row.sealed, originals.opened(row)) == (None, None)


def test_with_the_account_its_originals_go_although_the_idea_stays(app: Flask) -> None:
    author = make_resident()
    row, other = kept(author=author), kept()
    service_account.leave(author, withdraw_ideas=False, clock=clock)
    commit_now()
    assert row.sealed is None
    assert row.idea.state == "published"
    assert originals.opened(other) == SAID


def test_the_authors_own_file_has_the_original(app: Flask) -> None:
    author = make_resident()
    row = kept(author=author)
    [idea] = queries.data_of(author.id, clock.now())["ideas"]
    [original] = idea["originals"]
    assert (original["title"], original["text"]) == (SAID.title, SAID.text)
    assert original["kept_until"] == row.delete_after.isoformat()
    originals.delete(IdeaOriginal.id == row.id)
    commit_now()
    [idea] = queries.data_of(author.id, clock.now())["ideas"]
    assert idea["originals"][0]["text"] is None
