"""The page of who pays what, and its files: what is public, in words that are true."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update

from participation.extensions import db
from participation.kernel.partial_dates import PartialDate
from participation.projects.finance.planning import service
from participation.projects.models import Project
from participation.strategy.models import Strategy
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.council.making import make_paper
from tests.projects.finance_files import MOTION, TABLE, URL, lines, publish_all, take, text_of
from tests.projects.making import NOW, PLANNER, make_project
from tests.strategy.making import open_consultation


def page_rows(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption."""
    tables = LexborHTMLParser(page).css("table")
    table = next(node for node in tables if caption in (node.css_first("caption") or node).text())
    return [[cell.text(strip=True) for cell in row.css("th, td")] for row in table.css("tbody tr")]


def test_the_heading_says_how_much_there_is_and_how_much_of_it_is_public(
    client: CheckingClient, motion: Strategy
) -> None:
    page = text_of(client)
    assert "<h1>Von 325,64 Millionen Euro sind 27,44 öffentlich</h1>" in page
    assert "Das sind 8,43 %. Der Rest soll von Privaten kommen." in page
    assert "Geplante Beträge sind keine Zusage." in page


def test_the_page_speaks_english(client: CheckingClient, motion: Strategy) -> None:
    page = text_of(client, URL + "?lang=en")
    assert "27.44 of 325.64 million euros are public" in page
    assert "3.02% / 3.02% / 93.96%" in page


def test_places_carry_sums_shares_and_the_word_for_rounding(
    client: CheckingClient, motion: Strategy
) -> None:
    page = text_of(client)
    for words in (
        "3,02 % / 3,02 % / 93,96 %",
        "4,52 % / 4,52 % / 90,95 %, Rundung",
        "25,00 % / — / 75,00 %",
        "4,98 % / 3,45 % / 91,57 %",
        "„Rundung“: Die Anteile ergeben 99,99 %.",
        "Region 2,00 %, Kommunen 2,00 %, Privat 96,00 %",
        "Stufe: geplant. In Millionen Euro.",
    ):
        assert words in page


def test_a_blank_is_a_dash_and_a_zero_a_zero(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write("project,regional,municipal\nA,0,\nB,,1\n"))
    publish_all()
    page = text_of(client)
    assert page.count('<span aria-hidden="true">—</span>') == 2
    assert page.count('<span class="money-amount">0,00</span>') == 4


def test_drafts_and_other_strategies_are_not_shown(
    client: CheckingClient, motion: Strategy, write
) -> None:
    take(write("project,regional\nGeheim,99\n"))
    make_project(title={"de": "Anderswo"})
    page = text_of(client)
    assert "Geheim" not in page
    assert "Anderswo" not in page
    assert "325,64" in page
    for name in ("finance.csv", "table.csv"):
        assert "geheim" not in client.get(f"{URL}/{name}").get_data(as_text=True).lower()


def test_a_strategy_without_published_projects_has_no_page(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(MOTION))
    for url in (URL, f"{URL}/finance.csv", "/strategy/nowhere/finance"):
        assert client.get(url).status_code == 404


def test_published_projects_without_amounts_say_so(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy)
    assert "Noch keine Beträge" in text_of(client)


@pytest.mark.parametrize("query", ["?stage=guessed", "?page=2", "?page=0", "?page=x"])
def test_what_is_no_stage_or_page_is_not_found(
    client: CheckingClient, motion: Strategy, query: str
) -> None:
    assert client.get(URL + query).status_code == 404


