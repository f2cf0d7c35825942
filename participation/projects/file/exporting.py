"""The projects of a strategy and their milestones as files: for everybody what is published, for
staff drafts too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy import select

from participation.city.queries import units
from participation.extensions import db
from participation.projects.file.plan import BETWEEN_PARTNERS
from participation.projects.file.tables import MILESTONES, PROJECTS
from participation.projects.models import Milestone, Project
from participation.projects.queries import public_projects, step_of
from participation.projects.schedule import Step
from participation.projects.wording import kind_names, state_names
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame, Texts
from participation.web.filters import DEFAULT_ZONE, partial_date
from participation.web.tabular.kinds import KINDS
from participation.web.tabular.tables import Filled, Row, Value, csv
from participation.web.urls import external_url


def export(strategy: Strategy, *, public_only: bool) -> list[Filled]:
    """Return the projects of a strategy by their keys and their milestones; texts are the German
    ones. For everybody a field is named only where a version that is public has it."""
    chosen = public_projects() if public_only else select(Project)
    chosen = chosen.where(Project.strategy_id == strategy.id).order_by(Project.key)
    projects = list(db.session.scalars(chosen))
    frame = (
        queries_versions.public_frame(strategy.id)
        if public_only
        else strategy_queries.frame_of(strategy)
    )
    steps = (
        chosen.join(Milestone, Milestone.project_id == Project.id)
        .with_only_columns(Project.key, Project.title, Milestone)
        .order_by(Milestone.position, Milestone.id)
    )
    found = db.session.execute(steps)
    with force_locale("de"):
        return [
            _projects(projects, frame, public_only=public_only),
            _milestones([(row.key, row.title, step_of(row.Milestone)) for row in found]),
        ]


def csv_files(parts: Sequence[Filled]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every table as CSV, for programs and for Excel."""
    for part in parts:
        for form, kind in KINDS.items():
            yield f"{part.table.name}{kind.ending}", b"".join(csv(part, form))


def _projects(projects: Sequence[Project], frame: Frame | None, *, public_only: bool) -> Filled:
    of_unit = {unit.id: unit for unit in units()}
    kinds, states = kind_names(), state_names()
    rows: list[Row] = []
    words: list[Row] = []
    for project in projects:
        field = frame.field(project.main_field) if frame else None
        unit = of_unit.get(project.unit_id or 0)
        key_of_field = "" if public_only and field is None else project.main_field or ""
        start, end = (project.key, _german(project.title)), _end(project)
        codes = (project.kind, project.state, project.place, unit.key if unit else "", key_of_field)
        rows.append((*start, *codes, *end))
        named = (kinds[project.kind], states[project.state], project.place)
        titles = [_german(each.title) if each else "" for each in (unit, field)]
        words.append((*start, *named, *titles, *end))
    return Filled(PROJECTS, rows, words)


def _end(project: Project) -> Row:
    """Return the cells that read the same for programs and for people."""
    partners = f"{BETWEEN_PARTNERS} ".join(project.partners)
    if project.published_at is None:
        return (_german(project.text), partners, None, "")
    day = project.published_at.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    return (_german(project.text), partners, day, external_url("projects.show", key=project.key))


def _milestones(steps: Sequence[tuple[str, Texts, Step]]) -> Filled:
    rows: list[Row] = []
    words: list[Row] = []
    positions: Counter[str] = Counter()
    for key, title, step in steps:
        positions[key] += 1
        dates = (step.planned, step.expected, step.done)
        coded: list[Value] = []
        named: list[Value] = []
        for each in dates:
            coded += [each.value, each.wording]
            named += [partial_date(each) if each.value else None, each.wording]
        start, reason = (positions[key], _german(step.title)), _german(step.reason)
        rows.append((key, *start, *coded, reason))
        words.append((_german(title), *start, *named, reason))
    return Filled(MILESTONES, rows, words)


def _german(texts: Texts) -> str:
    return texts.get("de", "")
