"""A decision can be undone for ten minutes, and its mail waits as long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas import service as ideas
from participation.ideas.models import Idea
from participation.ideas.rules import Action, Content
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import Conflict, Forbidden
from participation.moderation import service
from participation.moderation.models import Decision
from participation.moderation.reports import service as reports
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.moderation.rules import UNDO_FOR, Reason
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from tests.factories import agree, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text

NOW = clock.now()
WHY: dict[str, Any] = {"reason": Reason.OFF_TOPIC, "text": "Passt leider nicht."}
STANDS = ("state", "change_asked", "note", "reason", "decided_at", "published_at")


@pytest.fixture
def idea(app: Flask) -> Idea:
    round_ = make_round()
    author = make_resident("author@example.org")
    agree(author, round_)
    return make_idea(round_, author)


@pytest.fixture
def moderator(app: Flask) -> Account:
    return make_staff()


def reports_of(idea: Idea) -> list[Report]:
    return db.session.query(Report).filter_by(idea_id=idea.id).all()


def later(minutes: float) -> FixedClock:
    return FixedClock(NOW + timedelta(minutes=minutes))


def decide(idea: Idea, action: Action, by: Account, minutes: float = 0, **values: Any) -> Decision:
    decision = service.decide(
        idea.id, action, by=by, version=idea.version, clock=later(minutes), **values
    )
    db.session.commit()
    return decision


def undo(idea: Idea, by: Account, minutes: float, version: int | None = None) -> None:
    version = idea.version if version is None else version
    service.undo(idea.id, by=by, version=version, clock=later(minutes))
    db.session.commit()


def due(minutes: float) -> list[str]:
    """The kinds of the mails that a worker sends at this minute."""
    sent = []
    while mail := outbox.claim(later(minutes)):
        outbox.mark_sent(mail.id, later(minutes))
        sent.append(db.session.get_one(Mail, mail.id).kind)
    db.session.commit()
    return sent


def test_the_mail_goes_out_after_ten_minutes_and_not_before(idea: Idea, moderator: Account) -> None:
    assert timedelta(minutes=10) == UNDO_FOR
    decide(idea, Action.PUBLISH, moderator)
    assert due(9.9) == []
    assert due(10) == ["idea.publish"]


@pytest.mark.parametrize("action", [Action.PUBLISH, Action.REJECT, Action.ASK])
def test_undoing_sends_nothing_and_puts_the_idea_back(
    idea: Idea, moderator: Account, action: Action
) -> None:
    before = {name: getattr(idea, name) for name in STANDS}
    decide(idea, action, moderator, **(WHY if action is not Action.PUBLISH else {}))
    assert {name: getattr(idea, name) for name in STANDS} != before
    undo(idea, moderator, 9)
    assert {name: getattr(idea, name) for name in STANDS} == before
    assert (due(20), db.session.query(Mail).count()) == ([], 0)


def test_undoing_a_revision_brings_the_earlier_decision_back(
    idea: Idea, moderator: Account
) -> None:
    decide(idea, Action.PUBLISH, moderator, -60)
    before = {name: getattr(idea, name) for name in STANDS}
    decide(idea, Action.REMOVE, moderator, **WHY)
    undo(idea, moderator, 1)
    assert {name: getattr(idea, name) for name in STANDS} == before


def test_a_decision_that_follows_sooner_takes_the_mail_of_the_first_back(
    idea: Idea, moderator: Account
) -> None:
    decide(idea, Action.REJECT, moderator, **WHY)
    decide(idea, Action.PUBLISH, moderator, 5)
    assert due(14.9) == []
    assert due(15) == ["idea.publish"]


def test_a_mail_that_has_gone_out_stays_and_the_revision_has_its_own(
    idea: Idea, moderator: Account
) -> None:
    decide(idea, Action.REJECT, moderator, **WHY)
    assert due(10) == ["idea.reject"]
    decide(idea, Action.PUBLISH, moderator, 11)
    assert due(21) == ["idea.publish"]


@pytest.mark.parametrize("minutes", [10, 60])
def test_after_ten_minutes_nothing_can_be_undone(
    idea: Idea, moderator: Account, minutes: float
) -> None:
    decide(idea, Action.PUBLISH, moderator)
    with pytest.raises(Conflict):
        undo(idea, moderator, minutes)
    db.session.rollback()
    assert (idea.state, due(60)) == ("published", ["idea.publish"])


def test_a_mail_that_a_worker_holds_cannot_be_taken_back(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.PUBLISH, moderator)
    assert outbox.claim(later(10)) is not None
    db.session.commit()
    with pytest.raises(Conflict):
        undo(idea, moderator, 9.99)


def test_a_decision_is_undone_once(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.PUBLISH, moderator)
    undo(idea, moderator, 1)
    with pytest.raises(Conflict):
        undo(idea, moderator, 2)


def test_what_the_author_has_changed_since_is_not_undone(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.ASK, moderator, text="Bitte genauer.")
    changed = Content("Genauer", "Viel genauer.", "mobility")
    assert idea.author
    ideas.edit(idea.id, changed, author=idea.author, version=idea.version, clock=clock)
    db.session.commit()
    with pytest.raises(Conflict):
        undo(idea, moderator, 2)


def test_an_old_page_undoes_nothing(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.PUBLISH, moderator)
    with pytest.raises(Conflict):
        undo(idea, moderator, 1, version=idea.version - 1)


def test_nobody_undoes_a_decision_on_their_own_idea(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.PUBLISH, moderator)
    with pytest.raises(Forbidden):
        undo(idea, make_staff(address="author@example.org"), 1)


def test_undoing_opens_the_reports_again_that_the_decision_settled(
    idea: Idea, moderator: Account
) -> None:
    decide(idea, Action.PUBLISH, moderator, -60)
    values: dict[str, Any] = {"reason": ReportReason.ADVERT, "text": "Werbung.", "by": Reporter()}
    reports.report(idea.id, clock=later(-50), **values)
    decide(idea, Action.KEEP, moderator, -40)
    reports.report(idea.id, clock=later(-5), **values)
    decide(idea, Action.REMOVE, moderator, **WHY)
    undo(idea, moderator, 1)
    settled = [report.settled_at is not None for report in reports_of(idea)]
    assert (db.session.query(Report).count(), sorted(settled)) == (2, [False, True])


def test_undoing_leaves_the_reports_of_other_ideas_settled(idea: Idea, moderator: Account) -> None:
    other = make_idea(make_round(), None, state="published")
    values: dict[str, Any] = {"reason": ReportReason.ADVERT, "text": "Werbung.", "by": Reporter()}
    reports.report(other.id, clock=later(-5), **values)
    decide(other, Action.KEEP, moderator)
    decide(idea, Action.PUBLISH, moderator)
    undo(idea, moderator, 1)
    assert [report.settled_by for report in reports_of(other)] == [moderator.label]


def test_a_decision_without_a_mail_is_undone_too(moderator: Account) -> None:
    idea = make_idea(make_round(), None)
    decide(idea, Action.PUBLISH, moderator)
    undo(idea, moderator, 1)
    assert idea.state == "waiting"


def test_an_idea_that_was_never_decided_on_cannot_be_undone(idea: Idea, moderator: Account) -> None:
    with pytest.raises(Conflict, match="nicht mehr zurücknehmen"):
        undo(idea, moderator, 1)


def test_both_the_decision_and_its_undoing_stay_on_record(idea: Idea, moderator: Account) -> None:
    decide(idea, Action.PUBLISH, moderator)
    undo(idea, moderator, 1)
    [decision] = db.session.query(Decision).filter_by(idea_id=idea.id)
    assert (decision.action, decision.undone_by) == ("publish", moderator.label)
    actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-2:] == ["idea.publish", "idea.decision_undone"]


def test_the_queue_offers_to_undo_what_one_has_just_decided(
    idea: Idea, moderator: Account, new_client: Any
) -> None:
    client, other = new_client(moderator), new_client(make_staff())
    client.submit(f"/moderation/{idea.number}", f"/moderation/{idea.number}/publish")
    assert "Entscheidung zurücknehmen" not in main_text(other.get("/moderation/queue"))
    answer = client.submit("/moderation/queue", f"/moderation/{idea.number}/undo")
    page = client.get(answer.location)
    assert "Die Entscheidung ist zurückgenommen" in main_text(page)
    assert "Entscheidung zurücknehmen" not in main_text(client.get("/moderation/queue"))
    db.session.expire_all()
    assert idea.state == "waiting"


def test_latecomer_is_told_that_it_is_too_late(
    idea: Idea, moderator: Account, new_client: Any
) -> None:
    client = new_client(moderator)
    path = f"/moderation/{idea.number}"
    client.submit(path, f"{path}/publish")
    page = client.get(path)
    client.submit(path, f"{path}/remove", reason="advert", text="Werbung.")
    answer = client.submit(page, f"{path}/undo")
    assert "nicht mehr zurücknehmen" in main_text(client.get(answer.location))
    db.session.expire_all()
    assert idea.state == "removed"


def test_planners_are_not_offered_to_undo(idea: Idea, moderator: Account, new_client: Any) -> None:
    decide(idea, Action.PUBLISH, moderator)
    page = new_client(make_staff("planner")).get(f"/moderation/{idea.number}")
    assert "zurücknehmen" not in main_text(page)
