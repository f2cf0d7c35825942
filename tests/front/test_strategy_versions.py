"""A strategy's versions as everybody reads them: one by one, side by side, as a document."""

from __future__ import annotations

import pytest

from participation.extensions import db
from participation.strategy import edits, queries, service
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from participation.strategy.rules import Field, Goal
from tests.conftest import CheckingClient
from tests.front.citing import cite, cited
from tests.pages import main_text, tree
from tests.strategy.making import (
    BY,
    begin_next_draft,
    make_whole_strategy,
    open_consultation,
    put_into,
    save_texts,
    set_lineage,
)

PAGE = "/strategy/whole"


@pytest.fixture
def strategy(client: CheckingClient) -> Strategy:
    return make_whole_strategy()


def change_title(strategy: Strategy, key: str, **title: str) -> None:
    """Change a field's title in the draft."""
    frame = queries.frame_of(strategy)
    field = frame.field(key)
    assert field is not None
    changed = edits.changed(frame, key, Field(key, {**field.title, **title}, field.text))
    service.save(strategy.slug, changed, **BY)
    db.session.commit()


def marked(client: CheckingClient, path: str) -> list[tuple[str, str]]:
    """The changed words of a comparison with their element."""
    page = tree(client.get(path))
    return [
        (element.tag, (element.find("span").tail or ""))
        for element in page.findall(".//main//*")
        if element.tag in ("ins", "del")
    ]


def test_a_version_is_readable_as_a_whole(client: CheckingClient, strategy: Strategy) -> None:
    save_texts(strategy, {"de": "Zum Geleit."}, {"de": "Erst planen.\n\nDann bauen."})
    put_into(strategy, "consultation")
    text = main_text(client.get(f"{PAGE}/versions/1"))
    for words in ("Zum Geleit.", "Menschen zuerst", "Mobilität: Ziel 1", "Dann bauen."):
        assert words in text


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_what_no_longer_holds_says_so_first(
    client: CheckingClient, strategy: Strategy, state: str
) -> None:
    put_into(strategy, state)
    page = tree(client.get(f"{PAGE}/versions/1"))
    first = page.find(".//main/div[2]")
    words = "".join(first.itertext())
    assert {"superseded": "abgelöst. Es gilt Fassung 2", "withdrawn": "zurückgezogen"}[
        state
    ] in words
    links = [link.get("href") for link in first.findall(".//a")]
    assert links == ([f"{PAGE}/versions/2"] if state == "superseded" else [])


def test_the_reason_of_a_withdrawal_can_be_read(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "withdrawn")
    assert "Ein Feld fehlt." in main_text(client.get(f"{PAGE}/versions/1"))


@pytest.mark.parametrize("path", ["versions/2", "versions/9999999999", "diff/1/2", "diff/0/1"])
def test_a_version_that_is_not_public_is_not_found(
    client: CheckingClient, strategy: Strategy, path: str
) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    assert client.get(f"{PAGE}/{path}").status_code == 404


def test_equal_versions_say_so(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "superseded")
    assert "Beide Fassungen sagen dasselbe." in main_text(client.get(f"{PAGE}/diff/1/2"))


def test_the_earlier_version_stands_to_the_left(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "superseded")
    assert client.get(f"{PAGE}/diff/2/1").location == f"{PAGE}/diff/1/2"


