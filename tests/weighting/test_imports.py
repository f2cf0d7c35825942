"""Ballots from files: all or nothing, each sheet once, every error with its line."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotReady, WindowClosed
from participation.rounds.models import Deviation, Round
from participation.web import csvfile
from participation.web.csvfile import FileRefused
from participation.weighting import queries
from participation.weighting.derivation import ballot_key, reference_hash
from participation.weighting.models import Ballot, BallotBatch, BallotSheet
from participation.weighting.paper import imports
from participation.weighting.rules import NO_OPINION, unpack
from tests.factories import closed, counted_ballots, keys, make_round

HEAD = "ref,mobility,energy,education\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file of a test lies."""
    return tmp_path / "ballots.csv"


def take(
    round_: Round, file: Path, text: str | bytes, channel: str = "paper", reason: str = ""
) -> imports.Imported:
    """Import and commit."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = imports.import_file(
        round_=round_, source=file, channel=channel, reason=reason, actor=SHELL, clock=clock
    )
    db.session.commit()
    return done


def refused(round_: Round, file: Path, text: str | bytes) -> list[str]:
    """The sentences of a refusal, without the first; nothing was taken over."""
    with pytest.raises(FileRefused) as caught:
        take(round_, file, text)
    db.session.rollback()
    assert db.session.query(Ballot).count() == db.session.query(BallotSheet).count() == 0
    return sentences(caught.value)[1:]


def sentences(error: FileRefused) -> list[str]:
    """What the shell would show."""
    with force_locale("de"):
        return csvfile.sentences(error)


def stored(round_: Round) -> list[tuple[int, ...]]:
    """The answers of all ballots, sorted."""
    layout = queries.layout(round_)
    ballots = counted_ballots(round_)
    return sorted(unpack(ballot.answers or b"", layout).fields for ballot in ballots)


def test_blank_is_zero_and_a_hyphen_is_no_opinion_even_where_it_is_not_offered(
    app: Flask, file: Path
) -> None:
    round_ = make_round()
    done = take(round_, file, HEAD + "1,20,,\n2,10,-,10\n")
    assert (done.added, done.known, done.batch) == (2, 0, 1)
    assert stored(round_) == [(10, NO_OPINION, 10), (20, 0, 0)]
    assert queries.ballot_count(round_.id) == 2
    assert {ballot.channel for ballot in counted_ballots(round_)} == {"paper"}


def test_the_reference_is_kept_apart_from_the_ballot(app: Flask, file: Path) -> None:
    round_ = make_round()
    take(round_, file, HEAD + "bogen-17,20,,\n")
    assert b"bogen-17" not in db.session.query(BallotSheet).one().ref_hash
    assert b"bogen-17" not in db.session.query(Ballot).one().key
    [batch] = queries.batches(round_.id)
    assert (batch.number, batch.late, batch.created_by) == (1, False, SHELL.label)


def test_the_same_sheet_with_the_same_content_adds_nothing(app: Flask, file: Path) -> None:
    round_ = make_round()
    take(round_, file, HEAD + "1,20,,\n2,,20,\n")
    done = take(round_, file, HEAD + "1,20,0,\n2,,20,\n3,,,20\n")
    assert (done.added, done.known) == (1, 2)
    assert queries.ballot_count(round_.id) == 3
    assert take(round_, file, HEAD + "1,20,0,\n").batch is None
    assert db.session.query(BallotBatch).count() == 2


def test_the_same_sheet_with_other_content_is_an_error_with_its_line(
    app: Flask, file: Path
) -> None:
    round_ = make_round()
    take(round_, file, HEAD + "1,20,,\n")
    with pytest.raises(FileRefused) as caught:
        take(round_, file, HEAD + "2,20,,\n1,,20,\n")
    db.session.rollback()
    [sentence] = sentences(caught.value)[1:]
    assert sentence.startswith("Zeile 3: „1“ ist schon erfasst")
    assert queries.ballot_count(round_.id) == 1


def test_a_sheet_twice_in_a_file_is_an_error_when_it_differs(app: Flask, file: Path) -> None:
    round_ = make_round()
    [sentence] = refused(round_, file, HEAD + "1,20,,\n1,,20,\n")
    assert sentence.startswith("Zeile 3: „1“ steht schon in Zeile 2")
    assert take(round_, file, HEAD + "1,20,,\n1,20,0,0\n").added == 1


def test_every_error_is_named_with_its_line_and_nothing_is_taken_over(
    app: Flask, file: Path
) -> None:
    text = HEAD + "1,20,,\n2,19,,\n,20,,\n4,21,,-1\n5,1.5,x,\n6,-,-,-\n" + "x" * 81 + ",20,,\n"
    problems = refused(make_round(), file, text)
    assert [sentence.split(":")[0] for sentence in problems] == [
        "Zeile 3",
        "Zeile 4",
        "Zeile 5",
        "Zeile 5",
        "Zeile 6",
        "Zeile 6",
        "Zeile 7",
        "Zeile 8",
    ]
    assert "Verteilen Sie noch 1 Punkt." in problems[0]
    assert "Spalte „mobility“" in problems[2]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (b"", "leer"),
        (b"ref,mobility\n1,20\n", "energy"),
        (b"ref,mobility,energy,education,culture\n1,20,,,\n", "culture"),
        (HEAD.encode() + b"1,\xff,,\n", "UTF-8"),
        (HEAD.encode() + b"1,20\n", "Zellen"),
        (HEAD.encode() + b"1," + b"9" * 10_000_000 + b",,\n", "länger"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(
    app: Flask, file: Path, text: bytes, part: str
) -> None:
    assert part in " ".join(refused(make_round(), file, text))


def test_semicolons_and_a_byte_order_mark_are_read(app: Flask, file: Path) -> None:
    round_ = make_round()
    text = "\ufeff" + HEAD.replace(",", ";") + "1;20;;\n"
    assert take(round_, file, text).added == 1


def test_a_pick_is_one_or_blank(app: Flask, file: Path) -> None:
    round_ = make_round(instrument_kind="pick", instrument_k=2)
    take(round_, file, HEAD + "1,1,,1\n2,-,1,1\n")
    assert stored(round_) == [(NO_OPINION, 1, 1), (1, 0, 1)]
    other = make_round(instrument_kind="pick", instrument_k=2)
    with pytest.raises(FileRefused):
        take(other, file, HEAD + "1,2,1,\n")


def test_ballots_with_goals_come_in_with_their_goals_not_reached(app: Flask, file: Path) -> None:
    round_ = make_round(goals_points=10)
    take(round_, file, HEAD + "1,20,,\n")
    [ballot] = counted_ballots(round_)
    answers = unpack(ballot.answers or b"", queries.layout(round_))
    assert answers.fields == (20, 0, 0)
    assert answers.goals[0] == (-3, -3)


def test_before_opening_no_ballot_is_accepted(app: Flask, file: Path) -> None:
    now = clock.now()
    round_ = make_round(
        weights_opens_at=now + timedelta(days=1), weights_closes_at=now + timedelta(days=2)
    )
    with pytest.raises(WindowClosed):
        take(round_, file, HEAD + "1,20,,\n")


def test_after_the_closing_a_reason_is_asked_for_and_logged(app: Flask, file: Path) -> None:
    round_ = make_round(**closed())
    with pytest.raises(NotReady):
        take(round_, file, HEAD + "1,20,,\n", reason="  ")
    db.session.rollback()
    take(round_, file, HEAD + "1,20,,\n", reason="Postweg")
    deviation = db.session.query(Deviation).one()
    assert (deviation.kind, deviation.reason) == ("late_paper", "Postweg")
    assert deviation.details["ballots"] == 1
    assert queries.batches(round_.id)[0].late


def test_a_clock_of_that_time_needs_no_reason(app: Flask, file: Path) -> None:
    round_ = make_round(**closed())
    assert round_.weights_opens_at is not None
    file.write_text(HEAD + "1,20,,\n")
    then = FixedClock(round_.weights_opens_at + timedelta(days=1))
    imports.import_file(round_=round_, source=file, channel="paper", actor=SHELL, clock=then)
    db.session.commit()
    assert db.session.query(Deviation).count() == 0


def test_after_the_key_is_destroyed_no_ballot_is_accepted(app: Flask, file: Path) -> None:
    round_ = make_round(**closed())
    keys().destroy_round_key(round_.uid, clock.now())
    with pytest.raises(WindowClosed):
        take(round_, file, HEAD + "1,20,,\n", reason="Postweg")


def test_the_shell_tells_what_it_did_and_what_is_wrong(app: Flask, file: Path) -> None:
    round_ = make_round()
    file.write_text(HEAD + "1,20,,\n2,,20,\n")
    runner = app.test_cli_runner()
    done = runner.invoke(args=["ballots", "import", round_.slug, str(file), "--channel", "paper"])
    assert done.exit_code == 0, done.output
    assert "Neu: 2" in done.output
    file.write_text(HEAD + "3,2,,\n")
    failed = runner.invoke(args=["ballots", "import", round_.slug, str(file), "--channel", "paper"])
    assert failed.exit_code == 1
    assert "Zeile 2: Sie haben 2 von 20 Punkten verteilt." in failed.output
    missing = runner.invoke(args=["ballots", "import", "nowhere", str(file), "--channel", "paper"])
    assert missing.exit_code == 1
    assert "Diese Runde gibt es nicht" in missing.output


def test_many_ballots_are_inserted_in_few_statements(
    app: Flask, file: Path, statements: list[str]
) -> None:
    round_ = make_round()
    statements.clear()
    take(round_, file, HEAD + "".join(f"sheet-{number},20,,\n" for number in range(6000)))
    assert queries.ballot_count(round_.id) == 6000
    assert len(statements) < 40


@pytest.mark.parametrize("table", ["ballots", "ballot_sheets"])
def test_rows_are_not_stored_in_the_order_of_the_file(
    app: Flask, file: Path, backend: str, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(imports, "BLOCK", 100)
    round_ = make_round()
    refs = [f"{number * 7919 % 1000:05d}" for number in range(600)]
    take(round_, file, HEAD + "".join(f"{ref},20,,\n" for ref in refs))
    stored = physical_order(round_, backend, table)
    places = {ref: position for position, ref in enumerate(refs)}
    assert abs(correlation([places[ref] for ref in stored])) < 0.25
    neighbours = sum(abs(places[one] - places[two]) == 1 for one, two in pairwise(stored))
    assert neighbours < 20


def test_ballots_and_references_have_no_order_in_common(
    app: Flask, file: Path, backend: str
) -> None:
    round_ = make_round()
    take(round_, file, HEAD + "".join(f"{number:05d},20,,\n" for number in range(600)))
    places = {ref: at for at, ref in enumerate(physical_order(round_, backend, "ballot_sheets"))}
    ballots = physical_order(round_, backend, "ballots")
    assert abs(correlation([places[ref] for ref in ballots])) < 0.25


def physical_order(round_: Round, backend: str, table: str) -> list[str]:
    """The references of the rows in the order in which the database's file holds them."""
    column, hashed = ("key", ballot_key) if table == "ballots" else ("ref_hash", reference_hash)
    # A table without rowid lies in the order of its primary key.
    at = "ctid" if backend == "postgresql" else column
    rows = db.session.scalars(text(f"SELECT {column} FROM {table} ORDER BY {at}"))
    round_key = keys().round_key(round_.uid)
    assert round_key is not None
    refs = {hashed(round_key, "paper", f"{number:05d}"): f"{number:05d}" for number in range(1000)}
    return [refs[bytes(row)] for row in rows]


def correlation(places: list[int]) -> float:
    """How much an order is that of the file: 1 when it is the same, about 0 by chance."""
    n = len(places)
    covered = sum((at - (n - 1) / 2) * (place - (n - 1) / 2) for at, place in enumerate(places))
    return covered / sum((at - (n - 1) / 2) ** 2 for at in range(n))
