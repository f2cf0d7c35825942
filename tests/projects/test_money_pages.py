"""The planners' pages of money."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from participation.extensions import db
from participation.projects.finance.models import FinanceLine, FinanceUpload, LockEvent, Source
from participation.projects.finance.wording import amount_typed
from participation.projects.models import Project
from participation.strategy.models import Strategy
from participation.web.transactions import begin_write
from tests.council.making import make_paper
from tests.factories import make_staff
from tests.pages import main_text
from tests.projects.finance_files import HEAD, MOTION, take

BASE = "/planning/strategies/region/finance"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


@pytest.fixture
def motion(strategy: Strategy, write) -> Strategy:
    """The amounts of the motion, all drafts."""
    take(write(MOTION))
    return strategy


def hand_in(browser: Any, text: str, **values: Any) -> Any:
    """Choose a file and send it."""
    file = (io.BytesIO(text.encode()), "motion.csv")
    return browser.submit(f"{BASE}/upload", file=file, **values)


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def line_id(source: str = "regional", project: str = "ki-xc") -> int:
    query = (
        select(FinanceLine.id)
        .join(Source, Source.id == FinanceLine.source_id)
        .join(Project, Project.id == FinanceLine.project_id)
        .where(Source.key == source, Project.key == project)
    )
    return db.session.scalars(query).one()


def test_a_file_is_shown_first_and_taken_over_when_it_is_confirmed(
    planner: Any, strategy: Strategy
) -> None:
    assert hand_in(planner, MOTION, add_missing="y").status_code == 302
    page = planner.get(f"{BASE}/upload/check")
    text = main_text(page)
    assert "Noch ist nichts geändert" in text
    assert "mAlkerSpace, Ditzingen" in text
    assert "163,20 Mio." in text
    assert (count(FinanceLine), count(Project)) == (0, 0)
    assert planner.submit(page, "").status_code == 302
    assert (count(FinanceLine), count(Project), count(FinanceUpload)) == (12, 6, 0)
    assert "Von 325,64" not in main_text(planner.get(f"{BASE}/"))
    assert "6 Projekte sind Entwürfe" in main_text(planner.get(f"{BASE}/"))


def test_a_file_with_mistakes_says_them_with_their_lines_and_is_not_kept(
    planner: Any, strategy: Strategy
) -> None:
    page = hand_in(planner, MOTION.replace("298,20", "298,21"), add_missing="y")
    assert page.status_code == 200
    assert "Zeile 8: In der Spalte „private“" in main_text(page)
    assert count(FinanceUpload) == 0


@pytest.mark.parametrize("text", ["", "\x00\x01binary"])
def test_what_is_no_file_of_amounts_is_refused(planner: Any, strategy: Strategy, text: str) -> None:
    assert hand_in(planner, text).status_code == 200
    assert count(FinanceUpload) == 0


def test_what_changed_since_the_dry_run_is_shown_anew(
    planner: Any, motion: Strategy, write
) -> None:
    hand_in(planner, "project,regional\nKI-XC,1.00\n")
    page = planner.get(f"{BASE}/upload/check")
    take(write("project,regional\nKI-XC,2.00\n"))
    answer = planner.submit(page, "")
    assert answer.status_code == 409
    assert "hat sich inzwischen geändert" in main_text(answer)
    assert "2,00" in main_text(answer)
    db.session.rollback()
    assert db.session.get_one(FinanceLine, line_id()).cents == 200


def test_a_file_that_can_no_longer_be_taken_over_says_why(planner: Any, motion: Strategy) -> None:
    hand_in(planner, "project,regional\nKI-XC,1.00\n")
    page = planner.get(f"{BASE}/upload/check")
    project = db.session.scalars(select(Project).where(Project.key == "ki-xc")).one()
    save_renamed(project)
    for answer in (planner.get(f"{BASE}/upload/check"), planner.submit(page, "")):
        assert "Zeile 2: Das Projekt „KI-XC“ gibt es in dieser Strategie nicht" in main_text(answer)


def save_renamed(project: Project) -> None:
    """Give a project another name, so that a file no longer finds it."""
    begin_write()
    project.key, project.title = "renamed", {"de": "Umbenannt"}
    db.session.commit()


def test_a_double_click_on_taking_over_is_one_effect(planner: Any, strategy: Strategy) -> None:
    hand_in(planner, MOTION, add_missing="y")
    page = planner.get(f"{BASE}/upload/check")
    assert planner.submit(page, "").status_code == 302
    assert planner.submit(page, "").status_code == 404
    assert count(FinanceLine) == 12


def test_a_file_can_be_discarded_and_is_each_persons_own(
    planner: Any, new_client: Any, strategy: Strategy
) -> None:
    hand_in(planner, MOTION, add_missing="y")
    other = new_client(make_staff("planner"))
    assert other.get(f"{BASE}/upload/check").status_code == 404
    page = planner.get(f"{BASE}/upload/check")
    assert planner.submit(page, f"{BASE}/upload/discard").status_code == 302
    assert planner.get(f"{BASE}/upload/check").status_code == 404
    assert count(FinanceUpload) == 0


def test_a_file_that_changes_nothing_says_so(planner: Any, motion: Strategy) -> None:
    hand_in(planner, MOTION)
    page = planner.get(f"{BASE}/upload/check")
    assert "steht schon da" in main_text(page)
    assert "So übernehmen" not in page.get_data(as_text=True)


def test_an_amount_is_entered_changed_and_removed(planner: Any, motion: Strategy) -> None:
    path = f"{BASE}/projects/aivision-flache"
    values = {"source": "regional", "stage": "planned", "year": "", "amount": "1,50 Mio."}
    assert planner.submit(f"{path}/new-amount", **values).status_code == 302
    number = line_id("regional", "aivision-flache")
    edit = f"{path}/amounts/{number}"
    assert 'value="1,50 Mio."' in planner.get(edit).get_data(as_text=True)
    assert planner.submit(edit, "", amount="2,5 Mio.", note="neu").status_code == 302
    assert "2,50 Mio." in main_text(planner.get(path))
    assert planner.submit(edit, f"{edit}/remove").status_code == 302
    assert count(FinanceLine) == 12


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"amount": "1.234"}, "ist nicht eindeutig"),
        ({"amount": "1e9"}, "ist kein Betrag"),
        ({"amount": "5", "source": ""}, "Wählen Sie die Quelle"),
        ({"amount": "-5"}, "nie negativ"),
        ({"amount": ""}, "Geben Sie einen Betrag ein"),
        ({"amount": "5", "year": "22"}, "Das Jahr 22"),
        ({"amount": "5", "year": "bald"}, "ist kein Jahr"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_and_kept_on_the_page(
    planner: Any, motion: Strategy, values: dict[str, str], sentence: str
) -> None:
    path = f"{BASE}/projects/aivision-flache/new-amount"
    page = planner.submit(path, **{"source": "regional", "stage": "planned"} | values)
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert all(f'value="{value}"' in page.get_data(as_text=True) for value in values.values())
    assert count(FinanceLine) == 12


def test_of_two_planners_the_second_sees_what_stands_there_beside_what_they_typed(
    planner: Any, new_client: Any, motion: Strategy
) -> None:
    path = f"{BASE}/projects/ki-xc/amounts/{line_id()}"
    other = new_client(make_staff("planner"))
    mine, theirs = planner.get(path), other.get(path)
    assert other.submit(theirs, "", amount="7,00 Mio.").status_code == 302
    answer = planner.submit(mine, "", amount="8,00 Mio.")
    assert answer.status_code == 409
    assert "Jetzt steht dort: 7,00 Mio. Euro" in main_text(answer)
    assert 'value="8,00 Mio."' in answer.get_data(as_text=True)
    assert planner.submit(answer, "", amount="8,00 Mio.").status_code == 302


def test_a_source_is_named_with_its_kind(planner: Any, motion: Strategy) -> None:
    values = {"title_de": "Landesprogramm", "key": "land-1", "kind": "state", "programme": "P"}
    assert planner.submit(f"{BASE}/new-source", **values).status_code == 302
    assert "Landesprogramm" in main_text(planner.get(f"{BASE}/sources/"))
    page = planner.submit(f"{BASE}/new-source", **values)
    assert "ist vergeben" in main_text(page)
    values |= {"title_de": "Programm des Landes"}
    assert planner.submit(f"{BASE}/sources/land-1", **values).status_code == 302
    assert "Programm des Landes" in main_text(planner.get(f"{BASE}/sources/"))


def test_money_is_locked_and_released_with_a_reason(planner: Any, motion: Strategy) -> None:
    make_paper(reference="2021/99")
    form = {"source": "regional", "year": "2022", "reason": "Bis zum Bericht."}
    assert planner.submit(f"{BASE}/locks", kind="placed", amount="", **form).status_code == 302
    text = main_text(planner.get(f"{BASE}/locks"))
    assert "Alles ist gesperrt; der Betrag ist nicht bekannt." in text
    page = planner.submit(f"{BASE}/locks", kind="released", amount="5,00", **form)
    assert "Die Höhe der Sperre ist nicht bekannt" in main_text(page)
    assert planner.submit(f"{BASE}/locks", kind="released", amount="", **form).status_code == 302
    assert "Nichts ist gesperrt." in main_text(planner.get(f"{BASE}/locks"))
    assert count(LockEvent) == 2


@pytest.mark.parametrize("token", ["x" * 65, "a\x00b", "", "ä"])
def test_a_token_that_is_none_of_ours_is_replaced(
    planner: Any, motion: Strategy, token: str
) -> None:
    values = {"source": "regional", "year": "", "amount": "", "reason": "Bis zum Bericht."}
    answer = planner.submit(f"{BASE}/locks", kind="placed", token=token, **values)
    assert answer.status_code == 302
    assert count(LockEvent) == 1


def test_rates_and_costs_are_noted_and_removed(planner: Any, motion: Strategy) -> None:
    path = f"{BASE}/projects/ki-xc"
    rate = {"source": "regional", "rate": "66,67", "eligible_costs": "Personal", "start": "2022"}
    assert planner.submit(f"{path}/new-rate", **rate).status_code == 302
    cost = {"title": "Gebäude", "amount": "12,00 Mio.", "year": "2023"}
    assert planner.submit(f"{path}/new-cost", **cost).status_code == 302
    page = planner.get(path)
    text = main_text(page)
    assert "Von diesen Kosten: Personal" in text
    assert "Gebäude, 2023: 12,00 Mio. Euro" in text
    assert planner.submit(page, f"{path}/rates/1/remove").status_code == 302
    assert planner.submit(planner.get(path), f"{path}/costs/1/remove").status_code == 302
    assert "Noch keine Kosten" in main_text(planner.get(path))


@pytest.mark.parametrize("rate", ["101", "100,01", "abc", "-5", "6,666"])
def test_a_rate_above_all_of_it_or_no_rate_is_refused(
    planner: Any, motion: Strategy, rate: str
) -> None:
    path = f"{BASE}/projects/ki-xc/new-rate"
    page = planner.submit(path, source="regional", rate=rate, eligible_costs="Personal")
    assert page.status_code == 200
    assert "Prozent" in main_text(page)


def test_a_project_of_another_strategy_has_no_page_here(planner: Any, motion: Strategy) -> None:
    for path in ("projects/nowhere", "projects/ki-xc/amounts/999999", "sources/nowhere"):
        assert planner.get(f"{BASE}/{path}").status_code == 404


def test_planners_download_drafts_too(planner: Any, motion: Strategy) -> None:
    assert "ki-xc,regional" in planner.get(f"{BASE}/finance.csv").get_data(as_text=True)
    answer = planner.get(f"{BASE}/table-excel.csv?stage=planned")
    assert "KI-XC;3400000,00" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("cents", "unit", "typed"),
    [(123_400_000, "Mio.", "1,2340 Mio."), (340_000_000, "Mio.", "3,40 Mio."), (5, "", "0,05")],
)
def test_a_field_never_shows_an_amount_that_it_would_refuse(
    cents: int, unit: str, typed: str
) -> None:
    assert amount_typed(cents, unit) == typed


def test_ten_statements_at_most(
    planner: Any, motion: Strategy, write, statements: list[str]
) -> None:
    take(write(HEAD + "ki-xc,regional,2022,spent,1.00,,\n"))
    for path in ("", "sources/", "locks", "projects/ki-xc", "upload"):
        planner.get(f"{BASE}/{path}")
        statements.clear()
        planner.get(f"{BASE}/{path}")
        assert len(statements) <= 10, (path, statements)
