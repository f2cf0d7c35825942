"""Decisions on several ideas in one go."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.moderation.models import Decision
from participation.moderation.workbench import claims
from participation.moderation.workbench.models import BulkDecision
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.steps import take
from tests.pages import main_text


def pick(*ideas: Idea) -> list[str]:
    return [f"{idea.id}:{idea.version}" for idea in ideas]


def send(client: Any, kind: str, *ideas: Idea, **values: Any) -> Any:
    """Tick these and press a button; return the page that comes."""
    answer = client.submit(
        "/moderation/queue", "/moderation/bulk", button=f"kind={kind}", pick=pick(*ideas), **values
    )
    return client.get(answer.location)


def states(*ideas: Idea) -> list[str]:
    db.session.expire_all()
    return [idea.state for idea in ideas]


def test_each_idea_has_its_own_decision_and_mail_that_waits(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    ideas = [make_idea(round_, make_resident()) for _ in range(3)]
    page = send(new_client(make_staff()), "publish", *ideas[:2])
    assert "2 Ideen sind veröffentlicht" in main_text(page)
    assert states(*ideas) == ["published", "published", "waiting"]
    assert db.session.query(Decision).count() == 2
    assert db.session.query(Mail).count() == 2
    assert outbox.claim(clock) is None, "nothing leaves while it can be undone"


def test_all_of_it_is_undone_at_once(app: Flask, new_client: Any) -> None:
    ideas = [make_idea(make_round(), make_resident()) for _ in range(2)]
    moderator = new_client(make_staff())
    page = send(moderator, "spam", *ideas)
    assert states(*ideas) == ["rejected", "rejected"]
    back = moderator.get(moderator.submit(page, "/undo").location)
    assert "2 Entscheidungen sind zurückgenommen." in main_text(back)
    assert states(*ideas) == ["waiting", "waiting"]
    assert db.session.query(Mail).count() == 0


def test_the_list_offers_to_take_all_of_it_back(app: Flask, new_client: Any) -> None:
    ideas = [make_idea(make_round(), make_resident()) for _ in range(2)]
    moderator = new_client(make_staff())
    send(moderator, "publish", *ideas)
    answer = moderator.submit("/moderation/queue", "/undo")
    assert "2 Entscheidungen sind zurückgenommen." in main_text(moderator.get(answer.location))
    assert "Alles zurücknehmen" not in main_text(moderator.get("/moderation/queue"))


def test_the_page_of_one_of_them_takes_it_back_alone_and_leads_to_all(
    app: Flask, new_client: Any
) -> None:
    ideas = [make_idea(make_round(), make_resident()) for _ in range(2)]
    moderator = new_client(make_staff())
    send(moderator, "publish", *ideas)
    page = moderator.get(f"/moderation/{ideas[0].number}")
    done = db.session.query(BulkDecision).one().id
    assert f'href="/moderation/bulk/{done}"' in page.text
    moderator.submit(page, f"{ideas[0].number}/undo")
    assert states(*ideas) == ["waiting", "published"]


def test_what_changed_or_is_held_or_is_ones_own_is_left_out_and_said(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    changed, held, fine = (make_idea(round_, make_resident()) for _ in range(3))
    own = make_idea(round_, make_resident("me@example.org"))
    moderator = new_client(make_staff("moderator", "me@example.org"))
    ticks = [f"{changed.id}:7", *pick(held, fine, own)]
    seen = moderator.get("/moderation/queue")
    claims.claim(held.id, make_staff().id, clock=clock)
    db.session.commit()
    answer = moderator.submit(seen, "/moderation/bulk", button="kind=publish", pick=ticks)
    text = main_text(moderator.get(answer.location))
    assert "1 Idee ist veröffentlicht" in text
    assert "3 Ideen wurden ausgelassen" in text
    assert "Die Idee hat sich geändert" in text
    assert "Jemand anderes prüft die Idee gerade." in text
    assert "Das ist Ihre eigene Idee." in text
    assert states(changed, held, own, fine) == ["waiting", "waiting", "waiting", "published"]


def test_only_exact_copies_are_rejected_as_copies_and_the_oldest_stays(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    same: dict[str, Any] = {"title": "Bänke", "text": "Mehr Bänke am Kanal."}
    one, two = (make_idea(round_, make_resident(), **same) for _ in range(2))
    other = make_idea(round_, make_resident())
    elsewhere = make_idea(make_round(), make_resident(), **same)
    page = send(new_client(make_staff()), "copies", one, two, other, elsewhere)
    assert states(one, two, other, elsewhere) == ["waiting", "rejected", "waiting", "waiting"]
    assert "3 Ideen wurden ausgelassen" in main_text(page)


def test_the_same_form_decides_once(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    moderator = new_client(make_staff())
    seen = moderator.get("/moderation/queue")
    answers = [
        moderator.submit(seen, "/moderation/bulk", button="kind=publish", pick=pick(idea))
        for _ in range(2)
    ]
    assert answers[0].location == answers[1].location
    assert db.session.query(Decision).count() == db.session.query(BulkDecision).count() == 1


def test_more_than_fifty_and_none_at_all_are_refused(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    moderator = new_client(make_staff())
    for picks, sentence in (
        ([], "mindestens eine Idee"),
        ([f"{number}:1" for number in range(1, 52)], "Sie haben 51 Ideen ausgewählt"),
    ):
        answer = moderator.submit(
            "/moderation/queue", "/moderation/bulk", button="kind=publish", pick=picks
        )
        assert sentence in main_text(moderator.get(answer.location))
    assert states(idea) == ["waiting"]


def test_a_moderator_of_one_round_decides_on_no_other(app: Flask, new_client: Any) -> None:
    mine, other = make_round(), make_round()
    seen, hidden = make_idea(mine, make_resident()), make_idea(other, make_resident())
    send(new_client(make_staff(round_=mine)), "publish", seen, hidden)
    assert states(seen, hidden) == ["published", "waiting"]


def test_nobody_sees_what_somebody_else_did_in_one_go(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    send(new_client(make_staff()), "publish", idea)
    found = db.session.query(BulkDecision).one().id
    assert new_client(make_staff()).get(f"/moderation/bulk/{found}").status_code == 404


def test_filters_are_kept_through_every_step(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    for number in range(3):
        make_idea(round_, make_resident(), title=f"Kanal {number}")
    moderator = new_client(make_staff())
    page = take(moderator, "?q=kanal&state=new")
    for action in ("/skip", "/publish", "/undo"):
        answer = moderator.submit(page, action)
        assert "q=kanal" in answer.location
        assert "state=new" in answer.location
        page = moderator.get(answer.location)
