"""Ways between the planners' pages of money: none loses what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from participation.extensions import db
from participation.projects.finance.models import FinanceLine
from participation.strategy.models import Strategy
from tests.factories import make_staff
from tests.pages import form_of, main_text
from tests.projects.finance_files import MOTION, take
from tests.projects.making import make_project

BASE = "/planning/strategies/region/finance"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


@pytest.fixture
def motion(strategy: Strategy, write) -> Strategy:
    """The amounts of the motion, all drafts."""
    take(write(MOTION))
    return strategy


def test_on_the_way_to_a_missing_source_what_was_typed_is_kept(
    planner: Any, strategy: Strategy
) -> None:
    make_project(strategy, key="roof")
    page = f"{BASE}/projects/roof/new-amount"
    typed = {"stage": "approved", "year": "2027", "amount": "3,40 Mio.", "note": "Mit Förderung"}
    assert "Weiter: Quelle anlegen" in main_text(planner.get(page))
    there = planner.submit(page, **typed).location
    assert there.startswith(f"{BASE}/new-source?project=roof")
    source = {"title_de": "Land", "key": "land", "kind": "state"}
    back = planner.submit(there, **source).location
    _target, _method, form = form_of(planner.get(back), None, {})
    kept = {name: form[name] for name in (*typed, "source")}
    assert kept == typed | {"stage": ["approved"], "source": ["land"]}
    assert planner.submit(back).status_code == 302
    assert db.session.scalars(select(FinanceLine)).one().cents == 340_000_000


def test_another_source_can_be_added_from_a_half_typed_amount(
    planner: Any, motion: Strategy
) -> None:
    page = f"{BASE}/projects/ki-xc/new-amount"
    there = planner.submit(page, to_source="1", source="regional", amount="kein Betrag").location
    assert "new-source?project=ki-xc" in there
    assert "Zurück zum Betrag" in planner.get(there).get_data(as_text=True)


def test_the_pages_of_money_have_one_name(planner: Any, motion: Strategy) -> None:
    for path in ("/", "/projects/ki-xc"):
        page = main_text(planner.get(BASE + path))
        assert "Finanzierung" in page
        assert "Wer bezahlt was" not in page
    assert "Zurück zur Finanzierung" in planner.get(f"{BASE}/sources/").get_data(as_text=True)
