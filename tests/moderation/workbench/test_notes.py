"""Internal notes, questions to a unit, and the keys that a person chose."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account, AccountRole, AccountUnit
from participation.accounts.permissions import Permission, rounds_allowed
from participation.accounts.queries import address_hash, address_of
from participation.audit.service import SHELL, Actor
from participation.city.models import Unit
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import NotFound
from participation.moderation.workbench import notes
from participation.moderation.workbench.models import Handover, IdeaNote
from tests.factories import closed, make_idea, make_resident, make_round, make_staff, save
from tests.moderation.complaining import mails_of
from tests.pages import main_text, tree


def unit(key: str = "roads") -> Unit:
    made: Unit = save(Unit(key=key, title={"de": f"Amt {key}", "en": f"Unit {key}"}))
    return made


def test_a_note_is_read_by_moderators_and_planners_and_never_public(
    app: Flask, new_client: Any, client: Any
) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published")
    path = f"/moderation/{idea.number}"
    new_client(make_staff()).submit(f"{path}/notes", f"{path}/notes", text="Bitte beobachten.")
    for role in ("moderator", "planner"):
        assert "Bitte beobachten." in main_text(new_client(make_staff(role)).get(path))
    public = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert "Bitte beobachten." not in public.get_data(as_text=True)
    assert "Bitte beobachten." not in main_text(new_client(make_staff("auditor")).get(path))


def test_the_same_note_twice_is_one(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), make_resident())
    path = f"/moderation/{idea.number}/notes"
    moderator = new_client(make_staff())
    seen = moderator.get(path)
    for _ in range(2):
        moderator.submit(seen, path, text="Einmal.")
    assert db.session.query(IdeaNote).count() == 1


def test_a_unit_reads_the_idea_and_replies_and_the_moderator_sees_it(
    app: Flask, new_client: Any
) -> None:
    idea = make_idea(make_round(), make_resident(), title="Zebrastreifen")
    asked, other = unit(), unit("parks")
    moderator = new_client(make_staff())
    path = f"/moderation/{idea.number}"
    moderator.submit(f"{path}/notes", f"{path}/hand-over", unit="roads", question="Geplant?")
    people = [make_staff("unit"), make_staff("unit")]
    for person, theirs in zip(people, (asked, other), strict=True):
        save(AccountUnit(account_id=person.id, unit_id=theirs.id))
    mine, stranger = (new_client(person) for person in people)
    page = mine.get("/moderation/handed-over")
    assert "Zebrastreifen" in main_text(page)
    assert "Zebrastreifen" not in main_text(stranger.get("/moderation/handed-over"))
    row = db.session.query(Handover).one().id
    answer = mine.submit(page, f"/handed-over/{row}", reply="Ja, im Mai.")
    assert answer.status_code == 302
    assert "Ja, im Mai." in main_text(moderator.get(path))
    db.session.expire_all()
    assert idea.state == "waiting"


def asked_unit(new_client: Any) -> Handover:
    """An idea about which the unit of roads is asked."""
    idea, there = make_idea(make_round(), make_resident()), unit()
    people = {"here": idea.round, "everywhere": None, "elsewhere": make_round()}
    for name, round_ in people.items():
        person = make_staff("unit", round_=round_, address=f"{name}@example.org")
        save(AccountUnit(account_id=person.id, unit_id=there.id))
    make_staff("unit", address="stranger@example.org")
    path = f"/moderation/{idea.number}"
    values = {"unit": "roads", "question": "Geplant im Mai?"}
    moderator = new_client(make_staff())
    seen = moderator.get(f"{path}/notes")
    for _ in range(2):
        moderator.submit(seen, f"{path}/hand-over", **values)
    return db.session.query(Handover).one()


def test_the_people_of_a_unit_are_mailed_once_where_they_act_in_the_round(
    app: Flask, new_client: Any
) -> None:
    row = asked_unit(new_client)
    mails = mails_of("idea.handed_over")
    assert [to for to, _body in mails] == ["here@example.org", "everywhere@example.org"]
    for _to, body in mails:
        assert "/moderation/handed-over" in body
        assert row.question not in body
        assert row.idea.title not in body


def test_who_acts_for_a_unit_in_another_round_neither_reads_nor_replies(
    app: Flask, new_client: Any
) -> None:
    row = asked_unit(new_client)
    elsewhere, here = (
        db.session.query(Account).filter_by(address_hash=address_hash(address)).one()
        for address in ("elsewhere@example.org", "here@example.org")
    )
    path, question = "/moderation/handed-over", row.question
    assert question not in main_text(new_client(elsewhere).get(path))
    assert question in main_text(new_client(here).get(path))
    rounds = rounds_allowed(elsewhere.grants, Permission.ANSWER_FOR_UNIT)
    who: dict[str, Any] = {"units": frozenset({row.unit_id}), "actor": SHELL, "clock": clock}
    with pytest.raises(NotFound):
        notes.reply(row.id, "Nein.", rounds=rounds, **who)
    notes.reply(row.id, "Ja.", rounds=frozenset({row.idea.round_id}), **who)


def test_who_asked_a_unit_is_mailed_of_its_reply_and_not_what_it_says(
    app: Flask, new_client: Any
) -> None:
    row = asked_unit(new_client)
    asker = db.session.get_one(Account, row.by_id)
    reply_to(row, "Ja, im Mai.")
    ((to, body),) = mails_of("idea.unit_replied")
    assert to == address_of(asker)
    assert f"/moderation/{row.idea.number}" in body
    assert "Ja, im Mai." not in body


@pytest.mark.parametrize("why", ["switched off", "no moderator any more", "replies themselves"])
def test_who_asked_is_not_mailed_of_a_reply_when(app: Flask, new_client: Any, why: str) -> None:
    row = asked_unit(new_client)
    asker = db.session.get_one(Account, row.by_id)
    actor = SHELL
    if why == "switched off":
        asker.active = False
    elif why == "no moderator any more":
        db.session.query(AccountRole).filter_by(account_id=asker.id).delete()
    else:
        actor = Actor(asker.id, "Moderation")
    db.session.commit()
    reply_to(row, "Ja.", actor)
    assert mails_of("idea.unit_replied") == []


def reply_to(row: Handover, text: str, actor: Actor = SHELL) -> None:
    notes.reply(row.id, text, units=frozenset({row.unit_id}), rounds=None, actor=actor, clock=clock)
    db.session.commit()


def test_keys_are_changed_and_switched_off(app: Flask, new_client: Any) -> None:
    make_idea(make_round(), make_resident())
    moderator = new_client(make_staff())
    moderator.submit("/moderation/keys", publish="p")
    bench = [e for e in tree(moderator.get("/moderation/queue")).iter("div") if e.get("data-keys")]
    assert '"publish": "p"' in bench[0].get("data-keys")
    moderator.submit("/moderation/keys", enabled=None)
    bench = [e for e in tree(moderator.get("/moderation/queue")).iter("div") if e.get("data-keys")]
    assert bench[0].get("data-keys") == "{}"


def test_a_key_for_two_things_is_refused_and_kept_in_the_form(app: Flask, new_client: Any) -> None:
    page = new_client(make_staff()).submit("/moderation/keys", publish="s")
    assert "schon vergeben" in main_text(page)
    assert 'value="s"' in page.get_data(as_text=True)


def test_nobody_is_asked_for_a_change_who_cannot_be_reached(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), None)
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{idea.number}")
    assert "gibt es keine E-Mail-Adresse" in main_text(page)
    assert f"/moderation/{idea.number}/ask" not in page.get_data(as_text=True)


def test_nobody_is_asked_for_a_change_once_ideas_can_no_longer_be_changed(
    app: Flask, new_client: Any
) -> None:
    idea = make_idea(make_round(**closed()), make_resident())
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{idea.number}")
    assert "lassen sich zurzeit nicht ändern" in main_text(page)
    assert f"/moderation/{idea.number}/ask" not in page.get_data(as_text=True)
