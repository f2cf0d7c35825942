"""What is wrong with a package, each problem with its key; what was decided is checked in
`checking_record`. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from participation.city.rules import check_unit_contact, check_unit_key, check_unit_title
from participation.ideas.rules import parse_number
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import slug_of
from participation.packages.contents import Package, ProjectEntry, Score
from participation.progress.rules import rhythm_problems
from participation.projects.criteria.rules import keys as criteria_keys
from participation.projects.criteria.rules import score_problems
from participation.projects.finance.rules import (
    COSTS_LENGTH,
    NOTE_LENGTH,
    REASON_LENGTH,
    amount_problem,
    rate_problem,
    source_problems,
    year_problem,
)
from participation.projects.rules import EFFECT_LENGTH, MOST_MILESTONES, problems
from participation.projects.schedule import step_problems
from participation.strategy.rules import key_problem, text_problems

Problem = tuple[str, BadInput]

TWICE = N_("„%(key)s“ steht zweimal da. Nehmen Sie einen Eintrag heraus.")
NO_SUCH = {
    "unit": N_("Die Fachstelle „%(key)s“ steht nicht unter units. Tragen Sie sie dort ein."),
    "project": N_("Das Projekt „%(key)s“ steht nicht unter projects. Tragen Sie es dort ein."),
    "source": N_("Die Quelle „%(key)s“ steht nicht unter sources. Tragen Sie sie dort ein."),
    "paper": N_("Die Vorlage „%(key)s“ steht nicht unter papers. Tragen Sie sie dort ein."),
    "goal": N_("Das Ziel „%(key)s“ gibt es in der Strategie nicht."),
    "number": N_("Eine Beratung mit der Nummer %(key)s hat diese Vorlage nicht."),
    "set": N_("Kriterien mit der Nummer %(key)s stehen nicht unter criteria."),
}
NO_IDEA = N_("„%(number)s“ ist keine Nummer einer Idee. Sie sieht so aus: 2026-00042.")
TOO_LONG = N_("Der Text hat %(length)s Zeichen, erlaubt sind %(longest)s. Kürzen Sie ihn.")
NO_TEXT = N_("Hier fehlt ein Text. Tragen Sie ihn ein.")
TOO_MANY_MILESTONES = N_("Ein Projekt hat höchstens %(most)s Meilensteine.")
SAME_NAME = N_("„%(name)s“ heißt schon ein anderes Projekt dieser Datei.")


@dataclass(frozen=True)
class Known:
    """The keys that entries of a package may name."""

    units: Collection[str]
    projects: Collection[str]
    sources: Collection[str]
    papers: Collection[str]

    @classmethod
    def of(cls, package: Package) -> Known:
        """Return the keys of a package."""
        return cls(
            {unit.key for unit in package.units},
            {project.draft.key for project in package.projects},
            {source.key for source in package.sources},
            {paper.key for paper in package.papers},
        )


def problems_of(package: Package, today: date) -> Iterator[Problem]:
    """Yield what is wrong with units, criteria, projects and money."""
    known = Known.of(package)
    yield from twice("units", "key", [unit.key for unit in package.units])
    for index, unit in enumerate(package.units):
        yield from _unit(f"units.{index}", unit.key, unit.title, unit.contact)
    yield from twice("projects", "key", [project.draft.key for project in package.projects])
    yield from _names(package)
    for index, project in enumerate(package.projects):
        yield from below(f"projects.{index}", _project(package, project, known, today))
    yield from _sources(package)
    yield from _money(package, known)
    if package.reports is not None:
        yield from below("reports", named(rhythm_problems(package.reports)))


def below(path: str, found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems under the key of the entry that they are about."""
    for key, problem in found:
        yield (f"{path}.{key}" if key else path), problem


def named(found: Iterable[BadInput]) -> Iterator[Problem]:
    """Yield problems with the field that each names."""
    for problem in found:
        yield problem.field or "", problem


