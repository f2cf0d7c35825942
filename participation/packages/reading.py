"""Reading a strategy package: YAML with lines, every error named. Pure.

`docs/strategy-package.md` lists every key.
"""

from __future__ import annotations

from dataclasses import dataclass

from participation.kernel.errors import N_
from participation.packages import reading_money, reading_record
from participation.packages.contents import (
    ConsultationReference,
    IdeaReference,
    Package,
    ProjectEntry,
    Score,
    UnitEntry,
)
from participation.packages.values import choice, partial_date, required
from participation.progress.rules import Rhythm
from participation.projects.rules import Draft, Kind, State, normal
from participation.projects.schedule import Step
from participation.rounds.file.entry import Entry
from participation.rounds.file.roundfile import read_strategy
from participation.rounds.file.yaml_reader import BadFile, Bounds, Complaint, read
from participation.strategy.rules import Texts

FORMAT = "strategy-package"
NUMBER = 1
BOUNDS = Bounds(largest=2 * 1024 * 1024, most_values=50_000)
OTHER_FORMAT = N_(
    "Das ist kein Strategiepaket dieser Art. Am Anfang der Datei steht format: strategy-package"
    " und format_version: 1."
)
NO_SECTION = N_("Dieser Abschnitt fehlt.")
KEYS = (
    "strategy",
    "versions",
    "timeline",
    "units",
    "papers",
    "criteria",
    "projects",
    "sources",
    "finance",
    "reports",
)


@dataclass(frozen=True)
class Reading:
    """A package as it was read: what was wrong on the way, and the line of every key."""

    package: Package
    complaints: list[Complaint]
    lines: dict[str, int]


def parse(data: bytes) -> Reading:
    """Return what a file says. Raises BadFile for what is no package at all; all else that cannot
    be read is among the complaints."""
    complaints: list[Complaint] = []
    lines: dict[str, int] = {}
    root = Entry(read(data, BOUNDS), "", complaints, lines)
    format_, number, *sections = root.at("format", "format_version", *KEYS)
    if format_.text() != FORMAT or number.integer(0) != NUMBER:
        format_.complain(OTHER_FORMAT)
        raise BadFile(complaints)
    at = dict(zip(KEYS, sections, strict=True))
    if not at["strategy"].given:
        at["strategy"].complain(NO_SECTION)
    slug, frame = read_strategy(at["strategy"])
    lines_, approvals, locks = reading_money.finance(at["finance"])
    package = Package(
        slug,
        frame,
        versions=tuple(reading_record.version(item, frame) for item in at["versions"].items()),
        timeline=tuple(map(reading_record.step, at["timeline"].items())),
        units=tuple(map(_unit, at["units"].items())),
        papers=tuple(map(reading_record.paper, at["papers"].items())),
        criteria=tuple(map(reading_record.criteria, at["criteria"].items())),
        projects=tuple(map(_project, at["projects"].items())),
        sources=tuple(map(reading_money.source, at["sources"].items())),
        lines=lines_,
        approvals=approvals,
        locks=locks,
        reports=_rhythm(at["reports"]),
    )
    return Reading(package, complaints, lines)


def _rhythm(entry: Entry) -> Rhythm | None:
    months, first_due = entry.at("months", "first_due")
    if not months.given and not first_due.given:
        return None
    return Rhythm(months.integer(0), first_due.day())


def _unit(entry: Entry) -> UnitEntry:
    key, title, contact = entry.at("key", "title", "contact")
    return UnitEntry(key.text(), title.texts(), contact.text(lines=True))


_OF_DRAFT = (
    "key",
    "title",
    "text",
    "kind",
    "state",
    "place",
    "unit",
    "main_field",
    "aliases",
    "partners",
)
_OF_PROJECT = (*_OF_DRAFT, "milestones", "goals", "ideas", "consultations", "scores")


def _project(entry: Entry) -> ProjectEntry:
    at = dict(zip(_OF_PROJECT, entry.at(*_OF_PROJECT), strict=True))
    draft = Draft(
        key=at["key"].text(),
        title=at["title"].texts(),
        text=at["text"].texts(lines=True),
        kind=choice(at["kind"], Kind, Kind.REGULAR).value,
        state=choice(at["state"], State, State.PROPOSED).value,
        place=at["place"].text(),
        unit=at["unit"].text(),
        main_field=at["main_field"].text(),
        aliases=tuple(item.text() for item in at["aliases"].items()),
        partners=tuple(item.text() for item in at["partners"].items()),
    )
    return ProjectEntry(
        normal(draft),
        milestones=tuple(map(_milestone, at["milestones"].items())),
        goals=tuple(map(_goal, at["goals"].items())),
        ideas=tuple(map(_idea, at["ideas"].items())),
        consultations=tuple(map(_consultation, at["consultations"].items())),
        scores=tuple(map(_score, at["scores"].items())),
    )


def _milestone(entry: Entry) -> Step:
    dates = ("planned", "expected", "done")
    title, reason, *others = entry.at(
        "title", "reason", *dates, *(f"{name}_wording" for name in dates)
    )
    planned, expected, done = map(partial_date, others[:3], others[3:])
    return Step(title.texts(), planned, expected, done, reason.texts(lines=True))


def _goal(entry: Entry) -> tuple[str, Texts]:
    key, effect = entry.at("key", "effect")
    return required(key), effect.texts(lines=True)


def _idea(entry: Entry) -> IdeaReference:
    round_, number = entry.at("round", "number")
    return IdeaReference(required(round_), required(number))


def _consultation(entry: Entry) -> ConsultationReference:
    paper, number = entry.at("paper", "number")
    return ConsultationReference(required(paper), number.integer(1))


def _score(entry: Entry) -> Score:
    number, criterion, points = entry.at("set", "criterion", "points")
    return Score(number.integer(1), required(criterion), points.integer(0))
