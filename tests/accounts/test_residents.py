"""Residents are told apart by their addresses and names, and go with what belongs to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries, service
from participation.accounts.models import Account, SignInToken
from participation.accounts.rules import folded_pseudonym
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput
from participation.web.transactions import begin_write
from tests.factories import make_resident, make_staff

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
ADDRESSES = [f"{name}@example.org" for name in ("amsel", "biene", "eule", "gans", "lerche")]


def link_of(
    address_hash: str | None, *, purpose: str = "sign_in", account_id: int | None = None
) -> None:
    begin_write().add(
        SignInToken(
            token_hash=f"{purpose} {address_hash}"[:64],
            purpose=purpose,
            address_hash=address_hash,
            account_id=account_id,
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
    )
    db.session.flush()


def test_each_address_leads_to_its_own_account(app: Flask) -> None:
    made = [make_resident(address).id for address in ADDRESSES]
    begin_write()
    found = [service.resident(address, "de", FixedClock(NOW)).id for address in ADDRESSES]
    assert found == made


def test_a_new_account_has_a_token_and_the_day_it_was_made(app: Flask) -> None:
    begin_write()
    account = service.resident(ADDRESSES[0], "en", FixedClock(NOW))
    assert (account.language, account.created_at, account.is_staff) == ("en", NOW, False)
    assert len(account.session_token) == 43


def test_a_name_between_those_of_others_is_free(app: Flask) -> None:
    for name in ("Amsel", "Lerche"):
        make_resident(pseudonym=name, pseudonym_folded=folded_pseudonym(name))
    person = make_resident(pseudonym=None, pseudonym_folded=None)
    begin_write()
    service.choose_pseudonym(person, pseudonym="Eule")
    assert person.pseudonym_folded == "eule"
    with pytest.raises(BadInput, match="gibt es schon"):
        service.choose_pseudonym(person, pseudonym="Lerche")


def test_erasing_takes_one_account_with_its_links_and_nothing_else(app: Flask) -> None:
    people = [make_resident(address) for address in ADDRESSES[:3]]
    begin_write()
    mine = people[1].address_hash
    for hashed in ("0" * 64, mine, "f" * 64):
        link_of(hashed)
    link_of(mine, purpose="staff_set_up", account_id=make_staff().id)
    service.erase(people[1])
    db.session.expire_all()
    left = set(db.session.scalars(select(Account.address_hash).where(~Account.is_staff)))
    assert left == {queries.address_hash(ADDRESSES[0]), queries.address_hash(ADDRESSES[2])}
    links = db.session.scalars(select(SignInToken).order_by(SignInToken.id)).all()
    kept = [(link.purpose, link.address_hash) for link in links]
    assert kept == [("sign_in", "0" * 64), ("sign_in", "f" * 64), ("staff_set_up", mine)]


def test_of_twenty_suggestions_the_first_three_have_no_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(queries, "pseudonym_is_free", tried.append)
    assert service.suggestion() == ""
    assert [any(char.isdigit() for char in name) for name in tried] == [False] * 3 + [True] * 17
