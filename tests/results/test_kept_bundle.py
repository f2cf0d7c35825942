"""The bundle is made once, when a version is published, and stays as it is."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask

from participation.ideas import service as ideas_service
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_resident, make_staff
from tests.pages import main_text
from tests.results.making import late_batch, make, published
from tests.results.sheets import cast_all, closed_round, points


def download(client: CheckingClient, round_: Round, name: str = "bundle.zip") -> bytes:
    """A file as it comes."""
    response = client.get(f"/rounds/{round_.slug}/results/{name}")
    assert response.status_code == 200, main_text(response)
    return response.get_data()


def test_there_is_no_bundle_before_publication_not_for_staff_either(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    planner = new_client(make_staff("planner"))
    answer = planner.get(f"/rounds/{round_.slug}/results/bundle.zip")
    assert answer.status_code == 404
    assert "sobald das Ergebnis veröffentlicht ist" in main_text(answer)
    assert "bundle.zip" not in main_text(planner.get(f"/planning/{round_.slug}/"))


def test_page_summary_and_workbook_name_the_sum_of_the_bytes_that_everyone_gets(
    app: Flask, client: CheckingClient
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    digest = published(round_).bundle_sha256
    assert hashlib.sha256(download(client, round_)).hexdigest() == digest
    for path in ("", "/summary"):
        assert str(digest) in main_text(client.get(f"/rounds/{round_.slug}/results{path}"))
    book = openpyxl.load_workbook(io.BytesIO(download(client, round_, "planning.xlsx")))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert digest in cells


def test_every_download_names_the_sum_of_the_bundle(app: Flask, client: CheckingClient) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    digest = published(round_).bundle_sha256
    names = ("weights.csv", "commitments.txt", "planning.xlsx", "bundle.zip", "chart-finding.svg")
    for name in names:
        answer = client.get(f"/rounds/{round_.slug}/results/{name}")
        assert answer.headers["Bundle-SHA256"] == digest, name


def test_bundle_does_not_change_with_what_comes_later(app: Flask, client: CheckingClient) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = published(round_).bundle_sha256
    before = download(client, round_)
    late_batch(round_, 1, 12)
    make(round_, "Zwölf Bögen kamen mit der Post.")
    second = published(round_)
    assert download(client, round_, "bundle.zip?version=1") == before
    assert hashlib.sha256(before).hexdigest() == first
    assert download(client, round_) != before
    assert second.bundle_sha256 != first


def test_large_bundle_is_kept_in_pieces_and_read_back_whole(
    app: Flask, client: CheckingClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr("participation.results.making.BUNDLE_PIECE", 1000)
    round_ = closed_round()
    cast_all(round_, points(40))
    digest = published(round_).bundle_sha256
    assert hashlib.sha256(download(client, round_)).hexdigest() == digest


def test_bundle_holds_no_text_of_a_resident_and_the_ideas_are_made_anew_when_one_goes(
    app: Flask, client: CheckingClient
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    author = make_resident()
    gone = make_idea(round_, author, state="published", title="Kanarienvogel", text="Zwitschern")
    make_idea(round_, author, state="published", title="Blumenkasten")
    published(round_)
    kept, before = download(client, round_), download(client, round_, "ideas.csv")
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        unpacked = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Kanarienvogel" not in unpacked
    assert b"Blumenkasten" not in unpacked
    assert b"Kanarienvogel" in before
    assert named(download(client, round_, "ideas-sha256.txt"), "ideas.csv") == sha(before)
    ideas_service.withdraw(gone.id, author=author, clock=clock)
    commit_now()
    after = download(client, round_, "ideas.csv")
    assert b"Kanarienvogel" not in after
    assert b"Blumenkasten" in after
    assert named(download(client, round_, "ideas-sha256.txt"), "ideas.csv") == sha(after)
    assert sha(before) != sha(after)
    assert download(client, round_) == kept


def sha(data: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def named(sums: bytes, ending: str) -> str:
    """The sum of the file whose name ends so."""
    [line] = [line for line in sums.decode().splitlines() if line.endswith(f"-{ending}")]
    return line.partition("  ")[0]


def test_shell_writes_the_kept_bundle_once_the_result_is_published(
    app: Flask, client: CheckingClient, tmp_path: Path
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    arguments = ["results", "export", round_.slug, "--to", str(tmp_path)]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert not (tmp_path / "bundle.zip").exists()
    published(round_)
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert (tmp_path / "bundle.zip").read_bytes() == download(client, round_)
