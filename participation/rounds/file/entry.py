"""A entry in a round file; reading a value of the wrong kind notes a complaint and goes on.
Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, clean_text
from participation.rounds.file.yaml_reader import Complaint, Node
from participation.rounds.rules import parse_day, parse_moment
from participation.strategy.rules import LANGUAGE, normal_texts


def line_of(lines: dict[str, int], key: str) -> int:
    """Return the line of a key, or of the nearest one above it that the file has."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


def add_problems(
    complaints: list[Complaint], errors: Iterable[tuple[str, BadInput]], lines: dict[str, int]
) -> None:
    """Add what is wrong with what was read, by key, to the complaints about reading it."""
    named = {complaint.key for complaint in complaints}
    for key, error in errors:
        # What could not be read was replaced by a default; what follows from that is not told as
        # well.
        if not any(
            key == other or key.startswith(f"{other}.") or other.startswith(f"{key}.")
            for other in named
            if other
        ):
            complaints.append(Complaint(line_of(lines, key), key, error))


class Entry:
    """An entry in the file. Reading a value of the wrong kind notes a complaint and continues with
    the default."""

    def __init__(
        self, node: Node | None, key: str, complaints: list[Complaint], lines: dict[str, int]
    ) -> None:
        self.node, self.key, self.complaints, self.lines = node, key, complaints, lines
        if node is not None:
            lines[key] = node.line

    @property
    def given(self) -> bool:
        """Whether the file has a value here (null counts as none)."""
        return self.node is not None and self.node.value is not None

    def complain(self, message: str, **values: Any) -> None:
        """Note what is wrong here."""
        line = self.node.line if self.node else line_of(self.lines, self.key)
        self.complaints.append(Complaint(line, self.key, BadInput(message, **values)))

    def at(self, *known: str) -> list[Entry]:
        """Return the entries of these keys; every other key is a complaint."""
        value = self.node.value if self.node else None
        if value is not None and not isinstance(value, dict):
            self.complain(N_("Hier müssen Schlüssel und Werte stehen."))
            value = None
        children: dict[str, Node] = value or {}
        for key, node in children.items():
            if key not in known:
                entry = self._below(node, key)
                entry.complain(N_("Diesen Schlüssel gibt es nicht. Prüfen Sie die Schreibweise."))
        return [self._below(children.get(key), key) for key in known]

    def items(self) -> list[Entry]:
        """Return the entries of a list's items."""
        if not self.given or self.node is None:
            return []
        if not isinstance(self.node.value, list):
            self.complain(N_("Hier muss eine Liste stehen."))
            return []
        return [self._below(node, str(number)) for number, node in enumerate(self.node.value)]

    def text(self, default: str = "", *, lines: bool = False) -> str:
        """Return text, cleaned as everywhere else."""
        value = self._scalar(
            str, default, N_("Hier muss Text stehen. Setzen Sie ihn in Anführungszeichen.")
        )
        try:
            return clean_text(value) if lines else clean_line(value)
        except BadInput as error:
            self.complain(error.message)
            return default

    def texts(self, *, lines: bool = False) -> dict[str, str]:
        """Return a text in several languages; a bare text is German."""
        if self.given and self.node is not None and isinstance(self.node.value, str):
            return normal_texts({"de": self.text(lines=lines)})
        value = self.node.value if self.node else None
        codes = list(value) if isinstance(value, dict) else []
        entries = {entry.key.removeprefix(f"{self.key}."): entry for entry in self.at(*codes)}
        for code, entry in entries.items():
            # In {de: Once, twice} the second word is a key without a value: half a sentence would
            # be lost in silence.
            if not entry.given and not LANGUAGE.match(code):
                entry.complain(
                    N_("Hier ist ein Text am Komma zerfallen. Setzen Sie ihn in Anführungszeichen.")
                )
        return normal_texts({code: entry.text(lines=lines) for code, entry in entries.items()})

    def integer(self, default: int) -> int:
        """Return a whole number."""
        value = self._scalar(int, default, N_("Hier muss eine ganze Zahl stehen."))
        return int(value)

    def number(self, default: float) -> float:
        """Return a number."""
        return float(self._scalar((int, float), default, N_("Hier muss eine Zahl stehen.")))

    def yes(self, default: bool) -> bool:
        """Return true or false."""
        return bool(self._scalar(bool, default, N_("Hier muss true oder false stehen.")))

    def moment(self, zone_name: str) -> datetime | None:
        """Return a moment, None where there is none or it is wrong."""
        text = self.text()
        if not text:
            return None
        try:
            return parse_moment(text, zone_name)
        except BadInput as error:
            self.complain(error.message, **error.values)
            return None

    def day(self) -> date | None:
        """Return a date, None where there is none or it is wrong."""
        text = self.text()
        try:
            return parse_day(text) if text else None
        except BadInput as error:
            self.complain(error.message, **error.values)
            return None

    def _scalar(self, kind: Any, default: Any, message: str) -> Any:
        if not self.given or self.node is None:
            return default
        value = self.node.value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.complain(message)
            return default
        return value

    def _below(self, node: Node | None, key: str) -> Entry:
        return Entry(node, f"{self.key}.{key}" if self.key else key, self.complaints, self.lines)
