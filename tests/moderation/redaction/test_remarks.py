"""What the editors add to an idea."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.expiry import take_away
from participation.ideas.models import Idea
from participation.outbox.queries import kept
from participation.web.transactions import commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import main_text

SAID = "Der Weg gehört dem Land."


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make_idea(make_round(), make_resident(), state="published")


def now(idea: Idea) -> Idea:
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id)


def test_everybody_reads_it_below_the_text_with_its_date(
    idea: Idea, new_client: Any, client: Any
) -> None:
    public, path = f"/rounds/{idea.round.slug}/ideas/{idea.number}", f"/moderation/{idea.number}"
    assert new_client(make_staff()).submit(f"{path}/remark", text=SAID).status_code == 302
    text = main_text(client.get(public))
    assert "Anmerkung der Redaktion" in text
    assert SAID in text
    assert now(idea).remark_at is not None


def test_an_empty_one_takes_it_away(idea: Idea, new_client: Any) -> None:
    path, moderator = f"/moderation/{idea.number}/remark", new_client(make_staff())
    moderator.submit(path, text=SAID)
    moderator.submit(path, text="")
    assert (now(idea).remark, now(idea).remark_at) == ("", None)


def test_who_was_slower_reads_the_other_one_and_keeps_what_they_typed(
    idea: Idea, new_client: Any
) -> None:
    path = f"/moderation/{idea.number}/remark"
    first, second = new_client(make_staff()), new_client(make_staff())
    seen = second.get(path)
    first.submit(path, text=SAID)
    late = second.submit(seen, text="Meine Anmerkung.")
    assert late.status_code == 409
    assert SAID in main_text(late)
    assert "Meine Anmerkung." in late.get_data(as_text=True)
    assert now(idea).remark == SAID


def test_the_button_pressed_twice_saves_once(idea: Idea, new_client: Any) -> None:
    moderator = new_client(make_staff())
    seen = moderator.get(f"/moderation/{idea.number}/remark")
    assert [moderator.submit(seen, text=SAID).status_code for _ in range(2)] == [302, 302]
    entries = db.session.query(AuditEntry).filter_by(action="idea.remark").all()
    assert len(entries) == 1
    assert SAID not in str(entries[0].details)


def test_an_idea_that_nobody_can_read_gets_none(app: Flask, new_client: Any) -> None:
    waiting = make_idea(make_round(), make_resident())
    page = new_client(make_staff()).submit(f"/moderation/{waiting.number}/remark", text=SAID)
    assert page.status_code == 409
    assert now(waiting).remark == ""


def test_it_goes_with_the_text_that_is_taken_away(idea: Idea, new_client: Any) -> None:
    new_client(make_staff()).submit(f"/moderation/{idea.number}/remark", text=SAID)
    take_away(Idea.id == idea.id)
    commit_now()
    assert (now(idea).remark, now(idea).remark_at) == ("", None)


def test_the_author_is_mailed_what_everybody_reads_and_not_that_it_went(
    idea: Idea, new_client: Any
) -> None:
    path, moderator = f"/moderation/{idea.number}/remark", new_client(make_staff())
    moderator.submit(path, text=SAID)
    moderator.submit(path, text=SAID)
    moderator.submit(path, text="")
    [mail] = kept()
    assert (mail.kind, SAID in mail.body, idea.number in mail.subject) == (
        "idea.remark",
        True,
        True,
    )
