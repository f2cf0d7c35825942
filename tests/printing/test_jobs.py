"""What the worker makes, when it makes it anew, and when it stops trying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.printing import jobs, making, service
from participation.printing.models import PrintedDocument
from participation.printing.rules import MOST_TRIES, PAUSE, Kind
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.printing.making import work
from tests.strategy.making import make_whole_strategy, open_consultation


def count(*conditions: object) -> int:
    db.session.rollback()
    query = select(func.count()).select_from(PrintedDocument).where(*conditions)  # type: ignore[arg-type]
    return db.session.scalar(query) or 0


def test_a_document_is_made_once_in_each_language(printing: Flask) -> None:
    open_consultation(make_whole_strategy())
    assert work() == 2
    assert work() == 0
    assert count(PrintedDocument.sha256.is_not(None)) == 2


def test_nothing_is_made_where_it_is_switched_off(app: Flask) -> None:
    open_consultation(make_whole_strategy())
    assert work() == 0
    assert count() == 0


def test_a_draft_and_a_paper_behind_closed_doors_are_not_printed(printing: Flask) -> None:
    make_whole_strategy()
    make_paper()
    assert work() == 0
    assert count() == 0


def test_what_nobody_may_read_any_more_loses_its_row(printing: Flask) -> None:
    paper = make_paper(public=True)
    work()
    paper.public = False
    db.session.commit()
    work()
    assert count() == 0


def test_what_says_something_else_is_made_anew(printing: Flask) -> None:
    paper = make_paper(public=True)
    assert work() == 2
    make_consultation(paper, public=True)
    assert work() == 2


def test_a_failure_is_tried_again_later_and_not_for_ever(
    printing: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_paper(public=True)
    tried = []

    def fail(html: str) -> bytes:
        tried.append(html)
        raise making.NotMade("took too long")

    monkeypatch.setattr(making, "pdf_of", fail)
    now = clock.now()
    jobs.plan(FixedClock(now))
    for step in range(2 * MOST_TRIES):
        at = FixedClock(now + step * PAUSE)
        for _language in printing.config["LANGUAGES"]:
            jobs.make(at)
            jobs.make(at)
    assert len(tried) == MOST_TRIES * len(printing.config["LANGUAGES"])


def test_a_document_that_was_forgotten_while_it_was_made_is_not_kept(
    printing: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_paper(public=True)
    jobs.plan(clock)

    def hide_meanwhile(html: str) -> bytes:
        service.forget(Kind.PAPER, paper.key)
        db.session.commit()
        return b"%PDF-"

    monkeypatch.setattr(making, "pdf_of", hide_meanwhile)
    assert jobs.make(clock) == 0
    assert count() == 0


def test_a_worker_that_died_leaves_a_document_that_comes_due_again(printing: Flask) -> None:
    make_paper(public=True)
    jobs.plan(clock)
    languages = len(printing.config["LANGUAGES"])
    claimed = [service.claim(clock) for _language in range(languages)]
    db.session.commit()
    assert None not in claimed
    assert service.claim(clock) is None
    db.session.rollback()
    later = FixedClock(clock.now() + PAUSE + timedelta(seconds=1))
    assert service.claim(later) is not None


def test_what_cannot_be_read_any_more_when_it_is_made_is_given_up(
    printing: Flask, client: CheckingClient
) -> None:
    paper = make_paper(public=True)
    jobs.plan(clock)
    paper.public = False
    db.session.commit()
    assert jobs.make(clock) == 0
    assert count(PrintedDocument.tries < MOST_TRIES, PrintedDocument.language == "de") == 0
