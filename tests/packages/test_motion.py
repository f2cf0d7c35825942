"""The example of the documentation, loaded as a record into an empty installation: each of its
facts stands on a page."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from participation.strategy import queries, queries_versions
from tests.conftest import CheckingClient
from tests.packages.making import MOTION, WHOLE, load

Read = Callable[[str], str]


@pytest.fixture
def read(app: Flask, client: CheckingClient) -> Read:
    """Load the example and return a function that reads a page's words."""
    load(MOTION)

    def words(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, path
        main = LexborHTMLParser(answer.text).css_first("main")
        assert main is not None
        return " ".join(unescape(main.text(separator=" ")).split())

    return words


def test_the_decision_has_its_votes_in_words(read: Read) -> None:
    page = read("/strategy/region/")
    assert "Fassung 1 ist beschlossen und gilt." in page
    assert "mit großer Mehrheit" in page
    assert "14. Juli 2021" in page
    assert "Ja" not in read("/council/beschluss-2021-07-14").split("mit großer Mehrheit")[0]


def test_a_step_without_a_date_stands_in_the_words_of_its_source(read: Read) -> None:
    assert "in der letzten Sitzung des Gemeinderats im Juli" in read("/strategy/region/")


def test_a_version_that_nobody_can_date_says_no_date(read: Read) -> None:
    assert "Vorgelegt" not in read("/strategy/region/")
    assert "Vorgelegt" not in read("/strategy/region/versions/1/print")


def test_two_sources_that_disagree_both_stand_there(read: Read) -> None:
    page = read("/strategy/region/")
    for words in ("im kommenden Jahr", "eine Quelle", "Ende 2021", "eine andere Quelle"):
        assert words in page


def test_the_timeline_is_told_as_exactly_as_it_is_known(read: Read) -> None:
    page = read("/strategy/region/")
    for words in ("Modellprojekt", "2019", "4. Quartal 2020", "6. Juli 2022"):
        assert words in page


def test_the_board_has_six_projects_in_three_places(read: Read) -> None:
    page = read("/projects/")
    names = ("KI-XC", "KI-ckstart", "KI im Bau", "AITransform", "AIVision (Fläche)", "mAlkerSpace")
    for words in (*names, "Stuttgart", "Böblingen", "Ditzingen"):
        assert words in page


@pytest.mark.parametrize(
    ("alias", "key"), [("maikerspace", "malkerspace"), ("werkstatt-ki-im-bau", "ki-im-bau")]
)
def test_an_alias_leads_to_its_project(
    app: Flask, client: CheckingClient, alias: str, key: str
) -> None:
    load(MOTION)
    answer = client.get(f"/projects/{alias}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/projects/{key}")


def test_a_project_rests_on_the_motion_that_is_not_decided(read: Read) -> None:
    page = read("/projects/malkerspace")
    assert "mAIkerspace" in page
    assert "Regionalversammlung: steht aus" in page
    assert "Kofinanzierung von Projekten zur künstlichen Intelligenz" in page
    assert "beschlossen" not in page.lower()


def test_the_table_has_the_totals_of_the_motion(read: Read) -> None:
    page = read("/strategy/region/finance")
    assert "Von 325,64 Millionen Euro sind 27,44 öffentlich" in page
    assert "4,52 % / 4,52 % / 90,95 %, Rundung" in page
    assert "ohne Feld" in page.lower() or "Ohne Feld" in page


def test_reports_are_due_twice_a_year_and_no_first_day_is_named(read: Read) -> None:
    page = read("/reports/")
    assert "Alle 6 Monate ist ein Bericht fällig." in page
    assert "Für den ersten ist kein Tag genannt." in page


def test_the_lock_of_an_unknown_amount_is_a_note_on_the_table(read: Read) -> None:
    page = read("/strategy/region/finance")
    assert (
        "Sperrvermerk (Region, 2022): Der Betrag ist nicht bekannt. Auf dieser Stufe gibt es dazu"
        " keinen Betrag." in page
    )
    assert "Antrag vom 16. Oktober 2021" in page


def test_without_a_source_for_the_decision_the_version_stays_in_consultation(
    app: Flask, client: CheckingClient
) -> None:
    start, end = MOTION.index("  - key: beschluss"), MOTION.index("  - key: antrag")
    text = (MOTION[:start] + MOTION[end:]).replace("state: adopted", "state: consultation")
    load(text)
    page = client.get("/strategy/region/").text
    assert "Fassung 1 liegt in der Beratung." in page
    assert "Beschlossen ist noch keine Fassung." in page


def test_another_city_takes_over_frame_and_projects_as_unpublished_proposals(
    app: Flask, client: CheckingClient
) -> None:
    load(MOTION, as_record=False)
    strategy = queries.get("region")
    assert [version.state for version in queries_versions.all_versions(strategy.id)] == ["draft"]
    for path in (
        "/strategy/region/",
        "/projects/ki-xc",
        "/strategy/region/finance",
        "/council/antrag-2021-10-16",
        "/strategy/region/package.yaml",
    ):
        assert client.get(path).status_code == 404, path


def test_a_project_names_the_ideas_of_another_installation_and_links_none(
    app: Flask, client: CheckingClient
) -> None:
    load(WHOLE)
    page = client.get("/projects/well").text
    assert "Ideen zurück, die hier nicht vorliegen: 2025-00007 (round-2025)." in page
    assert "/ideas/2025-00007" not in page


def test_a_cited_round_that_is_not_here_is_named_without_a_link(
    app: Flask, client: CheckingClient
) -> None:
    load(WHOLE)
    for path in ("/strategy/valley/", "/strategy/valley/versions/2"):
        page = client.get(path).text
        assert "120 Stimmzettel" in page
        assert "/rounds/round-2025" not in page
