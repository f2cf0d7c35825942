"""Taking a strategy package over, in one transaction: into an installation that does not have the
strategy yet. Loading what is there already changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from participation.accounts import queries as accounts
from participation.audit.service import Actor, record
from participation.city import queries as city_queries
from participation.council.models import Paper
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import token_hash
from participation.kernel.errors import N_, BadInput, NotFound, ParticipationError
from participation.kernel.text import slug_of
from participation.packages import gathering, reading, writing
from participation.packages.checking import Problem, problems_of
from participation.packages.checking_record import record_problems_of
from participation.packages.contents import Package
from participation.packages.storing import store
from participation.projects import queries as project_queries
from participation.rounds.file.entry import add_problems, line_of
from participation.rounds.file.roundfile import strategy_problems
from participation.rounds.file.yaml_reader import BadFile, Complaint
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import DEFAULT_ZONE
from participation.web.transactions import begin_write

OTHER_STRATEGY = N_(
    "Die Strategie „%(slug)s“ gibt es hier schon, mit anderem Inhalt. Ein Paket legt nur an. Ändern"
    " Sie sie auf ihren Seiten, oder geben Sie in der Datei eine andere Adresse an."
)
PROJECT_TAKEN = N_(
    "„%(name)s“ heißt hier schon ein Projekt. Wählen Sie in der Datei einen anderen Namen."
)
PAPER_TAKEN = N_(
    "Die Vorlage „%(key)s“ gibt es hier schon. Wählen Sie in der Datei ein anderes Kürzel."
)
OTHER_UNIT = N_(
    "Die Fachstelle „%(key)s“ heißt hier anders oder ist abgeschaltet. Wählen Sie in der Datei ein"
    " anderes Kürzel."
)


@dataclass(frozen=True)
class Loaded:
    """What loading a file did: whether it added the strategy, or found it there already."""

    package: Package
    created: bool


def load(data: bytes, *, as_record: bool, actor: Actor, clock: Clock) -> Loaded:
    """Add the strategy of a package: its frame and its projects as unpublished proposals, or
    `as_record` all that was decided, done and paid.

    Raises BadFile with every error, each with line and key; whoever calls rolls back then, so
    nothing is half-loaded.
    """
    read = reading.parse(data)
    today = clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    _refuse(read, _problems(read.package, as_record, today))
    package = read.package if as_record else read.package.without_record()
    begin_write()
    # A second load of it, as by a double click, waits here and then finds what the first one added.
    accounts.lock_hash(token_hash(f"package {package.slug}"))
    present = strategy_queries.find(package.slug)
    if present is not None:
        if not _is_here(present, read.package, as_record=as_record):
            slug = BadInput(OTHER_STRATEGY, slug=package.slug)
            _refuse(read, iter([("strategy.slug", slug)]))
        return Loaded(package, created=False)
    _refuse(read, _taken(package))
    try:
        store(package, as_record=as_record, actor=actor, clock=clock)
    except ParticipationError as error:
        # What only the tables know; the sections are checked by now, so it has no line of its own.
        problem = BadInput(error.message, **error.values)
        raise BadFile([Complaint(line_of(read.lines, "strategy"), "strategy", problem)]) from error
    record(
        actor=actor,
        action="strategy.package_loaded",
        subject_kind="strategy",
        subject_id=package.slug,
        clock=clock,
        as_record=as_record,
        projects=len(package.projects),
    )
    return Loaded(package, created=True)


def dry_run(data: bytes, *, as_record: bool, actor: Actor, clock: Clock) -> Loaded:
    """Return what `load` would do, by doing it and taking it back. Raises BadFile as `load`
    does."""
    try:
        return load(data, as_record=as_record, actor=actor, clock=clock)
    finally:
        db.session.rollback()


def dump(slug: str) -> str:
    """Return what everybody may see of a strategy as its package. Raises NotFound."""
    return writing.dump(gathering.public_package(strategy_queries.get(slug)))


def _problems(package: Package, as_record: bool, today: date) -> Iterator[Problem]:
    for error in strategy_problems(package.slug, package.frame):
        yield f"strategy.{error.field}", error
    yield from problems_of(package, today)
    # A file that only brings its frame and projects need not tell who decided.
    if as_record or package.versions or package.papers:
        yield from record_problems_of(package, today)


def _refuse(read: reading.Reading, found: Iterator[Problem]) -> None:
    complaints = list(read.complaints)
    add_problems(complaints, found, read.lines)
    if complaints:
        raise BadFile(complaints)


def _is_here(strategy: Strategy, package: Package, *, as_record: bool) -> bool:
    """Tell whether the strategy says what a file says. How units are reached is their city's own
    matter."""
    try:
        public = gathering.public_package(strategy)
    except NotFound:
        public = None
    if public is not None and _text(public) == _text(package):
        return True
    planned = gathering.planned_package(strategy)
    return not as_record and _text(planned) == _text(package.without_record())


def _text(package: Package) -> str:
    return writing.dump(replace(package, units=()))


def _taken(package: Package) -> Iterator[Problem]:
    """Yield what another strategy, or this city, uses already."""
    names = project_queries.names()
    for index, project in enumerate(package.projects):
        if project.draft.key in names:
            yield f"projects.{index}.key", BadInput(PROJECT_TAKEN, name=project.draft.key)
        for place, alias in enumerate(project.draft.aliases):
            if slug_of(alias) in names:
                yield f"projects.{index}.aliases.{place}", BadInput(PROJECT_TAKEN, name=alias)
    keys = [paper.key for paper in package.papers]
    taken = set(db.session.scalars(select(Paper.key).where(Paper.key.in_(keys))))
    for index, key in enumerate(keys):
        if key in taken:
            yield f"papers.{index}.key", BadInput(PAPER_TAKEN, key=key)
    units = {unit.key: unit for unit in city_queries.units()}
    for index, unit in enumerate(package.units):
        here = units.get(unit.key)
        if here is not None and (here.title != unit.title or not here.active):
            yield f"units.{index}.key", BadInput(OTHER_UNIT, key=unit.key)
