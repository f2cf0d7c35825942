"""The dump of a loaded dump is the same file, byte by byte."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import Base, db
from participation.packages import loading
from tests.emptying import begin_anew
from tests.packages.making import MOTION, WHOLE, load


@pytest.mark.parametrize(("text", "slug"), [(MOTION, "region"), (WHOLE, "valley")])
def test_the_dump_of_a_loaded_dump_has_the_same_bytes(
    app: Flask, backend: str, text: str, slug: str
) -> None:
    load(text)
    first = loading.dump(slug)
    db.session.rollback()
    begin_anew(app, backend)
    load(first)
    assert loading.dump(slug) == first


def test_a_dump_says_all_that_the_file_said(app: Flask) -> None:
    load(WHOLE)
    dump = loading.dump("valley")
    for said in (
        "Wasseramt",
        "Brunnenbau",
        "2025-00007",
        "Steine fehlten.",
        "im Februar",
        "Klareres Wasser.",
        "Ein Kapitel fehlte.",
        "zu wenige",
        "einstimmig",
        "votes_against: 0",
        '"0.00"',
        "rate: 6500",
        "Bis zur Abnahme.",
        "to_key: water",
        "criterion: kosten",
        "points: 2",
        'first_due: "2031-01-31"',
    ):
        assert said in dump, said


@pytest.mark.parametrize("as_record", [True, False])
def test_loading_the_same_file_twice_adds_nothing_and_says_so(app: Flask, as_record: bool) -> None:
    assert load(WHOLE, as_record=as_record).created
    before = counts()
    assert not load(WHOLE, as_record=as_record).created
    assert counts() == before


def test_a_record_that_is_there_is_not_loaded_again_as_a_proposal(app: Flask) -> None:
    load(WHOLE)
    assert not load(WHOLE, as_record=False).created


def test_what_was_loaded_is_in_the_record(app: Flask) -> None:
    load(WHOLE)
    query = select(AuditEntry.details).where(AuditEntry.action == "strategy.package_loaded")
    assert db.session.scalars(query).one() == {"as_record": True, "projects": 1}


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
