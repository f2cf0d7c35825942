"""From the page of a round to the named ballot: who is led where, and what is told before."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from tests.factories import closed, counted_ballots, make_resident, make_round, make_staff
from tests.organisations.making import make_organisation
from tests.pages import main_text
from tests.partners.making import ENERGY, cast, change, named_round, stored

World = tuple[Round, Organisation, Account]
NAMED = "steht öffentlich"


@pytest.fixture
def world(app: Flask) -> World:
    """An open round, an organisation and its member."""
    member = make_resident()
    return named_round(), make_organisation(member, name="Lesekreis"), member


def landing(round_: Round) -> str:
    return f"/rounds/{round_.slug}/organisations"


def form_of(round_: Round, organisation: Organisation) -> str:
    return f"{landing(round_)}/{organisation.key}/weights"


def token_of(page: Any) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)
    return found.group(1) if found else ""


def fill_in(client: Any, round_: Round, organisation: Organisation, **values: str) -> Any:
    """Go through form and review."""
    page = client.submit(form_of(round_, organisation), "/weights", **(values or ENERGY))
    assert "noch nicht abgegeben" in main_text(page)
    return client.submit(page, "/review")


def test_home_puts_rounds_for_everybody_before_those_for_organisations(client: Any) -> None:
    named_round(title={"de": "Partnerrunde"})
    later = datetime.now(UTC) + timedelta(days=60)
    make_round(title={"de": "Für alle"}, ideas_closes_at=later, weights_closes_at=later)
    text = main_text(client.get("/"))
    assert 0 < text.index("Für alle") < text.index("Partnerrunde")


def test_a_member_finds_the_ballot_from_the_round_and_casts_it(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    client = new_client(member)
    assert landing(round_) in client.get(f"/rounds/{round_.slug}/").text
    assert client.get(landing(round_)).location.endswith(form_of(round_, organisation))
    done = fill_in(client, round_, organisation)
    assert done.location.endswith(f"{landing(round_)}/lesekreis/ballot")
    text = main_text(client.get(done.location))
    assert "ist abgegeben" in text
    assert "15 Punkte" in text
    assert len(stored()) == 1


def test_that_the_ballot_is_named_is_told_on_every_page_before_it_is_cast(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    client = new_client(member)
    for path in (f"/rounds/{round_.slug}/", f"/rounds/{round_.slug}/procedure"):
        assert NAMED in main_text(client.get(path))
    form = client.get(form_of(round_, organisation))
    review = client.submit(form, "/weights", **ENERGY)
    for page in (form, review):
        assert "Dieser Stimmzettel ist namentlich" in main_text(page)
        assert NAMED in main_text(page)
    assert NAMED in main_text(new_client().get(landing(round_)))


def test_no_page_of_a_named_round_promises_secrecy(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    client = new_client(member)
    paths = [f"/rounds/{round_.slug}/", f"/rounds/{round_.slug}/procedure", landing(round_)]
    pages = [new_client().get(path) for path in paths]
    pages += [client.get(form_of(round_, organisation))]
    for page in pages:
        text = main_text(page)
        for promise in ("ohne Namen", "Pseudonym", "Schlüssel", "geheim bleib", "Papierbogen"):
            assert promise not in text, promise


def test_a_round_of_residents_still_says_how_ballots_stay_secret(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    client = new_client()
    text = main_text(client.get(f"/rounds/{round_.slug}/procedure"))
    assert "ohne Namen und ohne Uhrzeit" in text
    assert "namentlich" not in text + main_text(client.get(f"/rounds/{round_.slug}/"))


def test_who_is_signed_out_is_led_to_sign_in_and_to_an_application(
    world: World, new_client: Any
) -> None:
    round_, organisation, _member = world
    client = new_client()
    page = client.get(landing(round_))
    assert "/sign-in" in page.text
    assert "/partners/apply" in page.text
    assert "/sign-in" in client.get(form_of(round_, organisation)).location


def test_a_resident_without_an_organisation_learns_how_to_apply(
    world: World, new_client: Any
) -> None:
    round_, organisation, _member = world
    client = new_client(make_resident())
    page = client.get(landing(round_))
    assert "/partners/apply" in page.text
    assert client.get(form_of(round_, organisation)).status_code == 403


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("applied", "Die Stadt prüft den Antrag noch"),
        ("refused", "nicht aufgenommen"),
        ("left", "nimmt nicht mehr teil"),
    ],
)
def test_members_learn_why_their_organisation_cannot_weight(
    world: World, new_client: Any, state: str, sentence: str
) -> None:
    round_, organisation, member = world
    change(organisation, state=state)
    client = new_client(member)
    assert sentence in main_text(client.get(landing(round_)))
    assert client.get(form_of(round_, organisation)).status_code == 403


def test_a_member_of_several_organisations_chooses_for_which(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    other = make_organisation(member, name="Zweitverein")
    cast(round_, organisation, member, 20, 0, 0)
    text = main_text(new_client(member).get(landing(round_)))
    assert "Der Stimmzettel ist abgegeben." in text
    assert "Der Stimmzettel ist noch nicht abgegeben." in text
    assert other.name in text


def test_an_organisation_that_is_approved_meanwhile_sees_the_ballot_at_once(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    change(organisation, state="applied")
    client = new_client(member)
    assert client.get(landing(round_)).status_code == 200
    change(organisation, state="approved")
    assert client.get(landing(round_)).location.endswith(form_of(round_, organisation))


def test_a_ballot_posted_for_an_organisation_of_others_is_refused(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    stranger = make_resident()
    own = make_organisation(stranger, name="Eigener Verein")
    client = new_client(stranger)
    review = client.submit(form_of(round_, own), "/weights", **ENERGY)
    foreign = f"{landing(round_)}/{organisation.key}/weights/review"
    values = {"version": "0", "csrf_token": token_of(review), **ENERGY}
    assert client.post(foreign, data=values).status_code == 403
    named = {"organisation": organisation.key, "organisation_id": str(organisation.id)}
    own_review = f"{form_of(round_, own)}/review"
    assert client.post(own_review, data=values | named).status_code == 302
    [ballot] = stored()
    assert (ballot.organisation_id, ballot.changed_by) == (own.id, stranger.id)
    assert member.id != stranger.id


def test_staff_cast_for_no_organisation(world: World, new_client: Any) -> None:
    round_, organisation, _member = world
    client = new_client(make_staff("planner"))
    assert client.get(landing(round_)).status_code == 403
    assert client.get(form_of(round_, organisation)).status_code == 403


def test_a_resident_is_led_from_the_secret_ballot_to_the_named_one(
    world: World, new_client: Any
) -> None:
    round_, _organisation, member = world
    client = new_client(member)
    for page in ("weights", "weights/receipt", "weights/questions", "weights/goals/energy"):
        assert client.get(f"/rounds/{round_.slug}/{page}").location.endswith(landing(round_))
    assert client.get(f"/rounds/{round_.slug}/join").location.endswith(landing(round_))
    assert client.get(f"/rounds/{round_.slug}/code").status_code == 404
    assert counted_ballots(round_) == []


def test_a_round_of_residents_has_no_named_ballot(app: Flask, new_client: Any) -> None:
    round_, member = make_round(), make_resident()
    organisation = make_organisation(member)
    client = new_client(member)
    for path in (landing(round_), form_of(round_, organisation)):
        assert client.get(path).status_code == 404


def test_a_wrong_sum_keeps_what_was_typed(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    page = new_client(member).submit(
        form_of(round_, organisation), "/weights", **{"points-energy": "23"}
    )
    assert 'value="23"' in page.text
    assert "ist zu viel" in main_text(page)


def test_two_members_at_once_are_shown_both_ballots(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    client = new_client(member)
    review = client.submit(form_of(round_, organisation), "/weights", **ENERGY)
    cast(round_, organisation, member, 20, 0, 0)
    page = client.submit(review, "/review")
    assert page.status_code == 409
    assert "Es wurde nichts überschrieben" in main_text(page)
    assert client.submit(page, "/review").status_code == 302
    assert [row.version for row in stored()] == [2]


def test_what_came_too_late_is_shown_and_not_kept(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    client = new_client(member)
    review = client.submit(form_of(round_, organisation), "/weights", **ENERGY)
    change(round_, **{name: value for name, value in closed().items() if "weights" in name})
    page = client.submit(review, "/review")
    assert page.status_code == 409
    text = main_text(page)
    assert "kam zu spät an und zählt nicht" in text
    assert "15" in text
    assert stored() == []


def test_a_ballot_is_changed_and_withdrawn_until_the_end(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    client = new_client(member)
    fill_in(client, round_, organisation)
    fill_in(client, round_, organisation, **{"points-energy": "", "points-mobility": "20"})
    assert [row.version for row in stored()] == [2]
    gone = client.submit(f"{landing(round_)}/{organisation.key}/withdraw", "/withdraw")
    assert gone.status_code == 302
    assert stored()[0].answers is None


def test_only_the_number_of_ballots_is_told_while_the_round_is_open(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    cast(round_, organisation, member, 20, 0, 0)
    text = main_text(new_client().get(f"/rounds/{round_.slug}/"))
    assert "1 Stimmzettel" in text
    assert organisation.name not in text


def test_which_member_filled_it_in_is_in_that_persons_data_alone(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    other = make_resident()
    cast(round_, organisation, member, 20, 0, 0)
    data = new_client(member).get("/account/data.json").get_json()
    [entry] = data["organisation_ballots"]
    assert (entry["round"], entry["organisation"]) == (round_.slug, "Lesekreis")
    assert new_client(other).get("/account/data.json").get_json()["organisation_ballots"] == []


def test_named_ballots_lie_in_a_table_of_their_own(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    fill_in(new_client(member), round_, organisation)
    assert len(stored()) == 1
    assert counted_ballots(round_) == []
