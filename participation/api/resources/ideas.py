"""Ideas with what the city answers to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from participation.answers.queries import PublicAnswer
from participation.answers.rules import Status
from participation.api.resources.values import (
    Address,
    Link,
    Shape,
    Step,
    address,
    day,
    link,
    one_of,
)
from participation.ideas.lineage import Lineage
from participation.ideas.models import Idea
from participation.ideas.progress import CityAnswer
from participation.rounds.models import Round

AnswerStatus = Annotated[str, one_of(Status)]


class Answer(Shape):
    """What the city answers to an idea; never by whom, but for which unit. A `general` one is the
    statement to all ideas without an answer of their own; it has no status."""

    status: AnswerStatus | None
    sentence: str
    text: str
    unit: str
    published: date
    corrected: bool
    general: bool
    link: Link | None


class IdeaItem(Shape):
    """An idea that everybody can read, in its author's words. The author is null without a name and
    where an `organisation` hands it in; how many support it is null until everybody may know.
    `merged` names the ideas that went into it, `further_authors` who wrote these; one that went
    into another itself is not listed, and `merged_into` names that one. `remark` is what the
    editors add, null for nothing."""

    number: str
    round: str
    title: str
    text: str
    field: str
    goal: str | None
    author: str | None
    organisation: str | None
    submitted: date
    supporters: int | None
    merged: list[str]
    further_authors: list[str]
    merged_into: str | None
    remark: str | None
    answer: Answer | None
    url: Address
    page: Address


class IdeaDetail(Shape):
    """An idea with its way: up to its answer, and then what that entails."""

    idea: IdeaItem
    way: list[Step]


class AnsweredIdea(Shape):
    """An idea with its own answer, in a list of answers."""

    number: str
    title: str
    answer: Answer
    url: Address


def item(
    idea: Idea,
    round_: Round,
    answer: CityAnswer | None,
    *,
    lineage: Lineage,
    support_shown: bool,
) -> IdeaItem:
    """Return a public idea with its answer."""
    submitted = day(idea.submitted_at, round_.timezone)
    assert submitted is not None
    return IdeaItem(
        number=idea.number,
        round=round_.slug,
        title=idea.title,
        text=idea.text,
        field=idea.field_key,
        goal=idea.goal_key,
        author=None if idea.organisation else _author(idea),
        organisation=idea.organisation.name if idea.organisation else None,
        submitted=submitted,
        supporters=idea.support if support_shown and lineage.into is None else None,
        merged=[each.number for each in lineage.members],
        further_authors=[name for name in lineage.authors if name],
        merged_into=lineage.into.number if lineage.into else None,
        remark=idea.remark or None,
        answer=shown(answer, round_) if answer else None,
        url=address("api.idea", slug=round_.slug, number=idea.number),
        page=address("ideas.show", slug=round_.slug, number=idea.number),
    )


def answered_idea(found: PublicAnswer, answer: CityAnswer, round_: Round) -> AnsweredIdea:
    """Return an idea with its published answer."""
    idea = found.answer.idea
    return AnsweredIdea(
        number=idea.number,
        title=idea.title,
        answer=shown(answer, round_),
        url=address("api.idea", slug=round_.slug, number=idea.number),
    )


def shown(answer: CityAnswer, round_: Round) -> Answer:
    """Return an answer of the city."""
    published = day(answer.published_at, round_.timezone)
    assert published is not None
    return Answer(
        status=answer.status or None,
        sentence=answer.sentence,
        text=answer.text,
        unit=answer.unit,
        published=published,
        corrected=answer.corrected,
        general=answer.general,
        link=link(answer.link) if answer.link else None,
    )


def _author(idea: Idea) -> str | None:
    return (idea.author.pseudonym if idea.author else None) or None
