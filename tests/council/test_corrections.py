"""A paper's particulars are corrected and what they said stays readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import Actor
from participation.council import queries, service
from participation.council.drafts import MOTION_DECIDES_NOTHING, NO_SOURCE
from participation.council.models import Paper, PaperVersion
from participation.council.papers import corrections, redaction, visibility
from participation.council.papers.corrections import DECIDES_ELSEWHERE
from participation.council.rules import BLACKED_OUT, Kind
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, Conflict
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.council.test_service import PAPER
from tests.factories import make_staff, make_strategy
from tests.pages import main_text
from tests.strategy.making import open_consultation

NOW = datetime(2026, 7, 15, tzinfo=UTC)
BY: dict[str, Any] = {"actor": Actor(7, "Planung"), "clock": FixedClock(NOW)}


@pytest.fixture
def paper(app: Flask) -> Paper:
    """A recorded paper."""
    paper = service.record_paper(PAPER, token="t" * 24, **BY)
    db.session.commit()
    return paper


def correct(paper: Paper, seen: int = 1, **values: Any) -> Paper:
    corrected = corrections.correct_paper(paper.key, replace(PAPER, **values), seen=seen, **BY)
    db.session.commit()
    return corrected


def test_a_correction_keeps_the_address_and_what_stood_there(paper: Paper) -> None:
    correct(paper, reference="2026/119", title="Smart-City-Strategie, Fassung 3")
    assert (paper.key, paper.reference) == ("2026-118", "2026/119")
    (before,) = queries.earlier_particulars(paper, public=False)
    assert (before.number, before.reference, before.title) == (1, "2026/118", PAPER.title)
    assert (before.corrected_at, before.corrected_by) == (NOW, "Planung")


def test_the_same_content_again_is_no_correction(paper: Paper) -> None:
    correct(paper, title="Neu")
    correct(paper, title="Neu")
    assert paper.version == 2
    assert len(queries.earlier_particulars(paper, public=False)) == 1


def test_the_second_of_two_corrections_is_told(paper: Paper) -> None:
    correct(paper, title="Erste")
    with pytest.raises(Conflict):
        correct(paper, title="Zweite")
    db.session.rollback()
    assert paper.title == "Erste"


def test_what_stood_there_can_be_neither_changed_nor_deleted(paper: Paper) -> None:
    correct(paper, title="Neu")
    (before,) = queries.earlier_particulars(paper, public=False)
    session = begin_write()
    before.title = "x"
    with pytest.raises(RuntimeError, match="title"):
        session.flush()
    session.rollback()
    begin_write().delete(before)
    with pytest.raises(RuntimeError, match="stays as it is"):
        db.session.flush()


def test_nothing_is_corrected_without_keeping_what_stood_there(paper: Paper) -> None:
    session = begin_write()
    paper.title, paper.version = "Neu", 2
    with pytest.raises(RuntimeError, match="title"):
        session.flush()
    session.rollback()
    begin_write().add(
        PaperVersion(
            paper_id=make_paper().id,
            number=1,
            **{name: getattr(paper, name) for name in ("reference", "title", "kind", "link")},
            date_wording="",
            oparl_id="",
            public=False,
            corrected_at=NOW,
            corrected_by="x",
        )
    )
    paper.title, paper.version = "Neu", 2
    with pytest.raises(RuntimeError, match="title"):
        db.session.flush()


def test_a_paper_that_adopted_a_version_stays_its_source_and_no_motion(paper: Paper) -> None:
    version = open_consultation(make_strategy())
    make_consultation(paper, version_id=version.id)
    with pytest.raises(BadInput) as refused:
        correct(paper, kind=Kind.MOTION)
    assert (refused.value.message, refused.value.field) == (MOTION_DECIDES_NOTHING, "kind")
    with pytest.raises(BadInput) as refused:
        correct(paper, reference="", link="")
    assert refused.value.message == NO_SOURCE
    correct(paper, reference="")


def test_a_paper_moves_to_no_other_strategy_than_that_of_its_consultations(paper: Paper) -> None:
    strategy, other = make_strategy(), make_strategy()
    make_consultation(paper, version_id=open_consultation(strategy).id)
    with pytest.raises(BadInput) as refused:
        correct(paper, strategy_id=other.id)
    assert (refused.value.message, refused.value.field) == (DECIDES_ELSEWHERE, "strategy")
    db.session.rollback()
    correct(paper, strategy_id=strategy.id)


def test_what_is_blacked_out_is_gone_from_what_stood_there_too(paper: Paper) -> None:
    correct(paper, title="Neu")
    redaction.black_out(paper.key, "Smart-City", reason="Probe", **BY)
    db.session.commit()
    (before,) = queries.earlier_particulars(paper, public=False)
    assert before.title == f"{BLACKED_OUT}-Strategie, Fassung 2"


@pytest.mark.parametrize("values", [{"title": ""}, {"link": "javascript:alert(1)"}])
def test_a_correction_keeps_the_rules(paper: Paper, values: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        correct(paper, **values)


def test_everybody_sees_that_a_paper_was_corrected(
    app: Flask, new_client: Any, client: CheckingClient
) -> None:
    paper = make_paper(public=True, title="Strategi")
    planner = new_client(make_staff("planner"))
    pages = [planner.get(f"/planning/papers/{paper.key}/correct") for _ in range(2)]
    assert planner.submit(pages[0], title="Strategie").status_code == 302
    second = planner.submit(pages[1], title="Strategien")
    assert "Die Vorlage wurde inzwischen berichtigt." in main_text(second)
    text = main_text(client.get(f"/council/{paper.key}"))
    assert "berichtigt." in text
    assert "Strategi (Beschlussvorlage" in text


def test_what_nobody_saw_does_not_become_public_by_a_correction(
    paper: Paper, client: CheckingClient
) -> None:
    correct(paper, title="Zweiter Titel")
    visibility.show_paper(paper.key, **BY)
    correct(paper, seen=2, title="Dritter Titel")
    page = main_text(client.get(f"/council/{paper.key}"))
    assert "Zweiter Titel" in page
    assert PAPER.title not in page
    visibility.hide_paper(paper.key, **BY)
    visibility.show_paper(paper.key, **BY)
    db.session.commit()
    assert "Zweiter Titel" not in main_text(client.get(f"/council/{paper.key}"))
