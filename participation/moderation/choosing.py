"""What of the queue a moderator wants to see, read from the address and written back into it.
Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from participation.ideas.rules import SEARCH_LENGTH
from participation.kernel.text import clean_line, fold

SHORT = 64


class Stage(StrEnum):
    """How an idea waits, in the order in which they are worked off."""

    REPORTED = "reported"
    NEW = "new"
    ASKED = "asked"


class Due(StrEnum):
    """When the time to decide on a new idea ends: before today, today, later."""

    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Span:
    """When ideas of some rounds came whose time to decide ends as chosen: from `since` on, before
    `until`; None for no limit."""

    round_ids: tuple[int, ...]
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Choice:
    """The filters; what is empty does not narrow. `hits` are the ids of what the search finds, None
    while nobody has looked or where they are many; `spans` say what `due` means, None while nobody
    has asked the rounds; `with_marks` and `clean` are those whose texts were looked through for
    marks just now."""

    q: str = ""
    stage: Stage | None = None
    round_slug: str = ""
    field_key: str = ""
    language: str = ""
    mine: bool = False
    due: Due | None = None
    marked: bool = False
    hits: frozenset[int] | None = None
    spans: tuple[Span, ...] | None = None
    with_marks: frozenset[int] = frozenset()
    clean: frozenset[int] = frozenset()

    @property
    def folded(self) -> str:
        """The search as ideas are searched."""
        return fold(self.q)

    @property
    def narrows(self) -> bool:
        """Whether less is shown than everything that waits."""
        return self != Choice()

    def args(self) -> dict[str, str]:
        """Return it as parts of an address."""
        values = {
            "q": self.q,
            "state": self.stage.value if self.stage else "",
            "round": self.round_slug,
            "field": self.field_key,
            "written": self.language,
            "mine": "1" if self.mine else "",
            "due": self.due.value if self.due else "",
            "marked": "1" if self.marked else "",
        }
        return {name: value for name, value in values.items() if value}

    def with_stage(self, stage: Stage | None) -> Choice:
        """Return the same with another stage."""
        return replace(self, stage=stage)

    def due_on(self, due: str) -> Choice:
        """Return the same with another end of the time to decide, empty for any."""
        return replace(self, due=Due(due) if due else None)

    def turned(self) -> Choice:
        """Return the same with what the person holds, alone or among the others."""
        return replace(self, mine=not self.mine)

    def marks_turned(self) -> Choice:
        """Return the same with ideas that have marks, alone or among the others."""
        return replace(self, marked=not self.marked)


def read(args: Mapping[str, str]) -> Choice:
    """Return the choice that an address makes; what it does not know is left out."""

    def part(name: str, length: int = SHORT) -> str:
        return clean_line(args.get(name, ""))[:length]

    stage, due = args.get("state", ""), args.get("due", "")
    return Choice(
        q=part("q", SEARCH_LENGTH),
        stage=Stage(stage) if stage in set(Stage) else None,
        round_slug=part("round"),
        # A field belongs to a round: alone it would mean another one in each.
        field_key=part("field") if args.get("round") else "",
        language=part("written", 5),
        mine=args.get("mine") == "1",
        due=Due(due) if due in set(Due) else None,
        marked=args.get("marked") == "1",
    )
