"""The key file: keys that must not lie in the database or its backups.

One JSON file with the keys for addresses, one-time codes and, per round, the key that ballot keys
are derived from. Destroying a round's key is what makes ballots nobody's. Writers hold a lock on a
file beside it and replace the file atomically; readers notice a replaced file by its stat.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet


class KeyFile:
    """Access to one key file; created with fresh keys on first use."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._seen: tuple[int, int, int] | None = None
        self._data: dict[str, Any] = {}

    @property
    def address_key(self) -> bytes:
        """The Fernet key that residents' addresses are encrypted with."""
        return str(self._read()["addresses"]).encode()

    @property
    def lookup_key(self) -> bytes:
        """The key of the keyed hash by which an address is found again."""
        return bytes.fromhex(self._read()["lookup"])

    @property
    def pepper(self) -> bytes:
        """The key of the keyed hash that invitation codes and recovery codes are kept as."""
        return bytes.fromhex(self._read()["pepper"])

    def round_key(self, uid: str) -> bytes | None:
        """Return the key of the round with this uid, or None when it was never made or is
        destroyed."""
        key = self._read()["rounds"].get(uid)
        return bytes.fromhex(key) if key else None

    def ensure_round_key(self, uid: str) -> bytes:
        """Return the key of a round, making it if there is none."""
        found = self.round_key(uid)
        if found is not None:
            return found
        with self._locked() as data:
            data["rounds"].setdefault(uid, secrets.token_hex(32))
        key = self.round_key(uid)
        assert key is not None
        return key

    def destroy_round_key(self, uid: str) -> None:
        """Forget the key of a round for good. The old file's bytes are overwritten before it is
        replaced."""
        with self._locked(wipe=True) as data:
            data["rounds"].pop(uid, None)

    def round_uids(self) -> set[str]:
        """Return the rounds a key is held for."""
        return set(self._read()["rounds"])

    def _read(self) -> dict[str, Any]:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            with self._locked():
                pass
            stat = self.path.stat()
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if seen != self._seen:
            self._data = json.loads(self.path.read_text("utf-8"))
            self._seen = seen
        return self._data

    @contextmanager
    def _locked(self, wipe: bool = False) -> Iterator[dict[str, Any]]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.path}.lock", "a+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            data = json.loads(self.path.read_text("utf-8")) if self.path.exists() else _fresh()
            yield data
            self._replace(json.dumps(data, indent=1, sort_keys=True), wipe)

    def _replace(self, text: str, wipe: bool) -> None:
        fresh = self.path.with_name(self.path.name + ".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if wipe and self.path.exists():
            # The new file is safe on disk; what the old one held is overwritten before its blocks
            # are given back. Readers that look in between find a file that is no JSON only if they
            # open it in this instant, so the overwriting goes through a second name after the
            # replacement.
            old = self.path.with_name(self.path.name + ".old")
            os.link(self.path, old)
            os.replace(fresh, self.path)
            with open(old, "r+b") as file:
                file.write(b"\0" * old.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            old.unlink()
        else:
            os.replace(fresh, self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _fresh() -> dict[str, Any]:
    return {
        "addresses": Fernet.generate_key().decode(),
        "lookup": secrets.token_hex(32),
        "pepper": secrets.token_hex(32),
        "rounds": {},
    }
