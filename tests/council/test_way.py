"""The way of a strategy: what is done, what goes on, what is open."""

from __future__ import annotations

from typing import Any

import pytest

from participation.council.rules import Outcome, Role, StepPhase, Votes
from participation.council.way import (
    ConsultationFact,
    Statement,
    StepFact,
    StepKind,
    StepState,
    VersionFact,
    WayStep,
    Work,
    way_of,
)
from participation.kernel.partial_dates import PartialDate

FORWARD = PartialDate("2021-05")


def version(number: int = 1, state: str = "consultation") -> VersionFact:
    """A version put forward in May 2021."""
    return VersionFact(number, state, FORWARD)


def consultation(**values: Any) -> ConsultationFact:
    """A committee's recommendation of version 1."""
    defaults: dict[str, Any] = {
        "version": 1,
        "body": "Ausschuss",
        "date": PartialDate("2021-06-01"),
        "role": Role.PREPARATION,
        "outcome": Outcome.RECOMMENDED,
        "authoritative": False,
        "votes": Votes(),
        "paper_key": "2021-7",
        "paper_reference": "2021/7",
    }
    return ConsultationFact(**defaults | values)


def states(way: list[WayStep]) -> dict[str, str]:
    """State by kind of step."""
    return {step.kind.value: step.state.value for step in way}


def step_of(way: list[WayStep], kind: StepKind) -> WayStep:
    """The one step of a kind."""
    (step,) = [step for step in way if step.kind is kind]
    return step


@pytest.mark.parametrize(
    ("state", "work", "expected"),
    [
        ("consultation", Work(2, 2, 2), "open"),
        ("adopted", Work(), "open"),
        ("adopted", Work(2, 0, 2), "open"),
        ("adopted", Work(2, 1, 1), "now"),
        ("adopted", Work(2, 1, 2), "done"),
        ("superseded", Work(2, 1, 1), "open"),
    ],
)
def test_the_carrying_out_is_as_far_as_the_projects_of_an_adopted_version(
    state: str, work: Work, expected: str
) -> None:
    *_others, last = way_of([version(state=state)], [], [], work)
    assert (last.kind, last.state) == (StepKind.CARRYING_OUT, expected)


def test_without_a_version_nothing_is_carried_out() -> None:
    assert way_of([], [], [], Work(1, 1, 0))[-1].state is StepState.OPEN


def test_without_a_version_every_step_is_open() -> None:
    assert set(states(way_of([], [], [])).values()) == {"open"}


def test_a_version_in_consultation_has_an_open_decision() -> None:
    way = way_of([version()], [], [])
    assert states(way) == {"draft": "done", "consultation": "now", "decision": "open"}
    assert step_of(way, StepKind.DRAFT).date == FORWARD


def test_an_adopted_version_is_decided() -> None:
    assert set(states(way_of([version(state="adopted")], [], [])).values()) == {"done"}


def test_the_newest_version_is_shown() -> None:
    way = way_of([version(1, "superseded"), version(2, "adopted"), version(3)], [], [])
    assert {step.version for step in way} == {3}
    assert states(way)["decision"] == "open"


def test_a_withdrawn_version_gives_way_to_the_one_before() -> None:
    way = way_of([version(1, "adopted"), version(2, "withdrawn")], [], [])
    assert {step.version for step in way} == {1}


def test_no_consultation_decides_without_the_version_being_adopted() -> None:
    adopted = consultation(authoritative=True, outcome=Outcome.ADOPTED_WITH_CHANGES)
    decision = step_of(way_of([version()], [adopted], []), StepKind.DECISION)
    assert decision.state is StepState.OPEN
    assert decision.consultations == (adopted,)


def test_committees_stand_at_the_consultation_and_the_council_at_the_decision() -> None:
    committee, council = consultation(), consultation(body="Rat", authoritative=True)
    way = way_of([version()], [council, committee], [])
    assert step_of(way, StepKind.CONSULTATION).consultations == (committee,)
    assert step_of(way, StepKind.DECISION).consultations == (council,)


def test_consultations_stand_in_the_order_of_their_dates_the_undated_last() -> None:
    dates = [PartialDate(), PartialDate("2021-06-08"), PartialDate("2021-06")]
    way = way_of([version()], [consultation(date=date) for date in dates], [])
    shown = [fact.date.value for fact in step_of(way, StepKind.CONSULTATION).consultations]
    assert shown == ["2021-06", "2021-06-08", None]


def test_consultations_about_another_version_are_left_out() -> None:
    way = way_of([version(1, "adopted"), version(2)], [consultation(version=1)], [])
    assert not any(step.consultations for step in way)


def test_further_steps_stand_before_between_and_after_in_their_order() -> None:
    steps = [
        StepFact(StepPhase.AFTER, {"de": "E"}, done=False),
        StepFact(StepPhase.BEFORE, {"de": "A"}, done=True),
        StepFact(StepPhase.CONSULTATION, {"de": "C"}, done=True),
        StepFact(StepPhase.BEFORE, {"de": "B"}, done=True),
    ]
    way = way_of([version()], [], steps)
    assert [step.title["de"] if step.title else step.kind.value for step in way] == [
        "A",
        "B",
        "draft",
        "consultation",
        "C",
        "decision",
        "E",
    ]
    assert way[-1].state is StepState.OPEN


def test_sources_that_disagree_are_both_kept() -> None:
    statements = (
        Statement(PartialDate(None, "im kommenden Jahr"), "Bericht"),
        Statement(PartialDate("2021", "Ende 2021"), "Website"),
    )
    step = StepFact(StepPhase.AFTER, {"de": "Zweite Phase"}, done=False, statements=statements)
    assert way_of([], [], [step])[-1].statements == statements


def test_a_past_date_alone_makes_no_step_done() -> None:
    step = StepFact(
        StepPhase.AFTER, {"de": "Tagung"}, done=False, statements=(Statement(PartialDate("2019")),)
    )
    assert way_of([], [], [step])[-1].state is StepState.OPEN
