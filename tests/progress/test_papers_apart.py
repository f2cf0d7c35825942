"""A published report is fixed for good, so it holds nothing that can be blacked out elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from participation.audit.service import SHELL
from participation.council.papers import redaction
from participation.extensions import db
from participation.kernel.clock import clock
from participation.web.transactions import commit_now
from tests.factories import make_strategy
from tests.front.chains import held, public_paper, rest_on
from tests.progress.making import published
from tests.projects.making import make_milestone, make_project

# What a report holds is gathered alike on both databases.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NAME = "Erika Mustermann"


def test_no_word_of_a_paper_is_in_a_published_report(client: Any) -> None:
    strategy = make_strategy(slug="region")
    project = make_project(strategy, key="roof")
    make_milestone(project, "2026-12")
    paper = public_paper(title=f"Antrag von {NAME}", reference=f"2026/{NAME}")
    values = {"body": NAME, "text": NAME, "votes_wording": NAME, "date_wording": NAME}
    rest_on(project, held(paper, **values))
    report = published(strategy)
    assert NAME not in str(report.document)
    path = "/strategy/region/reports/1"
    pages = (path, f"{path}/entries.csv", "/projects/roof/reports")
    assert NAME not in "".join(client.get(page).text for page in pages)
    digest = report.digest
    redaction.black_out(paper.key, NAME, reason="Name", actor=SHELL, clock=clock)
    commit_now()
    db.session.refresh(report)
    assert report.digest == digest