def twice(path: str, name: str, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield keys that stand there a second time."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield f"{path}.{index}.{name}", BadInput(TWICE, key=key[:60])
        seen.add(key)


def missing(name: str, key: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield that an entry names something that the file does not have."""
    if key not in known:
        yield name, BadInput(NO_SUCH[name], key=key[:60])


def text_problem(text: str, name: str, longest: int) -> Iterator[Problem]:
    """Yield that a text that must be there is missing or too long."""
    if not text:
        yield name, BadInput(NO_TEXT)
    if len(text) > longest:
        yield name, BadInput(TOO_LONG, length=len(text), longest=longest)


def _unit(path: str, key: str, title: object, contact: str) -> Iterator[Problem]:
    checks = (
        ("key", lambda: check_unit_key(key)),
        ("title", lambda: check_unit_title(dict(title))),  # type: ignore[call-overload]
        ("contact", lambda: check_unit_contact(contact)),
    )
    for name, check in checks:
        try:
            check()
        except BadInput as problem:
            yield f"{path}.{name}", problem


def _names(package: Package) -> Iterator[Problem]:
    """Yield aliases that lead to another project of the file: an address leads to one."""
    owners = {project.draft.key: index for index, project in enumerate(package.projects)}
    for index, project in enumerate(package.projects):
        for place, alias in enumerate(project.draft.aliases):
            if owners.setdefault(slug_of(alias), index) != index:
                yield f"projects.{index}.aliases.{place}", BadInput(SAME_NAME, name=alias)


def _project(
    package: Package, project: ProjectEntry, known: Known, today: date
) -> Iterator[Problem]:
    draft = project.draft
    yield from named(problems(draft, fields=package.frame.field_keys))
    if draft.unit:
        yield from missing("unit", draft.unit, known.units)
    if len(project.milestones) > MOST_MILESTONES:
        yield "milestones", BadInput(TOO_MANY_MILESTONES, most=MOST_MILESTONES)
    for index, step in enumerate(project.milestones):
        yield from below(f"milestones.{index}", named(step_problems(step, today)))
    goals = {goal.key for field in package.frame.fields for goal in field.goals}
    yield from twice("goals", "key", [key for key, _effect in project.goals])
    for index, (key, effect) in enumerate(project.goals):
        if key not in goals:
            yield f"goals.{index}.key", BadInput(NO_SUCH["goal"], key=key[:60])
        effects = text_problems(effect, "effect", EFFECT_LENGTH, required=False)
        yield from below(f"goals.{index}", named(effects))
    yield from _references(package, project)
    for index, score in enumerate(project.scores):
        yield from below(f"scores.{index}", _score(package, score))
    told = [f"{score.set}, {score.criterion}" for score in project.scores]
    yield from twice("scores", "criterion", told)


def _references(package: Package, project: ProjectEntry) -> Iterator[Problem]:
    for index, idea in enumerate(project.ideas):
        wrong = key_problem(idea.round, "round")
        if wrong:
            yield f"ideas.{index}.round", wrong
        if parse_number(idea.number) is None:
            yield f"ideas.{index}.number", BadInput(NO_IDEA, number=idea.number[:40])
    yield from twice("ideas", "number", [f"{idea.round}/{idea.number}" for idea in project.ideas])
    held = {paper.key: len(paper.consultations) for paper in package.papers}
    for index, reference in enumerate(project.consultations):
        path = f"consultations.{index}"
        yield from below(path, missing("paper", reference.paper, held))
        if reference.paper in held and not 1 <= reference.number <= held[reference.paper]:
            yield f"{path}.number", BadInput(NO_SUCH["number"], key=reference.number)
    rests = [f"{each.paper}/{each.number}" for each in project.consultations]
    yield from twice("consultations", "number", rests)


def _score(package: Package, score: Score) -> Iterator[Problem]:
    if not 1 <= score.set <= len(package.criteria):
        yield "set", BadInput(NO_SUCH["set"], key=score.set)
        return
    criteria = package.criteria[score.set - 1].criteria
    keys = criteria_keys(criteria.criteria)
    points = {score.criterion: score.points}
    for problem in score_problems(points, criteria=keys, top=criteria.top):
        yield "points", problem


def _sources(package: Package) -> Iterator[Problem]:
    keys: set[str] = set()
    for index, source in enumerate(package.sources):
        found = source_problems(source.key, source.title, source.kind, source.programme, keys)
        yield from below(f"sources.{index}", named(found))
        keys.add(source.key)


def _money(package: Package, known: Known) -> Iterator[Problem]:
    for index, line in enumerate(package.lines):
        path = f"finance.lines.{index}"
        yield from below(path, missing("project", line.project, known.projects))
        yield from below(path, missing("source", line.source, known.sources))
        wrong = year_problem(line.year) or (amount_problem(line.amount) if line.amount else None)
        yield from below(path, named([wrong] if wrong else []))
        if len(line.note) > NOTE_LENGTH:
            yield f"{path}.note", BadInput(TOO_LONG, length=len(line.note), longest=NOTE_LENGTH)
    cells = [f"{at.project}, {at.source}, {at.year}, {at.stage}" for at in package.lines]
    yield from twice("finance.lines", "amount", cells)
    for index, approval in enumerate(package.approvals):
        path = f"finance.approvals.{index}"
        yield from below(path, missing("project", approval.project, known.projects))
        yield from below(path, missing("source", approval.source, known.sources))
        yield from below(path, missing("paper", approval.paper, known.papers))
        wrong = rate_problem(approval.rate)
        yield from below(path, named([wrong] if wrong else []))
        costs = text_problem(approval.eligible_costs, "eligible_costs", COSTS_LENGTH)
        yield from below(path, costs)
    yield from _locks(package, known)


def _locks(package: Package, known: Known) -> Iterator[Problem]:
    for index, lock in enumerate(package.locks):
        path = f"finance.locks.{index}"
        yield from below(path, missing("source", lock.source, known.sources))
        if lock.paper:
            yield from below(path, missing("paper", lock.paper, known.papers))
        wrong = year_problem(lock.year) or (amount_problem(lock.amount) if lock.amount else None)
        yield from below(path, named([wrong] if wrong else []))
        yield from below(path, text_problem(lock.reason, "reason", REASON_LENGTH))
    years = [f"{lock.source}, {lock.year}" for lock in package.locks]
    yield from twice("finance.locks", "source", years)
