"""Pages that are kept: shared by readers they say nothing about, and fresh for whoever has just
written something."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from participation.rounds.models import Round
from participation.web.cache import kept_when_signed_out
from tests.factories import agree, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree


@pytest.fixture(autouse=True)
def keep_pages(app: Flask) -> None:
    app.config["KEEP_PAGES"] = True
    app.extensions["counts"].clear()


def token_of(page: TestResponse) -> str:
    """The form token in the page's header."""
    [field] = [field for field in tree(page).iter("input") if field.get("name") == "csrf_token"]
    return str(field.get("value"))


def listed(round_: Round) -> str:
    return f"/rounds/{round_.slug}/ideas/"


def test_residents_share_a_page_but_each_has_their_own_form_token(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    one, other = new_client(make_resident()), new_client(make_resident())
    first = token_of(one.get(listed(round_)))
    make_idea(round_, state="published", title="Später dazugekommen")
    page = other.get(listed(round_))
    assert "Später dazugekommen" not in main_text(page)
    assert token_of(page) != first
    assert other.post("/sign-out", data={"csrf_token": first}).status_code == 400
    assert other.post("/sign-out", data={"csrf_token": token_of(page)}).status_code == 302


def test_a_page_kept_for_residents_is_not_shown_to_signed_out_readers_nor_to_staff(
    client: Any, new_client: Any
) -> None:
    round_ = make_round()
    new_client(make_resident()).get(listed(round_))
    assert "Anmelden" in client.get(listed(round_)).get_data(as_text=True)
    make_idea(round_, state="published", title="Später dazugekommen")
    assert "Später dazugekommen" in main_text(new_client(make_staff()).get(listed(round_)))


def test_whoever_has_just_written_something_sees_every_page_fresh(new_client: Any) -> None:
    round_ = make_round(show_support=True)
    idea = make_idea(round_, state="published")
    person, other = make_resident(), new_client(make_resident())
    agree(person, round_)
    reader = new_client(person)
    path = f"{listed(round_)}{idea.number}"
    assert "0 Mal unterstützt" in main_text(reader.get(listed(round_)))
    other.get(path)
    reader.submit(path, "/support")
    assert "1 Mal unterstützt" in main_text(reader.get(listed(round_)))
    assert "Nicht mehr unterstützen" in main_text(reader.get(path))
    assert "Nicht mehr unterstützen" not in main_text(other.get(path))


def test_what_an_idea_says_to_its_author_is_kept_for_nobody(new_client: Any) -> None:
    round_ = make_round()
    author = make_resident()
    idea = make_idea(round_, author, state="published")
    path = f"{listed(round_)}{idea.number}"
    assert "Idee zurückziehen" in main_text(new_client(author).get(path))
    assert "Idee zurückziehen" not in main_text(new_client(make_resident()).get(path))
    assert "Idee zurückziehen" in main_text(new_client(author).get(path))


def test_a_message_is_shown_to_the_person_it_is_for_and_kept_for_nobody(new_client: Any) -> None:
    round_ = make_round()
    reader, other = new_client(make_resident()), new_client(make_resident())
    with reader.session_transaction() as session:
        session["_flashes"] = [("success", "Nur für Sie")]
    assert "Nur für Sie" in main_text(reader.get(listed(round_)))
    assert "Nur für Sie" not in main_text(other.get(listed(round_)))


def test_a_text_cannot_ask_for_the_readers_form_token(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    idea = make_idea(round_, state="published", title="@the-reader's-form-token@")
    for reader in (new_client(make_resident()), new_client(make_resident())):
        page = reader.get(f"{listed(round_)}{idea.number}")
        assert "@the-reader's-form-token@" in main_text(page)
        assert len(token_of(reader.get(listed(round_)))) > 40
    with app.test_request_context():
        assert "@" not in generate_csrf()


def test_a_page_that_touched_the_session_is_kept_for_nobody(app: Flask) -> None:
    numbers = iter(range(10))

    @kept_when_signed_out
    def page() -> str:
        session["mine"] = next(numbers)
        return f"For reader {session['mine']}"

    @kept_when_signed_out
    def untouched() -> str:
        return f"For everyone {next(numbers)}"

    said: dict[Any, set[str]] = {page: set(), untouched: set()}
    for view, answers in said.items():
        for _ in range(2):
            with app.test_request_context(f"/{view.__name__}"):
                answers.add(view().get_data(as_text=True))
    assert [len(answers) for answers in said.values()] == [2, 1]
