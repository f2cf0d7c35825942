"""What is asked in a round and by which rules, as the plain value that tables are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from participation.results.disclosure.versions import KeptVersion
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import Frame

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Subject:
    """A round as its result sees it. `set_aside` are batches that are not counted, `days` how many
    ballots came when, `earlier` the versions that anyone could read, `guard_key` what keeps the
    marks of ballots from being guessed."""

    frame: Frame
    instrument: Instrument
    goal_rules: GoalRules | None
    thresholds: Thresholds
    questions: tuple[Mapping[str, Any], ...]
    publish_ballots: bool
    seed: int
    set_aside: frozenset[int]
    days: tuple[tuple[str, date, int], ...]
    earlier: tuple[KeptVersion, ...] = ()
    guard_key: bytes = b""

    @property
    def pick(self) -> bool:
        """Whether fields were chosen, not weighted."""
        return self.instrument.kind is InstrumentKind.PICK

    @property
    def classes(self) -> dict[str, list[str]]:
        """The keys of the classes of each voluntary question."""
        return {
            str(q["key"]): [str(c["key"]) for c in q.get("classes", ())] for q in self.questions
        }


def labels(title: Texts) -> dict[str, str]:
    """Return both label columns; English falls back on German, as pages do."""
    german = title.get("de", "")
    return {"label_de": german, "label_en": title.get("en") or german}
