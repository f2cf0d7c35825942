"""The file of a report: a row for each project, with what is written about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from participation.progress.document import Content, ReportedProject
from participation.projects.finance.rules import Stage
from participation.projects.schedule import progress
from participation.web.csv_writer import Format, encode

Cell = str | int | Decimal | None
COLUMNS = (
    "number",
    "project",
    "title",
    "state",
    "unit",
    "milestones_done",
    "milestones",
    "text",
    *(stage.value for stage in Stage),
)


def entries(content: Content, form: Format) -> Iterator[bytes]:
    """Yield the projects of a report as a file of COLUMNS: amounts in euros by stage, blank where
    nothing was said, never added up."""
    return encode(COLUMNS, (_row(content, project) for project in content.projects), form)


def _row(content: Content, project: ReportedProject) -> tuple[Cell, ...]:
    far = progress(project.steps, state=project.state, today=content.day)
    return (
        content.number,
        project.key,
        project.title.get("de", ""),
        project.state,
        project.unit.get("de", ""),
        far.done,
        far.total,
        project.text,
        *(_euros(project.money.get(stage)) for stage in Stage),
    )


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)
