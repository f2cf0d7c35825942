"""Whose ballot a line of a file is: an address or a code counts once, on the pages and in files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.codes import service as codes
from participation.weighting.codes.code_format import format_code
from tests.conftest import CheckingClient
from tests.factories import agree, make_resident, make_round

HEAD = "ref,mobility,energy,education\n"
ADDRESS = "mara.lindt@example.org"
SPELLINGS = ("Mara.Lindt@Example.org", " MARA.LINDT@EXAMPLE.ORG ", "mara.lindt@EXAMPLE.ORG")
Importer = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round that people take part in by address or code."""
    return make_round(participation=["email", "code"])


@pytest.fixture
def take(app: Flask, round_: Round, tmp_path: Path) -> Importer:
    """Import lines at the shell; return the exit code and what the shell says."""
    path, slug = tmp_path / "ballots.csv", round_.slug

    def run(channel: str, lines: str) -> tuple[int, str]:
        path.write_text(HEAD + lines, encoding="utf-8")
        arguments = ["ballots", "import", slug, str(path), "--channel", channel]
        done = app.test_cli_runner().invoke(args=arguments)
        return done.exit_code, done.output

    return run


def issue(round_: Round) -> str:
    """A code of the round."""
    [code] = codes.make_codes(round_id=round_.id, count=1, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    return code


def as_typed(code: str) -> tuple[str, ...]:
    """Ways in which a code is written."""
    return format_code(code), format_code(code).lower(), f" {code[:5]} {code[5:]}"


def cast(client: CheckingClient, round_: Round) -> None:
    """Cast a ballot on the pages."""
    review = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **{"points-energy": "20"})
    assert client.submit(review, "/review").status_code == 302


def withdraw(client: CheckingClient, round_: Round) -> None:
    """Withdraw it."""
    path = f"/rounds/{round_.slug}/weights/withdraw"
    assert client.submit(path, path).status_code == 302


def by_address(round_: Round, new_client: Any) -> CheckingClient:
    """The browser of the person with this address, who takes part in the round."""
    account = make_resident(ADDRESS)
    agree(account, round_)
    client = new_client(account)
    assert isinstance(client, CheckingClient)
    return client


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_address_that_voted_on_the_pages_is_refused(
    round_: Round, new_client: Any, take: Importer, spelling: str
) -> None:
    cast(by_address(round_, new_client), round_)
    code, output = take("email", f"other@example.org,20,,\n{spelling},20,,\n")
    assert code == 1
    assert f"Zeile 3: Mit „{spelling.strip()}“ hat schon jemand teilgenommen." in output
    assert queries.ballot_count(round_.id) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_imported_address_finds_its_ballot_on_the_pages(
    round_: Round, new_client: Any, take: Importer, spelling: str
) -> None:
    assert take("email", f"{spelling},,20,\n")[0] == 0
    receipt = by_address(round_, new_client).get(f"/rounds/{round_.slug}/weights/receipt")
    assert receipt.status_code == 200


def test_address_that_withdrew_is_refused_as_such(
    round_: Round, new_client: Any, take: Importer
) -> None:
    client = by_address(round_, new_client)
    cast(client, round_)
    withdraw(client, round_)
    code, output = take("email", f"{ADDRESS},20,,\n")
    assert code == 1
    assert f"Zeile 2: Was mit „{ADDRESS}“ abgegeben war, wurde zurückgezogen." in output
    assert "schon jemand teilgenommen" not in output


def test_the_same_line_twice_in_a_file_counts_once(round_: Round, take: Importer) -> None:
    assert take("email", f"{ADDRESS},20,,\n{ADDRESS},20,0,0\n")[0] == 0
    assert queries.ballot_count(round_.id) == 1


