"""Everything that a page about a strategy's money needs, read at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from participation.kernel.errors import NotFound
from participation.projects.finance import queries
from participation.projects.finance.models import LockEvent
from participation.projects.finance.rules import (
    BASE_STAGES,
    PAID_STAGES,
    Lock,
    Stage,
    beyond_release,
)
from participation.projects.finance.table import (
    FinanceTable,
    Line,
    PaperName,
    ProjectInfo,
    Rate,
    SourceInfo,
    build,
    source_sums,
)

SourceYear = tuple[int, int]


@dataclass(frozen=True)
class Money:
    """The money of a strategy: of published projects, or of all of them."""

    projects: list[ProjectInfo]
    sources: list[SourceInfo]
    lines: dict[Stage, list[Line]]
    events: dict[SourceYear, list[LockEvent]]
    locks: dict[SourceYear, Lock]
    # Those that everybody may see, by the id of the event that names them.
    papers: dict[int, PaperName]
    rates: list[Rate]

    @property
    def stages(self) -> list[Stage]:
        """The stages that have amounts, in their order."""
        return [stage for stage in Stage if self.lines.get(stage)]

    @property
    def first_stage(self) -> Stage:
        """The stage that is shown unless another is asked for."""
        return next(iter(self.stages), Stage.PLANNED)

    def stage_asked_for(self, word: str | None) -> Stage:
        """Return the stage of this word, the first one that has amounts without a word. Raises
        NotFound for a word that is no stage."""
        if word is None:
            return self.first_stage
        if word not in set(Stage):
            raise NotFound()
        return Stage(word)

    def table(self, stage: Stage) -> FinanceTable:
        """Return the table of one stage with its locks."""
        return build(self.projects, self.sources, self.lines.get(stage, []), self.locks)

    def source(self, source_id: int) -> SourceInfo:
        """Return a source by its id."""
        return next(source for source in self.sources if source.id == source_id)

    def beyond(self, stage: Stage) -> dict[SourceYear, int]:
        """Return by how many cents what was called or spent exceeds what was released, where it
        does; only where there ever was a lock, and not where amounts that are not shown count.

        Without an amount of which something could be released, only a lock on everything tells.
        """
        if stage not in PAID_STAGES:
            return {}
        paid = source_sums(self.lines.get(stage, []))
        bases = [source_sums(self.lines.get(base, [])) for base in BASE_STAGES]
        excess = {}
        for key, lock in self.locks.items():
            if lock.shared:
                continue
            base = next((sums[key] for sums in bases if key in sums), None)
            if base is None and not lock.unknown:
                continue
            more = beyond_release(paid.get(key, 0), base or 0, lock)
            if more:
                excess[key] = more
        return excess


def gather(strategy_id: int, *, public_only: bool, with_rates: bool = True) -> Money:
    """Read the money of a strategy with five statements, four without rates."""
    # Stages are looked up once each, not once a line: there may be twenty thousand.
    lines: dict[str, list[Line]] = defaultdict(list)
    of_all = queries.lines(strategy_id, tuple(Stage), public_only=public_only)
    for project_id, source_id, year, stage, cents, unit, _note in of_all:
        lines[stage].append(Line(project_id, source_id, year, cents, unit))
    events, papers, shared = queries.lock_events_and_more(strategy_id, public_only=public_only)
    return Money(
        queries.projects(strategy_id, public_only=public_only),
        queries.sources(strategy_id),
        {Stage(stage): of_stage for stage, of_stage in lines.items()},
        events,
        queries.locks_of(events, shared if public_only else ()),
        papers,
        queries.rates(strategy_id, public_only=public_only) if with_rates else [],
    )
