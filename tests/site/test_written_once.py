"""What people wrote once, in the language of the city, says so on pages in another, so that what
reads aloud changes its voice."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from participation.extensions import db
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_idea, make_round
from tests.progress.making import begin, publish, write
from tests.projects.making import make_project

LANGUAGES = [("de", set()), ("en", {"de"})]


def languages(client: CheckingClient, path: str, lang: str, *texts: str) -> set[str | None]:
    """The languages in which the page marks these texts, leaving out those that are its own."""
    page = LexborHTMLParser(client.get(f"{path}?lang={lang}").get_data(as_text=True))
    found = set()
    for text in texts:
        nodes = [node for node in page.css("main *") if node.text(deep=False).strip() == text]
        assert nodes, text
        for node in nodes:
            while node.tag != "main" and "lang" not in node.attributes:
                node = node.parent  # type: ignore[assignment]
            found |= {node.attributes["lang"]} if "lang" in node.attributes else set()
    return found


@pytest.mark.parametrize(("lang", "expected"), LANGUAGES)
def test_an_idea(client: CheckingClient, lang: str, expected: set[str]) -> None:
    round_ = make_round(**closed())
    idea = make_idea(round_, title="Bänke im Park", text="Zum Ausruhen.", state="published")
    path = f"/rounds/{round_.slug}/ideas/"
    assert languages(client, path + idea.number, lang, idea.title, idea.text) == expected
    assert languages(client, path, lang, idea.title, idea.text) == expected


@pytest.mark.parametrize(("lang", "expected"), LANGUAGES)
def test_a_paper_with_a_resolution(client: CheckingClient, lang: str, expected: set[str]) -> None:
    paper = make_paper(public=True)
    row = make_consultation(paper, public=True, text="Der Rat stimmt zu.")
    texts = (paper.title, row.text)
    assert languages(client, f"/council/{paper.key}", lang, *texts) == expected
    assert languages(client, "/council/", lang, paper.title) == expected


@pytest.mark.parametrize(("lang", "expected"), LANGUAGES)
def test_what_a_unit_reports(client: CheckingClient, lang: str, expected: set[str]) -> None:
    project = make_project()
    strategy = db.session.get_one(Strategy, project.strategy_id)
    report = begin(strategy)
    write(report, project, "Der Bau hat begonnen.")
    publish(report)
    path = f"/strategy/{strategy.slug}/reports/{report.number}"
    assert languages(client, path, lang, "Der Bau hat begonnen.") == expected
