"""A journal beside the key file: what was erased, so that a restore erases it again.

One line of JSON an entry, appended and on the disk before the erasure is committed. It holds keyed
hashes and random ids, never a name, an address or a text. Entries go when no backup is left that
could hold what they erased.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from participation.kernel import durable

BEGUN = "journal.begun"


@dataclass(frozen=True)
class Entry:
    """What happened (noun.verb), to whom or what, and when; `detail` is a word about how."""

    at: datetime
    kind: str
    subject: str = ""
    detail: str = ""

    def line(self) -> bytes:
        """Return the entry as it is written."""
        values = {
            "at": self.at.astimezone(UTC).isoformat(),
            "kind": self.kind,
            "subject": self.subject,
            "detail": self.detail,
        }
        return json.dumps(values, sort_keys=True).encode()

    @classmethod
    def parse(cls, line: bytes) -> Entry | None:
        """Return the entry, or None for a line torn by a crash, whose action was not done."""
        try:
            values = json.loads(line)
            at = datetime.fromisoformat(values["at"])
            return cls(at, values["kind"], values["subject"], values["detail"])
        except (ValueError, TypeError, KeyError):
            return None


class Journal:
    """Access to one journal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, at: datetime) -> None:
        """Make the journal unless it is there."""
        with durable.locked(self.path):
            if not self.path.exists():
                durable.append(self.path, Entry(at, BEGUN).line())

    def append(self, entry: Entry) -> None:
        """Write an entry; it is on the disk when this returns."""
        with durable.locked(self.path):
            durable.append(self.path, entry.line())

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first; none where there is no journal."""
        if not self.path.exists():
            return []
        entries = (Entry.parse(line) for line in self.path.read_bytes().splitlines())
        return [entry for entry in entries if entry is not None]

    def copy_to(self, target: Path) -> None:
        """Write a copy that its owner alone can read. Raises FileExistsError."""
        durable.write_new(target, self.path.read_bytes())

    def forget_before(self, moment: datetime) -> int:
        """Drop older entries, overwriting them; return how many. The journal itself stays."""
        with durable.locked(self.path):
            entries = self.entries()
            kept = [entry for entry in entries if entry.kind == BEGUN or entry.at >= moment]
            if len(kept) < len(entries):
                durable.replace(self.path, b"".join(entry.line() + b"\n" for entry in kept))
        return len(entries) - len(kept)