@pytest.mark.parametrize("content", ["20,,", ",20,"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_address_twice_in_a_file_in_another_spelling_is_refused(
    round_: Round, take: Importer, spelling: str, content: str
) -> None:
    code, output = take("email", f"{ADDRESS},20,,\n{spelling},{content}\n")
    assert code == 1
    assert f"Zeile 3: „{spelling.strip()}“ steht schon in Zeile 2, anders geschrieben." in output
    assert queries.ballot_count(round_.id) == 0


def test_address_twice_in_a_file_with_other_content_is_refused(
    round_: Round, take: Importer
) -> None:
    code, output = take("email", f"{ADDRESS},20,,\n{ADDRESS},,20,\n")
    assert code == 1
    assert f"Zeile 3: „{ADDRESS}“ steht schon in Zeile 2, mit anderem Inhalt." in output


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_address_in_two_files_counts_once(round_: Round, take: Importer, spelling: str) -> None:
    take("email", f"{ADDRESS},20,,\n")
    code, output = take("email", f"{spelling},20,,\n")
    assert code == 0
    assert "Neu: 0. Schon vorhanden: 1." in output
    code, output = take("email", f"{spelling},,20,\n")
    assert code == 1
    assert f"Zeile 2: „{spelling.strip()}“ ist schon erfasst, mit anderem Inhalt." in output
    assert queries.ballot_count(round_.id) == 1


def test_invalid_address_is_refused_with_its_line(round_: Round, take: Importer) -> None:
    code, output = take("email", f"{ADDRESS},20,,\nS-17,20,,\n")
    assert code == 1
    assert "Zeile 3: Spalte „ref“: Diese E-Mail-Adresse ist nicht vollständig." in output
    assert queries.ballot_count(round_.id) == 0


@pytest.mark.parametrize("ref", ["x", "S-17", format_code("57TN2T3KAXWF")])
def test_code_that_was_never_issued_is_refused_with_its_line(
    round_: Round, take: Importer, ref: str
) -> None:
    code, output = take("code", f"{issue(round_)},20,,\n{ref},20,,\n")
    assert code == 1
    told = f"Der Code „{ref}“ gilt in dieser Runde nicht. Prüfen Sie ihn."
    [line] = [line for line in output.splitlines() if told in line]
    assert line in (f"Zeile 3: {told}", f"Zeile 3: Spalte „ref“: {told}")
    assert queries.ballot_count(round_.id) == 0


def test_code_of_another_round_is_refused(round_: Round, take: Importer) -> None:
    code, output = take("code", f"{issue(make_round(participation=['code']))},20,,\n")
    assert code == 1
    assert "gilt in dieser Runde nicht" in output


def test_code_that_voted_on_the_pages_is_refused(
    round_: Round, new_client: Any, take: Importer
) -> None:
    code = issue(round_)
    client = new_client()
    client.submit(f"/rounds/{round_.slug}/code", "/code", code=code)
    cast(client, round_)
    for spelling in as_typed(code):
        exit_code, output = take("code", f"{spelling},20,,\n")
        assert exit_code == 1
        assert f"Zeile 2: Mit „{spelling.strip()}“ hat schon jemand teilgenommen." in output
    assert queries.ballot_count(round_.id) == 1


def test_code_counts_once_in_two_files(round_: Round, take: Importer) -> None:
    spellings = as_typed(issue(round_))
    assert "Neu: 1. Schon vorhanden: 0." in take("code", f"{spellings[0]},20,,\n")[1]
    for spelling in spellings:
        assert "Neu: 0. Schon vorhanden: 1." in take("code", f"{spelling},20,,\n")[1]
    exit_code, output = take("code", f"{spellings[1]},,20,\n")
    assert exit_code == 1
    assert "ist schon erfasst, mit anderem Inhalt" in output
    assert queries.ballot_count(round_.id) == 1


def test_no_reference_is_kept_in_clear(round_: Round, take: Importer) -> None:
    code = issue(round_)
    assert take("email", f"{ADDRESS},20,,\n")[0] == 0
    assert take("code", f"{format_code(code)},20,,\n")[0] == 0
    assert take("paper", "Bogen-4711,20,,\n")[0] == 0
    tables = ("ballot_sheets", "ballots", "ballot_batches", "audit_entries")
    rows = "".join(
        repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
        for table in tables
        for row in db.session.execute(text(f"SELECT * FROM {table}"))
    )
    for reference in (ADDRESS, "lindt", code, format_code(code), "4711"):
        assert reference.casefold() not in rows.casefold()


def test_references_and_ballots_are_hashed_apart(round_: Round, take: Importer) -> None:
    take("email", f"{ADDRESS},20,,\n")
    [sheet] = db.session.execute(text("SELECT ref_hash, mark FROM ballot_sheets"))
    [ballot] = db.session.scalars(text("SELECT key FROM ballots"))
    assert len({bytes(sheet[0]), bytes(sheet[1]), bytes(ballot)}) == 3
