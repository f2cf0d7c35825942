"""Decisions on ideas."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas import service as ideas
from participation.ideas.models import Idea
from participation.ideas.rules import Action, Content
from participation.kernel.clock import clock
from participation.kernel.crypto import decrypt
from participation.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from participation.moderation import service, telling
from participation.moderation.models import Decision
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from tests.factories import agree, keys, make_idea, make_resident, make_round, make_staff
from tests.ideas.steps import write_past


def decide(
    idea: Idea, action: Action, by: Account, version: int | None = None, **values: Any
) -> Decision:
    decision = service.decide(
        idea.id,
        action,
        by=by,
        version=idea.version if version is None else version,
        clock=clock,
        **values,
    )
    db.session.commit()
    return decision


def mail() -> tuple[str, str, str, str]:
    """The newest mail: kind, recipient, subject, body."""
    row = db.session.query(Mail).order_by(Mail.id.desc()).first()
    assert row
    assert row.recipient
    assert row.subject
    assert row.body
    key = keys().address_key
    recipient, subject, body = row.recipient, row.subject, row.body
    return row.kind, decrypt(key, recipient), decrypt(key, subject), decrypt(key, body)


WHY: dict[str, Any] = {"reason": Reason.OFF_TOPIC, "text": "Passt leider nicht."}


def test_publishing_shows_the_idea_tells_the_author_and_leaves_a_row(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident("author@example.org"))
    moderator = make_staff()
    decide(idea, Action.PUBLISH, moderator)
    assert idea.state == "published"
    assert idea.published_at
    assert idea.decided_at
    row = db.session.query(Decision).one()
    assert (row.action, row.idea_version, row.by_id, row.by_label) == (
        "publish",
        1,
        moderator.id,
        moderator.label,
    )
    assert (
        db.session.query(AuditEntry)
        .filter_by(action="idea.publish", subject_id=idea.number)
        .count()
        == 1
    )
    kind, to, subject, body = mail()
    assert (kind, to) == ("idea.publish", "author@example.org")
    assert idea.number in subject
    assert f"/ideas/{idea.number}\n" in body + "\n"
    assert body.count("http://localhost/") == 1


def test_rejecting_gives_the_author_the_reason(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    decide(idea, Action.REJECT, make_staff("admin"), **WHY)
    assert (idea.state, idea.reason, idea.note) == ("rejected", "off_topic", "Passt leider nicht.")
    assert "Passt leider nicht." in mail()[3]
    assert "Büro für Beteiligung" in mail()[3]


def test_the_mail_is_in_the_authors_language(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident(language="en"))
    decide(idea, Action.PUBLISH, make_staff())
    assert idea.number in mail()[2]


@pytest.mark.parametrize(
    ("action", "values", "field"),
    [
        (Action.REJECT, {"text": "Nein."}, "reason"),
        (Action.REJECT, {"reason": Reason.ADVERT}, "text"),
        (Action.REJECT, {"reason": Reason.ADVERT, "text": "x" * 2001}, "text"),
        (Action.ASK, {}, "text"),
    ],
)
def test_a_refusal_needs_a_reason_and_words(
    app: Flask, action: Action, values: dict[str, Any], field: str
) -> None:
    idea = make_idea(make_round(), make_resident())
    with pytest.raises(BadInput) as refused:
        decide(idea, action, make_staff(), **values)
    db.session.rollback()
    assert refused.value.field == field
    assert (idea.state, db.session.query(Decision).count(), db.session.query(Mail).count()) == (
        "waiting",
        0,
        0,
    )


def test_asking_for_a_change_waits_for_the_author_and_ends_with_the_edit(app: Flask) -> None:
    round_ = make_round()
    author = make_resident()
    agree(author, round_)
    idea = make_idea(round_, author)
    decide(idea, Action.ASK, make_staff(), text="Bitte genauer.")
    assert (idea.state, idea.change_asked, idea.decided_at) == ("waiting", True, None)
    assert f"/ideas/{idea.number}/edit" in mail()[3]
    ideas.edit(
        idea.id,
        Content("Genauer", "Viel genauer.", "energy"),
        author=author,
        version=idea.version,
        clock=clock,
    )
    db.session.commit()
    assert not idea.change_asked


def test_a_decision_can_be_revised_and_each_stays_a_row(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    moderator = make_staff()
    decide(idea, Action.REJECT, moderator, **WHY)
    decide(idea, Action.PUBLISH, make_staff())
    assert (idea.state, idea.reason, idea.note) == ("published", None, "")
    assert [row.idea_version for row in db.session.query(Decision).order_by(Decision.id)] == [1, 2]


def test_a_second_moderator_overwrites_nothing(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    decide(idea, Action.PUBLISH, make_staff(), version=1)
    for action, values in ((Action.REJECT, WHY), (Action.PUBLISH, {}), (Action.REMOVE, WHY)):
        with pytest.raises(Conflict):
            decide(idea, action, make_staff(), version=1, **values)
        db.session.rollback()
    assert idea.state == "published"
    assert db.session.query(Decision).count() == 1


def test_two_moderators_at_the_same_moment_leave_one_decision(app: Flask) -> None:
    idea_id = make_idea(make_round(), make_resident()).id
    staff = [make_staff().id, make_staff().id]
    barrier, results = threading.Barrier(2), []

    def run(account_id: int, action: Action) -> None:
        with app.app_context():
            by = db.session.get_one(Account, account_id)
            barrier.wait()
            try:
                service.decide(idea_id, action, by=by, version=1, clock=clock, **WHY)
                db.session.commit()
                results.append(action)
            except Conflict:
                db.session.rollback()

    threads = [
        threading.Thread(target=run, args=pair)
        for pair in zip(staff, (Action.PUBLISH, Action.REJECT), strict=True)
    ]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 1
    assert db.session.query(Decision).count() == 1
    assert db.session.query(Mail).count() == 1


def test_a_decision_on_what_the_author_has_just_changed_is_refused(app: Flask) -> None:
    round_ = make_round()
    author = make_resident()
    idea = make_idea(round_, author)
    ideas.edit(
        idea.id, Content("Neu", "Ganz neu.", "energy"), author=author, version=1, clock=clock
    )
    db.session.commit()
    with pytest.raises(Conflict):
        decide(idea, Action.PUBLISH, make_staff(), version=1)


def test_a_withdrawn_idea_cannot_be_published(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    ideas.withdraw(idea.id, author=author, clock=clock)
    db.session.commit()
    with pytest.raises(Conflict):
        decide(idea, Action.PUBLISH, make_staff())


def test_nobody_decides_on_their_own_idea(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident("me@example.org"))
    with pytest.raises(Forbidden):
        decide(idea, Action.PUBLISH, make_staff("moderator", "ME@example.org"))
    db.session.rollback()
    assert idea.state == "waiting"


def test_an_idea_without_an_author_is_decided_without_a_mail(app: Flask) -> None:
    idea = make_idea(make_round(), None)
    decide(idea, Action.PUBLISH, make_staff())
    assert idea.state == "published"
    assert db.session.query(Mail).count() == 0


def test_an_unknown_idea_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.decide(10**9, Action.PUBLISH, by=make_staff(), version=1, clock=clock)


def test_an_idea_whose_author_is_blocked_is_decided_without_a_mail(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident(active=False))
    decide(idea, Action.PUBLISH, make_staff())
    assert db.session.query(Mail).count() == 0


def test_a_version_that_does_not_exist_yet_is_refused(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    with pytest.raises(Conflict):
        decide(idea, Action.PUBLISH, make_staff(), version=2)


def test_an_idea_is_read_anew_under_its_lock(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    moderator = make_staff()
    write_past(idea, version=7000)
    decide(idea, Action.PUBLISH, moderator, version=7000)
    assert (idea.state, idea.version) == ("published", 7001)


def test_publishing_takes_no_reason_along(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident())
    assert decide(idea, Action.PUBLISH, make_staff(), reason=Reason.ADVERT).reason is None


def test_keeping_an_idea_changes_nothing_that_is_shown(app: Flask) -> None:
    idea = make_idea(make_round(), None, state="published", note="Danke.", reason="unclear")
    before = (idea.state, idea.note, idea.reason, idea.published_at)
    decide(idea, Action.KEEP, make_staff())
    assert (idea.state, idea.note, idea.reason, idea.published_at) == before


def test_a_contact_is_told_in_one_line_in_the_readers_language(app: Flask) -> None:
    unit = {"de": "Büro für  Beteiligung", "en": "Participation office"}
    contact = {"unit": unit, "email": "a@example.org", "telephone": "0123", "address": "Markt\n1"}
    round_ = make_round(contact=contact)
    rest = "a@example.org, 0123, Markt 1"
    assert telling.contact_of(round_, "en") == f"Participation office, {rest}"
    assert telling.contact_of(round_, "de") == f"Büro für Beteiligung, {rest}"
    assert telling.contact_of(round_, "fr") == f"Büro für Beteiligung, {rest}"


def test_a_contact_leaves_out_what_is_not_given(app: Flask) -> None:
    assert telling.contact_of(make_round(contact={"telephone": "0123"}), "de") == "0123"
    assert telling.contact_of(make_round(contact={}), "de") == ""
