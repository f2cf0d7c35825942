"""Holding an idea while one decides on it."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import Conflict
from participation.moderation.choosing import Choice, Stage
from participation.moderation.models import Decision
from participation.moderation.workbench import claims, deciding, narrowing, queries
from participation.moderation.workbench.models import IdeaClaim
from participation.moderation.workbench.narrowing import Viewer
from participation.moderation.workbench.rules import CLAIM_FOR
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.steps import shown, take
from tests.pages import main_text

NOW = datetime.now(UTC)


def later(minutes: float) -> FixedClock:
    return FixedClock(NOW + timedelta(minutes=minutes))


def viewer(account: Account) -> Viewer:
    return Viewer(account.id, account.address_hash, None)


def taken_by(account: Account, minutes: float = 0, choice: Choice | None = None) -> int | None:
    found = claims.take_next(choice or Choice(), viewer(account), clock=later(minutes))
    db.session.commit()
    return found


def fill(count: int) -> list[int]:
    """The ids of ideas that wait, the oldest first; written in one go."""
    author = make_resident()
    ids = [make_idea(make_round(), author).id]
    first = db.session.get_one(Idea, ids[0])
    columns = {c.name: getattr(first, c.name) for c in Idea.__table__.columns if c.name != "id"}
    session = begin_write()
    more = [Idea(**columns | {"token": f"t{number}"}) for number in range(count - 1)]
    session.add_all(more)
    session.flush()
    ids += [idea.id for idea in more]
    session.commit()
    return ids


def test_two_moderators_who_clear_a_queue_of_a_hundred_never_meet(app: Flask) -> None:
    ids = fill(100)
    people = [make_staff().id for _ in range(2)]
    barrier, met, done = threading.Barrier(2, timeout=60), [], []

    def together() -> None:
        """Go on at the same moment, as long as both have something to do."""
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()

    def clear(account_id: int) -> None:
        with app.app_context():
            me = db.session.get_one(Account, account_id)
            who = viewer(me)
            together()
            found = claims.take_next(Choice(), who, clock=clock)
            db.session.commit()
            while found is not None:
                together()
                try:
                    deciding.decide(
                        found, Action.PUBLISH, by=me, version=1, clock=clock, reason=None, text=""
                    )
                except Conflict:
                    met.append(found)
                    db.session.rollback()
                    break
                done.append(found)
                found = deciding.go_on(Choice(), who, clock=clock)
                db.session.commit()
            db.session.remove()
        barrier.abort()

    threads = [threading.Thread(target=clear, args=(account_id,)) for account_id in people]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    assert sorted(done) == ids
    assert len({row.by_id for row in db.session.query(Decision)}) == 2


def test_nobody_gets_what_somebody_else_holds(app: Flask) -> None:
    first, second = fill(2)
    one, two = make_staff(), make_staff()
    assert (taken_by(one), taken_by(two), taken_by(two)) == (first, second, None)


def test_a_claim_ends_by_itself_after_ten_minutes(app: Flask) -> None:
    [only] = fill(1)
    one, two = make_staff(), make_staff()
    assert timedelta(minutes=10) == CLAIM_FOR
    assert (taken_by(one), taken_by(two, 9.9), taken_by(two, 10)) == (only, None, only)


def test_what_was_skipped_is_free_for_others_at_once_and_comes_last_for_oneself(
    app: Flask,
) -> None:
    first, second = fill(2)
    one, two = make_staff(), make_staff()
    taken_by(one)
    assert claims.skip(first, one.id, clock=later(1))
    db.session.commit()
    assert taken_by(one, 1) == second
    assert taken_by(two, 1) == first
    claims.skip(first, two.id, clock=later(2))
    claims.skip(second, one.id, clock=later(2))
    db.session.commit()
    assert taken_by(two, 3) == second
    assert taken_by(two, 3) == first


def test_an_idea_that_somebody_holds_is_not_claimed_over_them(app: Flask) -> None:
    [only] = fill(1)
    one, two = make_staff(), make_staff()
    assert claims.claim(only, one.id, clock=later(0)) == only
    assert claims.claim(only, two.id, clock=later(5)) is None
    assert claims.claim(only, one.id, clock=later(5)) == only, "using it makes it last"
    assert claims.claim(only, two.id, clock=later(12)) is None
    assert claims.claim(only, two.id, clock=later(15)) == only


def test_a_decision_on_what_somebody_else_holds_is_refused(app: Flask) -> None:
    [only] = fill(1)
    one, two = make_staff(), make_staff()
    taken_by(one)
    values: dict[str, Any] = {"version": 1, "reason": None, "text": ""}
    with pytest.raises(Conflict):
        deciding.decide(only, Action.PUBLISH, by=two, clock=later(1), **values)
    db.session.rollback()
    assert deciding.decide(only, Action.PUBLISH, by=two, clock=later(11), **values)


def test_a_stage_that_was_chosen_stays_chosen(app: Flask) -> None:
    round_, author = make_round(), make_resident()
    make_idea(round_, author)
    asked = make_idea(round_, author, change_asked=True)
    assert taken_by(make_staff(), choice=Choice(stage=Stage.ASKED)) == asked.id


def test_nobody_gets_their_own_idea(app: Flask) -> None:
    make_idea(make_round(), make_resident("me@example.org"))
    assert taken_by(make_staff("moderator", "me@example.org")) is None


def test_who_holds_what_is_known(app: Flask) -> None:
    [only] = fill(1)
    one = make_staff()
    taken_by(one)
    held = queries.claimed_by(one.id, later(1).now())
    assert [row.idea_id for row in held] == [only]
    assert queries.claimed_by(one.id, later(11).now()) == []


def test_reading_claims_nothing(app: Flask, new_client: Any) -> None:
    [only] = fill(1)
    number = db.session.get_one(Idea, only).number
    browser = new_client(make_staff())
    for path in ("/moderation/queue", f"/moderation/{number}", "/moderation/queue?mine=1"):
        browser.get(path)
    assert db.session.query(IdeaClaim).count() == 0


def test_opening_from_the_list_holds_the_idea_and_tells_colleagues(
    app: Flask, new_client: Any
) -> None:
    idea = make_idea(make_round(), make_resident(), title="Bänke")
    one, two = new_client(make_staff(name="Erste Moderation")), new_client(make_staff())
    page = one.get(one.submit(f"/moderation/{idea.number}", "/claim").location)
    assert shown(page) == "Bänke"
    assert "Nur Sie prüfen" in main_text(page)
    assert "Erste Moderation prüft gerade" in main_text(two.get("/moderation/queue"))
    held = two.get(f"/moderation/{idea.number}")
    assert "Erste Moderation prüft diese Idee gerade" in main_text(held)
    assert f"/moderation/{idea.number}/publish" not in held.get_data(as_text=True)


def test_what_was_written_survives_that_somebody_took_the_idea(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    one, two = new_client(make_staff()), new_client(make_staff())
    seen = two.get(f"/moderation/{idea.number}")
    take(one)
    page = two.submit(seen, "/reject", reason="advert", text="Mühsam formuliert.")
    assert page.status_code == 409
    assert "Jemand anderes prüft die Idee gerade." in main_text(page)
    assert "Mühsam formuliert." in main_text(page)


def test_taking_a_decision_back_holds_the_idea(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    one = new_client(make_staff())
    page = one.get(one.submit(take(one), "/publish").location)
    back = one.get(one.submit(page, "/undo").location)
    assert "Nur Sie prüfen" in main_text(back)
    assert shown(back) == idea.title


def test_where_a_search_finds_little_the_texts_are_looked_through_once(
    app: Flask, statements: list[str]
) -> None:
    author, round_ = make_resident(), make_round()
    make_idea(round_, author, title="Mehr Bänke")
    wanted = make_idea(round_, author, title="Trinkbrunnen").id
    person = make_staff()
    who = viewer(person)
    for search, expected in (("Brunnen", wanted), ("Skatepark", None)):
        statements.clear()
        assert claims.take_next(Choice(q=search), who, clock=clock) == expected
        looked = [each for each in statements if "LIKE" in each or "MATCH" in each]
        assert len(looked) == 1
        db.session.rollback()


def test_what_a_search_finds_often_is_not_looked_up_beforehand(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "FEW", 1)
    author, round_ = make_resident(), make_round()
    ids = [make_idea(round_, author, title="Mehr Bänke").id for _ in range(2)]
    choice = Choice(q="Bank")
    assert narrowing.looked_up(choice, viewer(author), NOW) == choice
    assert taken_by(make_staff(), choice=choice) in ids
