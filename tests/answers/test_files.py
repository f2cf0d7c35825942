"""Answers from and as files: all or nothing, the same file twice adds nothing, in the shell and on
pages."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import AccountUnit
from participation.answers import queries
from participation.answers.files import importing
from participation.answers.models import Answer
from participation.answers.rules import Draft, Status
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from participation.web.csvfile import FileRefused
from tests.answers.answering import (
    DECLINED,
    PLANNER,
    answer,
    make_paper,
    make_project,
    make_unit,
    path,
    publish,
    published_idea,
    stage,
    staged_text,
    unit_person,
)
from tests.factories import make_idea, make_round
from tests.pages import main_text

pytestmark = pytest.mark.usefixtures("app")
HEAD = "number,status,text,unit,project,paper,by\n"


def file_of(folder: Path, *lines: str, head: str = HEAD) -> Path:
    """A file with these lines."""
    made = folder / "answers.csv"
    made.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return made


def take(idea: Idea, made: Path, **more: Any) -> importing.Plan:
    """Import a file as a request does."""
    try:
        done = importing.import_answers(
            idea.round_id, made, by=more.pop("by", PLANNER), clock=clock, **more
        )
        db.session.commit()
    except Exception:
        db.session.rollback()
        raise
    return done


def refused(idea: Idea, made: Path, **more: Any) -> list[tuple[int, str]]:
    """The lines and sentences that a file is refused with."""
    with pytest.raises(FileRefused) as caught:
        take(idea, made, **more)
    assert db.session.query(Answer).count() == 0
    return [(line, str(error)) for line, error in caught.value.problems]


def test_answers_are_staged_and_the_same_file_adds_nothing(tmp_path: Path) -> None:
    round_ = make_round()
    one, two, three = (published_idea(round_) for _ in range(3))
    make_unit("traffic")
    make_project("night-bus")
    made = file_of(
        tmp_path,
        f"{one.number},taken_into_project,Gern.,traffic,night-bus,,",
        f'{two.number},not_followed,"Zu teuer, und zu laut.",,,,',
        f"{three.number},in_review,,,,,2099-Q1",
    )
    first = take(one, made)
    assert (first.added, first.replaced, first.known) == (3, 0, 0)
    again = take(one, made)
    assert (again.added, again.replaced, again.known) == (0, 0, 3)
    assert staged_text(two) == "Zu teuer, und zu laut."
    row = queries.staged(three.id)
    assert row is not None
    assert row.review_by == "2099-Q1"
    assert list(queries.public_answers_of(round_.id)) == []


def test_after_publication_the_same_file_adds_nothing_either(tmp_path: Path) -> None:
    idea = published_idea(make_round())
    made = file_of(tmp_path, f"{idea.number},already_done,Gibt es.,,,,")
    take(idea, made)
    publish(idea.round)
    assert (take(idea, made).known, staged_text(idea)) == (1, None)


def test_a_file_changes_what_is_staged_and_says_so(tmp_path: Path) -> None:
    idea = published_idea(make_round())
    stage(idea, DECLINED)
    plan = take(idea, file_of(tmp_path, f"{idea.number},already_done,Gibt es.,,,,"))
    [change] = plan.changes
    assert (plan.added, plan.replaced, change.before) == (0, 1, "not_followed")
    assert staged_text(idea) == "Gibt es."


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    idea = published_idea(make_round())
    made = file_of(tmp_path, f"{idea.number},already_done,,,,,")
    plan = importing.plan(idea.round, made, by=PLANNER, clock=clock)
    assert plan.added == 1
    assert staged_text(idea) is None


def test_every_line_with_an_error_is_named_and_nothing_is_staged(tmp_path: Path) -> None:
    round_ = make_round()
    fine, hidden = published_idea(round_), make_idea(round_)
    elsewhere = published_idea(make_round())
    make_project("secret", published=False, title={"de": "Geheim"})
    make_paper("doors", public=False)
    made = file_of(
        tmp_path,
        f"{fine.number},already_done,Ja.,,,,",
        f"{fine.number},already_done,Ja.,,,,",
        f"{hidden.number},already_done,Ja.,,,,",
        f"{elsewhere.number},already_done,Ja.,,,,",
        "2027-x,already_done,Ja.,,,,",
        "2026-99999,carried_out,Ja.,,,,",
        "2026-99998,not_followed,,,,,",
        "2026-99997,taken_into_project,,,secret,,",
        "2026-99996,needs_council,,,,doors,",
        "2026-99995,already_done,,,,,2027",
        "2026-99994,in_review,,,,,bald",
        "2026-99993,already_done,,nowhere,,,",
    )
    problems = refused(fine, made)
    assert [line for line, _ in problems] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    sentences = "\n".join(sentence for _, sentence in problems)
    assert "Geheim" not in sentences
    assert "Die Antwort „carried_out“ gibt es nicht." in sentences
    assert "Das Projekt „secret“ gibt es nicht, oder" in sentences


def test_a_list_that_is_half_filled_in_stages_the_half(tmp_path: Path) -> None:
    round_ = make_round()
    one, two = published_idea(round_), published_idea(round_)
    head = "number,title,status,text\n"
    made = file_of(
        tmp_path, f"{one.number},Eins,already_done,Ja.", f"{two.number},Zwei,,", head=head
    )
    assert take(one, made).added == 1
    assert staged_text(two) is None


def test_a_unit_takes_over_its_own_answers_alone(tmp_path: Path) -> None:
    round_ = make_round()
    mine, theirs = published_idea(round_), published_idea(round_)
    own, _other = make_unit("own"), make_unit("other")
    by = type(PLANNER)(PLANNER.actor, frozenset({own.id}))
    made = file_of(tmp_path, f"{mine.number},already_done,,other,,,")
    assert [line for line, _ in refused(mine, made, by=by)] == [2]
    stage(theirs, Draft(Status.ALREADY_DONE, "Fremd.", unit="other"))
    made = file_of(tmp_path, f"{theirs.number},already_done,Meins.,own,,,")
    with pytest.raises(FileRefused):
        take(theirs, made, by=by)
    assert staged_text(theirs) == "Fremd."


def test_what_changed_since_the_look_is_not_overwritten(tmp_path: Path) -> None:
    idea = published_idea(make_round())
    made = file_of(tmp_path, f"{idea.number},already_done,Ja.,,,,")
    seen = importing.plan(idea.round, made, by=PLANNER, clock=clock).digest()
    stage(idea, DECLINED)
    with pytest.raises(Conflict):
        take(idea, made, seen=seen)
    assert staged_text(idea) == "Dafür fehlt der Platz."


def test_the_shell_imports_and_exports_what_can_be_imported_again(
    app: Flask, tmp_path: Path
) -> None:
    round_ = make_round()
    drafts = [
        Draft(Status.TAKEN_INTO_PROJECT, "=Gern.", project=make_project().key),
        Draft(Status.NOT_COMPETENT, competent="der Landkreis", unit=make_unit().key),
        Draft(Status.IN_REVIEW, review_by="2099-03"),
        Draft(Status.NEEDS_COUNCIL, "Zwei\nZeilen", paper=make_paper().key),
    ]
    for draft in drafts:
        answer(published_idea(round_), draft)
    stage(published_idea(round_))
    slug, out = round_.slug, tmp_path / "out"
    runner = app.test_cli_runner()
    done = runner.invoke(args=["answers", "export", slug, "--to", str(out)])
    assert done.exit_code == 0, done.output
    text = (out / "answers.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == f"{HEAD.strip()},title,published,url"
    assert "taken_into_project,'=Gern.,,night-bus,," in lines[1]
    assert "not_competent,,traffic,,,der Landkreis," in lines[2]
    assert "in_review,,,,,2099-03," in lines[3]
    assert "seit letztem Jahr" not in text
    assert (out / "answers-excel.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name in ("answers.csv", "answers-excel.csv"):
        done = runner.invoke(args=["answers", "import", slug, str(out / name)])
        assert done.exit_code == 0, done.output
        assert "Neu: 0. Geändert: 0. Schon vorhanden: 4." in done.output


def test_the_shell_tries_a_file_and_names_lines(app: Flask, tmp_path: Path) -> None:
    idea = published_idea(make_round())
    slug, number = idea.round.slug, idea.number
    made = file_of(tmp_path, f"{number},already_done,Ja.,,,,")
    runner = app.test_cli_runner()
    done = runner.invoke(args=["answers", "import", slug, str(made), "--dry-run"])
    assert done.exit_code == 0, done.output
    assert f"{number}: – → already_done" in done.output
    assert "Neu wären: 1. Geändert würden: 0." in done.output
    assert staged_text(idea) is None
    file_of(tmp_path, f"{number},not_followed,,,,,")
    done = runner.invoke(args=["answers", "import", slug, str(made)])
    assert done.exit_code == 1
    assert "Zeile 2: Begründen Sie" in done.output
    done = runner.invoke(args=["answers", "export", "nowhere", "--to", str(tmp_path)])
    assert done.exit_code == 1
    assert "Diese Runde gibt es nicht." in done.output


def test_a_planner_looks_at_a_files_changes_and_then_stages_them(
    planner: Any, tmp_path: Path
) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    content = f"{HEAD}{idea.number},already_done,Gibt es.,,,,\n".encode()

    def upload(page: Any) -> Any:
        return planner.submit(page, file=(io.BytesIO(content), "answers.csv"))

    look = upload(planner.get(path(round_, "import")))
    assert f"{idea.number} – gibt es schon Gibt es." in main_text(look)
    assert staged_text(idea) is None
    assert upload(look).status_code == 302
    assert staged_text(idea) == "Gibt es."


def test_a_file_with_errors_says_where_on_the_page(planner: Any) -> None:
    round_ = make_round()
    page = planner.submit(
        path(round_, "import"), file=(io.BytesIO(f"{HEAD}2026-1,x,,,,,\n".encode()), "a.csv")
    )
    assert "Zeile 2: Die Idee „2026-1“ gibt es in dieser Runde nicht" in main_text(page)
    assert "Wählen Sie eine Datei." in main_text(planner.submit(path(round_, "import")))


def test_everybody_downloads_published_answers_and_no_others(client: Any) -> None:
    round_ = make_round()
    answer(published_idea(round_), DECLINED)
    stage(published_idea(round_))
    response = client.get(f"/rounds/{round_.slug}/answers.csv")
    assert response.headers["Content-Disposition"].endswith(f'"{round_.slug}-answers.csv"')
    assert "Dafür fehlt der Platz." in response.text
    assert "seit letztem Jahr" not in response.text
    assert client.get(f"/rounds/{round_.slug}/answers.csv?format=x").status_code == 400


def test_the_list_to_fill_in_holds_ideas_without_an_answer(client: Any) -> None:
    round_ = make_round()
    open_, done, staged = (published_idea(round_, title=f"Titel {n}") for n in "abc")
    answer(done)
    stage(staged)
    make_idea(round_, title="Geheim")
    person = unit_person(client)
    text = person.get(path(round_, "open.csv")).text
    assert f"{open_.number},Titel a,,,,,," in text
    assert all(title not in text for title in ("Titel b", "Titel c", "Geheim"))
    assert db.session.query(AccountUnit).count() == 1


def test_the_file_of_a_round_takes_the_same_statements_however_many_answers(
    client: Any, statements: list[str]
) -> None:
    counts = []
    for number in (2, 12):
        round_ = make_round()
        for _answer in range(number):
            answer(published_idea(round_))
        statements.clear()
        assert client.get(f"/rounds/{round_.slug}/answers.csv").text.count("\n") == number + 1
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5
