"""Versions of a result: what a later one may add, and what it must wait for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotReady
from participation.results import gathering, jobs, queries, service
from participation.results.models import Snapshot, SnapshotPart, VersionGuard
from participation.results.rules import TooFewDiffer
from participation.web.transactions import commit_now
from tests.results.making import (
    begin_batch,
    change,
    close_batch,
    import_sheets,
    late_batch,
    make,
    published,
    set_aside,
    type_in,
)
from tests.results.sheets import cast_all, closed_round, points


def test_a_later_batch_of_ten_makes_a_second_version_beside_the_first(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = published(round_)
    tables = dict(first.tables)
    late_batch(round_, 1, 10)
    assert make(round_).number == 1
    with pytest.raises(BadInput):
        service.new_version(round_.id, reason=" ", actor=SHELL, clock=clock)
    db.session.rollback()
    second = make(round_, "Zehn Bögen kamen mit der Post.")
    assert (second.number, second.ballots, second.reason) == (
        2,
        50,
        "Zehn Bögen kamen mit der Post.",
    )
    db.session.expire_all()
    assert queries.snapshots(round_.id)[0].tables == tables
    assert make(round_, "noch einmal").number == 2


def test_a_later_batch_of_nine_makes_no_version(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    published(round_)
    late_batch(round_, 1, 9)
    with pytest.raises(NotReady):
        make(round_, "Neun Bögen kamen mit der Post.")
    db.session.rollback()
    assert len(queries.versions(round_.id)) == 1


def test_sheets_that_come_before_publication_wait_until_there_are_ten(app: Flask) -> None:
    """Planners have read the first version already."""
    round_ = closed_round()
    cast_all(round_, points(40))
    assert make(round_).ballots == 40
    late_batch(round_, 1, 3)
    with pytest.raises(TooFewDiffer):
        make(round_)
    db.session.rollback()
    late_batch(round_, 2, 7)
    second = make(round_)
    assert (second.number, second.ballots) == (2, 50)
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    db.session.rollback()
    assert published(round_).number == 2


def test_a_version_is_published_though_a_few_sheets_wait(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 3)
    snapshot = service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    assert (snapshot.ballots, snapshot.published_at is not None) == (40, True)


def test_a_version_is_not_published_while_a_newer_one_can_be_made(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 10)
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)


@pytest.mark.parametrize(("late", "counted"), [(3, 40), (10, 50)])
def test_the_worker_counts_late_sheets_before_it_publishes_if_they_need_not_wait(
    app: Flask, late: int, counted: int
) -> None:
    round_ = closed_round(publish_results_at=datetime.now(UTC) - timedelta(minutes=1))
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, late)
    assert jobs.publish_due(clock) == 1
    newest = queries.versions(round_.id)[-1]
    assert (newest.ballots, newest.published_at is not None) == (counted, True)


def test_the_worker_makes_no_version_while_sheets_may_still_be_typed_in(app: Flask) -> None:
    paper = closed_round(participation=["email", "paper"])
    typing = closed_round()
    for round_ in (paper, typing):
        cast_all(round_, points(40))
    begin_batch(typing)
    assert jobs.make_snapshots(clock) == 0
    assert queries.versions(paper.id) == queries.versions(typing.id) == []


def test_the_worker_publishes_in_time_though_no_version_was_made_by_hand(app: Flask) -> None:
    moment = datetime.now(UTC) - timedelta(minutes=1)
    round_ = closed_round(participation=["email", "paper"], publish_results_at=moment)
    cast_all(round_, points(40))
    assert jobs.publish_due(clock) == 1
    assert queries.versions(round_.id)[-1].published_at is not None


def test_a_batch_set_aside_counts_nowhere(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    late_batch(round_, 1, 12, set_aside_at=clock.now())
    snapshot = make(round_)
    assert snapshot.ballots == 40
    assert snapshot.method["set_aside"] == [1]
    assert snapshot.method["commitments"]["count"] == 52


# --- attacks ----------


def test_a_sheet_in_an_open_batch_is_in_no_version_so_two_subtract_to_nothing(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    number = begin_batch(round_)
    type_in(round_, number, "1", (20, 0, 0))
    first = published(round_)
    type_in(round_, number, "2", (0, 20, 0))
    second = make(round_, "Ein Bogen kam mit der Post.")
    assert (first.ballots, second.number) == (40, 1)
    assert [row["n_ballots"] for row in first.tables["weights"]] == [40, 40, 40]


def test_a_corrected_sheet_is_in_no_version_either(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    number = begin_batch(round_)
    for position in range(12):
        type_in(round_, number, str(position), (20, 0, 0))
    first = published(round_)
    type_in(round_, number, "3", (0, 0, 20), correct=True)
    assert make(round_, "Ein Bogen war falsch.").number == first.number


def test_a_closed_batch_stays_closed(app: Flask) -> None:
    round_ = closed_round()
    number = begin_batch(round_)
    type_in(round_, number, "1", (20, 0, 0))
    close_batch(round_, number)
    with pytest.raises(Conflict):
        type_in(round_, number, "2", (20, 0, 0))
    db.session.rollback()
    with pytest.raises(Conflict):
        type_in(round_, number, "1", (0, 20, 0), correct=True)
    db.session.rollback()


def test_a_file_import_is_a_closed_batch(app: Flask) -> None:
    round_ = closed_round()
    import_sheets(round_, {str(position): (20, 0, 0) for position in range(12)})
    assert make(round_).ballots == 12
    with pytest.raises(Conflict):
        type_in(round_, 1, "x", (20, 0, 0))
    db.session.rollback()


def test_one_sheet_in_a_batch_of_its_own_waits_for_nine_others_though_nothing_is_published(
    app: Flask,
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 1)
    with pytest.raises(TooFewDiffer):
        make(round_)
    db.session.rollback()
    assert [version.ballots for version in queries.versions(round_.id)] == [40]


def test_a_version_that_was_never_published_stays_in_the_guard_when_it_is_gone(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 12)
    late_batch(round_, 2, 5)
    assert make(round_).ballots == 57
    assert [version.number for version in queries.versions(round_.id)] == [2]
    set_aside(round_, 1)
    # Twelve fewer than in the version that is there, and five more than in the one that is gone.
    with pytest.raises(TooFewDiffer):
        make(round_)
    db.session.rollback()
    set_aside(round_, 2)
    assert make(round_).ballots == 40


def test_what_is_kept_of_a_version_holds_no_figure(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = make(round_)
    figures = {f"{row['mean_share']:.6f}"[1:] for row in first.tables["weights"]}
    late_batch(round_, 1, 10)
    make(round_)
    guard = db.session.get_one(VersionGuard, (round_.id, 1))
    assert not any(figure in str(guard.document) for figure in figures)
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1
    numbers = select(SnapshotPart.snapshot_id).distinct()
    assert list(db.session.scalars(numbers)) == [queries.versions(round_.id)[0].id]


def test_ballots_that_changed_in_a_closed_batch_count_as_added_and_as_excluded(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    late_batch(round_, 1, 30)
    published(round_)
    change(round_, 1, 9)
    with pytest.raises(TooFewDiffer):
        make(round_, "Neun Bögen waren falsch.")
    db.session.rollback()
    change(round_, 1, 15)
    assert make(round_, "Fünfzehn Bögen waren falsch.").number == 2


def test_sheets_that_come_back_under_other_numbers_are_the_same_sheets(app: Flask) -> None:
    """Setting ten aside and bringing nine of them back beside another one changes one sheet."""
    round_ = closed_round()
    cast_all(round_, points(40))
    import_sheets(round_, {f"a{position}": (20 - position, position, 0) for position in range(10)})
    published(round_)
    set_aside(round_, 1)
    import_sheets(
        round_,
        {f"b{position}": (20 - position, position, 0) for position in range(9)}
        | {"b9": (0, 0, 20)},
    )
    with pytest.raises(TooFewDiffer):
        make(round_, "Ein Stapel wurde ersetzt.")
    db.session.rollback()


def test_the_batches_digests_tell_which_one_changed_and_nothing_of_their_order(app: Flask) -> None:
    one, other = closed_round(), closed_round()
    sheets = {str(position): (20 - position, position, 0) for position in range(12)}
    for round_, order in ((one, list(sheets)), (other, list(reversed(sheets)))):
        cast_all(round_, points(40))
        import_sheets(round_, {ref: sheets[ref] for ref in order})
        make(round_)
    first, second = (gathering.kept_versions(round_.id)[0].digests for round_ in (one, other))
    assert set(first) == {"0", "1"}
    # Each round has a key of its own, so nobody compares batches across rounds.
    assert first["1"] != second["1"]
    change(one, 1, 12)
    make(one, "Alle Bögen waren falsch.")
    again = gathering.kept_versions(one.id)[1].digests
    assert (again["0"] == first["0"], again["1"] == first["1"]) == (True, False)
