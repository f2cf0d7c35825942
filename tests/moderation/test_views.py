"""The moderators' pages and the reader's report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.models import Decision
from participation.outbox.models import Mail
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.steps import shown, take
from tests.pages import main_text, tree

NOW = datetime.now(UTC)


def ago(hours: int) -> datetime:
    return NOW - timedelta(hours=hours)


def report(client: Any, round_: Round, idea: Idea, **values: Any) -> Any:
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/report"
    return client.submit(
        path, **{"reason": "insult", "text": "Das ist gemein.", "good_faith": "y"} | values
    )


def state_of(idea: Idea) -> str:
    db.session.rollback()
    return db.session.get_one(Idea, idea.id).state


def test_the_queue_is_for_moderators_and_administrators(
    app: Flask, new_client: Any, client: Any
) -> None:
    idea = make_idea(make_round(), make_resident())
    assert client.get("/moderation/queue").location.startswith("/staff/sign-in")
    for account, queue, reading in (
        (make_resident(), 403, 403),
        (make_staff("planner"), 403, 200),
        (make_staff("moderator"), 200, 200),
        (make_staff("admin"), 200, 200),
    ):
        reader = new_client(account)
        assert reader.get("/moderation/queue").status_code == queue
        assert reader.get("/moderation/decided").status_code == reading
        assert reader.get(f"/moderation/{idea.number}").status_code == reading


@pytest.mark.parametrize("action", ["publish", "reject", "ask", "keep", "remove", "undo"])
def test_planners_and_residents_decide_nothing(
    app: Flask, new_client: Any, client: Any, action: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    idea = make_idea(make_round(), make_resident())
    path = f"/moderation/{idea.number}/{action}"
    data = {"version": 1, "reason": "advert", "text": "x", "wish": "x"}
    assert new_client(make_staff("planner")).post(path, data=data).status_code == 403
    assert new_client(make_resident()).post(path, data=data).status_code == 403
    assert client.post(path, data=data).status_code == 302
    assert state_of(idea) == "waiting"
    assert db.session.query(Decision).count() == 0


def test_a_planner_sees_no_buttons(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    page = new_client(make_staff("planner")).get(f"/moderation/{idea.number}")
    assert idea.text in main_text(page)
    assert f"/moderation/{idea.number}/" not in page.get_data(as_text=True)


def test_an_empty_queue_says_so(app: Flask, new_client: Any) -> None:
    assert "Es wartet keine Idee" in main_text(new_client(make_staff()).get("/moderation/queue"))
    assert "Noch nichts entschieden" in main_text(
        new_client(make_staff()).get("/moderation/decided")
    )


def test_reported_ideas_come_first_then_the_oldest(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    make_idea(round_, make_resident(), title="Dritte", submitted_at=ago(2))
    make_idea(round_, make_resident(), title="Zweite", submitted_at=ago(3))
    first = make_idea(
        round_, make_resident(), title="Erste", state="published", submitted_at=ago(1)
    )
    report(new_client(), round_, first)
    moderator = new_client(make_staff())
    text = main_text(moderator.get("/moderation/queue"))
    assert "3 Ideen warten" in text
    assert "1 Idee ist gemeldet und öffentlich zu sehen." in text
    assert "vor 3 Stunden" in text
    page = take(moderator)
    for title, action in (("Erste", "/keep"), ("Zweite", "/publish"), ("Dritte", "/publish")):
        assert shown(page) == title
        page = moderator.get(moderator.submit(page, action).location)
    assert "Es wartet keine Idee" in main_text(page)


def test_skipping_goes_on_and_deciding_then_does_not_go_back(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    for hours in (4, 3, 2):
        make_idea(round_, make_resident(), title=f"vor {hours}", submitted_at=ago(hours))
    moderator = new_client(make_staff())
    page = take(moderator)
    page = moderator.get(moderator.submit(page, "/skip").location)
    assert shown(page) == "vor 3"
    page = moderator.get(moderator.submit(page, "/publish").location)
    assert shown(page) == "vor 2"
    page = moderator.get(moderator.submit(page, "/publish").location)
    assert shown(page) == "vor 4"


def test_skipping_twice_with_one_page_leaves_one_idea_behind(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    for hours in (4, 3, 2):
        make_idea(round_, make_resident(), title=f"vor {hours}", submitted_at=ago(hours))
    moderator = new_client(make_staff())
    page = take(moderator)
    pages = [moderator.get(moderator.submit(page, "/skip").location) for _ in range(2)]
    assert [shown(one) for one in pages] == ["vor 3", "vor 3"]


def test_what_waits_for_its_author_comes_last(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    make_idea(
        round_, make_resident(), title="Gefragt", submitted_at=ago(9), change_asked=True, version=2
    )
    make_idea(round_, make_resident(), title="Neu", submitted_at=ago(1))
    moderator = new_client(make_staff())
    assert "Bei 1 Idee ist um Änderung gebeten." in main_text(moderator.get("/moderation/queue"))
    assert shown(take(moderator)) == "Neu"


def test_ones_own_idea_is_shown_without_buttons_and_skipped(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    own = make_idea(round_, make_resident("me@example.org"), title="Meine")
    me = new_client(make_staff("moderator", "me@example.org"))
    assert "Für Sie ist gerade nichts zu tun" in main_text(take(me))
    assert "Das ist Ihre eigene Idee" in main_text(me.get(f"/moderation/{own.number}"))
    app.config["WTF_CSRF_ENABLED"] = False
    assert me.post(f"/moderation/{own.number}/publish", data={"version": 1}).status_code == 403
    assert state_of(own) == "waiting"


def test_rejecting_takes_a_template_that_can_be_changed(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    there = make_idea(idea.round, state="published")
    moderator = new_client(make_staff())
    page = moderator.submit(take(moderator), "/reject", reason="duplicate", button="template=1")
    assert page.status_code == 200
    assert "gibt es in der Runde schon" in page.get_data(as_text=True)
    assert state_of(idea) == "waiting"
    unnamed = moderator.submit(page, "/reject")
    assert "Nummer der Idee" in main_text(unnamed)
    assert moderator.submit(unnamed, "/reject", other=there.number).status_code == 302
    assert state_of(idea) == "rejected"
    row = db.session.query(Decision).one()
    assert row.reason == "duplicate"
    assert "gibt es in der Runde schon" in row.text


@pytest.mark.parametrize(
    ("action", "values", "sentence"),
    [
        ("/reject", {"text": "Darum."}, "Wählen Sie einen Grund"),
        ("/reject", {"reason": "advert", "text": " "}, "Begründung"),
        ("/reject", {"reason": "because", "text": "Darum."}, "Wählen Sie einen Grund"),
        ("/reject", {"reason": "advert", "text": "Lang genug. " * 200}, "Kürzen Sie"),
        ("/ask", {"wish": ""}, "Schreiben Sie"),
    ],
)
def test_a_decision_that_lacks_something_keeps_what_was_typed(
    app: Flask, new_client: Any, action: str, values: dict[str, Any], sentence: str
) -> None:
    idea = make_idea(make_round(), make_resident())
    page = new_client(make_staff()).submit(f"/moderation/{idea.number}", action, **values)
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert values.get("text", "").strip() in page.get_data(as_text=True)
    assert state_of(idea) == "waiting"


def test_the_second_moderator_sees_what_happened(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    one, two = new_client(make_staff(name="Erste Moderation")), new_client(make_staff())
    page = two.get(f"/moderation/{idea.number}")
    one.submit(take(one), "/reject", reason="advert", text="Das ist Werbung.")
    conflict = two.submit(page, "/publish")
    assert conflict.status_code == 409
    text = main_text(conflict)
    assert "Erste Moderation" in text
    assert "Das ist Werbung." in text
    assert "Abgelehnt" in text
    assert state_of(idea) == "rejected"
    assert db.session.query(Decision).count() == 1


def test_a_decision_is_revised_on_the_ideas_page(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    moderator = new_client(make_staff())
    moderator.submit(take(moderator), "/reject", reason="unclear", text="Unklar.")
    assert moderator.submit(f"/moderation/{idea.number}", "/publish").status_code == 302
    assert state_of(idea) == "published"
    assert [mail.kind for mail in db.session.query(Mail)] == ["idea.publish"]
    page = moderator.get(f"/moderation/{idea.number}")
    assert "Bisherige Entscheidungen" in main_text(page)
    assert "Fassung 2" in main_text(page)


def test_a_role_that_was_withdrawn_decides_nothing(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    account = make_staff()
    moderator = new_client(account)
    page = take(moderator)
    begin_write()
    account.roles[0].role = "planner"
    db.session.commit()
    assert moderator.submit(page, "/publish").status_code == 403
    assert state_of(idea) == "waiting"


def test_decided_ideas_are_found_by_number_and_text(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    first = make_idea(
        round_, make_resident(), title="Bänke", state="rejected", reason="advert", decided_at=NOW
    )
    make_idea(round_, make_resident(), title="Sonne", state="published")
    make_idea(round_, make_resident(), title="Wartet")
    moderator = new_client(make_staff())

    def titles_for(**query: Any) -> list[str]:
        page = moderator.get("/moderation/decided", query_string=query)
        return ["".join(heading.itertext()) for heading in tree(page).iter("h2")]

    assert sorted(titles_for()) == ["Bänke", "Sonne"]
    assert titles_for(q=first.number) == ["Bänke"]
    assert titles_for(q="sonne") == ["Sonne"]
    assert titles_for(q="wartet") == ["Wartet"]
    assert titles_for(q="2026-99999") == []
    assert titles_for(q="%") == []
    for bad in ("0", "2", "10000000000", "x"):
        assert moderator.get("/moderation/decided", query_string={"page": bad}).status_code == 404
    for bad in ("0", "10000000000", "x"):
        assert moderator.get("/moderation/queue", query_string={"page": bad}).status_code == 404
    assert moderator.get("/moderation/decided", query_string={"q": "a\x00"}).status_code == 400


def test_unknown_ideas_and_actions_are_not_found(app: Flask, new_client: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    idea = make_idea(make_round(), make_resident())
    moderator = new_client(make_staff())
    for number in ("2026-99999", "2026-99999999999999999999", "x"):
        assert moderator.get(f"/moderation/{number}").status_code == 404
    for action in ("withdraw", "join", "x"):
        assert (
            moderator.post(f"/moderation/{idea.number}/{action}", data={"version": 1}).status_code
            == 404
        )
    app.config["WTF_CSRF_ENABLED"] = True
    for version in ("x", "9" * 40, "-1", "", "1.5", "1\x00"):
        assert (
            moderator.submit(f"/moderation/{idea.number}", "/publish", version=version).status_code
            == 409
        )
    assert state_of(idea) == "waiting"


@pytest.mark.parametrize("count", [2, 60])
def test_a_page_of_staff_takes_ten_statements_however_long_the_queue(
    app: Flask, new_client: Any, statements: list[str], count: int
) -> None:
    round_ = make_round()
    author: Account = make_resident()
    for _ in range(count):
        make_idea(round_, author)
        make_idea(round_, author, state="rejected", decided_at=NOW)
    moderator = new_client(make_staff())
    publish = moderator.submit(take(moderator), "/publish")
    for path in (publish.location, "/moderation/queue", "/moderation/decided"):
        statements.clear()
        assert moderator.get(path).status_code == 200
        assert len(statements) <= 10, statements
