"""The way of an idea on its page: up to its answer, and then only what that entails."""

from __future__ import annotations

from participation.answers import progress
from participation.answers.queries import PublicAnswer
from participation.answers.rules import Status
from participation.council.models import Paper
from participation.front.chain import queries
from participation.front.chain.rules import promises
from participation.front.chain.steps import (
    consultation_steps,
    paper_link,
    project_steps,
    side_by_side,
    today,
    with_next,
)
from participation.ideas.models import Idea
from participation.ideas.progress import Progress
from participation.rounds.models import Round
from participation.web.steps import ChainStep, StepState
from participation.web.translation import _


def progress_of(idea: Idea, round_: Round) -> Progress:
    """Return the way of an idea and what the city answers to it."""
    return progress.progress_of(idea, round_, entailed)


def entailed(idea: Idea, found: PublicAnswer | None) -> tuple[ChainStep, ...]:
    """Return the steps after the answer: what it entails, and which published projects take the
    idea up. An idea that is not followed is promised nothing."""
    status = found.answer.status if found else None
    if not promises(status):
        return ()
    steps, told = list[ChainStep](), set[int]()
    if found is not None and status == Status.NEEDS_COUNCIL:
        held = queries.held_about(found.paper.id) if found.paper else []
        steps += consultation_steps(held, today()) or [_before_the_council(found.paper)]
        told = {row.id for row, _paper in held}
    named = found.project if found else None
    if status == Status.TAKEN_INTO_PROJECT and named is None:
        text = _("zurzeit nicht veröffentlicht")
        steps.append(ChainStep(_("Projekt"), StepState.OPEN, text=text))
    projects = queries.projects_of(idea.id, named.id if named else None)
    chains = []
    for facts in projects:
        chains.append(project_steps(facts, today(), told, named=len(projects) > 1))
        told |= {row.id for row, _paper in facts.held}
    steps += side_by_side(chains)
    return with_next(steps) if found and not found.interim else tuple(steps)


def _before_the_council(paper: Paper | None) -> ChainStep:
    if paper is None:
        text = _("noch nicht, es gibt noch keine öffentliche Vorlage")
        return ChainStep(_("Rat"), StepState.OPEN, text=text)
    link = paper_link(paper.key, paper.reference, paper.title)
    text = _("noch nicht, Termin noch nicht bekannt")
    return ChainStep(_("Rat"), StepState.OPEN, text=text, link=link)
