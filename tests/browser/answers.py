"""Answers in the browser tests: ideas of the demo's closed round, answered and not, and who opens
which page of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from participation.answers.listing import Choice, Show, page_of
from participation.answers.models import Answer
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import number_of
from participation.rounds.models import Round


@dataclass(frozen=True)
class Answered:
    """Numbers of ideas: one without an answer, one with a staged and one with a published one."""

    open: str
    staged: str
    published: str
    statuses: tuple[str, ...]


def arrange(round_: Round) -> Answered:
    """Return the ideas that are looked at; the demo has answered them. `statuses` has one idea for
    each status that is published."""
    numbers = []
    for show in (Show.OPEN, Show.STAGED, Show.PUBLISHED):
        row = page_of(Choice(round_.id, show), 1).items[0]
        numbers.append(number_of(row.year, row.id))
    query = select(Answer).join(Idea, Idea.id == Answer.idea_id)
    answers = db.session.scalars(query.where(Idea.round_id == round_.id).order_by(Answer.id))
    by_status = {answer.status: answer.idea.number for answer in answers if answer.published_at}
    open_, staged, published = numbers
    return Answered(open_, staged, published, tuple(by_status.values()))


def pages(slug: str, ideas: Answered) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which page of answers, by endpoint."""
    base = f"/planning/{slug}/answers"
    chosen = f"idea={ideas.open}&idea={ideas.staged}"
    return {
        "answers.rounds": [("planner", "/planning/answers/"), ("unit", "/planning/answers/")],
        "answers.index": [
            ("planner", base),
            ("unit", f"{base}?show=staged&unit=verkehr"),
            ("auditor", f"{base}?show=open"),
            ("planner", f"{base}?show=staged&field=culture"),
        ],
        "answers.edit": [
            ("planner", f"{base}/{number}")
            for number in (ideas.open, ideas.staged, ideas.published)
        ],
        "answers.bulk": [("planner", f"{base}/bulk?{chosen}")],
        "answers.assign": [("planner", f"{base}/assign?{chosen}")],
        "answers.publish": [("planner", f"{base}/publish")],
        "answers.statement": [("planner", f"{base}/statement")],
        "answers.import_file": [("unit", f"{base}/import")],
    }


def public_pages(slug: str, ideas: Answered) -> list[tuple[None, str]]:
    """The pages of ideas with each status of an answer, and without one."""
    numbers = (*ideas.statuses, ideas.open)
    return [(None, f"/rounds/{slug}/ideas/{number}") for number in numbers]
