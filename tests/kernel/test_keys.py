"""The key file: whole after every crash, and free of what was destroyed."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from participation.kernel.keys import KeyFile, KeyFileUnusable, KeyProblem
from tests.kernel.dying import Killed, killed_after

AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MOST_STEPS = 60


class KeyFolder:
    """A folder with a key file, and second names of everything that ever stood in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder
        self.witnesses = 0
        self.fingerprint: str | None = None
        self.fingerprint = self.key_file().make()

    def key_file(self) -> KeyFile:
        """The key file as a new process meets it."""
        return KeyFile(self.path / "keys.json", lambda: self.fingerprint)

    def watch(self) -> None:
        """Keep the present files in reach, as a recovery tool would: what is only removed shows."""
        for path in list(self.path.glob("keys.json*")):
            os.link(path, self.path / f"witness-{self.witnesses}")
            self.witnesses += 1

    def holds(self, key: bytes) -> bool:
        """Tell whether any file of the folder has these bytes, or their hex."""
        contents = [path.read_bytes() for path in self.path.iterdir()]
        return any(key in data or key.hex().encode() in data for data in contents)


def test_destroying_a_key_overwrites_it_wherever_the_file_still_is(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    key = folder.key_file().ensure_round_key("a")
    folder.watch()
    assert folder.holds(key)
    folder.key_file().destroy_round_key("a", AT)
    assert not folder.holds(key)


def test_making_a_key_overwrites_the_file_it_replaces(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    first = folder.key_file().ensure_round_key("a")
    folder.watch()
    folder.key_file().ensure_round_key("b")
    folder.watch()
    folder.key_file().destroy_round_key("a", AT)
    assert not folder.holds(first)


def test_destruction_killed_at_any_step_succeeds_at_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in range(MOST_STEPS):
        folder = KeyFolder(tmp_path / f"keys{steps}")
        key, other = (folder.key_file().ensure_round_key(uid) for uid in "ab")
        folder.watch()
        with killed_after(steps, monkeypatch), suppress(Killed):
            folder.key_file().destroy_round_key("a", AT)
            break
        assert folder.key_file().round_key("b") == other
        folder.watch()
        folder.key_file().destroy_round_key("a", AT)
        assert not folder.holds(key), steps
        assert folder.key_file().round_key("a") is None
        assert folder.key_file().round_key("b") == other
        assert {path.name for path in folder.path.glob("keys.json*")} == {
            "keys.json",
            "keys.json.lock",
        }
    assert 8 < steps < MOST_STEPS - 1, "every step was tried"


def test_a_key_made_by_a_killed_process_is_whole_or_absent_and_dies_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in range(MOST_STEPS):
        folder = KeyFolder(tmp_path / f"keys{steps}")
        first = folder.key_file().ensure_round_key("a")
        folder.watch()
        with killed_after(steps, monkeypatch), suppress(Killed):
            folder.key_file().ensure_round_key("b")
            break
        assert folder.key_file().round_key("a") == first
        folder.watch()
        folder.key_file().ensure_round_key("b")
        folder.watch()
        folder.key_file().destroy_round_key("a", AT)
        assert not folder.holds(first), steps
    assert 8 < steps < MOST_STEPS - 1


def test_destruction_killed_twice_in_a_row_still_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first in range(4, 12):
        for second in range(12):
            folder = KeyFolder(tmp_path / f"keys{first}-{second}")
            key = folder.key_file().ensure_round_key("a")
            folder.watch()
            for steps in (first, second):
                with killed_after(steps, monkeypatch), suppress(Killed):
                    folder.key_file().destroy_round_key("a", AT)
                folder.watch()
            folder.key_file().destroy_round_key("a", AT)
            assert not folder.holds(key)


def test_a_destroyed_key_is_distinguished_from_a_missing_one(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    keys = folder.key_file()
    keys.ensure_round_key("a")
    keys.destroy_round_key("a", AT)
    assert keys.round_key("a") is None
    assert keys.destroyed() == {"a": AT}
    with pytest.raises(KeyFileUnusable) as caught:
        keys.round_key("b")
    assert caught.value.problem is KeyProblem.NO_ROUND_KEY


def test_a_destroyed_key_is_never_made_again(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys").key_file()
    keys.destroy_round_key("a", AT)
    with pytest.raises(ValueError, match="never made again"):
        keys.ensure_round_key("a")


def test_the_moment_of_destruction_stays_the_first(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys").key_file()
    keys.destroy_round_key("a", AT)
    keys.destroy_round_key("a", datetime(2028, 1, 1, tzinfo=UTC))
    assert keys.destroyed() == {"a": AT}


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_a_torn_file_is_refused_and_left_as_it_is(tmp_path: Path, length: int) -> None:
    folder = KeyFolder(tmp_path / "keys")
    path = folder.key_file().path
    path.write_bytes(path.read_bytes()[:length])
    before = path.read_bytes()
    with pytest.raises(KeyFileUnusable) as caught:
        folder.key_file().ensure_round_key("a")
    assert caught.value.problem is KeyProblem.DAMAGED
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b"null",
        b"[]",
        b'{"addresses": 1}',
        b'{"addresses": "x", "lookup": "", "pepper": "", "rounds": {}, "destroyed": {}}',
        b"\xff\xfe",
    ],
)
def test_invalid_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = KeyFolder(tmp_path / "keys")
    folder.key_file().path.write_bytes(content)
    assert folder.key_file().problem() is KeyProblem.DAMAGED


def test_a_missing_file_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    path = folder.key_file().path
    path.unlink()
    with pytest.raises(KeyFileUnusable) as caught:
        folder.key_file().ensure_round_key("a")
    assert caught.value.problem is KeyProblem.MISSING
    assert not path.exists()


def test_a_running_process_notices_that_the_file_went_and_came_back(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    keys = folder.key_file()
    key = keys.ensure_round_key("a")
    keys.path.rename(tmp_path / "elsewhere")
    assert keys.problem() is KeyProblem.MISSING
    with pytest.raises(KeyFileUnusable):
        keys.round_key("a")
    (tmp_path / "elsewhere").rename(keys.path)
    assert keys.round_key("a") == key


def test_a_copy_holds_the_same_keys_and_its_owner_alone_reads_it(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    keys = folder.key_file()
    key = keys.ensure_round_key("a")
    copy = tmp_path / "copy"
    keys.copy_to(copy)
    assert copy.stat().st_mode & 0o077 == 0
    assert KeyFile(copy, lambda: folder.fingerprint).round_key("a") == key
    with pytest.raises(FileExistsError):
        keys.copy_to(copy)


def test_the_fingerprint_depends_on_every_lasting_key(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys").key_file()
    text = keys.path.read_text("utf-8")
    for name in ("lookup", "pepper"):
        line = next(line for line in text.splitlines() if f'"{name}"' in line)
        keys.path.write_text(text.replace(line, f' "{name}": "{"0" * 64}",'), "utf-8")
        assert keys.problem() is KeyProblem.FOREIGN, name
