"""Amounts from files: matched with what is there, each once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.errors import Conflict
from participation.projects.finance import files, queries
from participation.projects.finance.gathering import gather
from participation.projects.finance.intake import importing
from participation.projects.finance.models import FinanceLine, Source
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.projects.finance_files import HEAD, MOTION, problems, shell, stored, take
from tests.projects.making import WHO, make_project


def test_projects_of_a_file_are_drafts(strategy: Strategy, write) -> None:
    take(write(MOTION))
    assert db.session.scalars(select(Project.published_at)).all() == [None] * 6
    assert queries.projects(strategy.id, public_only=True) == []
    assert queries.lines(strategy.id, tuple(Stage), public_only=True) == []


def test_sources_of_a_file_get_the_kind_that_their_name_says(strategy: Strategy, write) -> None:
    take(write("project,Bund,EU,Kommunen,Stiftung\nA,1,2,3,4\n"))
    kinds = {row.key: row.kind for row in db.session.scalars(select(Source))}
    assert kinds == {
        "bund": "federal",
        "eu": "EU",
        "kommunen": "municipal",
        "stiftung": "unassigned",
    }


def test_without_leave_to_add_every_missing_name_is_said_with_its_line(
    app: Flask, strategy: Strategy, write
) -> None:
    done = shell(app, "import", "region", write(MOTION))
    assert done.exit_code == 1
    assert "Zeile 1: Die Quelle „regional“" in done.output
    assert "Zeile 6: Das Projekt „AIVision (Fläche)“" in done.output
    assert stored() == 0


def test_a_file_with_one_mistake_leaves_nothing_behind(
    app: Flask, strategy: Strategy, write
) -> None:
    wrong = MOTION.replace('"11,22 Mio."', '"11,21 Mio."')
    done = shell(app, "import", "region", write(wrong), "--create")
    assert done.exit_code == 1
    assert "Zeile 8: In der Spalte „municipal“ steht die Summe 11.210.000,00 Euro" in done.output
    assert stored() == 0
    assert db.session.scalar(select(func.count()).select_from(Project)) == 0


def test_a_changed_amount_is_changed_and_a_blank_one_stays(strategy: Strategy, write) -> None:
    take(write(MOTION))
    done = take(write('project,regional,private\nKI-XC,"3,50 Mio.",\n'))
    assert (len(done.added), len(done.changed), done.unchanged) == (0, 1, 0)
    assert stored() == 12
    line = db.session.scalar(select(FinanceLine).where(FinanceLine.cents == 350000000))
    assert line
    assert (line.unit_given, line.version) == ("Mio.", 2)


def test_an_amount_in_euros_keeps_the_unit_given_before_only_where_it_fits(
    strategy: Strategy, write
) -> None:
    take(write(MOTION))
    take(write("project,regional,municipal\nKI-XC,3500000.00,2.00\n"))
    query = select(FinanceLine.unit_given).where(FinanceLine.version == 2)
    assert list(db.session.scalars(query.order_by(FinanceLine.cents))) == ["", "Mio."]


def test_projects_are_found_by_key_title_or_alias(strategy: Strategy, write) -> None:
    make_project(strategy, key="space", title={"de": "mAlkerSpace"}, aliases=("mAIkerspace",))
    for name in ("space", "MALKERSPACE", "mAIkerspace"):
        plan = importing.plan_file(
            "region", write(f"project,regional\n{name},1\n"), add_missing=True
        )
        assert not plan.projects


def test_a_title_of_two_projects_needs_the_key(app: Flask, strategy: Strategy, write) -> None:
    make_project(strategy, title={"de": "Werkstatt"})
    make_project(strategy, title={"de": "Werkstatt"})
    [(line, said)] = problems(app, write("project,regional\nWerkstatt,1\n"))
    assert (line, "kommt mehrfach vor" in said) == (2, True)


def test_a_project_of_another_strategy_is_not_touched(strategy: Strategy, write) -> None:
    other = make_project(title={"de": "KI-XC"}, key="ki-xc")
    take(write(MOTION))
    keys = set(db.session.scalars(select(Project.key)))
    assert {"ki-xc", "ki-xc-2"} <= keys
    query = select(func.count()).where(FinanceLine.project_id == other.id)
    assert db.session.scalar(query) == 0


def test_a_missing_place_is_added_and_another_one_refused(
    app: Flask, strategy: Strategy, write
) -> None:
    project = make_project(strategy, key="a")
    take(write("place,project,regional\nNordstadt,a,1\n"))
    db.session.refresh(project)
    assert project.place == "Nordstadt"
    [(line, said)] = problems(app, write("place,project,regional\nSüdstadt,a,1\n"))
    assert (line, "liegt in „Nordstadt“" in said) == (2, True)


def test_amounts_of_stages_and_years_are_lines_of_their_own(strategy: Strategy, write) -> None:
    rows = (
        "a,regional,2022,planned,1.00,,\na,regional,2023,planned,2.00,,\na,regional,,spent,3.00,,\n"
    )
    take(write(HEAD + rows))
    sums = {
        stage: files.table_of(strategy.id, stage, public_only=False).total.cents
        for stage in queries.stages(strategy.id, public_only=False)
    }
    assert sums == {Stage.PLANNED: 300, Stage.SPENT: 300}


def test_each_stage_has_a_table_of_its_own(strategy: Strategy, write) -> None:
    take(write(HEAD + "a,regional,,approved,1.00,,\na,regional,,spent,3.00,,\n"))
    parts = files.export(strategy.id, public_only=False)
    names = [name for name, _content in files.csv_files(parts)]
    assert names[2:] == [
        "finance_table.csv",
        "finance_table-excel.csv",
        "finance_table_spent.csv",
        "finance_table_spent-excel.csv",
    ]


def test_a_pivot_is_of_the_stage_that_is_named(app: Flask, strategy: Strategy, write) -> None:
    done = shell(app, "import", "region", write(MOTION), "--create", "--stage", "approved")
    assert done.exit_code == 0
    assert set(db.session.scalars(select(FinanceLine.stage))) == {"approved"}


def test_a_pivot_repeats_the_sum_of_years_but_never_doubles_it(
    app: Flask, strategy: Strategy, write
) -> None:
    take(write(HEAD + "a,regional,2022,planned,1.00,,\na,regional,2023,planned,2.00,,\n"))
    assert importing.plan_file("region", write("project,regional\na,3.00\n")).is_empty
    [(line, said)] = problems(app, write("project,regional\na,4.00\n"))
    assert (line, "einzelne Jahre" in said) == (2, True)


def test_amounts_with_and_without_a_year_side_by_side_are_said(
    app: Flask, strategy: Strategy, write
) -> None:
    take(write("project,regional\na,1\n"))
    done = shell(app, "import", "region", write(HEAD + "a,regional,2022,planned,1.00,,\n"))
    assert "Mit und ohne Jahr stehen danach 1 Mal" in done.output


def test_what_was_shown_has_to_be_what_is_written(strategy: Strategy, write) -> None:
    path = write(MOTION)
    seen = importing.plan_file("region", path, add_missing=True).digest()
    take(write("project,regional\nKI-XC,1\n", "other.csv"))
    with pytest.raises(Conflict):
        importing.import_file("region", path, add_missing=True, seen=seen, **WHO)


def test_many_lines_are_a_few_statements(strategy: Strategy, write, statements: list[str]) -> None:
    lines = (
        f"project-{number % 200},source-{number // 200 % 4},{2000 + number // 800},spent,{number},,"
        for number in range(2000)
    )
    path = write(HEAD + "\n".join(lines) + "\n")
    statements.clear()
    take(path)
    assert stored() == 2000
    assert len([text for text in statements if text.startswith("INSERT INTO finance_lines")]) == 1
    assert len(statements) < 25


def test_sums_beyond_what_a_database_counts_in_are_exact(strategy: Strategy, write) -> None:
    """Ten thousand lines of 10^15 cents are more than a whole number of 64 bits holds."""
    lines = (
        f"project-{number // 100},regional,{2000 + number % 100},spent,{10**13}.{number % 100:02d}"
        for number in range(10_000)
    )
    take(write("project,source,year,stage,amount\n" + "\n".join(lines) + "\n"))
    table = gather(strategy.id, public_only=False).table(Stage.SPENT)
    assert table.public_cents == 10_000 * 10**15 + 100 * sum(range(100))
