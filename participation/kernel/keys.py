"""The key file: keys that must not lie in the database or its backups.

One JSON file with the keys for addresses and one-time codes and, per round, the key that ballot
keys are derived from. Destroying a round's key is what makes ballots nobody's. The database keeps
the file's fingerprint; a file that is missing, torn or not the one the database was filled with is
refused and never replaced: with other keys one address would become two accounts.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.fernet import Fernet

from participation.kernel import durable
from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import N_, ParticipationError, SettingsError


class KeyProblem(StrEnum):
    """What is wrong with the key file."""

    NOT_SET_UP = "not set up"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    FOREIGN = "not the one of this database"
    NO_ROUND_KEY = "lacks the key of a round"
    UNWRITABLE = "cannot be written"


SENTENCES = {
    KeyProblem.NOT_SET_UP: N_(
        "Es gibt noch keine Schlüsseldatei. Legen Sie sie an: flask keys init"
    ),
    KeyProblem.MISSING: N_(
        "Die Schlüsseldatei fehlt. Binden Sie den Datenträger ein oder legen Sie die Kopie zurück."
    ),
    KeyProblem.UNREADABLE: N_(
        "Die Schlüsseldatei lässt sich nicht lesen. Prüfen Sie, wem sie gehört und wer sie lesen"
        " darf."
    ),
    KeyProblem.DAMAGED: N_("Die Schlüsseldatei ist beschädigt. Legen Sie die Kopie zurück."),
    KeyProblem.FOREIGN: N_(
        "Die Schlüsseldatei gehört nicht zu dieser Datenbank. Prüfen Sie KEY_FILE und DATABASE_URL."
    ),
    KeyProblem.NO_ROUND_KEY: N_(
        "In der Schlüsseldatei fehlt der Schlüssel einer Runde. Legen Sie die neuere Kopie zurück."
    ),
    KeyProblem.UNWRITABLE: N_(
        "Die Schlüsseldatei lässt sich nicht anlegen. Legen Sie ihren Ordner an und geben Sie ihn"
        " dem Nutzer der Dienste, oder nennen Sie in KEY_FILE eine andere Datei."
    ),
}


class KeyFileUnusable(ParticipationError):
    """A key is needed and not to be had; the sentence is for those who run the software."""

    def __init__(self, problem: KeyProblem) -> None:
        self.problem = problem
        super().__init__(SENTENCES[problem])


def require_possible(path: Path) -> None:
    """Raise SettingsError where a key file can never be: at a folder, or below what is none."""
    if os.path.isdir(path):
        raise SettingsError(
            f"KEY_FILE is a folder: {path}. Name the file itself, for example {path / 'keys.json'}"
        )
    nearest = path.parent
    # os.path takes what it may not look into as missing, where Path raises.
    while not os.path.exists(nearest):
        nearest = nearest.parent
    is_there = nearest == path.parent
    if not nearest.is_dir() or not (is_there or os.access(nearest, os.W_OK | os.X_OK)):
        raise SettingsError(
            f"KEY_FILE is {path}, but its folder is not there and cannot be made. Mount its volume,"
            " make the folder for the user of the services, or name another file"
        )


@dataclass(frozen=True)
class _Keys:
    """What the file holds. `rounds` has a key per round's uid, `destroyed` when one was
    destroyed."""

    addresses: str
    lookup: str
    pepper: str
    rounds: dict[str, str]
    destroyed: dict[str, str]

    @classmethod
    def fresh(cls) -> _Keys:
        """Return new keys."""
        return cls(
            Fernet.generate_key().decode(), secrets.token_hex(32), secrets.token_hex(32), {}, {}
        )

    @classmethod
    def parse(cls, data: bytes) -> _Keys:
        """Return what was written. Raises KeyFileUnusable for an incomplete or invalid key file."""
        try:
            keys = cls(**json.loads(data))
            Fernet(keys.addresses)
            hexes = [keys.lookup, keys.pepper, *keys.rounds.values()]
            whole = all(len(bytes.fromhex(key)) == 32 for key in hexes)
            {uid: datetime.fromisoformat(at) for uid, at in keys.destroyed.items()}
        except (ValueError, TypeError, AttributeError):
            # Without the cause, whose text would show a piece of the file.
            raise KeyFileUnusable(KeyProblem.DAMAGED) from None
        if not whole:
            raise KeyFileUnusable(KeyProblem.DAMAGED)
        return keys

    def written(self) -> bytes:
        """Return the file's content."""
        return json.dumps(vars(self), indent=1, sort_keys=True).encode()

    @property
    def fingerprint(self) -> str:
        """What the database keeps to know the file again; it tells nothing about the keys."""
        return keyed_hash(
            bytes.fromhex(self.lookup), "fingerprint", self.addresses, self.pepper
        ).hex()


