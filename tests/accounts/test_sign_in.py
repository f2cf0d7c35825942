"""Residents sign in with a link from a mail."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries, service
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.outbox import queries as outbox
from tests.accounts.links import (
    ADDRESS,
    accounts,
    ask,
    last_link,
    press,
    request_link,
)
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.pages import main_text


def test_a_person_signs_in_with_a_link_and_chooses_a_name(client: CheckingClient) -> None:
    link = ask(client, next="/legal/privacy")
    assert accounts() == 0, "the address is not known to be theirs yet"
    response = press(client, link)
    assert response.location == "/account/welcome?next=/legal/privacy"
    response = client.submit(response.location, pseudonym="Flinke Amsel")
    assert response.location == "/legal/privacy"
    account = db.session.scalars(select(Account)).one()
    assert (account.pseudonym, account.is_staff) == ("Flinke Amsel", False)
    assert ADDRESS not in account.address
    assert queries.address_of(account) == ADDRESS


def test_the_form_says_what_the_address_is_for_and_when_it_goes(client: CheckingClient) -> None:
    text = main_text(client.get("/sign-in"))
    assert "verschlüsselt" in text
    assert "löschen" in text


def test_a_second_sign_in_finds_the_same_account(client: CheckingClient, new_client: Any) -> None:
    account = make_resident(ADDRESS)
    response = press(client, ask(client, "AMSEL@Example.ORG", next="/account/name"))
    assert response.location == "/account/name"
    assert accounts() == 1
    assert client.get("/account/").status_code == 200
    assert account.pseudonym
    assert account.pseudonym in main_text(client.get("/account/"))


def test_a_link_works_on_another_device(client: CheckingClient, new_client: Any) -> None:
    other = new_client()
    assert press(other, ask(client)).status_code == 302
    assert other.get("/account/welcome").status_code == 200
    assert client.get("/account/welcome").status_code == 302, (
        "the first device is not signed in by it"
    )


def test_whoever_is_in_already_goes_on_with_a_used_link(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    link = ask(client, next="/account/name")
    press(client, link)
    assert client.get(link).location == "/account/name"


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    client: CheckingClient, new_client: Any, statements: list[str]
) -> None:
    make_resident("known@example.org")
    answers = []
    for address in ("known@example.org", "other@example.org"):
        browser = new_client()
        page = browser.get("/sign-in")
        statements.clear()
        response = browser.submit(page, email=address)
        work = list(statements)
        sent = browser.get(response.location)
        text = main_text(sent).replace(address, "ADDRESS")
        answers.append((response.status_code, response.location, text, work))
    assert answers[0] == answers[1]
    assert len(outbox.kept()) == 2


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil",
        "/account/\\evil.example",
        "/\\/evil.example",
        "/a\nb",
        "/" + "x" * 600,
    ],
)
def test_next_leads_to_a_page_of_ours_or_nowhere(client: CheckingClient, target: str) -> None:
    make_resident(ADDRESS)
    assert press(client, ask(client, next=target)).location == "/account/"


def test_two_links_of_a_new_address_confirmed_together_make_one_account(app: Flask) -> None:
    tokens = []
    for _ in range(4):
        request_link(Clock())
        tokens.append(last_link().rpartition("/")[2])
    start = threading.Barrier(4)
    ids: list[int] = []

    def run(token: str) -> None:
        with app.app_context():
            start.wait()
            account, _ = service.confirm(token=token, language="de", clock=Clock())
            db.session.commit()
            ids.append(account.id)
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1


def test_a_member_of_staff_signs_in_here_as_a_resident_without_any_right(
    client: CheckingClient,
) -> None:
    staff = make_staff(Role.ADMIN, ADDRESS)
    press(client, ask(client))
    db.session.rollback()
    resident = db.session.scalar(select(Account).where(~Account.is_staff))
    assert resident is not None
    assert resident.id != staff.id
    assert client.get("/admin/audit").status_code in (403, 404)
    assert queries.is_same_person(staff, resident)
    assert not queries.is_same_person(staff, make_resident())


def test_a_closed_account_stays_out(client: CheckingClient) -> None:
    make_resident(ADDRESS, active=False)
    assert press(client, ask(client)).status_code == 403
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "amsel",
        "a@b",
        "a@@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "ä@example.org",
    ],
)
def test_invalid_address_is_named_and_kept(client: CheckingClient, typed: str) -> None:
    response = client.submit("/sign-in", email=typed)
    assert response.status_code == 200
    assert response.get_data(as_text=True).count("error-summary-title") >= 1
    assert outbox.kept() == []
    if typed.strip() and "\n" not in typed:
        assert f'value="{typed}"' in response.get_data(as_text=True)


def test_an_address_with_umlauts_in_its_domain_is_one_address(client: CheckingClient) -> None:
    ask(client, "amsel@bücher.example")
    assert outbox.kept()[0].to == "amsel@xn--bcher-kva.example"


def test_the_mail_is_in_the_language_of_the_page(client: CheckingClient) -> None:
    ask(client)
    mail = outbox.kept()[0]
    assert "30 Minuten" in mail.body
    assert "\n" not in mail.subject


def test_mails_follow_the_language_of_the_last_sign_in(client: CheckingClient) -> None:
    account = make_resident(ADDRESS, language="xx")
    press(client, ask(client))
    db.session.rollback()
    assert account.language == "de"
