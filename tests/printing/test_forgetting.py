"""A kept table of money names no paper that is hidden or blacked out since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import Actor
from participation.council.models import Paper
from participation.council.papers import redaction, visibility
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.projects.finance import queries as finance
from participation.projects.finance.models import LockEvent
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import save
from tests.printing.making import text_of, work
from tests.progress.making import NOW, published

BY: dict[str, Any] = {"actor": Actor(7, "Planung"), "clock": clock}
NAME = "Erika Mustermann"
TABLE = "/strategy/region/reports/1/finance-de.pdf"
LATER = FixedClock(NOW.now() + timedelta(days=4))


@pytest.fixture
def paper(printing: Flask, motion: Strategy) -> Paper:
    """A public paper on which a lock rests; a table that names it is kept with a report."""
    paper = make_paper(public=True, reference="", title=f"Antrag von {NAME}")
    source = finance.source(motion.id, "regional")
    lock = {"kind": "placed", "cents": None, "reason": "Erst der Bericht.", "paper_id": paper.id}
    save(LockEvent(source_id=source.id, year=0, token="t", at=NOW.now(), recorded_by="x", **lock))
    published(motion)
    work(NOW)
    return paper


def black_out(paper: Paper) -> None:
    redaction.black_out(paper.key, NAME, reason="Name einer Privatperson", **BY)
    db.session.commit()


def test_what_is_blacked_out_is_gone_from_the_table_at_once(
    paper: Paper, client: CheckingClient
) -> None:
    assert NAME in text_of(client, TABLE)
    black_out(paper)
    assert client.get(TABLE).status_code == 404
    work(NOW)
    assert NAME not in text_of(client, TABLE)


def test_a_lock_is_gone_from_the_table_with_the_paper_that_it_rests_on(
    paper: Paper, client: CheckingClient
) -> None:
    assert "Erst der Bericht." in text_of(client, TABLE)
    visibility.hide_paper(paper.key, **BY)
    db.session.commit()
    assert client.get(TABLE).status_code == 404
    work(NOW)
    assert "Erst der Bericht." not in text_of(client, TABLE)


def test_a_table_stays_when_a_consultation_is_hidden(paper: Paper, client: CheckingClient) -> None:
    row = make_consultation(paper, public=True)
    visibility.hide_consultation(paper.key, row.id, **BY)
    db.session.commit()
    assert client.get(TABLE).status_code == 200


def test_a_table_that_had_to_go_is_not_made_of_later_amounts(
    paper: Paper, client: CheckingClient
) -> None:
    black_out(paper)
    work(LATER)
    assert client.get(TABLE).status_code == 404


def test_a_table_stays_when_a_paper_that_it_does_not_name_is_blacked_out(
    paper: Paper, client: CheckingClient
) -> None:
    black_out(make_paper(public=True, title=f"Anfrage von {NAME}"))
    assert client.get(TABLE).status_code == 200
