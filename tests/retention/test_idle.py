"""Accounts that nobody has used for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from participation.accounts import service as accounts
from participation.accounts.models import Account, SignInToken
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.kernel.crypto import encrypt, token_hash
from participation.keyring import queries as keyring
from participation.organisations.models import OrganisationMember
from participation.outbox.models import Mail
from participation.retention import service
from participation.retention.models import IdleNotice
from participation.web.transactions import commit_now
from tests.factories import agree, make_idea, make_resident, make_round, make_staff, save
from tests.retention.aging import ADMIN, LATER, month, old_round, run
from tests.retention.test_running import _organisation


def idle_resident(months_ago: int = 25, **values: Any) -> Account:
    return make_resident(seen_month=month(months_ago), **values)


def ids() -> list[int]:
    return list(db.session.scalars(select(Account.id).order_by(Account.id)))


def test_the_owner_of_an_idle_account_is_mailed_once_and_it_goes_thirty_days_later(
    app: Flask,
) -> None:
    number, stays = idle_resident().id, make_resident().id
    run(1)
    run(2)
    assert [mail.kind for mail in db.session.scalars(select(Mail))] == ["account.idle"]
    run(30)
    assert ids() == [number, stays]
    run(31.1)
    assert ids() == [stays]


def test_an_account_goes_only_after_the_months_that_the_city_set(app: Flask) -> None:
    idle_resident(24)
    run()
    assert db.session.scalars(select(IdleNotice)).all() == []


def test_signing_in_keeps_the_account(app: Flask) -> None:
    number = idle_resident(address="amsel@example.org").id
    run()
    link = {"token_hash": token_hash("t"), "purpose": "sign_in", "created_at": clock.now()}
    address = encrypt(keyring.key_file().address_key, "amsel@example.org")
    expires = clock.now() + timedelta(minutes=5)
    save(SignInToken(**link, address=address, expires_at=expires))
    accounts.confirm(token="t", language="de", clock=clock)
    commit_now()
    run(40)
    assert ids() == [number]
    assert db.session.scalars(select(IdleNotice)).all() == []


def test_whoever_takes_part_in_a_round_under_way_or_acts_for_an_organisation_is_not_idle(
    app: Flask,
) -> None:
    taking_part, member, left = idle_resident(), idle_resident(), idle_resident()
    agree(taking_part, make_round())
    agree(left, old_round())
    organisation = save(_organisation("approved"))
    moment = datetime.now(UTC)
    save(OrganisationMember(organisation_id=organisation.id, account_id=member.id, since=moment))
    run()
    assert list(db.session.scalars(select(IdleNotice.account_id))) == [left.id]


def test_staff_are_never_idle(app: Flask) -> None:
    make_staff("admin", seen_month=month(100))
    run()
    assert db.session.scalars(select(IdleNotice)).all() == []


def test_published_ideas_of_an_idle_account_stay_without_a_name(app: Flask) -> None:
    account = idle_resident()
    idea = make_idea(old_round(), account, state="published", text="Bleibt").id
    run(1)
    run(32)
    kept = db.session.get_one(Idea, idea)
    assert (kept.author_id, kept.state, kept.text) == (None, "published", "Bleibt")


def test_an_erased_idle_account_is_in_the_journal_so_that_a_restore_erases_it_again(
    app: Flask,
) -> None:
    mark = keyring.erased_mark(idle_resident().address_hash)
    run(1)
    run(32)
    assert mark in keyring.erased(keyring.ACCOUNT_ERASED)


def test_while_accounts_are_held_nobody_is_mailed_and_none_goes(app: Flask) -> None:
    number = idle_resident().id
    service.hold(None, "accounts", reason="Verfahren", actor=ADMIN, clock=LATER)
    commit_now()
    run(1)
    run(32)
    assert ids() == [number]
    assert db.session.scalars(select(Mail)).all() == []
