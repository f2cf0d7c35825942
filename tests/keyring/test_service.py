"""A key file is made once, for an empty database, and nothing else ever takes its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from participation.accounts.models import Account
from participation.accounts.queries import address_hash
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from participation.kernel.keys import KeyFileUnusable, KeyProblem
from participation.keyring import service
from participation.keyring.models import KeyFingerprint
from participation.keyring.queries import key_file
from tests.conftest import CheckingClient
from tests.factories import agree, make_resident, make_round
from tests.pages import main_text

GONE = "fehlt zurzeit ein Schlüssel"
Break = Callable[[Path], Any]


def _foreign(path: Path) -> None:
    path.unlink()
    key_file().make()


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS: dict[KeyProblem, Break] = {
    KeyProblem.MISSING: Path.unlink,
    KeyProblem.DAMAGED: lambda path: path.write_bytes(path.read_bytes()[:50]),
    KeyProblem.UNREADABLE: _directory,
    KeyProblem.FOREIGN: _foreign,
}


@pytest.fixture(params=FAULTS, ids=str)
def fault(request: pytest.FixtureRequest, app: Flask) -> Any:
    """A key file that cannot be used, after a resident and a round were made with the right one."""
    path = Path(app.config["KEY_FILE"])
    make_resident("amsel@example.org")
    make_round(slug="runde")
    FAULTS[request.param](path)
    yield request.param
    if path.is_dir():
        shutil.rmtree(path)


@pytest.fixture
def shell(app: Flask) -> FlaskCliRunner:
    """The flask command."""
    return app.test_cli_runner()


def test_an_unusable_key_file_is_a_page_that_says_so(
    fault: KeyProblem, client: CheckingClient
) -> None:
    response = client.submit("/sign-in", email="amsel@example.org")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    text = main_text(response)
    assert GONE in text
    assert "vernichtet" not in text


def test_an_unusable_key_file_gives_nobody_a_second_account(
    fault: KeyProblem, client: CheckingClient, app: Flask
) -> None:
    before = Path(app.config["KEY_FILE"]).is_file()
    client.submit("/sign-in", email="amsel@example.org")
    with pytest.raises(KeyFileUnusable):
        address_hash("amsel@example.org")
    assert db.session.query(Account).count() == 1
    assert Path(app.config["KEY_FILE"]).is_file() is before


def test_an_unusable_key_file_is_not_called_destroyed_on_the_ballots_page(
    fault: KeyProblem, client: CheckingClient
) -> None:
    db.session.rollback()
    response = client.get("/rounds/runde/weights")
    assert response.status_code == 503
    assert "vernichtet" not in main_text(response)


def test_pages_that_need_no_key_still_answer(fault: KeyProblem, client: CheckingClient) -> None:
    assert client.get("/").status_code == 200


def test_an_unusable_key_file_is_not_ready(fault: KeyProblem, client: CheckingClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert fault.value in response.get_data(as_text=True)


@pytest.mark.parametrize("words", [["doctor"], ["keys", "check"]])
def test_the_shell_names_what_is_wrong_with_the_key_file(
    fault: KeyProblem, shell: FlaskCliRunner, words: list[str]
) -> None:
    said = shell.invoke(args=words)
    assert said.exit_code == 1
    assert f"error  KEY_FILE: keys.json: {fault.value}." in said.output


def test_init_never_replaces_an_unusable_key_file(
    fault: KeyProblem, shell: FlaskCliRunner, app: Flask
) -> None:
    path = Path(app.config["KEY_FILE"])
    before = path.read_bytes() if path.is_file() else None
    assert shell.invoke(args=["keys", "init"]).exit_code == 1
    assert (path.read_bytes() if path.is_file() else None) == before


def test_ready_again_as_soon_as_the_file_is_back(app: Flask, client: CheckingClient) -> None:
    path = Path(app.config["KEY_FILE"])
    path.rename(path.with_name("unmounted"))
    assert client.get("/readyz").status_code == 503
    path.with_name("unmounted").rename(path)
    assert client.get("/readyz").status_code == 200


def test_a_round_whose_key_is_missing_is_not_called_destroyed(app: Flask, new_client: Any) -> None:
    path = Path(app.config["KEY_FILE"])
    older = path.read_bytes()
    me, round_ = make_resident(), make_round(slug="runde")
    agree(me, round_)
    path.write_bytes(older)
    response = new_client(me).get("/rounds/runde/weights")
    assert response.status_code == 503
    assert "vernichtet" not in main_text(response)


def test_doctor_names_the_round_whose_key_is_missing(app: Flask, shell: FlaskCliRunner) -> None:
    path = Path(app.config["KEY_FILE"])
    older = path.read_bytes()
    make_round(slug="runde")
    path.write_bytes(older)
    said = shell.invoke(args=["doctor"])
    assert said.exit_code == 1
    assert "no key for published rounds: runde." in said.output


def test_init_twice_changes_nothing(app: Flask, shell: FlaskCliRunner) -> None:
    before = key_file().path.read_bytes()
    assert service.init(clock) is service.Outcome.UNCHANGED
    assert shell.invoke(args=["keys", "init"]).exit_code == 0
    assert key_file().path.read_bytes() == before


def test_a_database_that_is_not_empty_gets_no_first_key_file(app: Flask) -> None:
    make_round()
    db.session.query(KeyFingerprint).delete()
    db.session.commit()
    key_file().path.unlink()
    with pytest.raises(Conflict):
        service.init(clock)
    assert not key_file().path.exists()


def test_without_init_an_empty_database_says_what_to_type(
    app: Flask, client: CheckingClient, shell: FlaskCliRunner
) -> None:
    db.session.query(KeyFingerprint).delete()
    db.session.commit()
    key_file().path.unlink()
    assert client.submit("/sign-in", email="amsel@example.org").status_code == 503
    assert not key_file().path.exists()
    added = shell.invoke(args=["staff", "add", "amt@example.org", "--role", "admin"])
    assert added.exit_code == 1
    assert "flask keys init" in added.output
    assert shell.invoke(args=["keys", "init"]).exit_code == 0
    assert client.get("/readyz").status_code == 200


def test_an_init_that_was_killed_after_the_file_is_finished_by_the_next(app: Flask) -> None:
    db.session.query(KeyFingerprint).delete()
    db.session.commit()
    before = key_file().path.read_bytes()
    assert service.init(clock) is service.Outcome.MADE
    db.session.commit()
    assert key_file().path.read_bytes() == before
    assert key_file().problem() is None


def test_the_shell_copies_the_key_file_and_overwrites_none(
    app: Flask, shell: FlaskCliRunner, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert shell.invoke(args=["keys", "backup", str(copy)]).exit_code == 0
    assert copy.read_bytes() == key_file().path.read_bytes()
    copy.write_text("precious")
    assert shell.invoke(args=["keys", "backup", str(copy)]).exit_code == 1
    assert copy.read_text() == "precious"
