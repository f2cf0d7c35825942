"""What planners see after they have sent a form or a file: refused, to be confirmed, overtaken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.projects.models import Project
from tests.browser.person import Person
from tests.factories import make_strategy
from tests.packages.making import MOTION
from tests.projects.making import make_project

NEW_PACKAGE = re.sub(
    r"(key|project): (ki-[a-z-]+|aitransform|malkerspace)", r"\1: another-\2", MOTION
)
"""Another test of the same process may have made the motion's projects."""
WRONG_PACKAGE = MOTION.replace("title:", "titel:", 1)
PROJECTS = "key;title\n{key};Nachtbus\nneu;Neue Wege\n"


def planner(person: Person) -> Iterator[str]:
    """A package, a file of projects, a project that a colleague changed, files of money and of
    answers that are wrong."""
    with person.backstage():
        strategy = make_strategy()
        project = make_project(strategy, title={"de": "Nachtlinie"})
        slug, id_, key = strategy.slug, project.id, project.key
    yield from _loads_a_package(person)
    yield from _imports_projects(person, slug, key)
    yield from _changes_a_project(person, id_, key)
    person.go(f"/planning/strategies/{slug}/finance/upload")
    person.hand_in("money.csv", "place;project\nNord;\n")
    person.is_told("")
    yield "a file of money that is wrong"
    person.go("/planning/auftakt/answers/import")
    person.hand_in("answers.csv", "number;status\n2026-99999;sicher\n")
    person.is_told("Zeile 2: Die Antwort „sicher“ gibt es nicht.")
    yield "a file of answers that is wrong"


def _loads_a_package(person: Person) -> Iterator[str]:
    person.go("/planning/strategies/load-package")
    person.hand_in("package.yaml", WRONG_PACKAGE)
    person.reads("Das ist zu ändern")
    yield "a package with a wrong line"
    person.hand_in("package.yaml", NEW_PACKAGE)
    person.reads("Das kommt hinzu")
    yield "what a package adds"


def _imports_projects(person: Person, slug: str, key: str) -> Iterator[str]:
    person.go(f"/planning/projects/{slug}/import")
    person.hand_in("projects.csv", "key;title\nNICHT GUT;\n")
    person.is_told("Die Datei wurde nicht übernommen")
    yield "a file of projects with a wrong line"
    person.hand_in("projects.csv", PROJECTS.format(key=key))
    person.reads("Das würde die Datei ändern")
    yield "what a file of projects changes"


def _changes_a_project(person: Person, id_: int, key: str) -> Iterator[str]:
    person.go(f"/planning/projects/{key}/edit")
    person.write("Titel auf Deutsch", "Nachtbus")
    person.newer(Project, id_)
    person.press("Speichern")
    person.goes_on_at("Das Projekt hat sich inzwischen geändert")
    yield "a project that has changed"
