"""Reading the demo's content: YAML and CSV files beside this module, their days filled in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from participation.demo.rules import dated, with_periods
from participation.kernel.clock import FixedClock
from participation.rounds.file.yaml_reader import read
from participation.rounds.rules import parse_moment

FOLDER = Path(__file__).parent / "content"
ZONE = "Europe/Berlin"
CLOSED_BALLOTS = (
    ("email_1", "email", -50),
    ("paper_1", "paper", -44),
    ("email_2", "email", -38),
    ("paper_2", "paper", -35),
)
"""The files of ballots of the closed round: name, channel, and the day on which each was taken
over."""


@dataclass(frozen=True)
class Content:
    """The content as of the day it is built on; every other day is counted from there."""

    today: date

    @classmethod
    def of(cls, now: datetime) -> Content:
        """Return the content for the day it is in the city at this moment."""
        return cls(now.astimezone(ZoneInfo(ZONE)).date())

    def clock(self, day: int, time: str = "09:00", *, minutes: int = 0) -> FixedClock:
        """Return a clock fixed at a time of the day `day` days from today."""
        text = dated(f"{{{day}}}T{time}", self.today)
        moment = parse_moment(text, ZONE)
        return FixedClock(datetime.fromtimestamp(moment.timestamp() + 60 * minutes, moment.tzinfo))

    def round_file(self, name: str) -> bytes:
        """Return a whole round file: the strategy and one of the rounds `open`, `closed`,
        `coming`."""
        text = _text("strategy.yaml") + _text(f"round_{name}.yaml")
        return dated(text, self.today).encode()

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file, its days filled in."""
        return list(csv.DictReader(self._filled_in(name).splitlines()))

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """Give a CSV file with its days filled in, as an importer takes it."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.csv"
            path.write_text(self._filled_in(name), encoding="utf-8")
            yield path

    def _filled_in(self, name: str) -> str:
        return with_periods(dated(_text(f"{name}.csv"), self.today), self.today)

    @cached_property
    def units(self) -> list[tuple[str, dict[str, str], str]]:
        """The units of the administration: (key, name in both languages, contact)."""
        units = read(_text("people.yaml").encode()).value["units"].value
        return [
            (
                one.value["key"].value,
                {"de": one.value["de"].value, "en": one.value["en"].value},
                one.value["contact"].value,
            )
            for one in units
        ]

    @property
    def own_unit(self) -> str:
        """The key of the unit that the demo's member of staff acts for: the first one."""
        return self.units[0][0]

    @cached_property
    def organisations(self) -> list[dict[str, str]]:
        """The organisations: state, member and pseudonym, and what their applications say."""
        rows = read(_text("people.yaml").encode()).value["organisations"].value
        return [{name: entry.value for name, entry in row.value.items()} for row in rows]

    @cached_property
    def residents(self) -> list[tuple[str, str]]:
        """The residents: (address, pseudonym)."""
        people = read(_text("people.yaml").encode()).value["residents"].value
        return [
            (f"{one.value['key'].value}@example.org", one.value["pseudonym"].value)
            for one in people
        ]


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
