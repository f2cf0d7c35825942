"""Batches of paper without pages: their limits, their counts, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound, NotReady
from participation.rounds.models import Deviation, Round
from participation.rounds.service import lock_round
from participation.weighting.models import Ballot
from participation.weighting.paper import entering, queries, service
from participation.weighting.paper.reading import Reading
from participation.weighting.paper.sheets import new_batch
from tests.factories import closed, make_round
from tests.weighting.paper import fields


def begin(round_: Round, reason: str = "") -> int:
    """Begin a batch and return its number."""
    batch = service.begin_batch(round_id=round_.id, reason=reason, actor=SHELL, clock=clock)
    db.session.commit()
    return batch.number


def enter(round_: Round, number: int, ref: str, *values: int, correct: bool = False) -> None:
    """Type a sheet in."""
    entering.enter_sheet(
        round_id=round_.id,
        number=number,
        ref=ref,
        reading=Reading(values or (20, 0, 0)),
        correct=correct,
        actor=SHELL,
        clock=clock,
    )
    db.session.commit()


def entered(round_: Round, number: int) -> int:
    """How many sheets of a batch are in."""
    return queries.progress(round_.id, number).entered


def close(round_: Round, number: int, sheets: int, *, although: bool = False) -> int | None:
    """Close a batch and return the count that is registered."""
    batch = service.close_batch(
        round_id=round_.id,
        number=number,
        sheets=sheets,
        although=although,
        actor=SHELL,
        clock=clock,
    )
    db.session.commit()
    return batch.sheets


def aside(round_: Round, number: int, reason: str) -> None:
    """Set a batch aside."""
    service.set_aside(round_id=round_.id, number=number, reason=reason, actor=SHELL, clock=clock)
    db.session.commit()


STEPS: dict[str, Callable[[Round], Any]] = {
    "begin": begin,
    "enter": lambda round_: enter(round_, 1, "1"),
    "close": lambda round_: close(round_, 1, 0),
    "set aside": lambda round_: aside(round_, 1, "Fremde Bögen"),
}


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("step", STEPS)
def test_the_office_works_alone_in_a_round(app: Flask, statements: list[str], step: str) -> None:
    round_ = make_round()
    begin(round_)
    statements.clear()
    STEPS[step](round_)
    assert [line for line in statements if "pg_advisory_xact_lock(" in line]


@pytest.mark.parametrize("sheets", [-1, 100_001])
def test_a_count_out_of_range_closes_no_batch(app: Flask, sheets: int) -> None:
    round_ = make_round()
    number = begin(round_)
    with pytest.raises(BadInput, match="Schreiben Sie, wie viele Bögen"):
        close(round_, number, sheets, although=True)


@pytest.mark.parametrize("sheets", [0, 100_000])
def test_the_ends_of_the_range_close_a_batch(app: Flask, sheets: int) -> None:
    round_ = make_round()
    assert close(round_, begin(round_), sheets, although=True) == sheets


@pytest.mark.parametrize("sheets", [1, 3])
def test_a_count_below_or_above_the_sheets_typed_in_is_refused(app: Flask, sheets: int) -> None:
    round_ = make_round()
    number = begin(round_)
    enter(round_, number, "1")
    enter(round_, number, "2")
    with pytest.raises(BadInput, match=f"Gezählt sind {sheets} Bögen, erfasst sind 2"):
        close(round_, number, sheets)
    db.session.rollback()
    assert close(round_, number, 2) == 2


def test_sheets_are_counted_by_batch_and_round(app: Flask) -> None:
    other, round_ = make_round(), make_round()
    begin(other)
    enter(other, 1, "1")
    for sheets in range(1, 4):
        number = begin(round_)
        for sheet in range(sheets):
            enter(round_, number, f"{number}-{sheet}")
    assert [entered(round_, number) for number in (1, 2, 3, 4)] == [1, 2, 3, 0]
    assert set(queries.progress_by_batch([other.id])) == {(other.id, 1)}


@pytest.mark.parametrize("number", [1, 3])
def test_a_sheet_is_corrected_only_in_its_own_batch(app: Flask, number: int) -> None:
    round_ = make_round()
    for _ in range(3):
        begin(round_)
    enter(round_, 2, "1")
    with pytest.raises(BadInput, match="ist schon erfasst"):
        enter(round_, number, "1", 0, 20, 0, correct=True)
    db.session.rollback()
    assert fields(round_) == [(20, 0, 0)]


def test_a_correction_makes_a_new_version_and_leaves_other_ballots(app: Flask) -> None:
    other, round_ = make_round(), make_round()
    for each in (other, round_):
        begin(each)
        for ref in "abcde":
            enter(each, 1, ref)
    enter(round_, 1, "c", 0, 20, 0, correct=True)
    assert fields(round_) == [(0, 20, 0)] + [(20, 0, 0)] * 4
    assert fields(other) == [(20, 0, 0)] * 5
    versions = [row.version for row in db.session.query(Ballot).filter_by(round_id=round_.id)]
    assert sorted(versions) == [1, 1, 1, 1, 2]


def test_spaces_in_place_of_a_code_are_none(app: Flask) -> None:
    round_ = make_round()
    number = begin(round_)
    entering.enter_sheet(
        round_id=round_.id,
        number=number,
        ref="1",
        reading=Reading((20, 0, 0)),
        code="  ",
        actor=SHELL,
        clock=clock,
    )
    assert entered(round_, number) == 1


def test_an_imported_batch_takes_no_sheet(app: Flask) -> None:
    round_ = make_round(participation=["code"])
    held = lock_round(round_.id, exclusive=True)
    number = new_batch(held, "code", late=False, actor=SHELL, clock=clock).number
    db.session.commit()
    with pytest.raises(Conflict, match="Dieser Stapel ist abgeschlossen"):
        enter(round_, number, "1")


def test_the_batch_of_another_round_or_number_is_not_found(app: Flask) -> None:
    first, round_, last = make_round(), make_round(), make_round()
    for each in (first, round_, last):
        begin(each)
        begin(each)
    assert service.find_batch(round_.id, 2).round_id == round_.id
    assert service.find_batch(round_.id, 2).number == 2
    for number in (0, 3):
        with pytest.raises(NotFound):
            service.find_batch(round_.id, number)


def test_a_late_batch_takes_sheets_under_the_reason_it_was_begun_with(app: Flask) -> None:
    round_ = make_round(**closed())
    number = begin(round_, "x" * 1001)
    enter(round_, number, "1")
    [deviation] = db.session.query(Deviation)
    assert deviation.reason == "x" * 1000


def test_a_batch_in_time_that_is_continued_late_is_refused(app: Flask) -> None:
    round_ = make_round()
    number = begin(round_)
    held = lock_round(round_.id, exclusive=True)
    held.weights_closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    with pytest.raises(NotReady, match="Das Zeitfenster ist geschlossen"):
        enter(round_, number, "1")


def test_the_reason_to_set_a_batch_aside_is_kept_up_to_a_thousand_characters(app: Flask) -> None:
    round_ = make_round()
    aside(round_, begin(round_), "x" * 1001)
    [deviation] = db.session.query(Deviation)
    assert deviation.reason == "x" * 1000
