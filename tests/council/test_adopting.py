"""A version is adopted by a recorded decision, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.service import Actor
from participation.council.consultations import service as consultations
from participation.council.drafts import (
    ADOPTION_STANDS,
    MOTION_DECIDES_NOTHING,
    NO_DAY_OF_DECISION,
    NO_SOURCE,
    NOT_PUBLIC,
    ConsultationDraft,
)
from participation.council.models import Consultation, Paper
from participation.council.papers import visibility
from participation.council.rules import CANNOT_ADOPT, Outcome, Role, Votes
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput
from participation.kernel.partial_dates import PartialDate
from participation.strategy.models import Strategy, StrategyVersion
from tests.council.making import make_consultation, make_paper
from tests.factories import make_strategy
from tests.strategy.making import begin_next_draft, open_consultation, put_into, states

BY: dict[str, Any] = {
    "actor": Actor(7, "Planung"),
    "clock": FixedClock(datetime(2026, 7, 15, tzinfo=UTC)),
}
DECISION = ConsultationDraft(
    body="Gemeinderat",
    role=Role.DECISION,
    outcome=Outcome.ADOPTED,
    authoritative=True,
    date=PartialDate("2026-07-14"),
    votes=Votes(wording="mit großer Mehrheit"),
)


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy whose version 1 is in consultation."""
    strategy = make_strategy()
    open_consultation(strategy)
    return strategy


def version_of(strategy: Strategy, number: int = 1) -> StrategyVersion:
    of_strategy = StrategyVersion.strategy_id == strategy.id
    return db.session.scalars(
        select(StrategyVersion).where(of_strategy, StrategyVersion.number == number)
    ).one()


def record(
    strategy: Strategy, paper: Paper | None = None, token: str = "c" * 24, **values: Any
) -> Consultation:
    """Record a decision about version 1, with other values if given."""
    supersedes, shown = values.pop("supersedes", None), values.pop("shown", True)
    draft = replace(DECISION, **{"version_id": version_of(strategy).id} | values)
    key = (paper or make_paper()).key
    row = consultations.record_consultation(
        key, draft, token=token, shown=shown, supersedes=supersedes, **BY
    )
    db.session.commit()
    return row


def refusal(strategy: Strategy, paper: Paper | None = None, **values: Any) -> BadInput:
    """How a decision is refused; nothing of it stays."""
    rows = select(func.count()).select_from(Consultation)
    before = db.session.scalar(rows)
    with pytest.raises(BadInput) as refused:
        record(strategy, paper, **values)
    db.session.rollback()
    assert db.session.scalar(rows) == before
    return refused.value


def test_the_councils_decision_adopts_the_version(strategy: Strategy) -> None:
    record(strategy)
    assert states(strategy) == ["adopted"]


@pytest.mark.parametrize("public", [False, True])
def test_a_decision_that_nobody_can_read_adopts_nothing(strategy: Strategy, public: bool) -> None:
    problem = refusal(strategy, make_paper(public=public), shown=False)
    assert (problem.message, problem.field) == (NOT_PUBLIC, "shown")
    assert states(strategy) == ["consultation"]


def test_adopting_shows_paper_and_consultation(strategy: Strategy) -> None:
    paper = make_paper()
    other = make_consultation(paper)
    row = record(strategy, paper)
    assert (paper.public, row.public, other.public) == (True, True, False)


def test_what_adopted_a_version_stays_public(strategy: Strategy) -> None:
    paper = make_paper()
    first = record(strategy, paper)
    second = record(strategy, paper, token="d" * 24, supersedes=first.id, shown=False)
    for hide in (
        lambda: visibility.hide_paper(paper.key, **BY),
        lambda: visibility.hide_consultation(paper.key, first.id, **BY),
        lambda: visibility.hide_consultation(paper.key, second.id, **BY),
    ):
        with pytest.raises(BadInput, match="Er bleibt öffentlich"):
            hide()
        db.session.rollback()
        assert (paper.public, first.public, second.public) == (True, True, False)


def test_what_adopted_nothing_can_be_hidden_beside_an_adoption(strategy: Strategy) -> None:
    paper = make_paper(public=True)
    record(strategy, paper)
    other = make_consultation(paper, public=True)
    visibility.hide_consultation(paper.key, other.id, **BY)
    assert not other.public


def test_a_double_click_adopts_once(strategy: Strategy) -> None:
    paper = make_paper()
    assert record(strategy, paper).id == record(strategy, paper).id
    assert states(strategy) == ["adopted"]


def test_what_was_adopted_before_is_superseded(strategy: Strategy) -> None:
    record(strategy)
    begin_next_draft(strategy, 1)
    second = open_consultation(strategy)
    record(strategy, token="d" * 24, version_id=second.id)
    assert states(strategy) == ["superseded", "adopted"]


def test_adopting_with_changes_leaves_the_version_in_consultation(strategy: Strategy) -> None:
    row = record(strategy, outcome=Outcome.ADOPTED_WITH_CHANGES)
    assert row.version_id == version_of(strategy).id
    assert states(strategy) == ["consultation"]


