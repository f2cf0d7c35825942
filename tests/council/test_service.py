"""Recording, correcting, showing and hiding papers and consultations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.audit.service import Actor
from participation.council import queries, service
from participation.council.consultations import service as consultations
from participation.council.drafts import NOT_YET, ConsultationDraft, PaperDraft
from participation.council.models import Consultation, Paper
from participation.council.papers import visibility
from participation.council.rules import Kind, Outcome, Role, Votes
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.partial_dates import PartialDate
from tests.council.making import make_consultation, make_paper

CLOCK = FixedClock(datetime(2026, 7, 14, 22, 30, tzinfo=UTC))
BY: dict[str, Any] = {"actor": Actor(7, "Planung"), "clock": CLOCK}
PAPER = PaperDraft(
    title="Smart-City-Strategie, Fassung 2",
    kind=Kind.DRAFT_RESOLUTION,
    reference="2026/118",
    date=PartialDate("2026-07", "im Juli"),
    link="https://ratsinfo.example.org/118",
)
COMMITTEE = ConsultationDraft(
    body="Ausschuss für Stadtentwicklung",
    role=Role.PREPARATION,
    outcome=Outcome.RECOMMENDED,
    date=PartialDate("2026-07-09"),
    votes=Votes(11, 2, 0),
)


def record_paper(draft: PaperDraft = PAPER, token: str = "t" * 24) -> Paper:
    paper = service.record_paper(draft, token=token, **BY)
    db.session.commit()
    return paper


def record(paper: Paper, draft: ConsultationDraft = COMMITTEE, **values: Any) -> Consultation:
    row = consultations.record_consultation(paper.key, draft, **BY | {"token": "c" * 24} | values)
    db.session.commit()
    return row


def actions() -> list[str]:
    """What the record says was done, in order."""
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_paper_is_recorded_as_typed_and_not_public(app: Flask) -> None:
    paper = record_paper()
    assert (paper.key, paper.reference, paper.title) == ("2026-118", "2026/118", PAPER.title)
    assert (paper.date_value, paper.date_wording, paper.link) == ("2026-07", "im Juli", PAPER.link)
    assert not paper.public
    assert actions() == ["paper.recorded"]


def test_the_same_form_sent_twice_becomes_one_paper(app: Flask) -> None:
    assert record_paper().id == record_paper().id
    assert actions() == ["paper.recorded"]


def test_the_same_form_with_other_content_is_refused(app: Flask) -> None:
    record_paper()
    with pytest.raises(Conflict):
        record_paper(replace(PAPER, title="Anderes"))


def test_a_second_paper_with_the_same_reference_gets_another_address(app: Flask) -> None:
    assert [record_paper(token=str(n) * 24).key for n in range(3)] == [
        "2026-118",
        "2026-118-2",
        "2026-118-3",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"kind": None}, "kind"),
        ({"reference": "x" * 81}, "reference"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://192.168.1.1/"}, "link"),
        ({"oparl_id": "https://localhost/paper/1"}, "oparl_id"),
    ],
)
def test_a_paper_that_breaks_a_rule_is_refused_at_its_field(
    app: Flask, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        record_paper(replace(PAPER, **values))
    assert refused.value.field == field


def test_a_consultation_is_recorded_as_typed_and_not_public(app: Flask) -> None:
    row = record(record_paper())
    assert (row.body, row.role, row.outcome) == (COMMITTEE.body, "preparation", "recommended")
    assert (row.votes_for, row.votes_against, row.votes_abstained) == (11, 2, 0)
    assert not row.public


def test_a_double_click_records_one_consultation(app: Flask) -> None:
    paper = record_paper()
    assert record(paper).id == record(paper).id
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 1
    assert actions().count("consultation.recorded") == 1


def test_the_form_of_a_consultation_with_other_content_is_refused(app: Flask) -> None:
    paper = record_paper()
    record(paper)
    with pytest.raises(Conflict):
        record(paper, replace(COMMITTEE, body="Gemeinderat"))


def test_only_what_is_still_pending_lies_in_the_future(app: Flask) -> None:
    paper, later = record_paper(), PartialDate("2026-07-16")
    with pytest.raises(BadInput) as refused:
        record(paper, replace(COMMITTEE, date=later))
    assert (refused.value.message, refused.value.field) == (NOT_YET, "date")
    pending = replace(COMMITTEE, date=later, outcome=Outcome.PENDING, votes=Votes())
    assert record(paper, pending).date_value == "2026-07-16"


def test_the_citys_day_counts_which_begins_before_that_of_greenwich(app: Flask) -> None:
    record(record_paper(), replace(COMMITTEE, date=PartialDate("2026-07-15")))


def test_a_correction_is_a_further_row(app: Flask) -> None:
    paper = record_paper()
    first = record(paper)
    second = record(
        paper, replace(COMMITTEE, votes=Votes(12, 1, 0)), token="d" * 24, supersedes=first.id
    )
    assert [row.id for row in queries.consultations(paper.id)] == [first.id, second.id]
    assert first.votes_for == 11


def test_only_one_of_two_corrections_of_a_row_is_recorded(app: Flask) -> None:
    paper = record_paper()
    first = record(paper)
    record(paper, COMMITTEE, token="d" * 24, supersedes=first.id)
    with pytest.raises(Conflict):
        record(paper, COMMITTEE, token="e" * 24, supersedes=first.id)


def test_no_row_of_another_paper_can_be_corrected_or_shown(app: Flask) -> None:
    paper, other = record_paper(), make_paper(public=True)
    row = record(paper)
    with pytest.raises(NotFound):
        record(other, COMMITTEE, token="d" * 24, supersedes=row.id)
    with pytest.raises(NotFound):
        visibility.show_consultation(other.key, row.id, **BY)


def test_a_paper_is_shown_with_the_consultations_that_were_ticked(app: Flask) -> None:
    paper = make_paper()
    shown, kept = make_consultation(paper), make_consultation(paper)
    visibility.show_paper(paper.key, [shown.id], **BY)
    db.session.commit()
    assert (paper.public, shown.public, kept.public) == (True, True, False)
    assert actions() == ["paper.shown", "consultation.shown"]


def test_no_consultation_is_shown_before_its_paper(app: Flask) -> None:
    paper = make_paper()
    row = make_consultation(paper)
    with pytest.raises(BadInput):
        visibility.show_consultation(paper.key, row.id, **BY)
    db.session.rollback()
    assert not row.public


def test_hiding_a_paper_hides_its_consultations_for_good(app: Flask) -> None:
    paper = make_paper(public=True)
    row = make_consultation(paper, public=True)
    visibility.hide_paper(paper.key, **BY)
    visibility.show_paper(paper.key, **BY)
    db.session.commit()
    assert not row.public


def test_hiding_a_correction_does_not_bring_back_what_it_corrected(app: Flask) -> None:
    paper = make_paper(public=True)
    first = make_consultation(paper, public=True)
    second = make_consultation(paper, public=True, supersedes_id=first.id)
    visibility.hide_consultation(paper.key, second.id, **BY)
    db.session.commit()
    assert db.session.scalars(queries.public_consultations()).all() == []


def test_a_correction_over_a_hidden_one_hides_what_stood_before(app: Flask) -> None:
    paper = make_paper(public=True)
    first = make_consultation(paper, public=True, body="1")
    second = make_consultation(paper, supersedes_id=first.id, body="2")
    third = make_consultation(paper, supersedes_id=second.id, body="3")
    visibility.show_consultation(paper.key, third.id, **BY)
    db.session.commit()
    assert [row.body for row in db.session.scalars(queries.public_consultations())] == ["3"]


def test_showing_what_is_shown_is_noted_once(app: Flask) -> None:
    paper = make_paper()
    visibility.show_paper(paper.key, **BY)
    visibility.show_paper(paper.key, **BY)
    db.session.commit()
    assert actions() == ["paper.shown"]
