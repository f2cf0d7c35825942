"""What is blacked out is gone everywhere; that something stood there stays."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from participation.audit.models import AuditEntry
from participation.audit.service import Actor
from participation.council.consultations import service as consultations
from participation.council.drafts import ConsultationDraft
from participation.council.models import Consultation, Paper, Redaction
from participation.council.papers import redaction
from participation.council.rules import BLACKED_OUT, Outcome, Role
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput
from tests.council.making import make_consultation, make_paper

NOW = datetime(2026, 7, 14, tzinfo=UTC)
BY: dict[str, Any] = {"actor": Actor(7, "Planung"), "clock": FixedClock(NOW)}
NAME = "Erika Mustermann"


def black_out(paper: Paper, passage: str = NAME, reason: str = "Name einer Privatperson") -> int:
    places = redaction.black_out(paper.key, passage, reason=reason, **BY)
    db.session.commit()
    return places


def with_name() -> tuple[Paper, Consultation, Consultation]:
    """A paper that names somebody in its title and in two rows about one consultation."""
    paper = make_paper(title=f"Antrag von {NAME}")
    first = make_consultation(paper, text=f"{NAME} sprach. Danach dankte {NAME}.")
    second = make_consultation(paper, votes_wording=f"gegen {NAME}", supersedes_id=first.id)
    return paper, first, second


def test_a_passage_is_blacked_out_in_paper_and_consultations_superseded_ones_too(
    app: Flask,
) -> None:
    paper, first, second = with_name()
    assert black_out(paper) == 3
    assert paper.title == f"Antrag von {BLACKED_OUT}"
    assert first.text == f"{BLACKED_OUT} sprach. Danach dankte {BLACKED_OUT}."
    assert second.votes_wording == f"gegen {BLACKED_OUT}"
    assert {row.redacted_at for row in (paper, first, second)} == {NOW}


def test_the_passage_stands_in_no_table_afterwards(app: Flask) -> None:
    paper, *_rows = with_name()
    black_out(paper, reason=f"{NAME} hat widersprochen")
    for table in ("papers", "consultations", "redactions", "audit_entries"):
        rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
        assert NAME not in json.dumps([list(map(str, row)) for row in rows])


def test_place_digest_and_reason_of_each_redaction_are_kept(app: Flask) -> None:
    paper, first, second = with_name()
    black_out(paper)
    kept = db.session.scalars(select(Redaction).order_by(Redaction.id)).all()
    assert [(row.column, row.consultation_id) for row in kept] == [
        ("title", None),
        ("text", first.id),
        ("votes_wording", second.id),
    ]
    assert len({row.digest for row in kept}) == 1
    assert {row.reason for row in kept} == {"Name einer Privatperson"}


def test_a_correction_says_too_that_something_was_blacked_out(app: Flask) -> None:
    paper = make_paper()
    first = make_consultation(paper, text=f"{NAME} sprach.")
    black_out(paper)
    draft = ConsultationDraft(
        body=first.body,
        role=Role.DECISION,
        outcome=Outcome.ADOPTED,
        authoritative=True,
        text=first.text,
    )
    row = consultations.record_consultation(
        paper.key, draft, token="c" * 24, supersedes=first.id, **BY
    )
    assert row.redacted_at == NOW


def test_the_record_says_that_something_was_blacked_out(app: Flask) -> None:
    paper, *_rows = with_name()
    black_out(paper)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("paper.redacted", paper.key)
    assert entry.details == {"places": 3, "reason": "Name einer Privatperson"}


def test_rows_of_another_paper_stay(app: Flask) -> None:
    paper, *_rows = with_name()
    other = make_paper(title=f"Anfrage von {NAME}")
    black_out(paper)
    assert other.title == f"Anfrage von {NAME}"


@pytest.mark.parametrize(
    ("passage", "reason", "field"),
    [
        ("E", "Name", "passage"),
        ("", "Name", "passage"),
        (BLACKED_OUT, "Name", "passage"),
        (NAME, "", "reason"),
        (NAME, "x" * 251, "reason"),
        (NAME.lower(), "Name", "passage"),
    ],
)
def test_what_cannot_be_blacked_out_is_refused(
    app: Flask, passage: str, reason: str, field: str
) -> None:
    paper, *_rows = with_name()
    with pytest.raises(BadInput) as refused:
        black_out(paper, passage, reason)
    assert refused.value.field == field
    db.session.rollback()
    assert NAME in paper.title


def test_blacking_out_leaves_nothing_more_of_the_passage_to_find(app: Flask) -> None:
    paper, *_rows = with_name()
    black_out(paper)
    with pytest.raises(BadInput):
        black_out(paper)
