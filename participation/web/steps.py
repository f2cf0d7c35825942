"""The steps of a way as `components/way.html` shows them: of an idea, a round, a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from participation.kernel.partial_dates import PartialDate


class StepState(StrEnum):
    """Where a step of a way stands: done, under way, the next one, or still open."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    OPEN = "open"


@dataclass(frozen=True)
class Link:
    """An address with its words; without an address they are only named."""

    url: str | None
    label: str


@dataclass(frozen=True)
class ChainStep:
    """A step of a way, in the reader's language.

    `when` is when it was done; of a step that is not done the text says what comes and when.
    """

    title: str
    state: StepState
    when: datetime | PartialDate | None = None
    text: str = ""
    link: Link | None = None
