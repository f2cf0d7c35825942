"""Invitation codes: one ballot each, kept as hashes alone, read however they are typed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db, limiter
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import BadInput, NotReady, WindowClosed
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.codes import service as codes
from participation.weighting.codes.code_format import ALPHABET, format_code, new_code, parse
from participation.weighting.models import Code
from tests.conftest import CheckingClient
from tests.factories import closed, counted_ballots, make_round, make_staff
from tests.pages import main_text, tree

FIRST = {"points-mobility": "12", "points-energy": "8"}


def code_round(**values: Any) -> Round:
    """A round in which one takes part with a code."""
    return make_round(**{"participation": ["code"]} | values)


def make(round_: Round, count: int = 1) -> list[str]:
    """Make codes and commit."""
    made = codes.make_codes(
        round_id=round_.id, count=count, purpose="Nordstadt", actor=SHELL, clock=clock
    )
    db.session.commit()
    return made


def enter(client: CheckingClient, round_: Round, code: str) -> Any:
    """Type a code in."""
    return client.submit(f"/rounds/{round_.slug}/code", "/code", code=code)


def cast(client: CheckingClient, round_: Round, **values: str) -> Any:
    """From the form to the receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or FIRST))
    return client.submit(page, "/review")


@pytest.mark.parametrize("attempt", range(50))
def test_a_code_is_read_in_any_spacing_and_case(attempt: int) -> None:
    code = new_code()
    assert parse(f"  {' '.join(format_code(code).lower())} ") == code
    assert set(code) <= set(ALPHABET)


def test_look_alikes_are_read_as_what_they_look_like() -> None:
    assert parse("B6G8 SUZ2 2222") == "866852V2"[:0] + "8668" + "5V22" + "2222"
    assert not set("BGSUZ01OIL") & set(ALPHABET)
    assert parse("") is parse("ABC") is parse("0" * 12) is parse("A" * 13) is None


def test_only_hashes_are_kept(app: Flask) -> None:
    round_ = code_round()
    made = make(round_, 20)
    assert len(set(made)) == 20
    kept = [row.code_hash for row in db.session.query(Code)]
    assert len(kept) == 20
    assert not {code for code in made for hashed in kept if code in hashed}
    assert {column.name for column in Code.__table__.columns} == {
        "round_id",
        "code_hash",
        "batch_id",
        "used",
    }


@pytest.mark.parametrize("count", [0, -1, 2001, 2**63])
def test_a_count_out_of_range_is_refused(app: Flask, count: int) -> None:
    round_ = code_round()
    with pytest.raises(BadInput, match="Erstellen Sie 1 bis 2000 Codes auf einmal"):
        make(round_, count)


def test_two_thousand_codes_are_made_at_once(app: Flask) -> None:
    assert len(make(code_round(), 2000)) == 2000


def test_a_round_without_codes_or_after_its_end_makes_none(app: Flask) -> None:
    with pytest.raises(NotReady):
        make(make_round())
    db.session.rollback()
    with pytest.raises(WindowClosed):
        make(code_round(**closed()))


def test_a_code_leads_to_one_ballot_that_can_be_changed(app: Flask, new_client: Any) -> None:
    round_ = code_round()
    [code] = make(round_)
    browser = new_client()
    assert browser.get(f"/rounds/{round_.slug}/weights").location.endswith("/code")
    assert enter(browser, round_, format_code(code).lower()).location.endswith("/weights")
    assert cast(browser, round_).status_code == 302
    other = new_client()
    enter(other, round_, f" {code[:5]} {code[5:]}")
    assert "12 Punkte" in main_text(other.get(f"/rounds/{round_.slug}/weights/receipt"))
    cast(other, round_, **{"points-mobility": "", "points-energy": "", "points-education": "20"})
    assert queries.ballot_count(round_.id) == 1
    [ballot] = counted_ballots(round_)
    assert ballot.channel == "code"
    [counted] = codes.counts(round_.id)
    assert (counted.issued, counted.purpose) == (1, "Nordstadt")


def test_a_wrong_code_is_counted_and_the_same_sentence_for_all(
    app: Flask, client: CheckingClient
) -> None:
    round_ = code_round()
    [foreign] = make(code_round())
    for wrong in ("x", foreign, new_code(), "<script>", "\u202e" * 5):
        page = enter(client, round_, wrong)
        assert page.status_code == 200
        assert "gilt hier nicht" in main_text(page) or "Schreiben Sie den Code" in main_text(page)
    assert codes.failures(round_.id) == 5


def test_failed_attempts_are_counted_by_round(app: Flask) -> None:
    first, round_, last = code_round(), code_round(), code_round()
    codes.note_failure(first.id)
    codes.note_failure(round_.id)
    codes.note_failure(round_.id)
    assert [codes.failures(each.id) for each in (first, round_, last)] == [1, 2, 0]


