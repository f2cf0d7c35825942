"""Papers of the council: what bodies did with them, and what led to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from participation.api.resources.values import (
    Address,
    Day,
    Link,
    OriginIdea,
    PartialDate,
    Shape,
    address,
    day,
    known,
    link,
    one_of,
    origin,
)
from participation.api.resources.votes import Votes, votes
from participation.council import rules
from participation.council.background import Background
from participation.council.models import Consultation, Paper, PaperVersion
from participation.council.presenter import DepartureView, Held, PaperPage

PaperKind = Annotated[str, one_of(rules.Kind)]
Role = Annotated[str, one_of(rules.Role)]
Outcome = Annotated[str, one_of(rules.Outcome)]


class PaperItem(Shape):
    """A paper that everybody may see, in a list; its words are those of the source."""

    key: str
    reference: str
    title: str
    kind: PaperKind
    date: PartialDate | None
    link: str
    url: Address
    page: Address


class AboutVersion(Shape):
    """The version of a strategy that a consultation was about."""

    strategy: str
    number: int
    url: Address


class Weight(Shape):
    """A published weight in words, never without what it measures and its caveat."""

    title: str
    share: str
    interval: str
    measured: str
    caveat: str


class Departure(Shape):
    """That a resolution departs from a published weight, and its reason as the resolution says
    it. The weight is null where the result has none of this key."""

    key: str
    weight: Weight | None
    reason: str
    result: Address


class EarlierConsultation(Shape):
    """What stood there before it was corrected."""

    body: str
    outcome: Outcome
    date: PartialDate | None
    votes: Votes | None
    text: str


class ConsultationEntry(Shape):
    """What a body did with a paper, as it was corrected last; `corrected` is when. Only an
    authoritative body decides. `redacted`: something was blacked out."""

    body: str
    date: PartialDate | None
    role: Role
    outcome: Outcome
    authoritative: bool
    text: str
    votes: Votes | None
    version: AboutVersion | None
    departures: list[Departure]
    redacted: bool
    corrected: Day | None
    earlier: list[EarlierConsultation]


class EarlierParticulars(Shape):
    """What a paper's particulars said before they were corrected."""

    title: str
    reference: str
    kind: PaperKind
    date: PartialDate | None
    link: str


class RestingProject(Shape):
    """A project that rests on the paper, its state in words, and the ideas it comes from."""

    project: Link
    state: str
    ideas: list[OriginIdea]


class PaperDetail(Shape):
    """A paper with its consultations by date, and what led to it. `finding` says what was decided,
    or that nothing is recorded as decided; `more_ideas`: not all ideas are named."""

    paper: PaperItem
    finding: str
    consultations: list[ConsultationEntry]
    redacted: bool
    corrected: Day | None
    earlier: list[EarlierParticulars]
    projects: list[RestingProject]
    ideas: list[OriginIdea]
    more_ideas: bool
    weights: list[Weight]
    results: list[Address]


def item(paper: Paper) -> PaperItem:
    """Return a paper in a list."""
    return PaperItem(
        key=paper.key,
        reference=paper.reference,
        title=paper.title,
        kind=paper.kind,
        date=known(paper.date),
        link=paper.link,
        url=address("api.paper", key=paper.key),
        page=address("council.show", key=paper.key),
    )


def detail(paper: Paper, view: PaperPage, background: Background) -> PaperDetail:
    """Return a paper as its page shows it."""
    return PaperDetail(
        paper=item(paper),
        finding=view.finding,
        consultations=[_held(held) for held in view.held],
        redacted=view.redacted,
        corrected=day(view.earlier[0].corrected_at) if view.earlier else None,
        earlier=[_particulars(before) for before in view.earlier],
        projects=[
            RestingProject(
                project=link(each.link), state=each.state, ideas=[origin(i) for i in each.ideas]
            )
            for each in background.projects
        ],
        ideas=[origin(each) for each in background.ideas],
        more_ideas=background.cut,
        weights=[
            Weight(
                title=each.title,
                share=each.share,
                interval=each.interval,
                measured=each.measured,
                caveat=each.caveat,
            )
            for each in background.weights
        ],
        results=[
            address("results.show", slug=cited["round"], version=cited["version"])
            for cited in view.cited
        ],
    )


def _held(held: Held) -> ConsultationEntry:
    row = held.row
    about = held.about
    return ConsultationEntry(
        body=row.body,
        date=known(row.date),
        role=row.role,
        outcome=row.outcome,
        authoritative=row.authoritative,
        text=row.text,
        votes=votes(row.votes),
        version=AboutVersion(
            strategy=about.strategy,
            number=about.number,
            url=address("api.version", slug=about.strategy, number=about.number),
        )
        if about
        else None,
        departures=[_departure(view) for view in held.departures],
        redacted=held.redacted,
        corrected=day(row.recorded_at) if held.earlier else None,
        earlier=_earlier(held.earlier),
    )


def _earlier(rows: Sequence[Consultation]) -> list[EarlierConsultation]:
    return [
        EarlierConsultation(
            body=row.body,
            outcome=row.outcome,
            date=known(row.date),
            votes=votes(row.votes),
            text=row.text,
        )
        for row in rows
    ]


def _departure(view: DepartureView) -> Departure:
    weight, slug, number = view.weight, view.result.slug, view.result.snapshot.number
    return Departure(
        key=view.departure.item_key,
        weight=Weight(
            title=weight.title,
            share=weight.share,
            interval=weight.interval,
            measured=weight.measure,
            caveat=weight.caveat,
        )
        if weight
        else None,
        reason=view.departure.reason,
        result=address("api.result", slug=slug, number=number),
    )


def _particulars(before: PaperVersion) -> EarlierParticulars:
    return EarlierParticulars(
        title=before.title,
        reference=before.reference,
        kind=before.kind,
        date=known(before.date),
        link=before.link,
    )
