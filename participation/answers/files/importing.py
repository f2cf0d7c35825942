"""Staging the answers of a file: all or nothing, every error with its line, first a plan of what
would change, and the same file twice adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from participation.answers import queries, service
from participation.answers.checking import (
    Checker,
    Content,
    InvalidAnswer,
    Writer,
)
from participation.answers.models import Answer
from participation.answers.rules import Draft, Status
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import number_of, parse_number
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.text import clean_line, clean_text
from participation.rounds.models import Round
from participation.rounds.service import record_about
from participation.web.csv_writer import unsafe
from participation.web.csvfile import CsvTable, LineProblems, Row, read_table
from participation.web.transactions import begin_write

REQUIRED = ("number", "status")
OPTIONAL = ("text", "unit", "project", "paper", "by", "title", "published", "url")
"""`by` is until when the city looks at an idea, or who is competent where the city is not. The last
three help whoever reads one of our own lists, and are not read."""
CHUNK = 500

NO_IDEA = N_("Die Idee „%(number)s“ gibt es in dieser Runde nicht, oder sie ist nicht öffentlich.")
TWICE = N_("Die Idee „%(number)s“ steht schon weiter oben in der Datei.")
NO_STATUS = N_("Die Antwort „%(status)s“ gibt es nicht. Es gibt: %(known)s")
UNFIT_BY = N_("Zu dieser Antwort gehört nichts in der Spalte „by“.")
CHANGED = N_(
    "Inzwischen würde die Datei etwas anderes ändern, oder es ist eine andere. Prüfen Sie sie noch"
    " einmal."
)


@dataclass(frozen=True)
class Change:
    """An answer that the file stages: `before` is the status of the staged one that it replaces."""

    idea_id: int
    number: str
    content: Content
    before: str | None


@dataclass(frozen=True)
class Plan:
    """What a file would change, in the order of its lines, and how many of its answers are there
    already."""

    changes: tuple[Change, ...]
    known: int

    @property
    def added(self) -> int:
        """How many answers the file stages where none is staged."""
        return sum(change.before is None for change in self.changes)

    @property
    def replaced(self) -> int:
        """How many staged answers the file changes."""
        return len(self.changes) - self.added

    def digest(self) -> str:
        """Return what tells this plan from every other one."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()


@dataclass(frozen=True)
class _Line:
    line: int
    idea_id: int
    content: Content


def plan(round_: Round, path: Path | str, *, by: Writer, clock: Clock) -> Plan:
    """Return what staging the answers of a file would change; nothing is written.

    The columns are REQUIRED and any of OPTIONAL, in any order; a line without status and text is
    passed over. Raises FileRefused with every problem and its line.
    """
    table = read_table(path, REQUIRED, OPTIONAL)
    checker = Checker(by, service.today_in(round_, clock.now()))
    lines = _lines(table, checker)
    changes: list[Change] = []
    known = 0
    while chunk := list(islice(lines, CHUNK)):
        of_chunk = _changes(round_.id, chunk, by, table.problems)
        changes += of_chunk
        known += len(chunk) - len(of_chunk)
    table.problems.refuse()
    return Plan(tuple(changes), known)


def import_answers(
    round_id: int, path: Path | str, *, by: Writer, clock: Clock, seen: str | None = None
) -> Plan:
    """Stage the answers of a file and return what changed.

    `seen` is the digest of the plan that somebody looked at. Raises FileRefused, and Conflict when
    the file would change something else by now or somebody stages at the same moment.
    """
    session = begin_write()
    round_ = session.get_one(Round, round_id, with_for_update={"key_share": True})
    planned = plan(round_, path, by=by, clock=clock)
    if seen is not None and seen != planned.digest():
        raise Conflict(CHANGED)
    now = clock.now()
    try:
        for start in range(0, len(planned.changes), CHUNK):
            changes = planned.changes[start : start + CHUNK]
            rows = _staged([change.idea_id for change in changes])
            for change in changes:
                row = rows.get(change.idea_id) or Answer(idea_id=change.idea_id)
                service.write(row, change.content, by=by, now=now)
                session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict(CHANGED) from error
    if planned.changes:
        count = len(planned.changes)
        record_about(round_, "answers.imported", actor=by.actor, clock=clock, count=count)
    return planned


def _lines(table: CsvTable, checker: Checker) -> Iterator[_Line]:
    seen: set[str] = set()
    for row in table:
        number = row["number"].strip()
        parsed = parse_number(number)
        if not row["status"] and not row["text"]:
            continue
        if number in seen:
            table.problems.add(row.line, BadInput(TWICE, number=number[:20]))
        elif parsed is None:
            table.problems.add(row.line, BadInput(NO_IDEA, number=number[:20]))
        else:
            content = _content(row, checker, table.problems)
            if content is not None:
                yield _Line(row.line, parsed[1], content)
        seen.add(number)


def _content(row: Row, checker: Checker, problems: LineProblems) -> Content | None:
    status, by = row["status"].lower(), clean_line(unsafe(row["by"]))
    if status not in set(Status):
        known = ", ".join(Status)
        problems.add(row.line, BadInput(NO_STATUS, status=status[:40], known=known))
        return None
    if by and status not in (Status.IN_REVIEW, Status.NOT_COMPETENT):
        problems.add(row.line, BadInput(UNFIT_BY))
        return None
    draft = Draft(
        status,
        clean_text(unsafe(row["text"])),
        row["unit"],
        by if status == Status.IN_REVIEW else "",
        by if status == Status.NOT_COMPETENT else "",
        row["project"],
        row["paper"],
    )
    try:
        return checker.content(draft)
    except InvalidAnswer as invalid:
        for problem in invalid.problems:
            problems.add(row.line, problem)
        return None


def _changes(
    round_id: int, lines: Iterable[_Line], by: Writer, problems: LineProblems
) -> list[Change]:
    lines = list(lines)
    ids = [line.idea_id for line in lines]
    numbers = _public_numbers(round_id, ids)
    standings = queries.standings(ids)
    staged, published = _staged(ids), _published(ids)
    changes = []
    for line in lines:
        number = numbers.get(line.idea_id)
        if number is None:
            problems.add(line.line, BadInput(NO_IDEA, number=line.idea_id))
            continue
        if refusal := by.refusal(standings[line.idea_id]):
            problems.add(line.line, BadInput(refusal))
        row = staged.get(line.idea_id)
        there = row or published.get(line.idea_id)
        if there is None or Content.of(there) != line.content:
            before = row.status if row else None
            changes.append(Change(line.idea_id, number, line.content, before))
    return changes


def _public_numbers(round_id: int, ids: Collection[int]) -> dict[int, str]:
    query = select(Idea.id, Idea.year).where(*queries.public_ideas(round_id), Idea.id.in_(ids))
    return {row.id: number_of(row.year, row.id) for row in db.session.execute(query)}


def _staged(ids: Collection[int]) -> dict[int, Answer]:
    query = select(Answer).where(Answer.idea_id.in_(ids), Answer.published_at.is_(None))
    return {row.idea_id: row for row in db.session.scalars(query.order_by(Answer.id))}


def _published(ids: Collection[int]) -> dict[int, Answer]:
    query = queries.public_answers().where(Answer.idea_id.in_(ids)).order_by(Answer.id)
    return {row.idea_id: row for row in db.session.scalars(query)}