class KeyFile:
    """Access to one key file. `expected` returns the fingerprint that the database keeps, or None.

    Every property and method raises KeyFileUnusable when the file cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str], expected: Callable[[], str | None]) -> None:
        self.path = Path(path)
        self._expected = expected
        self._seen: tuple[int, ...] | None = None
        self._keys: _Keys | None = None

    @property
    def address_key(self) -> bytes:
        """The Fernet key that residents' addresses are encrypted with."""
        return self._read().addresses.encode()

    @property
    def lookup_key(self) -> bytes:
        """The key of the keyed hash by which an address is looked up."""
        return bytes.fromhex(self._read().lookup)

    @property
    def pepper(self) -> bytes:
        """The key of the keyed hash that invitation codes and recovery codes are kept as."""
        return bytes.fromhex(self._read().pepper)

    def round_key(self, uid: str) -> bytes | None:
        """Return the key of the round with this uid, None when it was destroyed.

        A key that is neither there nor destroyed is missing, which raises KeyFileUnusable.
        """
        keys = self._read()
        if uid in keys.rounds:
            return bytes.fromhex(keys.rounds[uid])
        if uid in keys.destroyed:
            return None
        raise KeyFileUnusable(KeyProblem.NO_ROUND_KEY)

    def ensure_round_key(self, uid: str) -> bytes:
        """Return the key of a round, making it if there never was one.

        Raises ValueError when it was destroyed.
        """
        if uid not in self._read().rounds:
            with self._changed() as keys:
                if uid in keys.destroyed:
                    raise ValueError("a destroyed key is never made again")
                keys.rounds.setdefault(uid, secrets.token_hex(32))
        return bytes.fromhex(self._read().rounds[uid])

    def destroy_round_key(self, uid: str, at: datetime) -> None:
        """Forget the key of a round for good, and keep that it was destroyed. What the file held
        before is overwritten. Doing so again finishes what was interrupted."""
        with self._changed() as keys:
            keys.rounds.pop(uid, None)
            keys.destroyed.setdefault(uid, at.isoformat())

    def forget_round(self, uid: str) -> None:
        """Destroy the key of a round that is gone from the database, and forget that there was
        one."""
        with self._changed() as keys:
            keys.rounds.pop(uid, None)
            keys.destroyed.pop(uid, None)

    def round_uids(self) -> set[str]:
        """Return the rounds a key is held for."""
        return set(self._read().rounds)

    def destroyed(self) -> dict[str, datetime]:
        """Return the rounds whose key was destroyed, and when."""
        return {uid: datetime.fromisoformat(at) for uid, at in self._read().destroyed.items()}

    def problem(self) -> KeyProblem | None:
        """Return what is wrong with the file, reading it and the database again."""
        self._seen = None
        try:
            self._read()
        except KeyFileUnusable as error:
            return error.problem
        return None

    def make(self) -> str:
        """Make the file with fresh keys unless it is there; return its fingerprint.

        Only for an empty database, which the caller has seen to.
        """
        self._seen = None
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with durable.locked(self.path):
                if not self.path.exists():
                    durable.replace(self.path, _Keys.fresh().written())
                return _Keys.parse(self._bytes()).fingerprint
        except OSError as error:
            raise KeyFileUnusable(KeyProblem.UNWRITABLE) from error

    def copy_to(self, target: Path) -> None:
        """Write a copy that its owner alone can read. Raises FileExistsError."""
        durable.write_new(target, self._read().written())

    def _read(self) -> _Keys:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            raise KeyFileUnusable(self._absent()) from None
        except OSError:
            raise KeyFileUnusable(KeyProblem.UNREADABLE) from None
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size)
        if self._keys is None or seen != self._seen:
            self._keys = self._checked()
            self._seen = seen
        return self._keys

    def _checked(self) -> _Keys:
        keys = _Keys.parse(self._bytes())
        expected = self._expected()
        if expected is None:
            raise KeyFileUnusable(KeyProblem.NOT_SET_UP)
        if expected != keys.fingerprint:
            raise KeyFileUnusable(KeyProblem.FOREIGN)
        return keys

    def _absent(self) -> KeyProblem:
        return KeyProblem.NOT_SET_UP if self._expected() is None else KeyProblem.MISSING

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise KeyFileUnusable(self._absent()) from None
        except OSError:
            raise KeyFileUnusable(KeyProblem.UNREADABLE) from None

    @contextmanager
    def _changed(self) -> Iterator[_Keys]:
        """Give the keys to be changed and write them when the block ends without an error."""
        # Report an unusable file before a lock is left beside it.
        self._read()
        with durable.locked(self.path):
            keys = self._checked()
            yield keys
            if keys.written() != self._bytes():
                durable.replace(self.path, keys.written())
