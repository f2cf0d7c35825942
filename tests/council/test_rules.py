"""What fits together in a consultation."""

from __future__ import annotations

from typing import Any

import pytest

from participation.council.rules import (
    MOST_VOTES,
    Outcome,
    Role,
    Votes,
    adopts,
    key_from,
    numbered,
    outcome_problem,
)

DECIDED = (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES, Outcome.REJECTED)


def problem_of(outcome: Outcome = Outcome.ADOPTED, **values):
    """The form field that is refused, None when all fits."""
    defaults: dict[str, Any] = {"role": Role.DECISION, "authoritative": True, "votes": Votes()}
    problem = outcome_problem(outcome=outcome, **defaults | values)
    return problem and problem.field


@pytest.mark.parametrize("outcome", DECIDED)
def test_a_body_that_does_not_decide_neither_adopts_nor_rejects(outcome: Outcome) -> None:
    assert problem_of(outcome, authoritative=False) == "outcome"
    assert problem_of(outcome) is None


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in DECIDED])
def test_a_committee_may_do_everything_else(outcome: Outcome) -> None:
    assert problem_of(outcome, role=Role.PREPARATION, authoritative=False) is None


@pytest.mark.parametrize("role", [Role.PREPARATION, Role.HEARING, Role.INFORMATION])
def test_only_a_decision_is_authoritative(role: Role) -> None:
    assert problem_of(role=role) == "authoritative"


def test_only_adopting_without_changes_adopts_a_version() -> None:
    assert [o for o in Outcome if adopts(o, authoritative=True)] == [Outcome.ADOPTED]
    assert not adopts(Outcome.ADOPTED, authoritative=False)


@pytest.mark.parametrize("votes", [Votes(1, 0), Votes(wording="einstimmig"), Votes(abstained=0)])
def test_votes_need_an_outcome(votes: Votes) -> None:
    assert problem_of(Outcome.PENDING, votes=votes) == "outcome"


@pytest.mark.parametrize("votes", [Votes(), Votes(wording="mit großer Mehrheit"), Votes(31, 9)])
def test_a_decision_needs_no_counted_votes_and_no_abstentions(votes: Votes) -> None:
    assert problem_of(votes=votes) is None


@pytest.mark.parametrize(
    ("votes", "field"),
    [
        (Votes(in_favour=20), "votes_against"),
        (Votes(against=20), "votes_for"),
        (Votes(abstained=3), "votes_for"),
        (Votes(-1, 0), "votes_for"),
        (Votes(0, MOST_VOTES + 1), "votes_against"),
        (Votes(0, 0, -1), "votes_abstained"),
    ],
)
def test_counted_votes_are_whole_and_within_bounds(votes: Votes, field: str) -> None:
    assert problem_of(votes=votes) == field


def test_no_votes_are_known_and_unknown_votes_are_not() -> None:
    assert Votes(0, 0, 0).known
    assert not Votes().known


@pytest.mark.parametrize(
    ("reference", "date", "key"),
    [
        ("2026/118", "2026-07", "2026-118"),
        ("V-0816/2021 (öff.)", None, "0816-2021"),
        ("Antrag Erika Mustermann 12", None, "12"),
        ("Antrag Mustermann", "2021-07-14", "2021-07-14"),
        ("", "2021-07-14", "2021-07-14"),
        ("///", "2020-Q4", "2020-q4"),
        ("—", None, "paper"),
    ],
)
def test_a_papers_key_is_made_of_the_numbers_of_its_reference_or_its_date(
    reference: str, date: str | None, key: str
) -> None:
    assert key_from(reference, date) == key


def test_keys_stay_short_and_end_in_no_hyphen() -> None:
    long = key_from("1" * 39 + " 2", None)
    assert long == "1" * 39
    assert numbered(long, 12) == "1" * 37 + "-12"
    assert numbered("a" * 36 + "-bcd", 12) == "a" * 36 + "-12"
