"""A bundle from anywhere is refused with one sentence that says what is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.errors import BadInput
from participation.results.output import bundle, verification
from tests.emptying import begin_anew
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points

Files = list[tuple[str, bytes]]


@pytest.fixture(scope="session")
def made_once(migrated_apps: dict[str, Flask]) -> dict[str, bytes]:
    """The files of a bundle with ballots; that they are checked asks no database."""
    app = migrated_apps["sqlite"]
    with app.app_context():
        begin_anew(app, "sqlite")
        files = files_of_a_bundle()
        db.session.remove()
    return files


@pytest.fixture
def contents(made_once: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a bundle with ballots, to be changed."""
    return dict(made_once)


def files_of_a_bundle() -> dict[str, bytes]:
    """Make a result with published ballots, and return the files of its bundle."""
    round_ = closed_round(publish_ballots=True)
    cast_all(round_, points(100))
    with bundle.bundle(make(round_)) as file, zipfile.ZipFile(file) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    """A ZIP of these files, whatever they are called."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return path


def summed(members: dict[str, bytes]) -> Files:
    """The files with sums that fit them."""
    plain = {name: body for name, body in members.items() if name != verification.SUMS}
    lines = [f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in plain.items()]
    return [*plain.items(), (verification.SUMS, "".join(lines).encode())]


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(BadInput) as caught:
        verification.verify(path)
    return str(caught.value)


def test_bundle_as_it_was_made_is_taken(app: Flask, tmp_path: Path) -> None:
    contents = files_of_a_bundle()
    path = packed(tmp_path / "x.zip", list(contents.items()))
    assert sorted(verification.verify(path)) == sorted(contents)


@pytest.mark.parametrize("double", ["weights.csv", "WEIGHTS.CSV", "SHA256SUMS"])
def test_doubled_names_are_refused(contents: dict[str, bytes], tmp_path: Path, double: str) -> None:
    path = packed(tmp_path / "x.zip", [*contents.items(), (double, b"other")])
    assert "steht mehr als einmal" in refusal(path)


def test_doubled_sums_are_refused(contents: dict[str, bytes], tmp_path: Path) -> None:
    twice = contents[verification.SUMS] + contents[verification.SUMS].splitlines(True)[0]
    changed = contents | {verification.SUMS: twice}
    path = packed(tmp_path / "x.zip", list(changed.items()))
    assert "steht mehr als einmal" in refusal(path)


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../weights.csv",
        "tables/weights.csv",
        "..",
        "..\\weights.csv",
        "C:\\weights.csv",
        "tables/",
        ".hidden",
        "-rf",
        "a b",
        "x\ny",
        "ä.csv",
        "x" * 200,
    ],
)
def test_names_that_are_paths_or_odd_are_refused(
    contents: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    path = packed(tmp_path / "x.zip", [*contents.items(), (name, b"")])
    assert "ist kein Name für eine Datei" in refusal(path)


def test_name_cut_by_a_nul_is_refused(contents: dict[str, bytes], tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", [*contents.items(), ("evil.csvX.txt", b"")])
    path.write_bytes(path.read_bytes().replace(b"evil.csvX.txt", b"evil.csv\0.txt"))
    assert refusal(path)


def test_path_in_the_sums_is_refused(contents: dict[str, bytes], tmp_path: Path) -> None:
    line = b"0" * 64 + b"  ../weights.csv\n"
    changed = contents | {verification.SUMS: contents[verification.SUMS] + line}
    path = packed(tmp_path / "x.zip", list(changed.items()))
    assert "keine Liste von Prüfsummen" in refusal(path)


@pytest.mark.parametrize("sums", [b"\xff\xfe", b"x  weights.csv\n", b"\n", b"0" * 64])
def test_sums_that_are_none_are_refused(
    contents: dict[str, bytes], tmp_path: Path, sums: bytes
) -> None:
    path = packed(tmp_path / "x.zip", list((contents | {verification.SUMS: sums}).items()))
    assert "keine Liste von Prüfsummen" in refusal(path)


@pytest.mark.parametrize("name", ["METHODS.json", "SHA256SUMS", "weights.csv"])
def test_oversized_content_is_refused_before_it_is_unpacked(
    contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    bomb = contents | {name: b"0" * (verification.LARGEST_OTHER + 1)}
    path = packed(tmp_path / "x.zip", list(bomb.items()))
    assert path.stat().st_size < 1024 * 1024

    def read(*_args: object, **_more: object) -> bytes:
        raise AssertionError("a file was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", read)
    assert "ist ausgepackt größer als 32 MB" in refusal(path)


def test_more_files_than_a_bundle_has_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", [(f"{position}.csv", b"") for position in range(201)])
    assert "mehr als 200 Dateien" in refusal(path)


@pytest.mark.parametrize("text", [b"{", b"\xff", b"[" * 100_000, b""])
@pytest.mark.parametrize("name", ["METHODS.json", "datapackage.json"])
def test_bad_json_is_refused(
    contents: dict[str, bytes], tmp_path: Path, name: str, text: bytes
) -> None:
    path = packed(tmp_path / "x.zip", summed(contents | {name: text}))
    assert refusal(path) == f"„{name}“ ist kein lesbares JSON."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("METHODS.json", b"[]"),
        ("METHODS.json", b"{}"),
        ("METHODS.json", b'{"instrument": {"kind": "points", "total": "x"}, "thresholds": {}}'),
        ("ballots.csv", b""),
        ("ballots.csv", b"mobility,energy,education\r\n1\r\n"),
        ("ballots.csv", b"mobility,energy,education\r\nx,y,z\r\n"),
        ("ballots.csv", b"\xff\xfe"),
        ("ballots.csv", b"mobility,energy,education\r\n" + b"1" * 200_000 + b",2,3\r\n"),
        ("weights.csv", b"item\r\nmobility\r\n"),
        ("weights.csv", b""),
    ],
)
def test_tables_that_do_not_fit_are_refused(
    contents: dict[str, bytes], tmp_path: Path, name: str, text: bytes
) -> None:
    path = packed(tmp_path / "x.zip", summed(contents | {name: text}))
    assert "passen nicht zusammen" in refusal(path)


def test_share_that_the_ballots_do_not_give_is_refused_with_its_field(
    contents: dict[str, bytes], tmp_path: Path
) -> None:
    lines = contents["weights.csv"].decode().split("\r\n")
    position = lines[0].split(",").index("mean_share")
    cells = lines[2].split(",")
    cells[position] = "0.999999"
    lines[2] = ",".join(cells)
    path = packed(
        tmp_path / "x.zip", summed(contents | {"weights.csv": "\r\n".join(lines).encode()})
    )
    assert "energy weicht ab" in refusal(path)


def test_methods_of_another_shape_are_no_error_where_there_are_no_ballots(
    contents: dict[str, bytes], tmp_path: Path
) -> None:
    plain = {name: body for name, body in contents.items() if name != "ballots.csv"}
    path = packed(tmp_path / "x.zip", summed(plain | {"METHODS.json": json.dumps([]).encode()}))
    assert verification.verify(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", b"PK\x05\x06" + b"\0" * 18])
def test_file_that_is_no_bundle_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert refusal(path) in (
        "Das ist keine lesbare ZIP-Datei. Laden Sie das Bündel noch einmal herunter.",
        "„SHA256SUMS“ fehlt im Bündel.",
    )


def test_a_bundle_with_one_byte_changed_is_refused_with_a_sentence(
    app: Flask, tmp_path: Path
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    with bundle.bundle(make(round_)) as file:
        data = file.read()
    path = tmp_path / "bundle.zip"
    runner = app.test_cli_runner()
    path.write_bytes(data)
    assert runner.invoke(args=["results", "verify", str(path)]).exit_code == 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {info.filename: archive.read(info) for info in archive.infolist()}
    changed = contents | {"weights.csv": contents["weights.csv"].replace(b"mobility", b"mobilitz")}
    missing = {name: body for name, body in contents.items() if name != "weights.csv"}
    for bad, said in (
        (changed, "wurde verändert"),
        (missing, "fehlt"),
        (contents | {"x": b""}, "gehört nicht"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name, body in bad.items():
                archive.writestr(name, body)
        outcome = runner.invoke(args=["results", "verify", str(path)])
        assert outcome.exit_code == 1
        assert said in outcome.output
    sums = data.rindex(b"SHA256SUMS", 0, data.rindex(b"PK\x01\x02", 0, data.index(b"PK\x05\x06")))
    flags = [
        position + 8
        for position in range(len(data) - 12)
        if data.startswith(b"PK\x01\x02", position)
    ]
    for position in [*range(100, len(data), len(data) // 40), *range(sums, sums + 60), *flags]:
        path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        try:
            verification.verify(path)
        except BadInput:
            continue
        # What a reader of the archive does not read, such as an attribute, changes no file in it.
        with zipfile.ZipFile(path) as archive:
            assert {info.filename: archive.read(info) for info in archive.infolist()} == contents
