"""Public names: unique in the form in which people would confuse them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.accounts.rules import (
    PSEUDONYM_LONGEST,
    check_pseudonym,
    folded_pseudonym,
    suggest_pseudonym,
)
from participation.extensions import db
from participation.kernel.errors import BadInput
from tests.factories import make_resident
from tests.pages import form_of, main_text


@pytest.mark.parametrize(
    "twin",
    [
        "Fröhliche Amsel",
        "fröhliche amsel",
        "FRÖHLICHE  AMSEL",
        "Frohliche Amsel",
        "Fröhliche-Amsel",
        "Fröh\u200bliche Amsel",
        "\uff26\uff52\uff4f\uff48\uff4c\uff49\uff43\uff48\uff45 \uff21\uff4d\uff53\uff45\uff4c",
    ],
)
def test_two_names_that_look_alike_are_one(app: Flask, new_client: Any, twin: str) -> None:
    make_resident(pseudonym="Fröhliche Amsel", pseudonym_folded=folded_pseudonym("Fröhliche Amsel"))
    client = new_client(make_resident(pseudonym=None, pseudonym_folded=None))
    response = client.submit("/account/welcome", pseudonym=twin)
    assert response.status_code == 200
    assert "gibt es schon" in main_text(response)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "x" * 41,
        "...",
        "a@example.org",
        "<b>Amsel</b>",
        "Аmsel",
        "Amsel\u115f",
        "Am\u1160sel",
        "\u3164\u3164\u3164",
        "Amsel\uffa0",
        "Am\u2800sel",
        "Amsel\U000e0041",
        "Amsel\ufe0f",
        "Amsel\U000e0100",
        "Admin",
        "Moderation 2",
        "Stadtverwaltung",
        "Die Stadtverwaltung",
        "Oberbürgermeister",
        "Frau Oberbuergermeisterin",
        "Amsel Moderation",
        "M o d e r a t i o n",
        "Amsel-ADMIN",
        "\uff21\uff24\uff2d\uff29\uff2e",
        "\u1d2c\u1d30\u1d39\u1d35\u1d3a",
        "Stadt",
        "Stadt Musterhausen",
        "Die Stadt Musterhausen",
        "\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa",
        "A\x00msel!",
    ],
)
def test_names_that_deceive_or_break_are_refused_with_a_sentence(
    app: Flask, new_client: Any, name: str
) -> None:
    client = new_client(make_resident(pseudonym=None, pseudonym_folded=None))
    response = client.submit("/account/welcome", pseudonym=name)
    assert response.status_code == 200
    assert "error-summary-title" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "name",
    [
        "Flinke Amsel",
        "Zoë 7",
        "Анна",
        "O’Hara-2",
        "Nr. 5 lebt",
        "Badmintonfreundin",
        "Stadtmaus",
        "Amsel aus der Stadt",
        "Verwandte Seele",
    ],
)
def test_ordinary_names_are_accepted(name: str) -> None:
    assert check_pseudonym(f"  {name} ") == name


def test_a_suggestion_is_a_name_that_may_be_kept(app: Flask, new_client: Any) -> None:
    for seed in range(200):
        for with_number in (False, True):
            name = suggest_pseudonym(Random(seed), with_number=with_number)
            assert check_pseudonym(name) == name
            assert len(name) <= PSEUDONYM_LONGEST
    person = make_resident(pseudonym=None, pseudonym_folded=None)
    client = new_client(person)
    page = client.get("/account/welcome?next=/account/name")
    _, _, data = form_of(page, None, {})
    assert client.submit(page).location == "/account/name"
    db.session.rollback()
    kept = db.session.scalars(select(Account).where(Account.id == person.id)).one()
    assert kept.pseudonym == data["pseudonym"]


def test_showing_the_welcome_page_keeps_nothing(app: Flask, new_client: Any) -> None:
    person = make_resident(pseudonym=None, pseudonym_folded=None)
    new_client(person).get("/account/welcome")
    db.session.rollback()
    assert db.session.get_one(Account, person.id).pseudonym is None


def test_whoever_has_a_name_passes_the_welcome_page(app: Flask, new_client: Any) -> None:
    assert new_client(make_resident()).get("/account/welcome?next=//evil.example").location == "/"


def test_one_may_keep_ones_own_name_in_another_spelling(app: Flask, new_client: Any) -> None:
    person = make_resident(pseudonym="Flinke Amsel", pseudonym_folded="flinke amsel")
    assert (
        new_client(person).submit("/account/name", action="", pseudonym="flinke-amsel").status_code
        == 302
    )


def test_a_rule_says_which_field_it_is_about() -> None:
    with pytest.raises(BadInput) as refusal:
        check_pseudonym("x")
    assert refusal.value.field == "pseudonym"
