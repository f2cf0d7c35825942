"""'Mein Bereich': what a person sees of themselves, changes, takes along and leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts.models import Account
from participation.accounts.queries import address_of
from participation.extensions import db
from participation.ideas.models import Idea, IdeaSupport
from participation.ideas.rules import TAKEN_AWAY
from participation.kernel.clock import Clock
from participation.keyring.queries import key_file
from participation.moderation.reports.models import Report
from participation.rounds.models import Participation
from participation.rounds.rules import Channel
from participation.weighting import queries as weighting_queries
from participation.weighting import service as weighting
from participation.weighting.credentials import email_ballot_key
from participation.weighting.rules import Answers
from tests.factories import agree, closed, make_idea, make_resident, make_round, make_staff, save
from tests.pages import main_text


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def weigh(account: Account, round_: Any) -> bytes:
    """Cast a ballot of this account and return its key."""
    round_key = key_file().round_key(round_.uid)
    assert round_key is not None
    key = email_ballot_key(account, key_file())(round_key)
    weighting.cast(
        round_id=round_.id,
        key=key,
        channel=Channel.EMAIL,
        answers=Answers(fields=(12, 8, 0)),
        base_version=0,
        clock=Clock(),
    )
    db.session.commit()
    return key


def ballots(round_: Any) -> int:
    db.session.rollback()
    return weighting_queries.ballot_count(round_.id)


def test_own_ideas_are_listed_with_their_state_and_nobody_elses(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round()
    make_idea(round_, me, title="Mehr Bänke", state="published")
    make_idea(round_, me, title="<script>alert(1)</script>")
    make_idea(round_, make_resident(), title="Eine fremde Idee")
    page = new_client(me).get("/account/")
    text = main_text(page)
    assert "Mehr Bänke" in text
    assert "Veröffentlicht" in text
    assert "Wartet" in text
    assert "fremde" not in text
    assert "<script>alert" not in page.get_data(as_text=True)


def test_an_empty_area_says_what_will_be_there(app: Flask, new_client: Any) -> None:
    text = main_text(new_client(make_resident()).get("/account/"))
    assert "Noch keine Ideen" in text
    assert "Noch keine Runde" in text


def test_reading_it_needs_a_resident(app: Flask, client: Any, new_client: Any) -> None:
    for path in ("/account/", "/account/name", "/account/data.json", "/account/delete"):
        assert client.get(path).location.startswith("/sign-in?next=")
        assert new_client(make_staff()).get(path).status_code == 403


def test_whoever_has_no_name_yet_chooses_one_first(app: Flask, new_client: Any) -> None:
    client = new_client(make_resident(pseudonym=None, pseudonym_folded=None))
    assert client.get("/account/").location == "/account/welcome?next=/account/"


def test_changed_name_shows_immediately(app: Flask, new_client: Any) -> None:
    me = make_resident()
    make_resident(pseudonym="Kluge Eule", pseudonym_folded="kluge eule")
    client = new_client(me)
    taken = client.submit("/account/name", pseudonym="kluge EULE")
    assert taken.status_code == 200
    assert 'value="kluge EULE"' in taken.get_data(as_text=True)
    assert client.submit("/account/name", pseudonym="Wache Möwe").status_code == 302
    assert "Wache Möwe" in main_text(client.get("/account/"))


def test_the_wish_to_hear_of_the_result_can_be_changed_both_ways(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round()
    agree(me, round_)
    client = new_client(me)
    for wanted in (True, False):
        client.submit("/account/", action=f"/account/rounds/{round_.slug}/news")
        db.session.rollback()
        assert db.session.scalars(select(Participation.wants_results)).one() is wanted
    other = new_client(make_resident())
    page = other.get("/account/name")
    token = page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    response = other.post(
        f"/account/rounds/{round_.slug}/news", data={"csrf_token": token, "wanted": "1"}
    )
    assert response.status_code == 404, "whoever does not take part has nothing to change"


def test_withdrawing_consent_takes_the_ballot_back_while_the_window_is_open(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round()
    agree(me, round_)
    weigh(me, round_)
    make_idea(round_, me, state="published")
    client = new_client(me)
    assert "wird Ihre Gewichtung gelöscht" in main_text(
        client.get(f"/account/rounds/{round_.slug}/leave")
    )
    assert ballots(round_) == 1, "looking changes nothing"
    assert client.submit(f"/account/rounds/{round_.slug}/leave").status_code == 302
    assert ballots(round_) == 0
    assert count(Idea) == 1
    assert "widerrufen" in main_text(client.get("/account/"))
    assert client.get(f"/account/rounds/{round_.slug}/leave").status_code == 404


def test_withdrawing_consent_after_closing_leaves_the_count_alone(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round(**closed())
    agree(me, round_)
    client = new_client(me)
    assert "bleibt Ihre Gewichtung gezählt" in main_text(
        client.get(f"/account/rounds/{round_.slug}/leave")
    )
    assert client.submit(f"/account/rounds/{round_.slug}/leave").status_code == 302


def test_my_data_is_everything_kept_under_my_name_and_only_that(
    app: Flask, new_client: Any
) -> None:
    me, other, round_ = (
        make_resident("ich@example.org"),
        make_resident("wer@example.org"),
        make_round(),
    )
    agree(me, round_)
    weigh(me, round_)
    mine = make_idea(round_, me, title="Meine Idee")
    theirs = make_idea(round_, other, title="Fremde Idee", state="published")
    save(IdeaSupport(idea_id=theirs.id, account_id=me.id, at=datetime.now(UTC)))
    save(
        Report(
            idea_id=theirs.id,
            reason="other",
            text="Meine Meldung",
            reporter_id=me.id,
            at=datetime.now(UTC),
        )
    )
    response = new_client(me).get("/account/data.json")
    assert response.headers["Cache-Control"] == "no-store, no-transform"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="meine-daten-')
    data = json.loads(response.data)
    assert data["account"]["email"] == "ich@example.org"
    assert data["account"]["pseudonym"] == me.pseudonym
    assert [idea["title"] for idea in data["ideas"]] == ["Meine Idee"]
    assert data["ideas"][0]["number"] == mine.number
    assert data["rounds"][0]["round"] == round_.slug
    assert data["rounds"][0]["consent_version"] == "1"
    assert [row["number"] for row in data["supports"]] == [theirs.number]
    assert data["reports"][0]["text"] == "Meine Meldung"
    assert data["ballots"]["addresses"] == {
        round_.slug: f"http://localhost/rounds/{round_.slug}/weights/receipt"
    }
    text = response.get_data(as_text=True)
    assert "wer@example.org" not in text
    assert "session_token" not in text
    assert "hash" not in data["account"]


def test_the_way_to_the_ballot_ends_with_the_key_of_the_round(app: Flask, new_client: Any) -> None:
    me, round_ = make_resident(), make_round()
    agree(me, round_)
    client = new_client(me)
    assert "Zu meiner Gewichtung" in main_text(client.get("/account/"))
    key_file().destroy_round_key(round_.uid, datetime.now(UTC))
    assert "Zu meiner Gewichtung" not in main_text(client.get("/account/"))
    assert json.loads(client.get("/account/data.json").data)["ballots"]["addresses"] == {}


def test_deleting_the_account_says_what_happens_and_asks_for_a_tick(
    app: Flask, new_client: Any
) -> None:
    client = new_client(make_resident())
    text = main_text(client.get("/account/delete"))
    assert "nicht rückgängig" in text
    assert "in offenen Runden gewichtet haben, wird gelöscht" in text
    assert "In Sicherungen stehen sie noch bis zu 30 Tage" in text
    assert client.submit("/account/delete").status_code == 200
    assert count(Account) == 1


@pytest.mark.parametrize("withdraw", [False, True])
def test_a_deleted_account_leaves_ideas_without_a_name_or_none(
    app: Flask, new_client: Any, withdraw: bool
) -> None:
    me, other, round_ = make_resident("ich@example.org"), make_resident(), make_round()
    agree(me, round_)
    weigh(me, round_)
    published = make_idea(round_, me, state="published")
    waiting = make_idea(round_, me)
    liked = make_idea(round_, other, state="published", support=1)
    save(IdeaSupport(idea_id=liked.id, account_id=me.id, at=datetime.now(UTC)))
    number = me.id
    client = new_client(me)
    ticks = {"sure": "y"} | ({"ideas": "take"} if withdraw else {})
    assert client.submit("/account/delete", **ticks).location == "/"
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get(Account, number) is None
    assert count(Participation) == 0
    assert ballots(round_) == 0, "the window is open, so the ballot goes too"
    states = {idea.id: (idea.state, idea.author_id) for idea in db.session.scalars(select(Idea))}
    assert states[published.id] == ("withdrawn" if withdraw else "published", None)
    assert states[waiting.id] == ("withdrawn", None)
    texts = {idea.id: idea.text for idea in db.session.scalars(select(Idea))}
    assert (texts[published.id] == TAKEN_AWAY) is withdraw
    assert texts[waiting.id] == TAKEN_AWAY, "nobody was to read it"
    assert db.session.get_one(Idea, liked.id).support == 0
    assert client.get("/account/").status_code == 302, "and the session is over"


def test_a_ballot_of_a_closed_round_stays_counted_when_its_owner_leaves(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round()
    weigh(me, round_)
    session = db.session()
    session.rollback()
    for name, value in closed().items():
        setattr(round_, name, value)
    session.commit()
    assert new_client(me).submit("/account/delete", sure="y").status_code == 302
    assert ballots(round_) == 1


def test_the_address_of_a_deleted_account_may_come_back_as_somebody_new(
    app: Flask, new_client: Any
) -> None:
    me = make_resident("ich@example.org")
    address = address_of(me)
    new_client(me).submit("/account/delete", sure="y")
    again = make_resident(address)
    assert again.id
    assert count(Account) == 1


def test_one_button_signs_out_everywhere(app: Flask, new_client: Any) -> None:
    me = make_resident()
    here, there = new_client(me), new_client(me)
    here.submit("/account/", action="/sign-out")
    assert there.get("/account/").status_code == 302
