"""What is cast or imported between an import's check of the ballots and its own writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting.models import Ballot, BallotBatch, BallotSheet
from participation.weighting.paper import imports
from tests.conftest import CheckingClient
from tests.factories import counted_ballots, make_round
from tests.weighting.test_paper_codes import cast_in_browser, issue

HEAD = "ref,mobility,energy,education\n"
CAME_BETWEEN = "Während des Imports ist zu einer Zeile der Datei etwas abgegeben oder"
Between = Callable[[], object]


def run(app: Flask, round_: Round, path: Path, channel: str) -> tuple[int, str]:
    """Import at the shell; return the exit code and what the shell says."""
    arguments = ["ballots", "import", round_.slug, str(path), "--channel", channel]
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Between], None]:
    """Let something happen once, after an import has looked and before it writes."""
    store = imports.add_sheets

    def arrange(happens: Between) -> None:
        def late(**values: Any) -> imports.Imported:
            monkeypatch.setattr(imports, "add_sheets", store)
            happens()
            return store(**values)

        monkeypatch.setattr(imports, "add_sheets", late)

    return arrange


def test_ballot_cast_during_an_import_of_its_code_stays_and_nothing_is_imported(
    app: Flask,
    client: CheckingClient,
    tmp_path: Path,
    between: Callable[[Between], None],
) -> None:
    round_ = make_round(participation=["code"])
    first, second = issue(round_, 2)
    path = tmp_path / "ballots.csv"
    path.write_text(f"{HEAD}{first},20,,\n{second},20,,\n")
    between(lambda: cast_in_browser(client, round_, second))
    exit_code, output = run(app, round_, path, "code")
    assert exit_code == 1
    assert CAME_BETWEEN in output
    [ballot] = counted_ballots(round_)
    assert ballot.batch is None
    assert db.session.query(BallotSheet).count() == db.session.query(BallotBatch).count() == 0
    exit_code, output = run(app, round_, path, "code")
    assert "Zeile 3" in output


def test_file_that_is_imported_twice_at_once_counts_once(
    app: Flask, tmp_path: Path, between: Callable[[Between], None]
) -> None:
    round_ = make_round()
    path = tmp_path / "ballots.csv"
    path.write_text(f"{HEAD}1,20,,\n2,,20,\n")
    between(lambda: run(app, round_, path, "paper"))
    exit_code, output = run(app, round_, path, "paper")
    assert exit_code == 1
    assert CAME_BETWEEN in output
    assert db.session.query(Ballot).count() == db.session.query(BallotSheet).count() == 2
    assert db.session.query(BallotBatch).count() == 1
    assert "Neu: 0. Schon vorhanden: 2." in run(app, round_, path, "paper")[1]
