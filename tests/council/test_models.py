"""Recorded rows stay as they are; what is public is decided by two queries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from participation.council import queries
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.web.transactions import begin_write
from tests.council.making import make_consultation, make_paper

OTHER: dict[type, dict[str, Any]] = {
    Paper: {
        "reference": "x",
        "title": "x",
        "kind": "motion",
        "date_value": "2020",
        "date_wording": "x",
        "link": "https://example.org/",
        "oparl_id": "https://example.org/1",
    },
    Consultation: {
        "body": "x",
        "date_value": "2020",
        "role": "hearing",
        "authoritative": False,
        "outcome": "noted",
        "text": "x",
        "votes_for": 3,
        "votes_wording": "x",
        "version_id": 1,
    },
}


def rows() -> dict[type, Any]:
    """One row of each table that is written once."""
    paper = make_paper()
    return {Paper: paper, Consultation: make_consultation(paper)}


@pytest.mark.parametrize("table", list(OTHER))
def test_no_recorded_value_can_be_changed(app: Flask, table: type) -> None:
    row = rows()[table]
    for column, value in OTHER[table].items():
        session = begin_write()
        setattr(row, column, value)
        with pytest.raises(RuntimeError, match=column):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("table", list(OTHER))
def test_no_recorded_row_can_be_deleted(app: Flask, table: type) -> None:
    row = rows()[table]
    session = begin_write()
    session.delete(row)
    with pytest.raises(RuntimeError, match="stays as it is"):
        session.flush()


@pytest.mark.parametrize("statement", [update(Paper).values(title="x"), delete(Consultation)])
def test_no_statement_changes_many_rows_at_once(app: Flask, statement: Any) -> None:
    with pytest.raises(RuntimeError, match="one by one"):
        begin_write().execute(statement)


@pytest.mark.parametrize("table", list(OTHER))
def test_a_row_can_be_marked_public(app: Flask, table: type) -> None:
    row = rows()[table]
    begin_write()
    row.public = True
    db.session.commit()
    assert row.public


@pytest.mark.parametrize(("table", "column"), [(Paper, "title"), (Consultation, "text")])
def test_a_row_can_be_blacked_out_with_the_moment_of_it(
    app: Flask, table: type, column: str
) -> None:
    row = rows()[table]
    begin_write()
    setattr(row, column, "█████")
    row.redacted_at = datetime.now(UTC)
    db.session.commit()
    assert getattr(row, column) == "█████"


def test_blacking_out_changes_no_outcome(app: Flask) -> None:
    consultation = make_consultation(make_paper())
    session = begin_write()
    consultation.outcome = "rejected"
    consultation.redacted_at = datetime.now(UTC)
    with pytest.raises(RuntimeError, match="outcome"):
        session.flush()


def test_a_row_is_superseded_once(app: Flask) -> None:
    paper = make_paper()
    first = make_consultation(paper)
    make_consultation(paper, supersedes_id=first.id)
    with pytest.raises(IntegrityError):
        make_consultation(paper, supersedes_id=first.id)


def public_bodies() -> list[str]:
    """The bodies of all consultations that everybody may see."""
    return sorted(row.body for row in db.session.scalars(queries.public_consultations()))


def test_a_consultation_is_public_only_when_its_paper_is_too(app: Flask) -> None:
    make_consultation(make_paper(public=True), body="A", public=True)
    make_consultation(make_paper(public=True), body="B")
    make_consultation(make_paper(), body="C", public=True)
    assert public_bodies() == ["A"]


def test_a_correction_takes_the_place_of_a_row_once_it_is_public(app: Flask) -> None:
    paper = make_paper(public=True)
    first = make_consultation(paper, body="Rat", public=True)
    second = make_consultation(paper, body="Gemeinderat", supersedes_id=first.id)
    assert public_bodies() == ["Rat"]
    begin_write()
    second.public = True
    db.session.commit()
    assert public_bodies() == ["Gemeinderat"]