def test_changed_words_are_marked_and_named(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    change_title(strategy, "mobility", de="Verkehr")
    save_texts(strategy, {"de": "Ein neues Vorwort."}, {})
    open_consultation(strategy)
    path = f"{PAGE}/diff/1/2"
    assert marked(client, path) == [
        ("ins", "Ein neues Vorwort."),
        ("del", "Mobilität"),
        ("ins", "Verkehr"),
    ]
    text = main_text(client.get(path))
    assert "Entfällt: Mobilität Ende." in text
    assert "Anderer Titel: Verkehr" in text


def test_markup_in_a_text_stays_text(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    save_texts(strategy, {"de": "<script>alert(1)</script>"}, {"de": "<b>fett</b>"})
    open_consultation(strategy)
    for path in ("diff/1/2", "versions/2", "versions/2/print"):
        page = client.get(f"{PAGE}/{path}").get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<b>fett" not in page


def test_new_gone_and_moved_stand_first(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    frame = queries.frame_of(strategy)
    goal = frame.fields[0].goals[0]
    frame = edits.added(edits.without(frame, goal.key), goal, "energy")
    frame = edits.without(frame, "education-1")
    frame = edits.added(frame, Goal("sun", {"de": "Sonne"}, {"de": "Strom."}), "energy")
    service.save(strategy.slug, frame, **BY)
    db.session.commit()
    open_consultation(strategy)
    page = tree(client.get(f"{PAGE}/diff/1/2"))
    first = page.find(".//main/section")
    listed = ["".join(item.itertext()) for item in first.findall(".//li")]
    assert listed == ["Neu: Sonne", "Entfallen: Bildung: Ziel 1", "Verschoben: Mobilität: Ziel 1"]
    anchors = {link.get("href", "")[1:] for link in first.findall(".//a")}
    assert anchors <= {element.get("id") for element in page.findall(".//h3")}
    assert "verschoben aus „Mobilität“" in main_text(client.get(f"{PAGE}/diff/1/2"))


def test_a_split_says_what_came_of_it(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    frame = edits.without(queries.frame_of(strategy), "energy-1")
    for key, title in (("sun", "Sonne"), ("wind", "Wind")):
        frame = edits.added(frame, Goal(key, {"de": title}, {"de": "Strom."}), "energy")
    service.save(strategy.slug, frame, **BY)
    db.session.commit()
    set_lineage(strategy, [Line("split", "energy-1", "sun"), Line("split", "energy-1", "wind")])
    open_consultation(strategy)
    text = main_text(client.get(f"{PAGE}/diff/1/2"))
    assert "geteilt in: Sonne; Wind" in text
    assert "hervorgegangen aus: Energie: Ziel 1" in text
    assert "Neu:" not in text.split("Leitlinien, Handlungsfelder und Ziele")[0]


def test_a_change_in_another_language_is_said_in_words(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    change_title(strategy, "mobility", en="Traffic")
    open_consultation(strategy)
    path = f"{PAGE}/diff/1/2"
    assert "nur in einer anderen Sprache geändert" in main_text(client.get(path))
    assert marked(client, f"{path}?lang=en") == [("del", "Mobility"), ("ins", "Traffic")]


def test_the_document_has_a_cover_and_the_weights_cited(
    client: CheckingClient, strategy: Strategy
) -> None:
    cite(strategy, cited(strategy))
    version = put_into(strategy, "consultation")
    page = tree(client.get(f"{PAGE}/versions/1/print"))
    cover = "".join(page.find(".//main//section[@class='document__cover']").itertext())
    assert "Smart-City-Strategie" in cover
    assert version.digest is not None
    assert version.digest in cover
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.findall(".//tbody/tr")
    ]
    assert [cell.replace("\xa0", " ") for cell in rows[0]] == [
        "Mobilität",
        "51,2 %",
        "41,0 bis 61,0 %",
        "98",
    ]
    assert rows[-1][:2] == ["Bildung", "unter 10 Antworten"]


def test_the_pages_are_there_in_english(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "superseded")
    assert "Version 1" in main_text(client.get(f"{PAGE}/versions/1?lang=en"))
    assert "same" in main_text(client.get(f"{PAGE}/diff/1/2?lang=en"))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("consultation", "Es ist noch keine Beratung eines Ausschusses veröffentlicht."),
        ("adopted", "Es ist keine Beratung eines Ausschusses veröffentlicht."),
    ],
)
def test_a_consultation_of_which_no_committees_is_public_says_so(
    client: CheckingClient, strategy: Strategy, state: str, sentence: str
) -> None:
    put_into(strategy, state)
    assert sentence in main_text(client.get(f"{PAGE}/"))


def test_the_address_on_paper_is_the_citys_whatever_a_request_calls_itself(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "consultation")
    page = client.get(f"{PAGE}/versions/1/print", headers={"Host": "localhost:4711"})
    assert f"http://localhost{PAGE}/versions/1" in main_text(page)
    assert "4711" not in page.text
