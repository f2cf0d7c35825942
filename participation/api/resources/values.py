"""Values that stand in many answers: translated texts, partial dates, amounts, steps, pages of a
list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from flask import current_app

from participation.ideas import progress
from participation.kernel import partial_dates
from participation.kernel.amounts import machine
from participation.strategy import rules as strategy
from participation.web.addresses import kept_url_for
from participation.web.filters import DEFAULT_ZONE
from participation.web.steps import ChainStep, StepState
from participation.web.steps import Link as StepLink

T = TypeVar("T")
Day = date
Texts = Annotated[
    dict[str, str],
    msgspec.Meta(description="A text by language code. A language without a text is left out."),
]
Euros = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^-?[0-9]+\.[0-9]{2}$",
        description="An exact amount in euros. Nothing said is null, which is not zero.",
    ),
]
Share = Annotated[float, msgspec.Meta(description="A share from 0 to 1, six decimals.")]
Address = Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri"})]


STEP_STATES = msgspec.Meta(extra_json_schema={"enum": [each.value for each in StepState]})


class Shape(msgspec.Struct, kw_only=True):
    """What an answer or a part of one holds: all of it is always there, null where nothing is
    known."""


class PartialDate(Shape):
    """A date as exact as its source: a year, a quarter (2020-Q4), a month or a day; and the words
    of the source."""

    value: str | None
    wording: str


class Link(Shape):
    """An address with its words; without an address it is only named."""

    url: Address | None
    label: str


class Step(Shape):
    """A step of a way, in the language of the request. `when` is when it was done; of an open step
    the text says what comes and when."""

    title: str
    state: Annotated[str, STEP_STATES]
    when: PartialDate | None
    text: str
    link: Link | None


class OriginIdea(Shape):
    """An idea from which something came, and what the city answers to it. Of an idea that is not,
    or no longer, public the number alone is told."""

    number: str
    title: str | None
    round: str
    answer: str
    answered: date | None
    url: Address | None


class Goal(Shape):
    """A goal within an action field."""

    key: str
    title: Texts
    text: Texts


class Field(Shape):
    """An action field with its goals."""

    key: str
    title: Texts
    text: Texts
    goals: list[Goal]


class Guideline(Shape):
    """A guideline of a strategy."""

    key: str
    title: Texts
    text: Texts


class Frame(Shape):
    """What a strategy asks for: guidelines, and action fields with their goals."""

    title: Texts
    guidelines: list[Guideline]
    fields: list[Field]


class Listing(Shape, Generic[T]):
    """One page of a list. `total` and `pages` are null where the pages do not tell them either."""

    items: list[T]
    page: int
    per_page: int
    pages: int | None
    total: int | None
    next: Address | None


def address(endpoint: str, **values: str | int | None) -> str:
    """Return the absolute address of a page or an answer, from BASE_URL."""
    return absolute(kept_url_for(endpoint, **values))


def absolute(path: str) -> str:
    """Return the absolute address of a path of this installation; others stay as they are."""
    base: str = current_app.config["BASE_URL"]
    return base + path if path.startswith("/") else path


def texts(given: Mapping[str, str] | None) -> dict[str, str]:
    """Return a text by language without empty ones."""
    return {code: text for code, text in (given or {}).items() if text}


def euros(cents: int | None) -> str | None:
    """Return an amount for programs, None for none."""
    return None if cents is None else machine(cents)


def day(moment: datetime | None, zone: str = DEFAULT_ZONE) -> date | None:
    """Return the day of a moment where the city is; pages tell no more."""
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).date()


def minute(moment: datetime | None, zone: str = DEFAULT_ZONE) -> datetime | None:
    """Return a moment to the minute, where pages tell it so."""
    if moment is None:
        return None
    return moment.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)


def partial(given: partial_dates.PartialDate) -> PartialDate:
    """Return a partial date."""
    return PartialDate(value=given.value, wording=given.wording)


def known(given: partial_dates.PartialDate) -> PartialDate | None:
    """Return a partial date, None where neither date nor words are known."""
    return partial(given) if given.value or given.wording else None


def one_of(kind: type[StrEnum]) -> msgspec.Meta:
    """Return what the schema says of a text that is one of these."""
    return msgspec.Meta(extra_json_schema={"enum": [each.value for each in kind]})


def origin(given: progress.Origin) -> OriginIdea:
    """Return an idea from which something came."""
    public = given.title is not None
    url = address("api.idea", slug=given.round_slug, number=given.number) if public else None
    return OriginIdea(
        number=given.number,
        title=given.title,
        round=given.round_slug,
        answer=given.answer,
        answered=day(given.answered_at),
        url=url,
    )


def link(given: StepLink) -> Link:
    """Return a link with an absolute address."""
    return Link(url=None if given.url is None else absolute(given.url), label=given.label)


def steps(way: Iterable[ChainStep], zone: str = DEFAULT_ZONE) -> list[Step]:
    """Return the steps of a way."""
    return [
        Step(
            title=step.title,
            state=step.state,
            when=_when(step.when, zone),
            text=step.text,
            link=link(step.link) if step.link else None,
        )
        for step in way
    ]


def frame(given: strategy.Frame) -> Frame:
    """Return a frame."""
    return Frame(
        title=texts(given.title),
        guidelines=[
            Guideline(key=each.key, title=texts(each.title), text=texts(each.text))
            for each in given.guidelines
        ],
        fields=[
            Field(
                key=each.key,
                title=texts(each.title),
                text=texts(each.text),
                goals=[
                    Goal(key=goal.key, title=texts(goal.title), text=texts(goal.text))
                    for goal in each.goals
                ],
            )
            for each in given.fields
        ],
    )


def listing(
    items: Sequence[T], *, page: int, per_page: int, total: int, following: str | None, told: bool
) -> Listing[T]:
    """Return a page of a list; without `told` nobody may know how long it is."""
    return Listing(
        items=list(items),
        page=page,
        per_page=per_page,
        pages=max(1, -(-total // per_page)) if told else None,
        total=total if told else None,
        next=following,
    )


def _when(when: datetime | partial_dates.PartialDate | None, zone: str) -> PartialDate | None:
    if isinstance(when, datetime):
        return PartialDate(value=when.astimezone(ZoneInfo(zone)).date().isoformat(), wording="")
    return None if when is None else partial(when)
