"""What is wrong with versions, papers and timeline of a package: whether they tell one story.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from participation.council.drafts import adoption_problem, consultation_problems, paper_problems
from participation.council.rules import MOST_STEPS
from participation.council.steps import step_problems
from participation.kernel.errors import N_, BadInput
from participation.packages.checking import Problem, below, named, text_problem, twice
from participation.packages.contents import Held, Package, PaperEntry, Version
from participation.projects.criteria.rules import problems as criteria_problems
from participation.strategy.lineage import Line, line_problems
from participation.strategy.rules import frame_problems, key_problem
from participation.strategy.rules_versions import REASON_LENGTH, State, contents_problems

NO_VERSIONS = N_(
    "Ohne Fassung gibt es nichts zu berichten. Nennen Sie mindestens eine, oder laden Sie die Datei"
    " ohne --as-record."
)
OUT_OF_ORDER = N_(
    "Hier muss Fassung %(number)s stehen. Fassungen stehen der Reihe nach da, von 1 an und ohne"
    " Lücke."
)
BASED_ON_NOTHING = N_(
    "Eine spätere Fassung beruht auf einer früheren. Nennen Sie deren Nummer; die erste Fassung"
    " beruht auf keiner."
)
NO_DRAFTS = N_("Ein Entwurf ist nicht öffentlich und steht in keinem Paket. Nehmen Sie ihn heraus.")
OTHER_DIGEST = N_(
    "Die Prüfsumme passt nicht zu dieser Fassung. Entweder ist ein Text geändert worden, oder die"
    " Prüfsumme ist falsch. Ohne digest wird sie neu berechnet."
)
NO_NUMBER = N_("Eine Zahl dieser Fassung ist unendlich oder keine Zahl. Berichtigen Sie sie.")
OTHER_FRAME = N_(
    "Diese Felder und Ziele hat keine der Fassungen. strategy zeigt die Fassung, die gilt oder"
    " zuletzt vorgelegt wurde."
)
NOT_ADOPTED = N_(
    "Fassung %(number)s steht als %(state)s da, aber kein Beschluss der Datei führt dazu. Nennen"
    " Sie unter papers die Vorlage und die maßgebliche Beratung, die sie beschlossen hat, oder"
    " schreiben Sie consultation."
)
ADOPTED_IN_FACT = N_(
    "Fassung %(number)s steht als %(state)s da, nach den Beschlüssen der Datei ist sie %(fact)s."
)
NOT_WITHDRAWN = N_("Das gehört nur zu einer Fassung, die zurückgezogen ist.")
NO_SUCH_VERSION = N_("Fassung %(number)s steht nicht unter versions.")
TOO_MANY_STEPS = N_("Es sind höchstens %(most)s Schritte möglich. Fassen Sie einige zusammen.")
FORM_FIELD = re.compile(r"(?P<name>date|wording|source|link)_(?P<index>[0-9]+)\Z")


def record_problems_of(package: Package, today: date) -> Iterator[Problem]:
    """Yield what is wrong with all that a city decided."""
    yield from _versions(package)
    yield from _timeline(package)
    yield from twice("papers", "key", [paper.key for paper in package.papers])
    for index, paper in enumerate(package.papers):
        yield from below(f"papers.{index}", _paper(package, paper, today))
    for index, entry in enumerate(package.criteria):
        found = named(criteria_problems(entry.criteria))
        yield from below(f"criteria.{index}", found)


def _versions(package: Package) -> Iterator[Problem]:
    if not package.versions:
        yield "versions", BadInput(NO_VERSIONS)
        return
    if package.frame not in [version.contents.frame for version in package.versions]:
        yield "strategy", BadInput(OTHER_FRAME)
    earlier: dict[int, Version] = {}
    states = states_told(package)
    for index, version in enumerate(package.versions):
        path = f"versions.{index}"
        if version.number != index + 1:
            yield f"{path}.number", BadInput(OUT_OF_ORDER, number=index + 1)
            return
        yield from below(path, _version(package, version, earlier))
        yield from below(path, _state(version, states[version.number]))
        earlier[version.number] = version


def _version(
    package: Package, version: Version, earlier: Mapping[int, Version]
) -> Iterator[Problem]:
    contents = version.contents
    own_frame = contents.frame is not package.frame
    if own_frame:
        yield from below("frame", named(frame_problems(contents.frame)))
    of_frame = {str(problem.field) for problem in frame_problems(contents.frame)}
    rest = [each for each in contents_problems(contents) if str(each.field) not in of_frame]
    yield from named(rest)
    first = not earlier
    if first != (version.based_on is None) or (not first and version.based_on not in earlier):
        yield "based_on", BadInput(BASED_ON_NOTHING)
    else:
        yield from _lineage(version, earlier)
    try:
        if version.given and version.given != version.digest:
            yield "digest", BadInput(OTHER_DIGEST)
    except ValueError:
        yield "citations", BadInput(NO_NUMBER)


def _lineage(version: Version, earlier: Mapping[int, Version]) -> Iterator[Problem]:
    base = earlier.get(version.based_on or 0)
    before: list[Line] = []
    at = base
    while at is not None:
        before += at.contents.lineage
        at = earlier.get(at.based_on or 0)
    frame = base.contents.frame if base else None
    lines = version.contents.lineage
    yield from below("lineage", named(line_problems(lines, frame, version.contents.frame, before)))


def states_told(package: Package) -> dict[int, State]:
    """Return the state that each version has after the decisions of the file."""
    adopted = {
        held.adopts for paper in package.papers for held in paper.consultations if held.adopts
    }
    states = {}
    for version in package.versions:
        number = version.number
        if version.state == State.WITHDRAWN:
            states[number] = State.WITHDRAWN
        elif number == max(adopted, default=0):
            states[number] = State.ADOPTED
        elif number in adopted or number < max(adopted, default=0):
            states[number] = State.SUPERSEDED
        else:
            states[number] = State.CONSULTATION
    return states


def _state(version: Version, fact: State) -> Iterator[Problem]:
    if version.state == State.DRAFT:
        yield "state", BadInput(NO_DRAFTS)
    elif version.state != fact:
        decided = fact in (State.ADOPTED, State.SUPERSEDED)
        message = ADOPTED_IN_FACT if decided else NOT_ADOPTED
        number, state = version.number, version.state
        yield "state", BadInput(message, number=number, state=state, fact=fact.value)
    if version.state == State.WITHDRAWN:
        yield from text_problem(version.withdrawn_reason, "withdrawn_reason", REASON_LENGTH)
        if version.withdrawn_at is None:
            yield "withdrawn_at", BadInput(N_("Diese Angabe fehlt. Tragen Sie sie ein."))
    elif version.withdrawn_at is not None or version.withdrawn_reason:
        yield "withdrawn_at", BadInput(NOT_WITHDRAWN)


def _timeline(package: Package) -> Iterator[Problem]:
    if len(package.timeline) > MOST_STEPS:
        yield "timeline", BadInput(TOO_MANY_STEPS, most=MOST_STEPS)
    for index, step in enumerate(package.timeline):
        for problem in step_problems(step):
            yield f"timeline.{index}.{_step_key(problem.field or '')}", problem


def _step_key(field: str) -> str:
    match = FORM_FIELD.match(field)
    if match:
        return f"statements.{match['index']}.{match['name']}"
    return field.replace("title_", "title.")


def _paper(package: Package, paper: PaperEntry, today: date) -> Iterator[Problem]:
    wrong = key_problem(paper.key, "key")
    yield from named([wrong] if wrong else [])
    yield from named(paper_problems(paper.draft))
    for index, held in enumerate(paper.consultations):
        yield from below(f"consultations.{index}", _held(package, paper, held, today))


def _held(package: Package, paper: PaperEntry, held: Held, today: date) -> Iterator[Problem]:
    yield from named(consultation_problems(held.draft, today))
    numbers = {version.number for version in package.versions}
    if held.version is not None and held.version not in numbers:
        yield "version", BadInput(NO_SUCH_VERSION, number=held.version)
    about = replace(held.draft, version_id=held.version)
    wrong = adoption_problem(
        about, str(paper.draft.kind), paper.draft.reference or paper.draft.link
    )
    yield from named([wrong] if wrong else [])
    withdrawn = {each.number for each in package.versions if each.state == State.WITHDRAWN}
    if held.adopts in withdrawn:
        told, fact = State.WITHDRAWN.value, State.ADOPTED.value
        problem = BadInput(ADOPTED_IN_FACT, number=held.adopts, state=told, fact=fact)
        yield "version", problem
