"""What the page of an idea and the list of ideas must know of the rungs above, handed in when the
app is built: the way of an idea, what the city answers, how many answers are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app

from participation.extensions import Translated
from participation.ideas.models import Idea
from participation.rounds.models import Round
from participation.web.steps import ChainStep, Link


@dataclass(frozen=True)
class CityAnswer:
    """What the city answers to an idea, in the reader's language; never by whom, but for which
    unit, which is empty where no unit answers: a page has the city's name already. `general` is the
    answer to all ideas that have none of their own, and has no status."""

    sentence: str
    text: str
    unit: str
    published_at: datetime
    corrected: bool = False
    general: bool = False
    link: Link | None = None
    status: str = ""


@dataclass(frozen=True)
class Origin:
    """An idea from which something came, and what the city answers to it in the reader's language.

    Of an idea that is not, or no longer, public the number alone is told.
    """

    number: str
    title: str | None
    round_slug: str
    round_title: Translated
    answer: str = ""
    answered_at: datetime | None = None
    # Whether the answer is that the city does not follow the idea.
    declined: bool = False


@dataclass(frozen=True)
class Origins:
    """Ideas from which something came, by number; `cut` tells whether there are more than these."""

    ideas: tuple[Origin, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Progress:
    """The way of an idea and what the city answers to it."""

    steps: tuple[ChainStep, ...] = ()
    answer: CityAnswer | None = None


@dataclass(frozen=True)
class AnswerCount:
    """How many of a round's public ideas are answered: by an answer of their own, and apart from
    these by a statement to all others. `days_overdue` is 0 before the time limit is over."""

    total: int
    answered: int
    in_review: int
    stated_generally: bool
    due: date | None
    days_overdue: int

    @property
    def open(self) -> int:
        """How many have no answer of their own."""
        return self.total - self.answered


ProgressOf = Callable[[Idea, Round], Progress]
CountOf = Callable[[Round], AnswerCount]


def init_progress(app: Flask, progress_of: ProgressOf, count_of: CountOf) -> None:
    """Keep the functions that tell an idea's way and a round's answers."""
    app.extensions["idea_progress"] = (progress_of, count_of)


def progress_of(idea: Idea, round_: Round) -> Progress:
    """Return the way of an idea as the reader may see it."""
    told: Progress = current_app.extensions["idea_progress"][0](idea, round_)
    return told


def answer_count(round_: Round) -> AnswerCount:
    """Return how many ideas of a round are answered."""
    count: AnswerCount = current_app.extensions["idea_progress"][1](round_)
    return count
