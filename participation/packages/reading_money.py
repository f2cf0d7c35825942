"""Reading sources of money, amounts, rates and locks of a package. Pure."""

from __future__ import annotations

from participation.kernel.text import clean_line
from participation.packages.contents import ApprovalEntry, LineEntry, LockEntry, SourceEntry
from participation.packages.values import MISSING, amount, choice, partial_date, required
from participation.projects.finance.rules import NO_YEAR, SourceKind, Stage
from participation.rounds.file.entry import Entry


def source(entry: Entry) -> SourceEntry:
    """Return a source of money."""
    key, title, kind, programme = entry.at("key", "title", "kind", "programme")
    return SourceEntry(
        required(key), title.texts(), choice(kind, SourceKind).value, programme.text()
    )


def finance(
    entry: Entry,
) -> tuple[tuple[LineEntry, ...], tuple[ApprovalEntry, ...], tuple[LockEntry, ...]]:
    """Return amounts, rates and locks."""
    lines, approvals, locks = entry.at("lines", "approvals", "locks")
    return (
        tuple(map(_line, lines.items())),
        tuple(map(_approval, approvals.items())),
        tuple(map(_lock, locks.items())),
    )


def _line(entry: Entry) -> LineEntry:
    project, source_, year, stage, cents, unit, note = entry.at(
        "project", "source", "year", "stage", "amount", "unit", "note"
    )
    if not cents.given:
        cents.complain(MISSING)
    return LineEntry(
        required(project),
        required(source_),
        year.integer(NO_YEAR),
        choice(stage, Stage).value,
        amount(cents, unit),
        note.text(),
    )


def _approval(entry: Entry) -> ApprovalEntry:
    project, source_, rate, costs, start, wording, paper = entry.at(
        "project", "source", "rate", "eligible_costs", "from", "from_wording", "paper"
    )
    if not rate.given:
        rate.complain(MISSING)
    return ApprovalEntry(
        required(project),
        required(source_),
        rate.integer(0),
        costs.text(lines=True),
        partial_date(start, wording),
        required(paper),
    )


def _lock(entry: Entry) -> LockEntry:
    source_, year, cents, unit, reason, paper = entry.at(
        "source", "year", "amount", "unit", "reason", "paper"
    )
    return LockEntry(
        required(source_),
        year.integer(NO_YEAR),
        amount(cents, unit),
        reason.text(lines=True),
        clean_line(paper.text()),
    )
