"""The filter of ideas in which something is marked: it misses none, whoever has looked or not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.moderation.choosing import Choice, Stage, read
from participation.moderation.redaction import looking
from participation.moderation.redaction.models import IdeaMarks
from participation.moderation.workbench import claims, queries
from participation.moderation.workbench.jobs import look_for_marks
from participation.moderation.workbench.narrowing import Viewer
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.steps import shown, take
from tests.pages import main_text

CALL = "Rufen Sie mich an: 0341 123456."
MARKED = Choice(marked=True)
WHO = Viewer(0, "", None)


def ideas(*texts: str) -> list[Idea]:
    """Ideas that wait and say this, the oldest first."""
    round_, author = make_round(), make_resident()
    return [make_idea(round_, author, text=text) for text in texts]


def found(choice: Choice = MARKED) -> list[int]:
    """The ideas that the queue lists."""
    db.session.rollback()
    choice, load = queries.narrowed(choice, WHO, clock.now())
    listing = queries.page_of(choice, WHO, clock.now(), 1, load.total)
    assert load.total == len(listing.items)
    return [row.Idea.id for row in listing.items]


def counted(choice: Choice = MARKED) -> int | None:
    """The figure on the filter."""
    return queries.narrowed(choice, WHO, clock.now())[1].with_marks(None)


def test_the_filter_is_kept_in_addresses() -> None:
    assert read(MARKED.args()) == MARKED
    assert MARKED.marks_turned() == Choice()


def test_the_filter_finds_marks_before_and_after_the_worker_has_looked(app: Flask) -> None:
    _plain, called = ideas("Mehr Bänke.", CALL)
    called_id = called.id
    assert (found(), counted()) == ([called_id], 1)
    assert look_for_marks(clock) == 2
    assert (found(), counted(), counted(Choice())) == ([called_id], 1, 1)


def test_what_was_looked_at_is_not_looked_at_again(app: Flask) -> None:
    ideas("Mehr Bänke.", CALL)
    assert [look_for_marks(clock) for _ in range(2)] == [2, 0]


def test_until_all_are_looked_at_the_list_without_the_filter_has_no_figure(app: Flask) -> None:
    ideas(CALL)
    assert counted(Choice()) is None


def test_a_text_that_changed_is_looked_at_anew(app: Flask) -> None:
    (idea,) = ideas("Mehr Bänke.")
    look_for_marks(clock)
    idea = db.session.get_one(Idea, idea.id)
    idea.text = CALL
    db.session.commit()
    assert found() == [idea.id]
    idea.text = "Mehr [… zum Schutz persönlicher Daten entfernt]."
    db.session.commit()
    assert found() == []
    assert look_for_marks(clock) == 1
    assert found() == []


def test_a_new_list_of_words_counts_at_once(app: Flask, new_client: Any) -> None:
    (idea,) = ideas("So ein Quatsch.")
    idea_id = idea.id
    look_for_marks(clock)
    assert found() == []
    office = new_client(make_staff("admin"))
    office.submit("/moderation/words", words="Quatsch")
    assert found() == [idea_id]
    assert look_for_marks(clock) == 1
    assert (found(), counted()) == ([idea_id], 1)


def test_another_release_looks_with_its_own_patterns(app: Flask) -> None:
    ideas(CALL)
    look_for_marks(clock)
    db.session.execute(update(IdeaMarks).values(release="0", marked=False))
    db.session.commit()
    assert len(found()) == 1
    assert look_for_marks(clock) == 1


def test_more_than_can_be_looked_at_in_a_request_are_all_shown(
    app: Flask, new_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "IN_A_REQUEST", 1)
    _first, second, third = ideas("Mehr Bänke.", "Mehr Bäume.", CALL)
    ids = [second.id, third.id]
    assert (found(), counted()) == (ids, None)
    page = main_text(new_client(make_staff()).get("/moderation/queue?marked=1"))
    assert "Bei 2 Ideen steht das noch nicht fest." in page
    assert look_for_marks(clock) == 3
    assert found() == ids[1:]


def test_ideas_that_do_not_wait_are_not_looked_at(app: Flask) -> None:
    make_idea(make_round(), make_resident(), state="published", text=CALL)
    assert look_for_marks(clock) == 0
    assert found() == []


def test_the_next_idea_is_one_with_marks(app: Flask) -> None:
    ids = [idea.id for idea in ideas("Mehr Bänke.", CALL, CALL)]
    person = make_staff()
    who = Viewer(person.id, person.address_hash, None)
    assert claims.take_next(MARKED, who, clock=clock) == ids[1]
    db.session.rollback()
    look_for_marks(clock)
    assert claims.take_next(MARKED, who, clock=clock) == ids[1]


def test_the_filter_goes_with_the_search_and_the_way_of_waiting(app: Flask) -> None:
    _bench, tree, _plain = ideas(f"Bänke. {CALL}", f"Bäume. {CALL}", "Bäume.")
    assert found(Choice(q="Bäume", marked=True, stage=Stage.NEW)) == [tree.id]


def test_the_page_keeps_the_filter_from_idea_to_idea(app: Flask, new_client: Any) -> None:
    _plain, first, second = ideas("Mehr Bänke.", CALL, CALL)
    titles = [first.title, second.title]
    look_for_marks(clock)
    moderator = new_client(make_staff())
    page = take(moderator, "?marked=1")
    assert "Mit Vermerk 2" in main_text(page)
    assert shown(page) == titles[0]
    following = moderator.submit(page, "/publish").location
    assert "marked=1" in following
    assert shown(moderator.get(following)) == titles[1]


@pytest.mark.parametrize("known", [True, False])
def test_the_filter_takes_one_statement(
    app: Flask, new_client: Any, statements: list[str], known: bool
) -> None:
    ideas("Mehr Bänke.", CALL)
    if known:
        look_for_marks(clock)
    moderator = new_client(make_staff())
    taken = []
    for path in ("/moderation/queue", "/moderation/queue?marked=1"):
        statements.clear()
        moderator.get(path)
        taken.append(len(statements))
    assert taken[1] == taken[0] + 1 <= 10
