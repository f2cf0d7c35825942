"""What everybody reads of papers and consultations; what is not public reaches nobody."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask import Flask

from participation.council.models import Paper
from participation.kernel.clock import clock
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import make_staff, make_strategy
from tests.pages import main_text
from tests.site.world import address, build_world, rules
from tests.strategy.making import open_consultation

CANARY = "Kanarienvogel"


def page_of(client: CheckingClient, paper: Paper) -> str:
    return main_text(client.get(f"/council/{paper.key}")).replace("\N{NO-BREAK SPACE}", " ")


def test_the_heading_says_what_was_decided_by_whom_and_when(client: CheckingClient) -> None:
    paper = make_paper(public=True)
    votes = {"votes_for": 31, "votes_against": 9, "votes_abstained": 1}
    make_consultation(paper, public=True, **votes)
    text = page_of(client, paper)
    assert "Beschlossen: Gemeinderat, 14. Juli 2026" in text
    assert "Abstimmung: 31 Ja, 9 Nein, 1 Enthaltung" in text


def test_every_page_leads_to_the_papers_once_one_is_public(client: CheckingClient) -> None:
    make_paper()
    assert '"/council/"' not in client.get("/").get_data(as_text=True)
    make_paper(public=True)
    assert '"/council/"' in client.get("/").get_data(as_text=True)


def test_votes_that_were_not_counted_stand_in_words(client: CheckingClient) -> None:
    paper = make_paper(public=True)
    make_consultation(paper, public=True, votes_wording="mit großer Mehrheit")
    assert "Abstimmung: mit großer Mehrheit" in page_of(client, paper)


def test_nothing_is_said_of_votes_that_nobody_recorded(client: CheckingClient) -> None:
    paper = make_paper(public=True)
    make_consultation(paper, public=True)
    text = page_of(client, paper)
    assert "Wie abgestimmt wurde, ist nicht erfasst." in text
    assert "0 Ja" not in text


def test_paper_and_consultation_lead_to_their_objects_in_the_councils_system(
    client: CheckingClient,
) -> None:
    paper = make_paper(public=True, oparl_id="https://oparl.example.org/paper/749")
    make_consultation(paper, public=True, oparl_id="https://oparl.example.org/agendaitem/15569")
    page = client.get(f"/council/{paper.key}").get_data(as_text=True)
    for object_id in (paper.oparl_id, "https://oparl.example.org/agendaitem/15569"):
        assert f'href="{object_id}"' in page


def test_nothing_leads_to_an_object_that_still_says_what_was_blacked_out(
    client: CheckingClient,
) -> None:
    paper = make_paper(
        public=True, oparl_id="https://oparl.example.org/paper/749", redacted_at=clock.now()
    )
    assert "oparl.example.org" not in client.get(f"/council/{paper.key}").get_data(as_text=True)


def test_a_motion_is_no_decision(client: CheckingClient) -> None:
    assert "Ein Antrag ist noch kein Beschluss." in page_of(
        client, make_paper(public=True, kind="motion")
    )


def test_a_recommendation_is_no_decision(client: CheckingClient) -> None:
    paper = make_paper(public=True)
    make_consultation(
        paper, public=True, outcome="recommended", role="preparation", authoritative=False
    )
    assert "Ein Beschluss ist nicht erfasst." in page_of(client, paper)


def test_a_changed_text_does_not_put_the_version_in_force(client: CheckingClient) -> None:
    version = open_consultation(make_strategy(slug="smart"))
    paper = make_paper(public=True)
    make_consultation(paper, public=True, outcome="adopted_with_changes", version_id=version.id)
    page = client.get(f"/council/{paper.key}").get_data(as_text=True)
    assert 'href="/strategy/smart/versions/1"' in page
    text = page_of(client, paper)
    assert "Mit Änderungen beschlossen: Gemeinderat" in text
    assert "Diese Fassung gilt dadurch nicht." in text


def test_a_correction_says_what_stood_there_before(client: CheckingClient) -> None:
    paper = make_paper(public=True)
    first = make_consultation(paper, public=True, votes_for=30, votes_against=10)
    make_consultation(paper, public=True, votes_for=31, votes_against=9, supersedes_id=first.id)
    text = page_of(client, paper)
    assert text.index("31 Ja, 9 Nein") < text.index("Frühere Angaben") < text.index("30 Ja, 10")


def test_a_page_without_consultations_says_so(client: CheckingClient) -> None:
    assert "Noch keine Beratung" in page_of(client, make_paper(public=True))


def test_links_and_texts_are_shown_as_text_alone(client: CheckingClient) -> None:
    attack = '"><img src=x onerror=alert(1)>'
    paper = make_paper(public=True, title=attack, reference=attack, date_wording=attack)
    make_consultation(
        paper, public=True, text=attack, body=attack, votes_wording=attack, date_wording=attack
    )
    page = client.get(f"/council/{paper.key}").get_data(as_text=True)
    assert "<img src=x" not in page


@pytest.mark.parametrize("language", ["de", "en"])
def test_papers_are_read_in_both_languages(client: CheckingClient, language: str) -> None:
    paper = make_paper(public=True)
    make_consultation(paper, public=True, votes_for=1, votes_against=0, votes_abstained=2)
    page = main_text(client.get(f"/council/{paper.key}?lang={language}"))
    assert ("2 abstentions" in page) == (language == "en")


def test_a_page_of_a_paper_asks_little_of_the_database(
    client: CheckingClient, statements: list[str]
) -> None:
    paper = make_paper(public=True)
    for _ in range(10):
        make_consultation(paper, public=True)
    key = paper.key
    statements.clear()
    client.get(f"/council/{key}")
    assert len(statements) <= 8
    statements.clear()
    client.get("/council/")
    assert len(statements) <= 8


def hidden() -> Paper:
    """A paper that nobody may see and a public one with a consultation that nobody may see, the
    bird in every value."""
    link = f"https://{CANARY.lower()}.example.org/"
    words = {"date_wording": CANARY, "oparl_id": link}
    paper = make_paper(key="mobility", title=CANARY, reference=CANARY, link=link, **words)
    spoken = {"body": CANARY, "text": CANARY, "votes_wording": CANARY, **words}
    make_consultation(paper, public=True, **spoken)
    make_consultation(make_paper(public=True), **spoken)
    return paper


@pytest.mark.parametrize("reader", ["anonymous", "resident", "moderator", "unit"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_not_public_reaches_no_page_and_no_file(
    app: Flask, new_client: Any, reader: str
) -> None:
    world = build_world()
    paper = hidden()
    strategy = make_strategy(slug="no-such-strategy")
    make_consultation(paper, body=CANARY, version_id=open_consultation(strategy).id)
    client = new_client(world["people"][reader])
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            answer = client.get(address(app, rule, world["values"])).get_data()
            for piece in pieces(answer):
                assert CANARY.lower().encode() not in piece.lower(), rule


def pieces(answer: bytes) -> list[bytes]:
    """An answer as it can be searched: a bundle or workbook unpacked."""
    if not answer.startswith(b"PK"):
        return [answer]
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_the_bird_would_be_seen_by_a_planner(app: Flask, new_client: Any) -> None:
    paper = hidden()
    planner = new_client(make_staff("planner"))
    assert CANARY in planner.get(f"/planning/papers/{paper.key}").get_data(as_text=True)
