"""Steps of chains in words: what a body did with a paper, a project, its carrying out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import ngettext

from participation.council.models import Consultation, Paper
from participation.council.rules import Outcome
from participation.council.wording import outcome_label
from participation.extensions import Translated
from participation.front.chain.queries import Held, ProjectFacts
from participation.front.chain.rules import is_to_be_carried_out, mark_next
from participation.front.chain.wording import due
from participation.kernel.clock import clock
from participation.kernel.partial_dates import PartialDate
from participation.projects.rules import State
from participation.projects.schedule import Progress, progress
from participation.projects.wording import state_names
from participation.web.filters import DEFAULT_ZONE, tr
from participation.web.steps import ChainStep, Link, StepState, last_done
from participation.web.translation import _


def today() -> date:
    """Return the day it is in the city."""
    return clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def with_next(steps: Sequence[ChainStep]) -> tuple[ChainStep, ...]:
    """Return the steps with the first open one marked as the next."""
    states = mark_next(step.state for step in steps)
    return tuple(replace(step, state=state) for step, state in zip(steps, states, strict=True))


def consultation_steps(held: Iterable[Held], day: date) -> list[ChainStep]:
    """Return what bodies did, or are still to do, in the order given."""
    return [_consultation(row, paper, day) for row, paper in held]


def side_by_side(chains: Iterable[Sequence[ChainStep]]) -> list[ChainStep]:
    """Return the steps of several projects one after the other, what is done of each first: nothing
    stands as current before something that is done."""
    done, to_come = list[ChainStep](), list[ChainStep]()
    for chain in chains:
        until = last_done([step.state for step in chain]) + 1
        done += chain[:until]
        to_come += chain[until:]
    return done + to_come


def project_steps(
    facts: ProjectFacts, day: date, told: Collection[int] = (), *, named: bool = False
) -> list[ChainStep]:
    """Return a project, what bodies did with it, and its carrying out, `named` after the project
    where there are several; without the consultations that are `told` already, by their ids."""
    state = facts.project.state
    far = progress(facts.milestones, state=state, today=day)
    held = consultation_steps([each for each in facts.held if each[0].id not in told], day)
    begun = any(step.state is StepState.DONE for step in held)
    steps = [_project(facts, far, overtaken=begun), *held]
    decided = [
        row.outcome
        for row, _paper in facts.held
        if row.authoritative and row.outcome != Outcome.PENDING
    ]
    if not is_to_be_carried_out(state, decided):
        return [step for step in steps if step.state in (StepState.DONE, StepState.NOW)]
    carrying_out = _carrying_out(facts, far, day)
    if named:
        link = project_link(facts.project.key, facts.project.title)
        carrying_out = replace(carrying_out, link=link)
    return [*steps, carrying_out]


def project_link(key: str, title: Translated) -> Link:
    """Return the way to a published project."""
    return Link(url_for("projects.show", key=key), tr(title))


def paper_link(key: str, reference: str, title: str) -> Link:
    """Return the way to a public paper."""
    label = _("Vorlage %(reference)s", reference=reference) if reference else title
    return Link(url_for("council.show", key=key), label)


def _consultation(row: Consultation, paper: Paper, day: date) -> ChainStep:
    link = paper_link(paper.key, paper.reference, paper.title)
    if row.outcome == Outcome.PENDING:
        return ChainStep(row.body, StepState.OPEN, text=due(row.date, day), link=link)
    known = row.date.value or row.date.wording
    return ChainStep(
        row.body, StepState.DONE, row.date if known else None, outcome_label(row.outcome), link
    )


def _project(facts: ProjectFacts, far: Progress, *, overtaken: bool) -> ChainStep:
    """The step of a project: now, until a body did something with it, and it is carried out or
    over. That it is a proposal is not said beside what was done with it."""
    project = facts.project
    link = project_link(project.key, project.title)
    if project.state in (State.RUNNING, State.DONE):
        return ChainStep(_("Projekt"), StepState.DONE, link=link)
    if overtaken and project.state == State.PROPOSED:
        return ChainStep(_("Projekt"), StepState.DONE, link=link)
    is_behind = overtaken or project.state == State.STOPPED
    state = StepState.DONE if is_behind else StepState.NOW
    return ChainStep(_("Projekt"), state, text=_state_and_progress(project.state, far), link=link)


def _carrying_out(facts: ProjectFacts, far: Progress, day: date) -> ChainStep:
    state = facts.project.state
    if state == State.DONE:
        done = [step.done for step in facts.milestones if step.done.value]
        when = max(done) if done else None
        return ChainStep(_("Umsetzung"), StepState.DONE, when, state_names()[state])
    step = far.upcoming
    awaited = due(step.due if step else PartialDate(), day)
    text = f"{tr(step.title)}: {awaited}" if step else awaited
    if state == State.RUNNING:
        begun = _state_and_progress(state, far)
        return ChainStep(_("Umsetzung"), StepState.NOW, text=f"{begun}. {text}" if step else begun)
    return ChainStep(_("Umsetzung"), StepState.OPEN, text=text)


def _state_and_progress(state: str, far: Progress) -> str:
    name = state_names()[state]
    if not far.total:
        return name
    told = ngettext(
        "%(done)s von %(num)s Meilenstein fertig",
        "%(done)s von %(num)s Meilensteinen fertig",
        far.total,
        done=far.done,
    )
    return f"{name}. {told}"