@pytest.mark.parametrize(
    "outcome", [o for o in Outcome if o not in (Outcome.ADOPTED, Outcome.PENDING)]
)
def test_no_other_outcome_adopts(strategy: Strategy, outcome: Outcome) -> None:
    record(strategy, outcome=outcome)
    assert states(strategy) == ["consultation"]


def test_a_committee_cannot_adopt(strategy: Strategy) -> None:
    problem = refusal(strategy, role=Role.PREPARATION, authoritative=False)
    assert (problem.message, problem.field) == (CANNOT_ADOPT, "outcome")
    assert states(strategy) == ["consultation"]


def test_a_motion_is_no_decision(strategy: Strategy) -> None:
    problem = refusal(strategy, make_paper(kind="motion"))
    assert problem.message == MOTION_DECIDES_NOTHING
    assert states(strategy) == ["consultation"]


def test_without_a_source_the_version_stays_in_consultation(strategy: Strategy) -> None:
    assert refusal(strategy, make_paper(reference="")).message == NO_SOURCE
    assert states(strategy) == ["consultation"]
    record(strategy, make_paper(reference="", link="https://ratsinfo.example.org/118"))
    assert states(strategy) == ["adopted"]


def test_without_a_day_nothing_is_adopted(strategy: Strategy) -> None:
    problem = refusal(strategy, date=PartialDate(None, "im Sommer"))
    assert (problem.message, problem.field) == (NO_DAY_OF_DECISION, "date")


@pytest.mark.parametrize("state", ["draft", "adopted", "superseded", "withdrawn"])
def test_only_a_version_in_consultation_is_adopted(app: Flask, state: str) -> None:
    strategy = make_strategy()
    put_into(strategy, state)
    before = states(strategy)
    assert refusal(strategy).field == "version_id"
    assert states(strategy) == before


def test_a_paper_of_another_strategy_adopts_nothing(strategy: Strategy) -> None:
    other = make_strategy()
    assert refusal(strategy, make_paper(strategy_id=other.id)).field == "version_id"


def test_a_version_that_does_not_exist_is_refused(strategy: Strategy) -> None:
    assert refusal(strategy, version_id=4711).field == "version_id"


def test_what_was_pending_adopts_once_its_outcome_is_recorded(strategy: Strategy) -> None:
    paper = make_paper()
    planned = record(strategy, paper, outcome=Outcome.PENDING, votes=Votes())
    assert states(strategy) == ["consultation"]
    record(strategy, paper, token="d" * 24, supersedes=planned.id)
    assert states(strategy) == ["adopted"]


def test_votes_and_day_of_an_adopting_row_can_be_corrected(strategy: Strategy) -> None:
    paper = make_paper()
    first = record(strategy, paper)
    values: dict[str, Any] = {"votes": Votes(31, 9, 2), "date": PartialDate("2026-07-13")}
    second = record(strategy, paper, token="d" * 24, supersedes=first.id, **values)
    assert second.votes == Votes(31, 9, 2)
    assert states(strategy) == ["adopted"]


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": Outcome.REJECTED},
        {"outcome": Outcome.ADOPTED_WITH_CHANGES},
        {"outcome": Outcome.RECOMMENDED, "role": Role.PREPARATION, "authoritative": False},
        {"version_id": None},
    ],
)
def test_no_correction_takes_the_decision_from_under_an_adopted_version(
    strategy: Strategy, change: dict[str, Any]
) -> None:
    paper = make_paper()
    first = record(strategy, paper)
    problem = refusal(strategy, paper, token="d" * 24, supersedes=first.id, **change)
    assert problem.message == ADOPTION_STANDS
    assert states(strategy) == ["adopted"]


def test_no_correction_moves_a_decision_to_another_version(strategy: Strategy) -> None:
    paper = make_paper()
    first = record(strategy, paper)
    begin_next_draft(strategy, 1)
    second = open_consultation(strategy)
    problem = refusal(strategy, paper, token="d" * 24, supersedes=first.id, version_id=second.id)
    assert problem.message == ADOPTION_STANDS
    assert states(strategy) == ["adopted", "consultation"]


def test_an_adopting_row_can_still_be_corrected_when_its_version_is_superseded(
    strategy: Strategy,
) -> None:
    paper = make_paper()
    first = record(strategy, paper)
    begin_next_draft(strategy, 1)
    record(strategy, token="d" * 24, version_id=open_consultation(strategy).id)
    record(strategy, paper, token="e" * 24, supersedes=first.id, text="Wortlaut")
    assert states(strategy) == ["superseded", "adopted"]


def test_the_row_and_the_adoption_stand_or_fall_together(strategy: Strategy) -> None:
    paper = make_paper()
    key, version_id = paper.key, version_of(strategy).id
    consultations.record_consultation(
        key, replace(DECISION, version_id=version_id), token="c" * 24, shown=True, **BY
    )
    db.session.rollback()
    assert states(strategy) == ["consultation"]
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 0
