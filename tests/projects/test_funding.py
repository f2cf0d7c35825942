"""The money of one project on its public page."""

from __future__ import annotations

import pytest

from participation.extensions import db
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_paper
from tests.pages import tree
from tests.projects.finance_files import lines, lock, publish_all, take


def amounts(client: CheckingClient, key: str) -> list[list[str]]:
    """The rows of the table of amounts on a project's page."""
    rows = tree(client.get(f"/projects/{key}")).findall(".//main//table/tbody/tr")
    cells = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]
    return [row for row in cells if len(row) == 3]


def test_every_amount_stands_with_source_stage_and_year(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(
        write(
            lines(
                "a,regional,2027,planned,5.00", "a,private,,spent,0.00", "b,regional,,planned,9.00"
            )
        )
    )
    publish_all()
    assert amounts(client, "a") == [
        ["Region", "geplant, 2027", "5,00"],
        ["Privat", "verausgabt, ohne Jahr", "0,00"],
    ]


def test_locked_amounts_say_so_as_on_the_table(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(
        write(
            lines(
                "a,regional,2027,planned,5.00",
                "a,private,,planned,1.00",
                "b,regional,2027,planned,9.00",
            )
        )
    )
    publish_all()
    lock("regional", 2027, "placed", 500)
    assert [row[2] for row in amounts(client, "a")] == ["5,00Quelle zum Teil gesperrt", "1,00"]
    lock("regional", 2027, "corrected", None)
    assert [row[2] for row in amounts(client, "a")] == ["5,00gesperrt", "1,00"]


def test_a_lock_behind_closed_doors_is_not_told(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,2027,planned,5.00")))
    publish_all()
    lock("regional", 2027, "placed", None, paper_id=make_paper(public=False).id)
    assert [row[2] for row in amounts(client, "a")] == ["5,00"]


def test_amounts_of_drafts_are_not_told_and_do_not_count(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,2027,planned,5.00", "b,regional,2027,planned,9.00")))
    publish_all()
    db.session.query(Project).filter_by(key="b").update({"published_at": None})
    db.session.commit()
    assert client.get("/projects/b").status_code == 404
    assert [row[2] for row in amounts(client, "a")] == ["5,00"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_page_with_money_needs_eight_statements(
    client: CheckingClient, strategy: Strategy, write, statements: list[str]
) -> None:
    take(write(lines("a,regional,2027,planned,5.00")))
    publish_all()
    lock("regional", 2027, "placed", None)
    statements.clear()
    assert client.get("/projects/a").status_code == 200
    assert len(statements) <= 8, statements
