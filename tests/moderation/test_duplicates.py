"""Who rejects an idea because there is one already names that one, and the author learns which."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.kernel.crypto import decrypt
from participation.kernel.errors import BadInput, Conflict
from participation.keyring.queries import key_file
from participation.moderation import service
from participation.moderation.models import Decision
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import main_text


@pytest.fixture
def author(app: Flask) -> Account:
    return make_resident()


@pytest.fixture
def idea(author: Account) -> Idea:
    return make_idea(make_round(), author, title="Mehr Bänke")


def reject(idea: Idea, other: str, moderator: Account) -> Decision:
    decision = service.decide(
        idea.id,
        Action.REJECT,
        by=moderator,
        version=idea.version,
        reason=Reason.DUPLICATE,
        text="Es gibt sie.",
        other=other,
        clock=clock,
    )
    db.session.commit()
    return decision


def mail_text() -> str:
    return decrypt(key_file().address_key, db.session.query(Mail).one().body or "")


@pytest.mark.parametrize("other", ["", "2026-99999", "Bank", "itself"])
def test_the_other_idea_has_to_be_named_by_its_number(idea: Idea, other: str) -> None:
    number = idea.number if other == "itself" else other
    with pytest.raises(BadInput) as caught:
        reject(idea, number, make_staff())
    assert caught.value.field == "other"


@pytest.mark.parametrize("state", ["rejected", "removed", "withdrawn"])
def test_an_idea_that_is_not_there_any_more_cannot_be_named(idea: Idea, state: str) -> None:
    there = make_idea(idea.round, state=state)
    with pytest.raises(BadInput, match="abgelehnt, entfernt oder") as caught:
        reject(idea, there.number, make_staff())
    assert caught.value.field == "other"


def test_an_idea_of_another_round_cannot_be_named(idea: Idea) -> None:
    there = make_idea(make_round(), state="published")
    with pytest.raises(BadInput, match="gehört zu einer anderen Runde") as caught:
        reject(idea, there.number, make_staff())
    assert caught.value.field == "other"


def test_two_ideas_are_not_rejected_for_each_other_at_once(app: Flask, idea: Idea) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    there, moderator = make_idea(idea.round), make_staff()
    with db.engine.connect() as other:
        other.execute(select(Idea.id).where(Idea.id == there.id).with_for_update())
        with pytest.raises(Conflict, match="wird gerade entschieden"):
            reject(idea, there.number, moderator)
        other.rollback()
    db.session.rollback()
    assert idea.state == "waiting"


def test_the_mail_and_the_page_name_and_link_a_public_one(
    idea: Idea, author: Account, new_client: Any
) -> None:
    there = make_idea(idea.round, state="published", title="Bänke im Park")
    address = f"/rounds/{idea.round.slug}/ideas/"
    decision = reject(idea, there.number, make_staff())
    assert decision.duplicate_of_id == there.id
    body = mail_text()
    assert f"„Bänke im Park“ ({there.number})" in body
    assert f"{address}{there.number}" in body
    page = new_client(author).get(address + idea.number)
    assert f"Bänke im Park ({there.number})" in main_text(page)
    assert f'href="{address}{there.number}"' in page.get_data(as_text=True)


def test_neither_names_one_that_not_everybody_can_read(
    idea: Idea, author: Account, new_client: Any
) -> None:
    there = make_idea(idea.round, title="Bänke im Park")
    reject(idea, there.number, make_staff())
    page = new_client(author).get(f"/rounds/{idea.round.slug}/ideas/{idea.number}")
    for text in (mail_text(), main_text(page)):
        assert "Bänke im Park" not in text
        assert there.number not in text


def test_undoing_takes_the_other_idea_back_as_well(idea: Idea) -> None:
    there, moderator = make_idea(idea.round, state="published"), make_staff()
    reject(idea, there.number, moderator)
    service.undo(idea.id, by=moderator, version=idea.version, clock=clock)
    assert (idea.state, idea.duplicate_of_id) == ("waiting", None)
