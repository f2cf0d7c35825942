"""Projects from a file: all or nothing, every error with its line, the same file twice adds
nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.city.models import Unit
from participation.extensions import db
from participation.projects import queries
from participation.projects.file import importing
from participation.projects.file.plan import COLUMNS, Present, Stored, plan
from participation.projects.rules import Draft
from participation.web.csvfile import FileRefused
from tests.conftest import CheckingClient
from tests.factories import make_staff, make_strategy, save
from tests.pages import main_text
from tests.projects.making import WHO, make_project

HEAD = ",".join(COLUMNS)
ROOF = 'roof,Dach,pool,planned,Mitte,roads,energy,"Strom, vom Dach",Stadtwerke; Hochschule'
STORED = Draft("old", {"de": "Alt", "en": "Old"}, {"de": "Text"}, place="Mitte")
PRESENT = Present({"old": Stored(STORED, published=True)}, ("energy",), ("roads",), ("taken",))


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Return a function that writes lines into a file."""

    def write(*lines: str) -> Path:
        path = tmp_path / "projects.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def problems(path: Path) -> list[tuple[int, str]]:
    """What is wrong with a file, by line."""
    with pytest.raises(FileRefused) as error:
        plan(path, PRESENT)
    return [(line, str(problem)) for line, problem in error.value.problems]


def test_every_problem_has_its_line(write: Any) -> None:
    path = write(
        HEAD,
        "a b,X,,,,,,,",
        "one,,,,,,,,",
        "one,X,huge,,,,,,",
        "two,X,,cancelled,,,,,",
        "three,X,,,,nobody,housing,,",
        "taken,X,,,,,,,",
        "old,Alt,,running,,,,,",
    )
    assert [line for line, _problem in problems(path)] == [2, 3, 4, 4, 5, 6, 6, 7, 8]


def test_what_a_file_does_not_say_stays(write: Any) -> None:
    (change,) = plan(write("key,title", "old,Neu"), PRESENT).changed
    assert change.columns == [("title", "Alt", "Neu")]
    assert change.after.title == {"de": "Neu", "en": "Old"}
    (change,) = plan(write("key,title,place", "old,Alt,"), PRESENT).changed
    assert change.columns == [("place", "Mitte", "")]


def test_a_new_project_without_more_words_is_a_further_one_that_is_proposed(write: Any) -> None:
    (change,) = plan(write("key,title", "new,Neu"), PRESENT).added
    assert (change.after.kind, change.after.state) == ("regular", "proposed")


def test_the_same_file_twice_adds_nothing(app: Flask, write: Any) -> None:
    save(Unit(key="roads", title={"de": "Tiefbauamt"}))
    slug, path = make_strategy().slug, write(HEAD, ROOF)
    first, second = (importing.import_file(slug, path, **WHO) for _ in range(2))
    assert (len(first.added), second.same, second.is_empty) == (1, 1, True)
    project = queries.get("roof")
    assert (project.published_at, project.partners) == (None, ["Stadtwerke", "Hochschule"])


def test_one_wrong_line_takes_the_whole_file_back(app: Flask, write: Any) -> None:
    slug = make_strategy().slug
    with pytest.raises(FileRefused):
        importing.import_file(slug, write(HEAD, "roof,Dach,,,,,,,", "x y,X,,,,,,,"), **WHO)
    db.session.rollback()
    assert queries.find("roof") is None


def test_what_was_exported_is_imported_without_a_change(app: Flask, tmp_path: Path) -> None:
    strategy = make_strategy(slug="one")
    make_project(strategy, text={"de": "=1+1\nZwei Zeilen; mit „Zeichen“, ja"}, place="-Nord")
    make_project(strategy, published=False, partners=("A", "B"))
    runner = app.test_cli_runner()
    done = runner.invoke(args=["projects", "export", "one", "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for name in ("projects.csv", "projects-excel.csv"):
        done = runner.invoke(args=["projects", "import", "one", str(tmp_path / name)])
        assert done.output == "Neue Projekte: 0. Geänderte: 0. Unverändert: 2.\n"


def test_the_shell_says_what_is_wrong_and_changes_nothing(app: Flask, write: Any) -> None:
    make_strategy(slug="one")
    runner = app.test_cli_runner()
    done = runner.invoke(args=["projects", "import", "one", str(write(HEAD, "roof,,,,,,,,"))])
    assert done.exit_code == 1
    assert "Zeile 2" in done.output
    path = str(write(HEAD, "roof,Dach,,,,,,,"))
    done = runner.invoke(args=["projects", "import", "one", path, "--dry-run"])
    assert "Neue Projekte: 1" in done.output
    assert queries.find("roof") is None


def test_a_planner_sees_what_a_file_would_change_and_takes_it_over(
    new_client: Any, write: Any
) -> None:
    strategy = make_strategy(slug="one")
    make_project(strategy, key="old", title={"de": "Alt"})
    planner: CheckingClient = new_client(make_staff("planner"))
    path = write("key,title,text", 'old,Alt,"Erste\nzweite Zeile"', "new,Neu,")
    with path.open("rb") as file:
        shown = planner.submit("/planning/projects/one/import", file=file)
    assert "zweite Zeile" in main_text(shown)
    assert queries.find("new") is None
    db.session.rollback()
    assert planner.submit(shown, "/confirm").status_code == 302
    assert queries.get("old").text["de"] == "Erste\nzweite Zeile"
    assert queries.get("new").published_at is None
    assert "roof" not in planner.get("/planning/projects/one/projects.csv").get_data(as_text=True)


def test_a_refused_file_shows_each_line(new_client: Any, write: Any) -> None:
    make_strategy(slug="one")
    planner: CheckingClient = new_client(make_staff("planner"))
    with write(HEAD, "x y,<b>X</b>,,,,,,,").open("rb") as file:
        shown = planner.submit("/planning/projects/one/import", file=file)
    assert "Zeile 2" in main_text(shown)


def test_what_changed_in_the_meantime_is_shown_anew(new_client: Any, write: Any) -> None:
    strategy = make_strategy(slug="one")
    planner: CheckingClient = new_client(make_staff("planner"))
    with write("key,title", "new,Neu").open("rb") as file:
        shown = planner.submit("/planning/projects/one/import", file=file)
    make_project(strategy, key="new", title={"de": "Schon da"}, published=False)
    assert planner.submit(shown, "/confirm").location == "/planning/projects/one/import"
    assert queries.get("new").title["de"] == "Schon da"
