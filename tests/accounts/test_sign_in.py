"""Signing in with a link: what a resident does, and what an attacker tries."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from participation.accounts import queries, service
from participation.accounts.models import Account, SignInToken
from participation.accounts.permissions import Role
from participation.extensions import db, limiter
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.errors import Expired
from participation.outbox import queries as outbox
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.pages import form_of, main_text

ADDRESS = "amsel@example.org"


def last_link() -> str:
    """The path of the newest sign-in link that waits in the outbox."""
    db.session.rollback()
    found = re.search(r"http://localhost(/sign-in/\S+)", outbox.kept()[0].body)
    assert found
    return found.group(1)


def ask(client: CheckingClient, address: str = ADDRESS, **query: Any) -> str:
    page = client.get("/sign-in", query_string=query)
    assert client.submit(page, email=address).location.startswith("/sign-in/sent")
    return last_link()


def press(client: CheckingClient, link: str) -> Any:
    """Open a link and press its button, whatever the page says."""
    page = client.get(link)
    if page.status_code != 200:
        return page
    target, _, data = form_of(page, None, {})
    return client.post(target or link, data=data)


def accounts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Account.id))) or 0


def test_a_person_signs_in_with_a_link_and_chooses_a_name(client: CheckingClient) -> None:
    link = ask(client, next="/legal/privacy")
    assert accounts() == 0, "the address is not known to be theirs yet"
    response = press(client, link)
    assert response.location == "/account/welcome?next=/legal/privacy"
    response = client.submit(response.location, pseudonym="Flinke Amsel")
    assert response.location == "/legal/privacy"
    account = db.session.scalars(select(Account)).one()
    assert (account.pseudonym, account.role) == ("Flinke Amsel", "resident")
    assert ADDRESS not in account.address and queries.address_of(account) == ADDRESS


def test_the_form_says_what_the_address_is_for_and_when_it_goes(client: CheckingClient) -> None:
    text = main_text(client.get("/sign-in"))
    assert "verschlüsselt" in text and "löschen" in text


def test_a_second_sign_in_finds_the_same_account(client: CheckingClient, new_client: Any) -> None:
    account = make_resident(ADDRESS)
    response = press(client, ask(client, "AMSEL@Example.ORG", next="/account/name"))
    assert response.location == "/account/name"
    assert accounts() == 1 and client.get("/account/").status_code == 200
    assert account.pseudonym in main_text(client.get("/account/"))


def test_fetching_the_link_does_not_use_it_up(client: CheckingClient) -> None:
    link = ask(client)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert accounts() == 0
    assert press(client, link).status_code == 302


def test_a_link_works_on_another_device(client: CheckingClient, new_client: Any) -> None:
    other = new_client()
    assert press(other, ask(client)).status_code == 302
    assert other.get("/account/welcome").status_code == 200
    assert client.get("/account/welcome").status_code == 302, (
        "the first device is not signed in by it"
    )


def test_a_link_works_once_and_says_so_and_offers_another(
    client: CheckingClient, new_client: Any
) -> None:
    link = ask(client, next="/account/name")
    press(client, link)
    late = new_client().get(link)
    assert late.status_code == 410 and "nur einmal" in main_text(late)
    target, _, data = form_of(late, None, {"email": ADDRESS})
    assert target == "/sign-in?next=/account/name", "where the person wanted to go is not lost"
    before = last_link()
    stranger = new_client()
    _, _, data = form_of(stranger.get(link), None, {"email": ADDRESS})
    assert stranger.post(target, data=data).status_code == 302
    assert last_link() != before


def test_whoever_is_in_already_goes_on_with_a_used_link(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    link = ask(client, next="/account/name")
    press(client, link)
    assert client.get(link).location == "/account/name"


def test_a_link_ends_after_half_an_hour(client: CheckingClient) -> None:
    link = ask(client)
    begin_write().execute(update(SignInToken).values(expires_at=datetime.now(UTC)))
    db.session.commit()
    assert client.get(link).status_code == 410


def test_a_link_lives_half_an_hour_to_the_second(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    request_link(FixedClock(start))
    token = last_link().rpartition("/")[2]
    with pytest.raises(Expired):
        service.confirm(token=token, language="de", clock=FixedClock(start + timedelta(minutes=30)))
    db.session.rollback()
    service.confirm(
        token=token, language="de", clock=FixedClock(start + timedelta(minutes=29, seconds=59))
    )


def request_link(clock: Clock, address: str = ADDRESS) -> None:
    service.request_link(address=address, next_path=None, language="de", clock=clock)
    db.session.commit()


@pytest.mark.parametrize(
    "token", ["x", "%00", "%ff", "a" * 3000, "..%2f..", "0" * 43, "' OR 1=1 --"]
)
def test_altered_and_invented_links_get_the_same_clear_sentence(
    client: CheckingClient, token: str
) -> None:
    response = client.get(f"/sign-in/{token}")
    assert response.status_code in ((400,) if token == "%00" else (404, 410))
    ask(client)
    altered = last_link()[:-1] + ("A" if not last_link().endswith("A") else "B")
    assert client.get(altered).status_code == 410


def test_a_link_for_staff_is_no_sign_in_link(client: CheckingClient, app: Flask) -> None:
    token = "t" * 43
    session = begin_write()
    now = datetime.now(UTC)
    session.add(
        SignInToken(
            token_hash=queries.token_hash(token),
            purpose="staff_set_up",
            account_id=make_staff().id,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
    )
    session.commit()
    assert client.get(f"/sign-in/{token}").status_code == 410
    assert client.get(f"/staff/set-up/{token}").status_code == 200
    link = ask(client).rpartition("/")[2]
    assert client.get(f"/staff/set-up/{link}").status_code == 410


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
        "/a\nb",
        "/" + "x" * 600,
    ],
)
def test_next_leads_to_a_page_of_ours_or_nowhere(client: CheckingClient, target: str) -> None:
    make_resident(ADDRESS)
    assert press(client, ask(client, next=target)).location == "/account/"


def test_the_mail_leads_to_the_configured_address_whatever_the_host_header_says(
    client: CheckingClient,
) -> None:
    ask(client)
    page = client.get(
        "/sign-in", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    _, _, data = form_of(page, None, {"email": ADDRESS})
    client.post(
        "/sign-in",
        data=data,
        headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    )
    assert all(
        "evil" not in mail.body and "http://localhost/" in mail.body for mail in outbox.kept()
    )
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_an_address_gets_at_most_five_mails_an_hour_and_the_answer_stays_the_same(
    client: CheckingClient,
) -> None:
    for _ in range(7):
        ask(client)
    assert len(outbox.kept()) == 5
    ask(client, "other@example.org")
    assert len(outbox.kept()) == 6


def test_parallel_requests_do_not_outrun_the_limit(app: Flask) -> None:
    start = threading.Barrier(15)

    def run() -> None:
        with app.app_context():
            start.wait()
            request_link(Clock())
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outbox.kept()) == 5


def test_the_pause_ends_after_an_hour(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    for _ in range(6):
        request_link(FixedClock(start))
    assert len(outbox.kept()) == 5
    request_link(FixedClock(start + timedelta(hours=1)))
    assert len(outbox.kept()) == 6


def test_one_network_address_cannot_send_without_end(client: CheckingClient) -> None:
    limiter.enabled = True
    page = client.get("/sign-in")
    _, _, data = form_of(page, None, {"email": ADDRESS})
    codes = [client.post("/sign-in", data=data).status_code for _ in range(21)]
    assert codes == [302] * 20 + [429]


def test_it_can_be_sent_again_from_the_page_after(client: CheckingClient) -> None:
    client.submit("/sign-in?next=/account/name", email=ADDRESS)
    first = last_link()
    client.submit("/sign-in/sent?next=/account/name", action="/sign-in")
    assert last_link() != first
    assert press(client, first).status_code == 302, (
        "the first link still works; the mail may only have been slow"
    )


def test_a_cookie_replayed_after_signing_out_opens_nothing(
    client: CheckingClient, new_client: Any
) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief = new_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account/").status_code == 200
    client.submit("/account/", action="/sign-out")
    assert client.get("/account/").status_code == 302
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account/").status_code == 302


def test_signing_out_is_no_get_and_needs_the_token(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert client.get("/account/").status_code == 200


def test_the_session_starts_anew_at_sign_in(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    link = ask(client)
    _, _, old = form_of(client.get("/sign-in"), None, {})
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    press(client, link)
    with client.session_transaction() as session:
        assert not {"planted", "sent_to"} & set(session)
        assert "_id" not in session, "Flask-Login's hash of the network address"
    assert client.post("/sign-out", data={"csrf_token": old["csrf_token"]}).status_code == 400


def test_a_session_ends_after_fourteen_days_however_often_its_cookie_was_renewed(
    client: CheckingClient,
) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    with client.session_transaction() as session:
        session["since"] -= 14 * 86400 - 60
    assert client.get("/account/").status_code == 200
    with client.session_transaction() as session:
        session["since"] -= 61
    assert client.get("/account/").status_code == 302


def test_fifty_parallel_confirmations_of_one_link_sign_in_once(app: Flask) -> None:
    request_link(Clock())
    token = last_link().rpartition("/")[2]
    results: list[str] = []
    start = threading.Barrier(50)

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                service.confirm(token=token, language="de", clock=Clock())
                db.session.commit()
                results.append("in")
            except Expired:
                results.append("expired")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["expired"] * 49 + ["in"]
    assert accounts() == 1


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
    assert len(ids) == 4 and len(set(ids)) == 1


def test_a_member_of_staff_signs_in_here_as_a_resident_without_any_right(
    client: CheckingClient,
) -> None:
    staff = make_staff(Role.ADMIN, ADDRESS)
    press(client, ask(client))
    db.session.rollback()
    resident = queries.resident_by_address(ADDRESS)
    assert resident is not None and resident.id != staff.id and resident.role == "resident"
    assert client.get("/admin/audit").status_code in (403, 404)
    assert queries.is_same_person(staff, resident) and not queries.is_same_person(
        staff, make_resident()
    )


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
def test_what_is_no_address_is_said_and_kept(client: CheckingClient, typed: str) -> None:
    response = client.submit("/sign-in", email=typed)
    assert (
        response.status_code == 200
        and response.get_data(as_text=True).count("error-summary-title") >= 1
    )
    assert outbox.kept() == []
    if typed.strip() and "\n" not in typed:
        assert f'value="{typed}"' in response.get_data(as_text=True)


def test_an_address_with_umlauts_in_its_domain_is_one_address(client: CheckingClient) -> None:
    ask(client, "amsel@bücher.example")
    assert outbox.kept()[0].to == "amsel@xn--bcher-kva.example"


def test_personal_pages_are_never_cached(client: CheckingClient, new_client: Any) -> None:
    link = ask(client)
    assert client.get(link).headers["Cache-Control"] == "no-store"
    me = new_client(make_resident())
    for path in ("/account/", "/account/x.css", "/account/data.json", "/account/name"):
        response = me.get(path)
        assert (
            response.headers["Cache-Control"] == "no-store" and "Cookie" in response.headers["Vary"]
        )
    assert me.get("/account/x.css").status_code == 404


def test_neither_the_address_nor_the_token_is_stored_readably(client: CheckingClient) -> None:
    token = ask(client).rpartition("/")[2]
    press(client, f"/sign-in/{token}")
    db.session.rollback()
    for table in ("accounts", "sign_in_tokens", "mails"):
        rows = str(db.session.execute(db.text(f"SELECT * FROM {table}")).all())
        assert ADDRESS not in rows and token not in rows
    assert db.session.scalars(select(SignInToken)).one().address is None, "the account has it now"


def test_dead_links_and_their_addresses_go_after_a_day(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    request_link(FixedClock(start))
    service.forget_dead_links(FixedClock(start + timedelta(days=1)))
    db.session.commit()
    assert db.session.scalars(select(SignInToken)).all()
    service.forget_dead_links(FixedClock(start + timedelta(days=1, minutes=31)))
    db.session.commit()
    assert not db.session.scalars(select(SignInToken)).all()


def test_the_mail_is_in_the_language_of_the_page(client: CheckingClient) -> None:
    ask(client)
    mail = outbox.kept()[0]
    assert "30 Minuten" in mail.body and "\n" not in mail.subject


def test_mails_follow_the_language_of_the_last_sign_in(client: CheckingClient) -> None:
    account = make_resident(ADDRESS, language="xx")
    press(client, ask(client))
    db.session.rollback()
    assert account.language == "de"
