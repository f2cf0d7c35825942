"""Projects: how far they are, what they serve, where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from participation.api.resources.milestones import (
    Delay,
    Milestone,
    ProjectState,
    delay,
    milestone,
)
from participation.api.resources.values import (
    Address,
    OriginIdea,
    PartialDate,
    Shape,
    Share,
    Texts,
    address,
    day,
    known,
    one_of,
    origin,
    texts,
)
from participation.city.models import Unit
from participation.council.models import Consultation, Paper
from participation.council.rules import Outcome
from participation.ideas.progress import Origins
from participation.projects.board.detail import Change, PublicProject, Story
from participation.projects.board.presenter import row_of
from participation.projects.models import CriteriaSet
from participation.projects.rules import Kind
from participation.projects.schedule import Step, progress
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.strategy.rules import from_document
from participation.web.translation import _


class ProjectItem(Shape):
    """A published project in a list: how many of its milestones are done, the longest delay of what
    is still to be done, and what comes next."""

    key: str
    title: Texts
    state: ProjectState
    place: str
    unit: Texts | None
    milestones: int
    milestones_done: int
    delay: Delay | None
    next: Milestone | None
    url: Address
    page: Address


class ResponsibleUnit(Shape):
    """The unit of the administration that is responsible; how to reach it stands on the page."""

    key: str
    title: Texts


class StateChange(Shape):
    """A state that a project came to, when, and the sentence about it."""

    state: ProjectState
    on: date
    note: Texts


class ServedGoal(Shape):
    """A goal that a project serves, and the effect that is expected."""

    key: str
    title: Texts
    effect: Texts


class ServedField(Shape):
    """The main action field of a project."""

    key: str
    title: Texts


class ElsewhereIdea(Shape):
    """An idea of another installation, named in the file from which a project comes."""

    round: str
    number: str


class ProjectConsultation(Shape):
    """A consultation that a project rests on."""

    body: str
    outcome: Annotated[str, one_of(Outcome)]
    date: PartialDate | None
    paper: str
    url: Address


class ProjectWeight(Shape):
    """A published weight that a project refers to, with what it measures and its caveat."""

    key: str
    title: Texts
    share: Share | None
    low: Share | None
    high: Share | None
    measured: str
    caveat: str
    result: Address


class Score(Shape):
    """What a project got under a criterion."""

    key: str
    title: Texts
    score: int


class Scores(Shape):
    """What a project got under criteria that stood before anything was scored: 0 to `top` each,
    never added up."""

    title: Texts
    frozen: date | None
    top: int
    scores: list[Score]


class ProjectDetail(Shape):
    """A published project. Field and goals are in the words of the public version of the strategy,
    and missing where there is none. `more_ideas`: not all ideas are named.
    `ideas_elsewhere` are those of another installation."""

    project: ProjectItem
    aliases: list[str]
    text: Texts
    kind: Annotated[str, one_of(Kind)]
    unit: ResponsibleUnit | None
    partners: list[str]
    strategy: str
    field: ServedField | None
    goals: list[ServedGoal]
    as_of: date
    milestones: list[Milestone]
    published: date | None
    changes: list[StateChange]
    ideas: list[OriginIdea]
    more_ideas: bool
    ideas_elsewhere: list[ElsewhereIdea]
    consultations: list[ProjectConsultation]
    weights: list[ProjectWeight]
    scores: list[Scores]


@dataclass(frozen=True)
class Linked:
    """What everybody may see of what a project is linked with."""

    origins: Origins
    consultations: Sequence[tuple[Consultation, Paper]]
    weights: Sequence[tuple[Snapshot, str]]
    scores: Sequence[tuple[CriteriaSet, Mapping[str, int]]]


def item(row: Any, steps: Sequence[Step], unit: Unit | None, today: date) -> ProjectItem:
    """Return a project in a list, from its columns there or as a whole."""
    far = progress(steps, state=row.state, today=today)
    return ProjectItem(
        key=row.key,
        title=texts(row.title),
        state=row.state,
        place=row.place,
        unit=texts(unit.title) if unit else None,
        milestones=far.total,
        milestones_done=far.done,
        delay=delay(far.delay),
        next=milestone(far.upcoming, today) if far.upcoming else None,
        url=address("api.project", key=row.key),
        page=address("projects.show", key=row.key),
    )


def detail(shown: PublicProject, story: Story, linked: Linked, today: date) -> ProjectDetail:
    """Return a project as its page shows it."""
    project, unit = shown.project, shown.unit
    field, goals = _served(shown, story.effects)
    return ProjectDetail(
        project=item(project, story.steps, unit, today),
        aliases=list(project.aliases),
        text=texts(project.text),
        kind=project.kind,
        unit=ResponsibleUnit(key=unit.key, title=texts(unit.title)) if unit else None,
        partners=list(project.partners),
        strategy=shown.strategy.slug,
        field=field,
        goals=goals,
        as_of=today,
        milestones=[milestone(step, today) for step in story.steps],
        published=day(project.published_at),
        changes=[_state_change(change) for change in story.changes],
        ideas=[origin(each) for each in linked.origins.ideas],
        more_ideas=linked.origins.cut,
        ideas_elsewhere=[
            ElsewhereIdea(round=each["round"], number=each["number"])
            for each in project.idea_references
        ],
        consultations=[_consultation(row, paper) for row, paper in linked.consultations],
        weights=list(_weights(linked.weights)),
        scores=[_scores(criteria, given) for criteria, given in linked.scores],
    )


def _state_change(change: Change) -> StateChange:
    on = day(change.at)
    assert on is not None
    return StateChange(state=change.state, on=on, note=texts(change.note))


def _served(
    shown: PublicProject, effects: Mapping[str, Mapping[str, str]]
) -> tuple[ServedField | None, list[ServedGoal]]:
    if shown.document is None:
        return None, []
    frame = from_document(shown.document["frame"])
    field = frame.field(shown.project.main_field)
    goals = [
        ServedGoal(key=goal.key, title=texts(goal.title), effect=texts(effects[goal.key]))
        for each in frame.fields
        for goal in each.goals
        if goal.key in effects
    ]
    return ServedField(key=field.key, title=texts(field.title)) if field else None, goals


def _consultation(row: Consultation, paper: Paper) -> ProjectConsultation:
    return ProjectConsultation(
        body=row.body,
        outcome=row.outcome,
        date=known(row.date),
        paper=paper.key,
        url=address("api.paper", key=paper.key),
    )


def _weights(linked: Sequence[tuple[Snapshot, str]]) -> Iterable[ProjectWeight]:
    pages: dict[int, ResultPage] = {}
    for snapshot, key in linked:
        page = pages.setdefault(snapshot.id, ResultPage(snapshot))
        row = row_of(page, key)
        if row is None:
            continue
        is_field = key in page.fields
        slug = page.method["round"]["slug"]
        yield ProjectWeight(
            key=key,
            title=texts({"de": row["label_de"], "en": row["label_en"]}),
            share=row[page.share] if is_field else row["local_share"],
            low=row["stab_low"],
            high=row["stab_high"],
            measured=page.measured if is_field else _("Anteil innerhalb des Handlungsfelds"),
            caveat=page.caveat,
            result=address("api.result", slug=slug, number=snapshot.number),
        )


def _scores(criteria: CriteriaSet, given: Mapping[str, int]) -> Scores:
    return Scores(
        title=texts(criteria.title),
        frozen=day(criteria.frozen_at),
        top=criteria.top,
        scores=[
            Score(key=each["key"], title=texts(each["title"]), score=given[each["key"]])
            for each in criteria.criteria
            if each["key"] in given
        ],
    )
