"""Who is shown which similar ideas, and that the index follows what ideas say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.similar.search import FOR_RESIDENTS, FOR_STAFF, similar
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_round

TITLE, TEXT = "Spielplatzbeleuchtung", "Am Xylophonweg ist es abends dunkel."


@pytest.fixture
def round_(app: Flask) -> Round:
    return make_round()


def idea_of(round_: Round, **values: Any) -> Idea:
    content: dict[str, Any] = {"title": TITLE, "text": TEXT, "state": "published"}
    return make_idea(round_, **content | values)


def found(round_: Round, title: str = TITLE, text: str = TEXT, **values: Any) -> list[int]:
    return [each.idea.id for each in similar(title, text, round_.id, **values)]


def test_a_compound_finds_its_parts_and_the_parts_the_compound(round_: Round) -> None:
    whole = idea_of(round_)
    parts = idea_of(round_, title="Licht auf dem Spielplatz", text="Der Xylophonweg ist dunkel.")
    assert found(round_, without=whole.id) == [parts.id]
    assert found(round_, parts.title, parts.text, without=parts.id) == [whole.id]


@pytest.mark.parametrize("state", ["waiting", "rejected", "withdrawn", "removed"])
def test_residents_are_shown_published_ideas_alone_and_staff_waiting_ones_too(
    round_: Round, state: str
) -> None:
    idea = idea_of(round_, state=state)
    assert found(round_, states=FOR_RESIDENTS) == []
    assert found(round_, states=FOR_STAFF) == ([idea.id] if state == "waiting" else [])


def test_ideas_of_other_rounds_are_not_shown(round_: Round) -> None:
    idea_of(make_round())
    assert found(round_) == []


def test_of_a_family_the_idea_is_shown_that_the_others_went_into(round_: Round) -> None:
    into = idea_of(round_, title="Laternen", text="Für alle Wege.")
    idea_of(round_, state="merged", merged_into_id=into.id)
    assert found(round_) == [into.id]


def test_an_edited_idea_is_found_by_what_it_says_now(round_: Round) -> None:
    idea = idea_of(round_)
    now = {"title": "Trinkbrunnen", "text": "Wasser am Markt.", "folded": "trinkbrunnen wasser"}
    begin_write().execute(update(Idea).where(Idea.id == idea.id).values(**now))
    db.session.commit()
    assert found(round_) == []
    assert found(round_, "Ein Trinkbrunnen", "Wasser") == [idea.id]


def test_quotes_and_signs_in_a_text_do_no_harm(round_: Round) -> None:
    idea = idea_of(round_)
    assert found(round_, 'Spielplatz "AND" NEAR(', "100 % _ \\ ' OR * ^") == [idea.id]
    assert found(round_, "", "") == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nothing_of_an_erased_idea_stays_in_the_file_of_the_database(
    app: Flask, round_: Round
) -> None:
    idea = idea_of(round_, text="Xylophonweg " * 40)
    others = [idea_of(round_, title=f"Anderes {number}", text="Etwas.") for number in range(3)]
    assert len(others) == 3
    begin_write().execute(delete(Idea).where(Idea.id == idea.id))
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    content = Path(file).read_bytes().lower()
    # The index holds pieces of three letters, each beside what it does not share with the one
    # before it.
    for piece in (b"xylophon", b"0xyl", b"0yloph", b"yxy"):
        assert piece not in content
