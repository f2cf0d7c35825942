"""Rounds: when they run, what they ask, how many took part, their way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from participation.api.resources.values import (
    Address,
    Frame,
    Shape,
    Step,
    Texts,
    address,
    frame,
    minute,
    one_of,
    texts,
)
from participation.ideas.progress import AnswerCount
from participation.rounds import rules
from participation.rounds.models import Deviation, Round
from participation.rounds.rules import Audience, Channel, InstrumentKind, Phase, RoundState

State = Annotated[str, one_of(RoundState)]
For = Annotated[str, one_of(Audience)]
WindowPhase = Annotated[str, one_of(Phase)]


class Window(Shape):
    """A window: from its first moment up to, and without, its last. `phase` is where it stands."""

    opens: datetime
    closes: datetime
    phase: WindowPhase


class RoundItem(Shape):
    """A round in a list."""

    slug: str
    title: Texts
    audience: For
    state: State
    ideas: Window | None
    weights: Window | None
    url: Address
    page: Address


class Instrument(Shape):
    """How fields are weighted: `points` sum up to `total`, or `most` fields are picked, `exactly`
    so many or fewer."""

    kind: Annotated[str, one_of(InstrumentKind)]
    total: int | None
    most: int | None
    exactly: bool | None


class Answered(Shape):
    """How many of a round's ideas have an answer of their own, and how many only the notice that
    they are looked at. `stated_generally` is whether a statement answers all others."""

    total: int
    answered: int
    in_review: int
    stated_generally: bool
    due: date | None
    days_overdue: int


class DeviationEntry(Shape):
    """A logged departure from the rules of a round."""

    kind: str
    at: datetime
    reason: str


class RoundDetail(Shape):
    """A round. `description` is Markdown. Counts are null where the page does not tell them;
    `rules` is the exact text under the checksum; the ranking is there once a round of organisations
    has closed."""

    slug: str
    title: Texts
    description: Texts
    audience: For
    state: State
    timezone: str
    ideas: Window | None
    weights: Window | None
    instrument: Instrument | None
    no_opinion: bool
    participation: list[Annotated[str, one_of(Channel)]]
    declaration: Texts
    minimum_age: int | None
    frame: Frame
    idea_count: int | None
    ballot_count: int | None
    answers: Answered | None
    deviations: list[DeviationEntry]
    results_expected: datetime | None
    results_published: datetime | None
    rules: Address
    rules_sha256: str | None
    way: list[Step]
    ideas_url: Address
    answers_url: Address
    results_url: Address
    ranking_url: Address | None
    url: Address
    page: Address


def item(round_: Round, now: datetime) -> RoundItem:
    """Return a round as lists show it."""
    return RoundItem(
        slug=round_.slug,
        title=texts(round_.title),
        audience=round_.audience,
        state=rules.state(round_.windows, now),
        ideas=_window(round_.ideas_window, now, round_.timezone),
        weights=_window(round_.weights_window, now, round_.timezone),
        url=address("api.round", slug=round_.slug),
        page=address("front.round_page", slug=round_.slug),
    )


def deviation(row: Deviation, zone: str) -> DeviationEntry:
    """Return a logged departure from the rules, without who logged it."""
    at = minute(row.at, zone)
    assert at is not None
    return DeviationEntry(kind=row.kind, at=at, reason=row.reason)


def answered(count: AnswerCount) -> Answered:
    """Return how far the answers of a round are."""
    return Answered(
        total=count.total,
        answered=count.answered,
        in_review=count.in_review,
        stated_generally=count.stated_generally,
        due=count.due,
        days_overdue=count.days_overdue,
    )


def detail(
    round_: Round,
    now: datetime,
    *,
    ideas: int,
    ballots: int,
    count: AnswerCount,
    deviations: list[Deviation],
    way: list[Step],
) -> RoundDetail:
    """Return a round as its pages show it; counts from its beginning on."""
    shown, settings, zone = item(round_, now), round_.settings, round_.timezone
    over = rules.phase(round_.weights_window, now) is Phase.AFTER
    closed_by_name = round_.is_named and over
    begun = shown.state is not RoundState.COMING
    return RoundDetail(
        slug=shown.slug,
        title=shown.title,
        description=texts(settings.description),
        audience=shown.audience,
        state=shown.state,
        timezone=zone,
        ideas=shown.ideas,
        weights=shown.weights,
        instrument=_instrument(settings.instrument) if shown.weights else None,
        no_opinion=settings.no_opinion,
        participation=list(settings.participation),
        declaration=texts(settings.declaration),
        minimum_age=settings.minimum_age,
        frame=frame(round_.frame),
        idea_count=ideas if begun and shown.ideas else None,
        ballot_count=ballots if begun and shown.weights else None,
        answers=answered(count) if count.total else None,
        deviations=[deviation(row, zone) for row in deviations],
        results_expected=minute(round_.result_expected_at, zone),
        results_published=minute(round_.results_published_at, zone),
        rules=address("front.procedure_json", slug=round_.slug),
        rules_sha256=round_.rules_hash,
        way=way,
        ideas_url=address("api.ideas", slug=round_.slug),
        answers_url=address("api.answers", slug=round_.slug),
        results_url=address("api.results", slug=round_.slug),
        ranking_url=address("api.ranking", slug=round_.slug) if closed_by_name else None,
        url=shown.url,
        page=shown.page,
    )


def _instrument(given: rules.Instrument) -> Instrument:
    picks = given.kind is InstrumentKind.PICK
    return Instrument(
        kind=given.kind,
        total=None if picks else given.total,
        most=given.k if picks else None,
        exactly=given.exactly if picks else None,
    )


def _window(window: rules.Window, now: datetime, zone: str) -> Window | None:
    opens, closes = minute(window.opens, zone), minute(window.closes, zone)
    if opens is None or closes is None:
        return None
    return Window(opens=opens, closes=closes, phase=rules.phase(window, now))
