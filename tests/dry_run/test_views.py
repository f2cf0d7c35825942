"""Choosing a moment, seeing the round's own pages at that date, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest

from participation.accounts.models import Account
from participation.dry_run import mounting
from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting.models import Ballot
from tests.conftest import CheckingClient
from tests.dry_run.voting import cast_as_resident
from tests.dry_run.walking import Walk, token
from tests.factories import make_resident, make_round, make_staff
from tests.pages import main_text
from tests.rounds.making import DRAFT, WHOLE, make_legal_pages

AGE = {
    "key": "age",
    "title": {"de": "Alter"},
    "classes": [
        {"key": key, "title": {"de": key}, "share": None} for key in ("jung", "mittel", "alt")
    ],
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def ballots() -> int:
    return mounting.within(token(), lambda: db.session.query(Ballot).count())


def test_going_forward_keeps_what_was_done_and_going_back_begins_anew(walk: Walk) -> None:
    walk.go("weights")
    first = token()
    cast_as_resident(walk)
    walk.go("after")
    assert (token(), ballots()) == (first, 121)
    walk.go("weights")
    assert token() != first
    assert not mounting.folder(first).exists()
    assert ballots() == 60


@pytest.mark.parametrize(
    "values",
    [
        {"participation": ["code"]},
        {"participation": ["open"], "goals_points": None},
        {"weights_opens_at": None, "weights_closes_at": None},
    ],
    ids=["codes", "open", "ideas alone"],
)
def test_other_rounds_can_be_tried_out_too(
    values: dict[str, Any], administrator: Account, new_client: Any
) -> None:
    make_round(slug="other", **{**DRAFT, **WHOLE, **values})
    walk = Walk(new_client(administrator), "other")
    assert walk.go("after").status_code == 200
    desk = main_text(walk.get("/desk/"))
    assert ("Zugangscode" in desk) == (values.get("participation") == ["code"])


def test_the_result_has_the_tables_of_voluntary_questions(
    administrator: Account, new_client: Any
) -> None:
    make_round(slug="asking", questions=[AGE], **DRAFT, **WHOLE)
    walk = Walk(new_client(administrator), "asking")
    walk.go("result")
    page = main_text(walk.get("/rounds/asking/results"))
    assert "Alter" in page
    for group in ("jung", "mittel", "alt"):
        assert f"{group} " in page


def test_the_page_says_what_limits_and_which_server_it_has(walk: Walk) -> None:
    page = main_text(walk.client.get(walk.page))
    assert "Er liegt auf einem einzigen Server." in page
    assert "Jeder Probelauf zählt für sich, und nichts davon zählt außerhalb." in page


def test_a_round_of_organisations_shows_who_ranked_what(
    administrator: Account, new_client: Any
) -> None:
    values = {**DRAFT, **WHOLE, "declaration": {}, "minimum_age": None}
    make_round(slug="other", audience="organisations", **values)
    walk = Walk(new_client(administrator), "other")
    walk.go("after")
    assert "Erfundene Organisation 2" in main_text(walk.get("/partners/other"))


def test_nobody_but_its_maker_gets_in(walk: Walk, new_client: Any) -> None:
    walk.go("before")
    page = f"{walk.inside}/rounds/draft/"
    for account in (make_staff("admin"), make_staff("auditor")):
        assert new_client(account).get(page).status_code == 404
    for account in (make_staff("moderator"), make_staff("planner"), make_resident()):
        assert new_client(account).get(page).status_code == 403
    assert new_client().get(page).location.startswith("/staff/sign-in")
    other: CheckingClient = new_client(make_staff("admin"))
    assert other.post(page).status_code == 404
    assert walk.client.get(page).status_code == 200


def test_a_form_without_a_token_of_the_copy_is_refused(walk: Walk) -> None:
    walk.go("before")
    assert walk.client.post(f"{walk.inside}/desk/be/moderator").status_code == 400


def test_the_check_lists_what_was_seen_and_blocks_nothing(walk: Walk, draft: Round) -> None:
    make_legal_pages()
    check = "/admin/rounds/draft/publish"
    assert "Noch nicht angesehen." in main_text(walk.client.get(check))
    walk.go("before")
    walk.go("weights")
    text = main_text(walk.client.get(check))
    assert "Im Probelauf gesehen Vor der Eröffnung" in text
    assert "Während gewichtet wird" in text
    assert "Am letzten Tag" not in text
    assert "Jetzt veröffentlichen" in text
    walk.client.submit("/admin/rounds/draft/steps/counting", instrument_total="30")
    assert "seitdem wurde die Runde geändert" in main_text(walk.client.get(check))


def test_contact_and_legal_pages_may_still_be_missing(
    administrator: Account, new_client: Any
) -> None:
    make_round(slug="bare", **DRAFT)
    assert Walk(new_client(administrator), "bare").go("before").status_code == 200


def test_what_is_wrong_has_to_be_mended_first(administrator: Account, new_client: Any) -> None:
    nothing = dict.fromkeys(("weights_opens_at", "weights_closes_at"))
    windows = {**DRAFT, **nothing, "ideas_opens_at": None, "ideas_closes_at": None}
    make_round(slug="bare", **windows)
    client = new_client(administrator)
    page = client.get("/admin/rounds/bare/dry-run")
    assert "Für einen Probelauf müssen die Angaben stimmen." in main_text(page)


def test_a_round_that_has_begun_is_tried_out_no_more(
    administrator: Account, new_client: Any
) -> None:
    make_round(slug="open")
    client = new_client(administrator)
    assert client.get("/admin/rounds/open/dry-run").location == "/admin/rounds/open"
    token_of = re.search(r'csrf_token" value="([^"]+)', client.get("/staff/own").text)
    assert token_of
    answer = client.post(
        "/admin/rounds/open/dry-run", data={"csrf_token": token_of[1], "moment": "before"}
    )
    assert answer.status_code == 409


def test_a_moment_that_the_round_does_not_have_is_refused(walk: Walk) -> None:
    assert walk.post(walk.page, walk.page, moment="yesterday").status_code == 400
