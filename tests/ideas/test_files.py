"""Ideas as rows of a file."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from participation.ideas.files import CHUNK, COLUMNS, export_rows
from tests.factories import make_idea, make_resident, make_round
from tests.ideas.test_views_list import many

NOW = datetime.now(UTC)


def test_the_public_file_holds_published_ideas_and_staffs_all(app: Flask) -> None:
    round_ = make_round()
    make_idea(make_round(), None, state="published")
    states = ("waiting", "published", "rejected", "withdrawn", "removed")
    for state in states:
        make_idea(round_, make_resident(), state=state)
    status = COLUMNS.index("status")
    assert [row[status] for row in export_rows(round_, public=False, now=NOW)] == list(states)
    assert [row[status] for row in export_rows(round_, public=True, now=NOW)] == ["published"]


def test_a_row_has_the_columns_and_no_author(app: Flask) -> None:
    round_ = make_round(slug="musterrunde", show_support=True)
    author = make_resident(pseudonym="Geheim")
    idea = make_idea(
        round_, author, state="published", goal_key="mobility-1", submitted_at=NOW, support=3
    )
    (row,) = export_rows(round_, public=True, now=NOW)
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["url"] == f"http://localhost/rounds/musterrunde/ideas/{idea.number}"
    assert (cells["number"], cells["goal"], cells["support"]) == (idea.number, "mobility-1", 3)
    assert (cells["field_label"], cells["goal_label"]) == ("Mobilität", "Mobilität: Ziel 1")
    assert COLUMNS[-4:] == ("field_label", "goal_label", "merged_into", "remark")
    assert cells["submitted_at"].tzinfo is not None
    assert "Geheim" not in map(str, row)


def test_what_the_editors_add_stands_in_the_row(app: Flask) -> None:
    round_ = make_round()
    make_idea(round_, state="published", remark="Der Weg gehört dem Land.")
    (row,) = export_rows(round_, public=True, now=NOW)
    assert dict(zip(COLUMNS, row, strict=True))["remark"] == "Der Weg gehört dem Land."


def test_many_ideas_come_in_chunks_and_in_order(app: Flask, statements: list[str]) -> None:
    round_ = make_round()
    many(round_, CHUNK + 5)
    assert round_.frame
    statements.clear()
    numbers = [row[0] for row in export_rows(round_, public=True, now=NOW)]
    assert len(set(numbers)) == CHUNK + 5
    assert numbers == sorted(numbers)
    assert len(statements) == 2


def test_what_went_into_another_idea_stays_a_row_that_names_that_one(app: Flask) -> None:
    round_ = make_round()
    into = make_idea(round_, state="published")
    make_idea(round_, state="merged", merged_into_id=into.id)
    rows = [
        dict(zip(COLUMNS, row, strict=True)) for row in export_rows(round_, public=True, now=NOW)
    ]
    told = [(row["status"], row["merged_into"]) for row in rows]
    assert told == [("published", ""), ("merged", into.number)]
