"""The list of ideas, the page of one, and what one does there."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from participation.extensions import db
from participation.ideas import listing, service
from participation.ideas.models import Idea
from participation.ideas.rules import SHUFFLE_SPAN, Content, Sort
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.web.transactions import begin_write
from tests.factories import closed, make_idea, make_resident, make_round, make_staff
from tests.ideas.steps import resident_of
from tests.pages import main_text, tree

HIDDEN = ("waiting", "rejected", "withdrawn", "removed")


def many(round_: Round, count: int, **values: Any) -> None:
    """Published ideas, inserted at once."""
    now = datetime.now(UTC)
    content = Content("Idee", "Ein Text, der etwas länger ist. " * 8, "mobility")
    rows = [
        service.new_values(
            round_,
            content,
            at=now,
            channel=Channel.EMAIL,
            token=secrets.token_hex(16),
            author_id=None,
        )
        | {"state": "published", "published_at": now, "title": f"Idee {n:05d}"}
        | values
        for n in range(count)
    ]
    begin_write().execute(insert(Idea), rows)
    db.session.commit()


def titles(page: Any) -> list[str]:
    return ["".join(heading.itertext()) for heading in tree(page).iter("h2")]


def test_only_published_ideas_are_listed_and_shown_to_the_public(
    app: Flask, client: Any, new_client: Any
) -> None:
    round_ = make_round()
    author = resident_of(round_)
    ideas = [
        make_idea(round_, author, state=state, title=f"Idee {state}")
        for state in (*HIDDEN, "published")
    ]
    stranger = new_client(resident_of(round_))
    for reader in (client, stranger, new_client(author), new_client(make_staff())):
        assert titles(reader.get(f"/rounds/{round_.slug}/ideas/")) == ["Idee published"]
    for idea in ideas:
        path = f"/rounds/{round_.slug}/ideas/{idea.number}"
        expected = 200 if idea.state == "published" else 404
        assert [reader.get(path).status_code for reader in (client, stranger)] == [
            expected,
            expected,
        ]
        staff = [new_client(make_staff(role)) for role in ("moderator", "planner", "admin")]
        assert {reader.get(path).status_code for reader in (new_client(author), *staff)} == {200}


def test_an_idea_belongs_to_its_round_and_year(app: Flask, client: Any) -> None:
    round_, other = make_round(), make_round()
    idea = make_idea(round_, None, state="published")
    wrong = f"{idea.year - 1}-{idea.number[5:]}"
    for path in (
        f"/rounds/{other.slug}/ideas/{idea.number}",
        f"/rounds/{round_.slug}/ideas/{wrong}",
    ):
        assert client.get(path).status_code == 404
    for number in ("2026-99999", "2026-9999999999", "2026-1", "x", "2026-00001%0a", "a" * 3000):
        assert client.get(f"/rounds/{round_.slug}/ideas/{number}").status_code == 404
    assert client.get("/rounds/nowhere/ideas/").status_code == 404


def test_pages_of_twenty_and_a_helpful_404_past_the_end(app: Flask, client: Any) -> None:
    round_ = make_round()
    many(round_, 41)
    base = f"/rounds/{round_.slug}/ideas/"
    pages = [titles(client.get(f"{base}?page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 1]
    assert len({title for page in pages for title in page}) == 41
    for number in ("4", "999999", "1000000000", "0", "-1", "1.5", "x", "9" * 30):
        assert client.get(base, query_string={"page": number}).status_code == 404


def test_every_day_begins_elsewhere_and_every_idea_is_there_once(app: Flask) -> None:
    round_ = make_round()
    many(round_, 45)
    orders = []
    for start in (0, SHUFFLE_SPAN // 3, SHUFFLE_SPAN // 2, SHUFFLE_SPAN - 1):
        choice = listing.Choice(round_.id, Sort.RANDOM, start)
        orders.append(
            [row.id for number in (1, 2, 3) for row in listing.page_of(choice, number).items]
        )
    assert all(sorted(order) == sorted(orders[0]) and len(order) == 45 for order in orders)
    assert orders[0] != orders[1] != orders[2]
    place = orders[0].index(orders[1][0])
    assert orders[1] == orders[0][place:] + orders[0][:place]


def test_newest_and_most_supported(app: Flask, client: Any) -> None:
    round_ = make_round(show_support=True)
    for title, support in (("A", 1), ("B", 5), ("C", 0)):
        make_idea(round_, None, state="published", title=title, support=support)
    base = f"/rounds/{round_.slug}/ideas/"
    assert titles(client.get(base + "?sort=newest")) == ["C", "B", "A"]
    assert titles(client.get(base + "?sort=supported")) == ["B", "A", "C"]
    assert len(titles(client.get(base, query_string={"sort": "author_id; drop table ideas"}))) == 3


def test_a_field_filters_and_an_unknown_one_is_not_found(app: Flask, client: Any) -> None:
    round_ = make_round()
    make_idea(round_, None, state="published", title="A")
    make_idea(round_, None, state="published", title="B", field_key="energy")
    base = f"/rounds/{round_.slug}/ideas/"
    assert titles(client.get(base + "?field=energy")) == ["B"]
    assert "noch keine Idee" in main_text(client.get(base + "?field=education"))
    for bad in ("water", "energy'--"):
        assert client.get(base, query_string={"field": bad}).status_code == 404


def test_searching_ignores_case_and_accents_and_takes_wildcards_literally(
    app: Flask, client: Any
) -> None:
    round_ = make_round()
    make_idea(round_, None, state="published", title="Bänke für die Straße", text="100% Schatten")
    make_idea(round_, None, state="published", title="Sonne", text="nichts_davon")
    make_idea(round_, None, state="waiting", title="Bänke geheim")
    base = f"/rounds/{round_.slug}/ideas/"
    for query, count in (
        ("BÄNKE", 1),
        ("banke strasse", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 1),
        ("\\", 0),
        ("geheim", 0),
        ("'; drop table ideas --", 0),
        ("(a+)+" * 10_000, 0),
        ("\u202eBänke\u200b", 1),
    ):
        page = client.get(base, query_string={"q": query})
        assert page.status_code == 200, query
        assert len(titles(page)) == count, query
    assert client.get(base, query_string={"q": "a\x00b"}).status_code == 400
    assert "<i>" not in client.get(base, query_string={"q": "<i>x"}).get_data(as_text=True)


def test_counts_per_field_only_once_weighting_is_over(app: Flask, client: Any) -> None:
    during, after = make_round(), make_round(**closed())
    without = make_round(weights_opens_at=None, weights_closes_at=None)
    for round_, shown in ((during, False), (after, True), (without, True)):
        make_idea(round_, None, state="published")
        page = client.get(f"/rounds/{round_.slug}/ideas/").get_data(as_text=True)
        assert ("chips__count" in page) is shown


@pytest.mark.parametrize("query", ["field=mobility", "field=mobility&q=idee"])
def test_the_total_of_a_field_is_shown_only_once_weighting_is_over(
    app: Flask, client: Any, query: str
) -> None:
    during, after = make_round(), make_round(**closed())
    for round_, shown in ((during, False), (after, True)):
        many(round_, 61)
        page = client.get(f"/rounds/{round_.slug}/ideas/?{query}")
        text = main_text(page)
        assert bool(re.search(r"\d+ Ideen", text)) is shown, text
        links = {"".join(link.itertext()).strip() for link in tree(page).iter("a")}
        assert ("Seite 4" in links) is shown


def test_pages_of_a_field_lead_on_and_back_while_people_weight(app: Flask, client: Any) -> None:
    round_ = make_round()
    many(round_, 61)
    base = f"/rounds/{round_.slug}/ideas/?field=mobility"
    assert "Weiter" in main_text(client.get(base))
    assert "Zurück" in main_text(client.get(base + "&page=2"))


def test_an_empty_list_says_why(app: Flask, client: Any) -> None:
    times = closed(days_ago=-30)
    later = make_round(**{name: times[name] for name in ("ideas_opens_at", "ideas_closes_at")})
    for round_, words in (
        (make_round(), "Noch keine Ideen"),
        (make_round(**closed()), "Hier stehen keine"),
        (later, "Ab "),
    ):
        assert words in main_text(client.get(f"/rounds/{round_.slug}/ideas/"))


@pytest.mark.parametrize("count", [3, 200])
def test_the_number_of_statements_depends_on_nothing(
    app: Flask, client: Any, new_client: Any, statements: list[str], count: int
) -> None:
    round_ = make_round(**closed())
    many(round_, count)
    idea = make_idea(round_, make_resident(), state="published")
    base, page_of_one = (
        f"/rounds/{round_.slug}/ideas/",
        f"/rounds/{round_.slug}/ideas/{idea.number}",
    )
    account = resident_of(round_)
    for reader in (client, new_client(account)):
        for path in (
            base,
            base + "?sort=newest",
            base + "?q=idee&field=mobility&sort=supported",
            page_of_one,
        ):
            statements.clear()
            assert reader.get(path).status_code == 200
            assert len(statements) <= 8, (path, statements)


def test_a_page_of_the_list_never_reads_more_than_it_shows(
    app: Flask, statements: list[str]
) -> None:
    round_ = make_round()
    many(round_, 60)
    choice = listing.Choice(round_.id, Sort.NEWEST, 0)
    statements.clear()
    listing.page_of(choice, 2)
    assert len(statements) == 3
    assert "substr(ideas.text" in statements[-1]
    assert not [sql for sql in statements if "folded" in sql or "author_id" in sql]


def test_kept_counts_last_ten_seconds(app: Flask, statements: list[str]) -> None:
    app.config["KEEP_PAGES"] = True
    app.extensions["counts"].clear()
    round_ = make_round()
    many(round_, 3)
    choice = listing.Choice(round_.id, Sort.NEWEST, 0)
    with app.test_request_context():
        assert listing.page_of(choice, 1).total == 3
        statements.clear()
        assert listing.page_of(choice, 1).total == 3
    assert not [sql for sql in statements if "count(" in sql]
    app.extensions["counts"].clear()


def test_line_breaks_are_kept_and_links_stay_text(app: Flask, client: Any) -> None:
    round_ = make_round()
    text = "Eins\nZwei\n\nhttps://example.org <a href=x>y</a>"
    idea = make_idea(round_, None, state="published", text=text, title="<img src=x>")
    page = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}").get_data(as_text=True)
    assert "Eins<br>Zwei" in page
    assert "<a href=x>" not in page
    assert "<img src=x>" not in page
    assert 'href="https://example.org' not in page


def test_the_list_is_fresh_after_ones_own_action(app: Flask, new_client: Any) -> None:
    app.config["KEEP_PAGES"] = True
    round_ = make_round(moderation="publish")
    path = f"/rounds/{round_.slug}/ideas/"
    author = resident_of(round_)
    client = new_client(author)
    assert titles(client.get(path)) == []
    form = client.get(path + "new")
    answer = client.submit(form, title="Neu", text="Neu.", field="energy", button="step=submit")
    assert client.get(answer.location).status_code == 200
    assert titles(client.get(path)) == ["Neu"]
