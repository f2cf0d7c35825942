"""Locks on the page of who pays what: hatched, in words, and never taken out of the sums."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.council.models import Paper
from participation.projects.finance.gathering import gather
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.factories import save
from tests.projects.finance_files import URL, lines, lock, publish_all, take, text_of
from tests.projects.making import NOW


def test_an_unknown_amount_locks_all_of_its_source_and_year_in_words(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,2022,planned,5.00", "b,regional,2023,planned,1.00")))
    publish_all()
    lock("regional", 2022, "placed", None)
    page = text_of(client)
    assert page.count("money-locked") == 1
    assert '<span class="money-amount">5,00</span><span class="visually-hidden">, gesperrt' in page
    assert "Sperrvermerk</span>" in page
    assert "Region, 2022): Der Betrag ist nicht bekannt, deshalb gilt alles als gesperrt." in page
    assert "Begründung: Bis der Ausschuss berichtet bekommt." in page
    assert "Schraffiert: gesperrt, in den Summen enthalten." in page
    assert "6,00 Euro, alles öffentlich" in page


def test_a_lock_without_lines_is_a_note_on_the_table(
    client: CheckingClient, motion: Strategy
) -> None:
    lock("regional", 2022, "placed", None)
    page = text_of(client)
    assert "money-locked" not in page
    assert "Region, 2022): Der Betrag ist nicht bekannt. Auf dieser Stufe gibt es dazu" in page


def test_a_lock_on_a_part_says_how_much_and_that_nobody_knows_whose(
    client: CheckingClient, motion: Strategy
) -> None:
    lock("regional", 0, "placed", 200_000_000, unit_given="Mio.")
    page = text_of(client)
    assert "Region, ohne Jahr): Gesperrt sind 2,00 Millionen Euro. Welches Projekt das" in page
    assert ", zum Teil gesperrt" in page


def test_a_released_lock_is_gone(client: CheckingClient, motion: Strategy) -> None:
    lock("regional", 0, "placed", None)
    lock("regional", 0, "released", None)
    page = text_of(client)
    assert "money-locked" not in page
    assert "Sperrvermerk" not in page


def test_what_was_spent_beyond_the_release_is_shown_and_marked(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,2022,budgeted,5.00", "a,regional,2022,spent,4.00")))
    publish_all()
    lock("regional", 2022, "placed", 300)
    page = text_of(client, URL + "?stage=spent")
    assert "Region, 2022: 2,00 Euro über der Freigabe." in page
    assert '<span class="money-tag">über der Freigabe</span>' in page
    assert "4,00 Euro, alles öffentlich" in page
    assert "über der Freigabe" not in text_of(client, URL + "?stage=budgeted")


def test_without_an_amount_to_release_from_only_a_lock_on_everything_tells_of_an_excess(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,,planned,5.00", "a,regional,2022,spent,4.00")))
    publish_all()
    lock("regional", 2022, "placed", None)
    url = URL + "?stage=spent"
    assert "Region, 2022: 4,00 Euro über der Freigabe." in text_of(client, url)
    lock("regional", 2022, "corrected", 100)
    assert "über der Freigabe" not in text_of(client, url)
    lock("regional", 2022, "released", None)
    assert "über der Freigabe" not in text_of(client, url)


def test_what_is_locked_and_released_is_not_told_from_published_projects_alone(
    client: CheckingClient, strategy: Strategy, write
) -> None:
    take(write(lines("a,regional,2022,budgeted,4.00", "a,regional,2022,spent,2.00")))
    publish_all()
    take(write(lines("geheim,regional,2022,budgeted,6.00")))
    lock("regional", 2022, "placed", 500)
    # Five of ten are released, and two are spent; the four of A alone would be locked wholly.
    assert "über der Freigabe" not in text_of(client, URL + "?stage=spent")
    page = text_of(client, URL + "?stage=budgeted")
    assert "Gesperrt sind 5,00 Euro. Welches Projekt das trifft, ist nicht gesagt." in page
    assert ", zum Teil gesperrt" in page
    assert "Geheim" not in page


def paper(*, public: bool) -> int:
    """The id of a paper by which money is locked."""
    values = {"token": "t", "key": "paper", "reference": "2021/0815", "title": "Antrag"}
    made = {"kind": "motion", "created_at": NOW.now(), "created_by": "planner"}
    return save(Paper(public=public, **values, **made)).id


@pytest.mark.parametrize("public", [True, False])
def test_a_lock_is_told_only_where_everybody_may_see_its_paper(
    client: CheckingClient, motion: Strategy, public: bool
) -> None:
    lock("regional", 0, "placed", None, paper_id=paper(public=public))
    page = text_of(client)
    assert ("2021/0815" in page) is public
    assert ("Begründung: Bis der Ausschuss berichtet bekommt." in page) is public
    assert ("Sperrvermerk" in page) is public
    assert ("money-locked" in page) is public


def test_what_a_hidden_paper_released_is_still_told_as_locked(
    client: CheckingClient, motion: Strategy
) -> None:
    lock("regional", 0, "placed", 200_000_000, unit_given="Mio.")
    hidden = paper(public=False)
    lock("regional", 0, "released", 100_000_000, paper_id=hidden, reason="Nicht öffentlich.")
    page = text_of(client)
    assert "Gesperrt sind 2,00 Millionen Euro." in page
    assert "Begründung: Bis der Ausschuss berichtet bekommt." in page
    assert "Nicht öffentlich." not in page


def test_a_public_release_of_what_a_hidden_paper_locked_is_no_error(
    client: CheckingClient, motion: Strategy
) -> None:
    lock("regional", 0, "placed", None, paper_id=paper(public=False))
    lock("regional", 0, "released", None, reason="Freigegeben.")
    page = text_of(client)
    assert "Sperrvermerk" not in page
    assert "Freigegeben." not in page


@pytest.mark.parametrize("source", ["federal", "regional"])
def test_a_lock_on_amounts_of_drafts_alone_is_not_told(
    client: CheckingClient, strategy: Strategy, write, source: str
) -> None:
    take(write(lines("a,regional,2022,planned,4.00")))
    publish_all()
    take(write(lines(f"geheim,{source},2023,planned,6.00")))
    lock(source, 2023, "placed", 500)
    page = text_of(client)
    assert "Sperrvermerk" not in page
    assert "Begründung" not in page


def test_planners_see_the_locks_that_the_public_page_leaves_out(
    app: Flask, strategy: Strategy, write
) -> None:
    take(write(lines("geheim,regional,2023,planned,6.00")))
    lock("regional", 2023, "placed", 500, paper_id=paper(public=False))
    assert not gather(strategy.id, public_only=True).locks
    assert [lock.cents for lock in gather(strategy.id, public_only=False).locks.values()] == [500]
