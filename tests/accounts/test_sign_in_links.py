"""A sign-in link lives half an hour, works once, and is sent only so often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.accounts import service
from participation.accounts.models import SignInToken
from participation.extensions import db, limiter
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.crypto import token_hash
from participation.kernel.errors import Expired
from participation.outbox import queries as outbox
from participation.web.transactions import begin_write
from tests.accounts.links import (
    ADDRESS,
    accounts,
    ask,
    last_link,
    press,
    request_link,
)
from tests.conftest import CheckingClient
from tests.factories import make_staff
from tests.pages import form_of, main_text


def test_fetching_the_link_does_not_use_it_up(client: CheckingClient) -> None:
    link = ask(client)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert accounts() == 0
    assert press(client, link).status_code == 302


def test_a_link_works_once_and_says_so_and_offers_another(
    client: CheckingClient, new_client: Any
) -> None:
    link = ask(client, next="/account/name")
    press(client, link)
    late = new_client().get(link)
    assert late.status_code == 410
    assert "nur einmal" in main_text(late)
    target, _, data = form_of(late, None, {"email": ADDRESS})
    assert target == "/sign-in?next=/account/name", "where the person wanted to go is not lost"
    before = last_link()
    stranger = new_client()
    _, _, data = form_of(stranger.get(link), None, {"email": ADDRESS})
    assert stranger.post(target, data=data).status_code == 302
    assert last_link() != before


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
            token_hash=token_hash(token),
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


def test_the_pause_ends_when_the_newest_link_does(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    for _ in range(6):
        request_link(FixedClock(start))
    assert len(outbox.kept()) == 5
    request_link(FixedClock(start + timedelta(minutes=29, seconds=59)))
    assert len(outbox.kept()) == 5
    request_link(FixedClock(start + timedelta(minutes=30)))
    assert len(outbox.kept()) == 6
    request_link(FixedClock(start + timedelta(minutes=31)))
    assert len(outbox.kept()) == 6, "the sixth link still works"


def test_mails_are_counted_for_an_hour(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    for minutes in (0, 0, 0, 0, 50, 55):
        request_link(FixedClock(start + timedelta(minutes=minutes)))
    assert len(outbox.kept()) == 5
    request_link(FixedClock(start + timedelta(minutes=61)))
    assert len(outbox.kept()) == 6


def test_whoever_has_used_the_newest_link_gets_another(client: CheckingClient) -> None:
    for _ in range(5):
        ask(client)
    press(client, last_link())
    client.delete_cookie("session")
    ask(client)
    assert len(outbox.kept()) == 6


@pytest.mark.parametrize("times", [1, 5, 6])
def test_what_the_page_says_after_a_request_is_true_however_often_one_asks(
    client: CheckingClient, times: int
) -> None:
    for _ in range(times):
        ask(client)
    text = main_text(client.get("/sign-in/sent"))
    assert f"in der neuesten E-Mail von uns an {ADDRESS}" in text
    assert "Wir senden eine E-Mail" not in text
    assert press(client, last_link()).status_code == 302, "the newest link works"


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


def test_neither_the_address_nor_the_token_is_stored_readably(client: CheckingClient) -> None:
    token = ask(client).rpartition("/")[2]
    press(client, f"/sign-in/{token}")
    db.session.rollback()
    for table in ("accounts", "sign_in_tokens", "mails"):
        rows = str(db.session.execute(db.text(f"SELECT * FROM {table}")).all())
        assert ADDRESS not in rows
        assert token not in rows
    assert db.session.scalars(select(SignInToken)).one().address is None, "the account has it now"


def test_dead_links_and_their_addresses_go_after_a_day(app: Flask) -> None:
    start = datetime(2026, 11, 27, 9, tzinfo=UTC)
    request_link(FixedClock(start))
    service.purge_expired_links(FixedClock(start + timedelta(days=1, minutes=30)))
    db.session.commit()
    assert db.session.scalars(select(SignInToken)).all()
    service.purge_expired_links(FixedClock(start + timedelta(days=1, minutes=30, seconds=1)))
    db.session.commit()
    assert not db.session.scalars(select(SignInToken)).all()
