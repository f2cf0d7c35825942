"""A package holds what everybody may see, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.audit.service import Actor
from participation.city.models import Unit
from participation.council.models import Consultation, Departure
from participation.council.papers import redaction
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.packages import loading
from participation.projects.finance.models import Approval, CostLine, FinanceLine, LockEvent, Source
from participation.projects.models import CriteriaSet, Milestone
from participation.results.models import Snapshot
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_round, make_strategy, save
from tests.packages.making import MOTION, load
from tests.projects.making import make_project
from tests.strategy.making import begin_next_draft, open_consultation, rename_field

CANARY = "KANARIE"
OPARL = "https://ris.example/oparl/"


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy with a public version and a published project, and something hidden beside
    each."""
    strategy = make_strategy(slug="region")
    version = open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "mobility", "canary-field")
    project = make_project(strategy, key="public-project")
    save(Unit(key="canary-unit", title={"de": CANARY}))
    draft = make_project(
        strategy,
        published=False,
        key="canary",
        title={"de": CANARY},
        unit="canary-unit",
    )
    save(Milestone(project_id=draft.id, position=0, title={"de": CANARY}, reason={}))
    source = save(
        Source(strategy_id=strategy.id, key="canary-source", title={"de": CANARY}, kind="EU")
    )
    line = {"source_id": source.id, "stage": "planned", "cents": 100, "note": CANARY}
    save(FinanceLine(project_id=draft.id, **line))
    hidden = make_paper(strategy_id=strategy.id, title=CANARY, reference=CANARY)
    make_consultation(hidden, body=CANARY, outcome="noted", authoritative=False, public=True)
    shown = make_paper(strategy_id=strategy.id, public=True)
    make_consultation(shown, text=CANARY, version_id=version.id)
    save(
        Approval(
            project_id=project.id,
            source_id=source.id,
            rate=6500,
            eligible_costs=CANARY,
            paper_id=hidden.id,
        )
    )
    save(CostLine(project_id=project.id, title=CANARY, cents=1))
    criteria = [{"key": "a", "title": {"de": CANARY}}]
    values = {"strategy_id": strategy.id, "title": {"de": CANARY}, "top": 5}
    save(CriteriaSet(criteria=criteria, created_at=clock.now(), **values))
    return strategy


def test_nothing_that_is_hidden_reaches_a_package(strategy: Strategy) -> None:
    dump = loading.dump("region")
    assert "public-project" in dump
    assert "canary" not in dump.lower()
    assert CANARY not in dump


def test_a_lock_that_rests_on_a_hidden_paper_is_left_out(strategy: Strategy) -> None:
    source = save(Source(strategy_id=strategy.id, key="open", title={"de": "Offen"}, kind="EU"))
    hidden = make_paper(strategy_id=strategy.id, title=CANARY, key="hidden-paper")
    save(
        LockEvent(
            token="t" * 20,
            source_id=source.id,
            kind="placed",
            reason="Bis zur Prüfung",
            paper_id=hidden.id,
            at=clock.now(),
            recorded_by=CANARY,
        )
    )
    dump = loading.dump("region")
    assert "Bis zur Prüfung" not in dump
    assert "hidden-paper" not in dump
    assert CANARY not in dump


def depart(row: Consultation) -> None:
    """Let a consultation depart from a result, with the bird in its reason."""
    round_ = make_round(slug="past", **closed())
    unknown = dict.fromkeys(("inputs_digest", "seed"), "0" * 64) | {"software": "x", "made_by": "x"}
    rest = {"number": 1, "made_at": clock.now(), "ballots": 0, "method": {}, "tables": {}}
    snapshot = save(Snapshot(round_id=round_.id, **unknown, **rest))
    values = {"round_id": round_.id, "snapshot_id": snapshot.id, "reason": CANARY}
    save(Departure(consultation_id=row.id, item_key="mobility", **values))


def test_what_is_blacked_out_is_not_one_address_away(app: Flask) -> None:
    strategy = make_strategy(slug="region")
    open_consultation(strategy)
    paper = make_paper(
        strategy_id=strategy.id, public=True, title=f"Antrag von {CANARY}", oparl_id=f"{OPARL}paper"
    )
    row = make_consultation(paper, public=True, text=CANARY, oparl_id=f"{OPARL}item")
    departing = make_consultation(paper, public=True, oparl_id=f"{OPARL}departing")
    kept = make_consultation(paper, public=True, oparl_id=f"{OPARL}kept")
    depart(departing)
    assert all(each.oparl_id in loading.dump("region") for each in (paper, row, departing, kept))
    actor = Actor(7, "Planung")
    redaction.black_out(paper.key, CANARY, reason="Name", actor=actor, clock=clock)
    db.session.commit()
    assert OPARL in loading.dump("region")
    assert not any(each.oparl_id in loading.dump("region") for each in (paper, row, departing))


def test_a_strategy_without_a_public_version_has_no_package(
    app: Flask, client: CheckingClient
) -> None:
    make_project(make_strategy(slug="draft-only"))
    with pytest.raises(NotFound):
        loading.dump("draft-only")
    pages = [client.get(f"/strategy/{slug}/package.yaml") for slug in ("draft-only", "none")]
    assert [page.status_code for page in pages] == [404, 404]
    assert [page.text.count("Diese Strategie gibt es nicht") for page in pages] == [1, 1]


def test_everybody_downloads_the_package_from_the_strategys_page(
    app: Flask, client: CheckingClient
) -> None:
    load(MOTION)
    assert 'href="/strategy/region/package.yaml"' in client.get("/strategy/region/").text
    answer = client.get("/strategy/region/package.yaml")
    assert answer.content_type == "application/yaml; charset=utf-8"
    assert answer.text == loading.dump("region")
