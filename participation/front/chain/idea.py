"""The way of an idea on its page: up to its answer, and then only what that entails."""

from __future__ import annotations

from flask import url_for

from participation.answers import progress
from participation.answers.queries import PublicAnswer
from participation.answers.rules import Status
from participation.ideas.models import Idea
from participation.ideas.progress import Progress
from participation.rounds.models import Round
from participation.web.filters import has_page, tr
from participation.web.steps import ChainStep, Link, StepState
from participation.web.translation import _


def progress_of(idea: Idea, round_: Round) -> Progress:
    """Return the way of an idea and what the city answers to it."""
    return progress.progress_of(idea, round_, entailed)


def entailed(_idea: Idea, found: PublicAnswer | None) -> tuple[ChainStep, ...]:
    """Return the steps after the answer: an idea that is not taken up is promised nothing."""
    if found is None:
        return ()
    if found.project is not None:
        link = Link(_page("projects.show", found.project.key), tr(found.project.title))
        return (ChainStep(_("Projekt"), StepState.NOW, link=link),)
    if found.answer.status == Status.TAKEN_INTO_PROJECT:
        return (ChainStep(_("Projekt"), StepState.NEXT, text=_("zurzeit nicht veröffentlicht")),)
    if found.answer.status == Status.NEEDS_COUNCIL:
        return (_before_the_council(found),)
    return ()


def _before_the_council(found: PublicAnswer) -> ChainStep:
    if found.paper is None:
        return ChainStep(_("Rat"), StepState.NEXT, text=_("noch keine Vorlage"))
    link = Link(_page("council.show", found.paper.key), found.paper.title)
    text = _("Der Rat hat noch nicht entschieden.")
    return ChainStep(_("Rat"), StepState.NEXT, text=text, link=link)


def _page(endpoint: str, key: str) -> str | None:
    return url_for(endpoint, key=key) if has_page(endpoint) else None