def test_the_stage_is_chosen_in_the_address_and_stages_are_never_added(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,,planned,5.00", "a,regional,,spent,2.00")))
    publish_all()
    assert "5,00 Euro, alles öffentlich" in text_of(client)
    assert "2,00 Euro, alles öffentlich" in text_of(client, URL + "?stage=spent")
    assert "7,00" not in text_of(client) + text_of(client, URL + "?stage=spent")


@pytest.mark.parametrize(
    ("rows", "heading", "lead"),
    [
        (["a,private,,planned,5.00"], "5,00 Euro, nichts davon öffentlich", ""),
        (["a,regional,,planned,0.00"], "0,00 Euro, nichts davon öffentlich", ""),
        (
            ["a,regional,,spent,1.00", "a,private,,spent,1.00"],
            "Von 2,00 Euro sind 1,00 öffentlich",
            "Der Rest kommt von Privaten.",
        ),
        (
            ["a,regional,,planned,1.00", "a,stiftung,,planned,1.00"],
            "Von 2,00 Euro sind mindestens 1,00 öffentlich",
            "Das sind mindestens 50,00 %. Bei 1,00 Euro ist nicht gesagt, wessen Geld es ist.",
        ),
        (
            ["a,private,,planned,1.00", "a,stiftung,,planned,1.00"],
            "2,00 Euro, nicht gesagt ist, wie viel davon öffentlich ist",
            "Bei 1,00 Euro ist nicht gesagt, wessen Geld es ist.",
        ),
        (
            ["a,regional,,planned,0.01", "a,private,,planned,1000000.00"],
            "Von 1.000.000,01 Euro sind 0,01 öffentlich",
            "Das sind weniger als 0,01 %.",
        ),
        (
            ["a,regional,,planned,1000000.00", "a,private,,planned,0.01"],
            "Von 1.000.000,01 Euro sind 1.000.000,00 öffentlich",
            "Das sind mehr als 99,99 %. Der Rest soll von Privaten kommen.",
        ),
    ],
)
def test_the_finding_is_true_in_every_state(
    client: CheckingClient, strategy: Strategy, write, rows: list[str], heading: str, lead: str
) -> None:
    take(write(lines(*rows)))
    publish_all()
    page = text_of(client)
    assert f"<h1>{heading}</h1>" in page
    assert lead in page


def test_projects_without_an_amount_are_counted_where_the_finding_could_be_read_as_the_whole(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    make_project(strategy, key="b")
    take(write(lines("a,regional,,planned,5.00")))
    publish_all()
    sentence = "Beträge stehen erst bei 1 von 2 Projekten."
    assert sentence in text_of(client)
    take(write(lines("b,regional,,planned,0.00")))
    assert sentence[:20] not in text_of(client)


def test_the_table_file_has_equal_amounts_in_every_cell(
    client: CheckingClient, motion: Strategy
) -> None:
    answer = client.get(f"{URL}/table.csv?stage=planned")
    assert answer.get_data(as_text=True) == TABLE.replace("\n", "\r\n")
    assert answer.headers["Content-Disposition"].endswith('"region-planned-table.csv"')
    assert answer.headers["Cache-Control"] == "no-store"
    excel = client.get(f"{URL}/table-excel.csv").get_data(as_text=True)
    assert "3400000,00;3400000,00;163200000,00" in excel


def test_a_title_that_would_be_a_formula_is_text_in_the_files(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write("project,regional\n=1+1,5\n"))
    publish_all()
    assert "'=1+1,5.00" in client.get(f"{URL}/table.csv").get_data(as_text=True)


def test_a_page_holds_a_hundred_projects_and_the_sums_of_all(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write("place,project,regional\n" + "".join(f"X,P{n},1\n" for n in range(150))))
    publish_all()
    first, second = text_of(client), text_of(client, URL + "?page=2&stage=planned")
    assert (first.count("<svg"), second.count("<svg")) == (102, 52)
    for page in (first, second):
        assert "150,00 Euro, alles öffentlich" in page
        assert page.count('<span class="money-amount">150,00</span>') == 4


def test_money_by_main_field_is_shown_with_the_version_that_everybody_may_read(
    client: CheckingClient, motion: Strategy
) -> None:
    assert "Finanzierung nach Handlungsfeld" not in text_of(client)
    begin_write().execute(
        update(Project).where(Project.key == "aitransform").values(main_field="mobility")
    )
    db.session.commit()
    open_consultation(motion)
    rows = page_rows(text_of(client), "Finanzierung nach Handlungsfeld")
    assert rows == [
        ["Mobilität", "11,94", "—"],
        ["Energie", "—", "—"],
        ["Bildung", "—", "—"],
        ["Ohne Feld", "15,50", "298,20"],
    ]


@pytest.mark.parametrize("public", [True, False])
def test_a_rate_names_its_costs_and_its_paper_only_where_everybody_may_see_it(
    client: CheckingClient, motion: Strategy, public: bool
) -> None:
    paper = make_paper(reference="2021/0815", public=public)
    service.add_approval(
        "region",
        "ki-xc",
        source="regional",
        rate=6667,
        eligible_costs="Personal.",
        start=PartialDate("2022-Q1"),
        paper_id=paper.id,
        by=service.By(PLANNER, NOW),
    )
    db.session.commit()
    page = text_of(client)
    assert "KI-XC: Region zahlt 66,67 % von diesen Kosten: Personal." in page
    assert "1. Quartal" in page
    assert ("2021/0815" in page) is public


def test_rates_of_drafts_are_not_shown(client: CheckingClient, motion: Strategy, write) -> None:
    take(write("project,regional\nGeheim,1\n"))
    service.add_approval(
        "region",
        "geheim",
        source="regional",
        rate=9000,
        eligible_costs="Verborgenes",
        start=PartialDate(),
        paper_id=None,
        by=service.By(PLANNER, NOW),
    )
    db.session.commit()
    assert "Verborgenes" not in text_of(client)


def test_the_page_leads_back_to_the_strategy_once_everybody_may_read_it(
    client: CheckingClient, motion: Strategy
) -> None:
    assert 'href="/projects/?strategy=region"' in text_of(client)
    open_consultation(motion)
    assert 'class="back-link" aria-label="Zurück"><a href="/strategy/region/"' in text_of(client)


def test_strategy_and_project_lead_to_who_pays(client: CheckingClient, motion: Strategy) -> None:
    open_consultation(motion)
    assert f'href="{URL}"' in text_of(client, "/projects/ki-xc")
    begin_write().execute(
        update(Project).where(Project.key == "ki-xc").values(main_field="mobility")
    )
    db.session.commit()
    assert f'href="{URL}"' in text_of(client, "/strategy/region/")


@pytest.mark.parametrize("sources", [3, 4])
def test_with_more_sources_than_fit_beside_each_other_every_amount_names_its_own(
    client: CheckingClient, strategy: Strategy, write, sources: int
) -> None:
    names = [f"Quelle {number}" for number in range(sources)]
    row = ",".join(["Ort", "Projekt A", *['"1,00 Mio."'] * sources])
    take(write(f"place,project,{','.join(names)}\n{row}\n"))
    publish_all()
    page = LexborHTMLParser(text_of(client))
    assert bool(page.css_first(".money-table--stack")) == (sources > 3)
    cells = page.css(".money-table tfoot td[data-source]")
    assert [cell.attributes["data-source"] for cell in cells] == [*names, "Zusammen"]
