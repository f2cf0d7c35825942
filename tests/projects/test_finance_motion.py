"""The amounts of a region's motion go in as they are and come out again."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.projects.finance import files
from participation.projects.finance.intake import importing
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.factories import make_strategy
from tests.projects.finance_files import MOTION, TABLE, shell, stored, take


def test_the_motion_goes_in_as_it_is_and_comes_out_again(
    app: Flask, strategy: Strategy, write, tmp_path: Path
) -> None:
    done = shell(app, "import", "region", write(MOTION), "--create")
    assert done.exit_code == 0, done.output
    assert "Neue Beträge: 12. Geänderte: 0. Unverändert: 0." in done.output
    assert "Neue Projekte: 6. Neue Quellen: 3." in done.output
    done = shell(app, "export", "region", "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {
        "finance.csv",
        "finance-excel.csv",
        "finance_table.csv",
        "finance_table-excel.csv",
    }
    assert (out / "finance_table.csv").read_text("utf-8") == TABLE
    excel = (out / "finance_table-excel.csv").read_text("utf-8-sig")
    assert (
        excel.splitlines()[1] == "Stuttgart;KI-XC;3400000,00;3400000,00;163200000,00;170000000,00"
    )
    with (out / "finance.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "project": "ki-xc",
        "source": "regional",
        "year": "",
        "stage": "planned",
        "amount": "3400000.00",
        "unit_given": "Mio.",
        "note": "",
    }
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("325640000.00")


def test_the_table_of_the_motion_has_its_totals_shares_and_places(
    strategy: Strategy, write
) -> None:
    take(write(MOTION))
    table = files.table_of(strategy.id, Stage.PLANNED, public_only=False)
    assert [cell.cents for cell in table.total.cells] == [1622000000, 1122000000, 29820000000]
    assert (table.total.cents, table.public_cents) == (32564000000, 2744000000)
    assert table.total.shares == (498, 345, 9157)
    assert {place.name: place.sums.cents for place in table.places} == {
        "Stuttgart": 17370000000,
        "Böblingen": 13194000000,
        "Ditzingen": 2000000000,
    }
    assert table.publicly_funded == 5
    assert [place.sums.is_rounded for place in table.places] == [False, True, False]


@pytest.mark.parametrize("name", ["finance.csv", "finance-excel.csv"])
def test_a_long_file_that_was_written_changes_nothing_when_it_comes_back(
    app: Flask, strategy: Strategy, write, tmp_path: Path, name: str
) -> None:
    take(write(MOTION))
    shell(app, "export", "region", "--to", tmp_path / "out")
    again = importing.plan_file("region", tmp_path / "out" / name)
    assert (again.is_empty, again.unchanged) == (True, 12)


@pytest.mark.parametrize("name", ["finance_table.csv", "finance_table-excel.csv"])
def test_a_table_that_was_written_changes_nothing_and_keeps_the_units_given(
    app: Flask, strategy: Strategy, write, tmp_path: Path, name: str
) -> None:
    take(write(MOTION))
    shell(app, "export", "region", "--to", tmp_path / "out")
    again = importing.plan_file("region", tmp_path / "out" / name)
    assert (again.is_empty, again.unchanged) == (True, 12)


def test_another_strategy_gets_equal_cells_from_the_files(
    app: Flask, strategy: Strategy, write, tmp_path: Path
) -> None:
    take(write(MOTION))
    shell(app, "export", "region", "--to", tmp_path / "out")
    make_strategy(slug="other")
    done = shell(app, "import", "other", tmp_path / "out" / "finance_table.csv", "--create")
    assert done.exit_code == 0, done.output
    shell(app, "export", "other", "--to", tmp_path / "again")
    assert (tmp_path / "again" / "finance_table.csv").read_text("utf-8") == TABLE


def test_the_same_file_twice_adds_nothing_and_is_not_recorded(
    app: Flask, strategy: Strategy, write
) -> None:
    shell(app, "import", "region", write(MOTION), "--create")
    done = shell(app, "import", "region", write(MOTION), "--create")
    assert "Neue Beträge: 0. Geänderte: 0. Unverändert: 12." in done.output
    assert stored() == 12
    query = select(func.count()).where(AuditEntry.action == "finance.imported")
    assert db.session.scalar(query) == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    app: Flask, strategy: Strategy, write
) -> None:
    done = shell(app, "import", "region", write(MOTION), "--create", "--dry-run")
    assert done.exit_code == 0
    assert "Probelauf" in done.output
    assert "Neue Beträge: 12." in done.output
    assert stored() == 0
    assert db.session.scalar(select(func.count()).select_from(Project)) == 0