def test_a_batch_of_codes_is_counted_with_its_maker_and_its_time(app: Flask) -> None:
    other, round_ = code_round(), code_round()
    make(other)
    at = FixedClock(clock.now())
    codes.make_codes(round_id=round_.id, count=3, purpose="x" * 121, actor=SHELL, clock=at)
    assert codes.counts(round_.id) == [
        codes.BatchCount("x" * 120, 3, 0, at.now(), SHELL.label),
    ]


def test_a_round_makes_codes_once_it_is_published_and_before_its_window_opens(app: Flask) -> None:
    later = clock.now() + timedelta(days=1)
    assert len(make(code_round(weights_opens_at=later))) == 1
    with pytest.raises(NotReady):
        make(code_round(published_at=None))


def test_a_code_is_checked_only_while_the_window_is_open(app: Flask) -> None:
    round_ = code_round()
    [code] = make(round_)
    assert codes.check_code(round_=round_, text=code.lower(), clock=clock) == code
    assert round_.weights_closes_at is not None
    with pytest.raises(WindowClosed):
        codes.check_code(round_=round_, text=code, clock=FixedClock(round_.weights_closes_at))


def test_of_some_codes_those_of_the_round_are_told_in_their_order(app: Flask) -> None:
    round_ = code_round()
    made = make(round_, 3)
    mixed = [made[2], *make(code_round()), made[0]]
    assert codes.of_round(round_, mixed) == [made[2], made[0]]


def test_tries_are_limited_and_right_ones_are_not(app: Flask, client: CheckingClient) -> None:
    round_ = code_round()
    [code] = make(round_)
    limiter.enabled = True
    for _ in range(25):
        assert enter(client, round_, code).status_code == 302
    page = client.get(f"/rounds/{round_.slug}/code")
    statuses = [client.submit(page, "/code", code="wrong").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_an_administrator_gets_letters_and_a_file_once(app: Flask, new_client: Any) -> None:
    round_ = code_round()
    admin = new_client(make_staff("admin"))
    page = admin.submit(
        f"/admin/rounds/{round_.slug}/codes", "/codes", count="3", purpose="Nordstadt"
    )
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    letters = list(tree(page).iter("article"))
    assert len(letters) == 3
    shown = [
        "".join(e.itertext()) for e in tree(page).iter("p") if e.get("class") == "letter__code"
    ]
    file = admin.submit(page, "/codes/file")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="codes-')
    assert file.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True))))
    assert [row["code"] for row in rows] == shown
    again = admin.get(f"/admin/rounds/{round_.slug}/codes")
    assert not [code for code in shown if code in again.get_data(as_text=True)]
    assert all(enter(new_client(), round_, code).status_code == 302 for code in shown)


def test_the_file_holds_only_codes_of_the_round(app: Flask, new_client: Any) -> None:
    round_ = code_round()
    admin = new_client(make_staff("admin"))
    page = admin.submit(f"/admin/rounds/{round_.slug}/codes", "/codes", count="1")
    file = admin.submit(page, "/codes/file", codes=f"{new_code()} =HYPERLINK(1)")
    assert file.get_data(as_text=True) == "code,address\r\n"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"participation": ["email"]}, "nimmt niemand mit einem Code teil"),
        (closed(), "kann niemand mehr gewichten"),
    ],
)
@pytest.mark.parametrize("page", ["codes", "codes/list"])
def test_where_no_codes_are_made_the_page_says_why_and_asks_for_nothing(
    app: Flask, new_client: Any, values: dict[str, Any], why: str, page: str
) -> None:
    round_ = code_round(**values)
    shown = new_client(make_staff("admin")).get(f"/admin/rounds/{round_.slug}/{page}")
    assert why in main_text(shown)
    assert "Codes erstellen" not in main_text(shown)


@pytest.mark.parametrize("role", ["moderator", "planner"])
def test_only_administrators_make_codes(app: Flask, new_client: Any, role: str) -> None:
    round_ = code_round()
    client = new_client(make_staff(role))
    assert client.get(f"/admin/rounds/{round_.slug}/codes").status_code == 403
    assert client.get(f"/rounds/{round_.slug}/code").status_code == 403


def test_the_code_page_exists_only_where_codes_are_offered(
    app: Flask, client: CheckingClient
) -> None:
    assert client.get(f"/rounds/{make_round().slug}/code").status_code == 404
    assert "beendet" in main_text(client.get(f"/rounds/{code_round(**closed()).slug}/code"))


def test_another_person_at_the_device_types_another_code(
    app: Flask, client: CheckingClient
) -> None:
    round_ = code_round()
    first, second = make(round_, 2)
    enter(client, round_, first)
    cast(client, round_)
    client.submit(f"/rounds/{round_.slug}/weights", "/another")
    assert client.get(f"/rounds/{round_.slug}/weights").location.endswith("/code")
    enter(client, round_, second)
    cast(client, round_)
    assert queries.ballot_count(round_.id) == 2
