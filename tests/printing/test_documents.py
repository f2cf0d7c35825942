"""What the documents say, who may load them, and when they are gone."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.service import Actor
from participation.council.papers import redaction, visibility
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.printing.models import PrintedDocument
from participation.projects.finance.models import FinanceLine
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.pages import main_text
from tests.printing.making import text_of, work
from tests.progress.making import NOW, published
from tests.projects.finance_files import lock, publish_all, take
from tests.projects.making import make_project
from tests.strategy.making import (
    adopt,
    begin_next_draft,
    make_whole_strategy,
    open_consultation,
    save_texts,
)

BY: dict[str, Any] = {"actor": Actor(7, "Planung"), "clock": clock}
NAME = "Erika Mustermann"
VERSION = "/strategy/whole/versions/1"


def change_an_amount() -> None:
    line = db.session.scalars(select(FinanceLine).order_by(FinanceLine.id)).first()
    assert line is not None
    line.cents += 100
    db.session.commit()


def kept_bytes() -> int:
    return db.session.scalar(select(func.count(PrintedDocument.content))) or 0


def test_the_page_names_size_and_digest_of_the_file_that_it_links(
    printing: Flask, client: CheckingClient
) -> None:
    open_consultation(make_whole_strategy())
    work()
    page = client.get(VERSION).get_data(as_text=True)
    content = client.get(f"{VERSION}/version-de.pdf").get_data()
    assert f'href="{VERSION}/version-de.pdf"' in page
    assert hashlib.sha256(content).hexdigest() in page
    assert f"(PDF, {max(1, round(len(content) / 1000))} KB)" in page


def test_the_page_says_that_it_is_the_accessible_form(
    printing: Flask, client: CheckingClient
) -> None:
    open_consultation(make_whole_strategy())
    work()
    assert "Diese Seite ist die barrierefreie Form." in main_text(client.get(VERSION))


def test_readers_of_english_get_the_english_file(printing: Flask, client: CheckingClient) -> None:
    open_consultation(make_whole_strategy())
    work()
    assert f'href="{VERSION}/version-en.pdf"' in client.get(f"{VERSION}?lang=en").get_data(
        as_text=True
    )
    page = text_of(client, f"{VERSION}/version-en.pdf")
    assert '<html lang="en">' in page
    assert "Action fields and goals" in page


def test_before_the_worker_has_made_it_no_link_leads_nowhere(
    printing: Flask, client: CheckingClient
) -> None:
    open_consultation(make_whole_strategy())
    assert ".pdf" not in client.get(VERSION).get_data(as_text=True)
    assert client.get(f"{VERSION}/version-de.pdf").status_code == 404


def test_where_it_is_switched_off_nothing_is_linked_or_loaded_and_nothing_asked(
    printing: Flask, client: CheckingClient, statements: list[str]
) -> None:
    open_consultation(make_whole_strategy())
    work()
    printing.config["PDF"] = False
    statements.clear()
    assert ".pdf" not in client.get(VERSION).get_data(as_text=True)
    assert not [each for each in statements if "printed_documents" in each]
    assert client.get(f"{VERSION}/version-de.pdf").status_code == 404


def test_a_version_says_who_decided_it_once_somebody_has(
    printing: Flask, client: CheckingClient
) -> None:
    version = open_consultation(make_whole_strategy())
    work()
    assert "Beschlossen" not in text_of(client, f"{VERSION}/version-de.pdf")
    paper = make_paper(public=True, reference="118/2026")
    make_consultation(paper, public=True, version_id=version.id)
    adopt(version)
    work()
    page = text_of(client, f"{VERSION}/version-de.pdf")
    assert "Beschlossen: Gemeinderat, 14.\N{NO-BREAK SPACE}Juli 2026." in page
    assert "118/2026" in page


def test_a_version_keeps_its_bytes_whatever_becomes_of_later_ones(
    printing: Flask, client: CheckingClient
) -> None:
    strategy = make_whole_strategy()
    open_consultation(strategy)
    work()
    before = client.get(f"{VERSION}/version-de.pdf").get_data()
    begin_next_draft(strategy, 1)
    save_texts(strategy, {"de": "Neu."}, {})
    open_consultation(strategy)
    assert work() == 2
    assert client.get(f"{VERSION}/version-de.pdf").get_data() == before


def test_what_people_wrote_is_text_and_no_markup(printing: Flask, client: CheckingClient) -> None:
    strategy = make_whole_strategy()
    save_texts(strategy, {"de": '<img src="http://127.0.0.1:9/x"> <style>*{}</style>'}, {})
    open_consultation(strategy)
    work()
    page = text_of(client, f"{VERSION}/version-de.pdf")
    assert "&lt;img src=" in page
    assert not re.search(r"<(img|style|script|object|iframe)\b", page)


def test_a_report_and_the_table_of_its_day_can_be_loaded(
    printing: Flask, client: CheckingClient, motion: Strategy
) -> None:
    published(motion)
    work(NOW)
    slug = motion.slug
    page = client.get(f"/strategy/{slug}/reports/1").get_data(as_text=True)
    for name in ("report", "finance"):
        assert f'href="/strategy/{slug}/reports/1/{name}-de.pdf"' in page
    assert f"/strategy/{slug}/reports/1/finance-de.pdf" in client.get(
        f"/strategy/{slug}/finance"
    ).get_data(as_text=True)
    table = text_of(client, f"/strategy/{slug}/reports/1/finance-de.pdf")
    assert "Festgehalten zu Bericht 1 vom 22.\N{NO-BREAK SPACE}November 2026." in table
    assert "Stand: 22.\N{NO-BREAK SPACE}November 2026" in table
    assert "325,64" in table
    assert "Erster Bericht" in text_of(client, f"/strategy/{slug}/reports/1/report-de.pdf")


def test_the_table_holds_every_project_and_says_of_locks_what_paper_shows(
    printing: Flask, client: CheckingClient, motion: Strategy, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    names = [f"Haus {number}" for number in range(120)]
    path.write_text("place,project,regional\n" + "".join(f"Xdorf,{name},1\n" for name in names))
    take(path)
    publish_all()
    lock("regional", 0, "placed", None)
    published(motion)
    work(NOW)
    table = text_of(client, f"/strategy/{motion.slug}/reports/1/finance-de.pdf")
    assert [name for name in (*names, "mAlkerSpace") if name not in table] == []
    assert "Gesperrtes Geld ist in den Summen enthalten." in table
    assert "Schraffiert" not in table


def test_no_table_is_made_that_would_be_of_another_time_than_its_report(
    printing: Flask, client: CheckingClient, motion: Strategy
) -> None:
    published(motion)
    work(FixedClock(NOW.now() + timedelta(days=4)))
    slug = motion.slug
    assert client.get(f"/strategy/{slug}/reports/1/finance-de.pdf").status_code == 404
    assert client.get(f"/strategy/{slug}/reports/1/report-de.pdf").status_code == 200


def test_a_table_that_was_kept_stays_as_it_was(
    printing: Flask, client: CheckingClient, motion: Strategy
) -> None:
    published(motion)
    work(NOW)
    address = f"/strategy/{motion.slug}/reports/1/finance-de.pdf"
    before = client.get(address).get_data()
    change_an_amount()
    assert work(FixedClock(NOW.now() + timedelta(days=400))) == 0
    assert client.get(address).get_data() == before


def test_a_strategy_without_money_gets_no_table(printing: Flask, client: CheckingClient) -> None:
    project = make_project()
    strategy = db.session.get_one(Strategy, project.strategy_id)
    published(strategy)
    work(NOW)
    assert ".pdf" in client.get(f"/strategy/{strategy.slug}/reports/1").get_data(as_text=True)
    assert client.get(f"/strategy/{strategy.slug}/reports/1/finance-de.pdf").status_code == 404


def test_a_paper_can_be_loaded_with_what_bodies_did_with_it(
    printing: Flask, client: CheckingClient
) -> None:
    paper = make_paper(public=True)
    make_consultation(paper, public=True, text="Der Rat stimmt zu.")
    work()
    address = f"/council/{paper.key}/paper-de.pdf"
    assert address in client.get(f"/council/{paper.key}").get_data(as_text=True)
    assert "Der Rat stimmt zu." in text_of(client, address)


def test_what_is_blacked_out_is_gone_from_the_file_at_once(
    printing: Flask, client: CheckingClient
) -> None:
    paper = make_paper(public=True, title=f"Antrag von {NAME}")
    work()
    address = f"/council/{paper.key}/paper-de.pdf"
    assert NAME in text_of(client, address)
    redaction.black_out(paper.key, NAME, reason="Name einer Privatperson", **BY)
    db.session.commit()
    assert client.get(address).status_code == 404
    assert kept_bytes() == 0
    work()
    assert NAME not in text_of(client, address)


@pytest.mark.parametrize("hide", ["paper", "consultation"])
def test_what_is_hidden_is_gone_from_the_file_at_once(
    printing: Flask, client: CheckingClient, hide: str
) -> None:
    paper = make_paper(public=True)
    row = make_consultation(paper, public=True, text="Nicht mehr öffentlich.")
    work()
    if hide == "paper":
        visibility.hide_paper(paper.key, **BY)
    else:
        visibility.hide_consultation(paper.key, row.id, **BY)
    db.session.commit()
    assert client.get(f"/council/{paper.key}/paper-de.pdf").status_code == 404
    assert kept_bytes() == 0


def test_a_file_that_says_something_else_than_the_page_is_not_there(
    printing: Flask, client: CheckingClient
) -> None:
    paper = make_paper(public=True)
    work()
    make_consultation(paper, public=True)
    assert client.get(f"/council/{paper.key}/paper-de.pdf").status_code == 404
    assert ".pdf" not in client.get(f"/council/{paper.key}").get_data(as_text=True)


@pytest.mark.parametrize("lang", ["xx", "de-x", "%00"])
def test_a_language_that_there_is_not_is_not_found(
    printing: Flask, client: CheckingClient, lang: str
) -> None:
    open_consultation(make_whole_strategy())
    work()
    assert client.get(f"{VERSION}/version-{lang}.pdf").status_code in (400, 404)


def test_naming_a_file_costs_a_page_no_more_than_it_may_ask(
    printing: Flask, client: CheckingClient, motion: Strategy, statements: list[str]
) -> None:
    version = open_consultation(make_whole_strategy())
    paper = make_paper(public=True)
    make_consultation(paper, public=True, version_id=version.id)
    adopt(version)
    published(motion)
    work(NOW)
    region = f"/strategy/{motion.slug}"
    for path in (VERSION, f"/council/{paper.key}", f"{region}/finance", f"{region}/reports/1"):
        statements.clear()
        assert ".pdf" in client.get(path).get_data(as_text=True), path
        assert len(statements) <= 8, path
