"""Money by the main field of projects. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from participation.projects.finance.rules import Lock
from participation.projects.finance.table import Hatch, Line, ProjectInfo, SourceInfo, hatches_of

PUBLIC = "public"


@dataclass(frozen=True)
class FieldSum:
    """What the projects of a field get; no cents: nothing was said.

    `hatched` are the cents of the amounts that are locked, wholly or partly.
    """

    cents: int | None = None
    hatched: int = 0
    hatch: Hatch = Hatch.NONE


NOTHING = FieldSum()


@dataclass(frozen=True)
class FieldMoney:
    """Money of the projects whose main field this is; the key None stands for no field."""

    key: str | None
    public: FieldSum
    private: FieldSum
    unassigned: FieldSum = NOTHING


def by_field(
    projects: Iterable[ProjectInfo],
    sources: Iterable[SourceInfo],
    lines: Iterable[Line],
    fields: Sequence[str],
    locks: Mapping[tuple[int, int], Lock] | None = None,
) -> list[FieldMoney]:
    """Return the money of each field in the order given and of no field last; `lines` are those of
    one stage.

    A project counts once, for its main field, so that the rows add up; one whose main field is no
    longer among the fields counts for none.
    """
    lines = list(lines)
    field_of = {
        project.id: project.main_field if project.main_field in fields else None
        for project in projects
    }
    kind_of = {source.id: source for source in sources}
    grouped: dict[tuple[str | None, str], list[Line]] = defaultdict(list)
    for line in lines:
        source = kind_of[line.source_id]
        column = PUBLIC if source.is_public else source.kind.value
        grouped[field_of[line.project_id], column].append(line)
    hatches = hatches_of(lines, locks or {})
    return [
        FieldMoney(
            key,
            *(
                _sum(grouped.get((key, column), ()), hatches)
                for column in (PUBLIC, "private", "unassigned")
            ),
        )
        for key in (*fields, None)
    ]


def _sum(lines: Sequence[Line], hatches: Mapping[tuple[int, int], Hatch]) -> FieldSum:
    if not lines:
        return NOTHING
    marks = [hatches.get((line.source_id, line.year), Hatch.NONE) for line in lines]
    hatched = sum(
        line.cents for line, mark in zip(lines, marks, strict=True) if mark is not Hatch.NONE
    )
    return FieldSum(
        sum(line.cents for line in lines),
        hatched,
        marks[0] if len(set(marks)) == 1 else Hatch.PARTLY,
    )
