"""Complaining once, in time, and a decision by somebody else."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.rules import Action, State
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Expired, Forbidden, NotFound
from participation.moderation import service as moderation
from participation.moderation.complaints import queries, rules, service
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.queries_due import waits_for
from participation.moderation.complaints.rules import Outcome
from participation.moderation.remedies import Side, make_token, read_token
from participation.moderation.rules import Reason
from tests.factories import make_staff
from tests.moderation.complaining import ADDRESS, complaint, in_days, kept, mails_of, rejected
from tests.moderation.test_service import decide

WHY = "Noch einmal gelesen."


def settle(
    made: Complaint, by: Account, outcome: Outcome = Outcome.REJECTED, **values: Any
) -> None:
    """Decide on a complaint and commit."""
    version = made.idea.version if made.idea else 0
    filled: dict[str, Any] = {"version": version, "reasons": WHY} | values
    service.decide(made.id, outcome=outcome, by=by, clock=clock, **filled)
    db.session.commit()


@pytest.mark.parametrize(
    ("outcome", "by_author", "state", "action"),
    [
        (Outcome.UPHELD, True, State.REJECTED, Action.PUBLISH),
        (Outcome.UPHELD, True, State.REMOVED, Action.PUBLISH),
        (Outcome.UPHELD, True, State.PUBLISHED, None),
        (Outcome.UPHELD, True, State.WITHDRAWN, None),
        (Outcome.UPHELD, False, State.PUBLISHED, Action.REMOVE),
        (Outcome.UPHELD, False, State.REMOVED, None),
        (Outcome.PARTLY, True, State.REJECTED, None),
        (Outcome.REJECTED, False, State.PUBLISHED, None),
    ],
)
def test_only_an_upheld_complaint_changes_an_idea_and_only_where_it_stands_otherwise(
    outcome: Outcome, by_author: bool, state: State, action: Action | None
) -> None:
    assert rules.wanted_action(outcome, by_author=by_author, state=state) is action


def test_the_mail_about_a_rejection_is_a_statement_of_reasons(app: Flask) -> None:
    rejected(make_staff())
    [(to, body)] = mails_of("idea.reject")
    assert to == "author@example.org"
    for part in (
        "veröffentlichen Ihre Idee",
        "Worauf wir uns stützen: Passt leider nicht.",
        "Der Grund: Passt nicht zum Thema der Runde. Grundlage sind die Regeln dieser Runde.",
        "Ein Mensch hat das entschieden, kein Programm.",
        "einmal kostenlos",
        "sechs Monate",
        "/complaint/author/",
        "Verwaltungsgericht",
    ):
        assert part in body


def test_a_complaint_goes_to_somebody_who_did_not_decide(app: Flask) -> None:
    moderator, other = make_staff(), make_staff(address="other@example.org")
    make_staff("head", address="head@example.org")
    _idea, decision = rejected(moderator)
    made = complaint(Side.AUTHOR, decision.id)
    assert [to for to, _body in mails_of("complaint.new")] == ["other@example.org"]
    assert [account.id for account in queries.deciders(made)] == [other.id]
    for account, total in ((moderator, 0), (other, 1)):
        waiting = waits_for(account.id, account.grants)
        assert queries.page(1, None, waiting).total == total


def test_where_nobody_else_can_decide_the_head_of_office_does(app: Flask) -> None:
    moderator = make_staff()
    head = make_staff("head")
    _idea, decision = rejected(moderator)
    made = complaint(Side.AUTHOR, decision.id)
    assert queries.deciders(made) == [head]
    with pytest.raises(Forbidden):
        settle(made, moderator)
    db.session.rollback()
    settle(made, head)
    assert made.outcome == "rejected"


def test_an_authors_upheld_complaint_publishes_the_idea_for_good(app: Flask) -> None:
    idea, decision = rejected(make_staff())
    other = make_staff()
    made = complaint(Side.AUTHOR, decision.id)
    settle(made, other, Outcome.UPHELD)
    assert idea.state == "published"
    [(to, body)] = mails_of("complaint.decided")
    assert to == "author@example.org"
    assert "Ihre Idee ist jetzt für alle zu lesen." in body
    assert WHY in body
    with pytest.raises(Conflict):
        moderation.undo(idea.id, by=other, version=idea.version, clock=clock)


def test_a_reporters_upheld_complaint_removes_the_idea_and_tells_the_author(app: Flask) -> None:
    report = kept(make_staff())
    made = complaint(Side.REPORTER, report.id)
    other = make_staff()
    with pytest.raises(BadInput):
        settle(made, other, Outcome.UPHELD)
    db.session.rollback()
    settle(made, other, Outcome.UPHELD, ground=Reason.INSULT)
    assert report.idea
    assert report.idea.state == "removed"
    assert report.outcome == "removed"
    assert [to for to, _body in mails_of("complaint.decided")] == [ADDRESS]
    assert WHY in mails_of("idea.remove")[0][1]


def test_reporters_hear_when_what_they_reported_can_be_read_again(app: Flask) -> None:
    report = kept(make_staff())
    idea = report.idea
    assert idea
    removal: dict[str, Any] = {"reason": Reason.INSULT, "text": "Doch."}
    report.settled_at = None
    db.session.commit()
    decision = decide(idea, Action.REMOVE, make_staff(), **removal)
    made = complaint(Side.AUTHOR, decision.id)
    settle(made, make_staff(), Outcome.UPHELD)
    assert [to for to, _body in mails_of("report.revised")] == [ADDRESS]


def test_a_second_complaint_is_refused_and_the_same_one_sent_twice_is_one(app: Flask) -> None:
    _idea, decision = rejected(make_staff())
    first = complaint(Side.AUTHOR, decision.id)
    assert complaint(Side.AUTHOR, decision.id).id == first.id
    with pytest.raises(Conflict) as refused:
        service.complain(Side.AUTHOR, decision.id, text="Und noch eins.", clock=clock)
    assert refused.value.message == service.ALREADY


def test_after_six_months_a_complaint_is_refused(app: Flask) -> None:
    _idea, decision = rejected(make_staff())
    with pytest.raises(Expired) as refused:
        service.complain(Side.AUTHOR, decision.id, text="Zu spät.", clock=in_days(186))
    assert refused.value.message == service.TOO_LATE


def test_what_was_decided_anew_is_not_complained_about(app: Flask) -> None:
    idea, decision = rejected(make_staff())
    decide(idea, Action.PUBLISH, make_staff())
    with pytest.raises(Conflict) as refused:
        service.complain(Side.AUTHOR, decision.id, text="Falsch.", clock=clock)
    assert refused.value.message == service.CHANGED


def test_there_is_nothing_to_complain_about_before_a_decision(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.complain(Side.REPORTER, 12345, text="Falsch.", clock=clock)


def test_of_two_who_decide_at_once_one_is_told_that_it_is_done(app: Flask) -> None:
    _idea, decision = rejected(make_staff())
    number = complaint(Side.AUTHOR, decision.id).id
    people = [make_staff().id, make_staff().id]
    refused: list[str] = []

    def one(account_id: int) -> None:
        with app.app_context():
            from_db = db.session.get_one(Account, account_id)
            made = queries.get(number)
            try:
                settle(made, from_db)
            except Conflict as error:
                refused.append(error.message)
                db.session.rollback()

    db.session.rollback()
    threads = [threading.Thread(target=one, args=(account_id,)) for account_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [service.DECIDED]
    assert len(mails_of("complaint.decided")) == 1


def test_an_idea_that_changed_meanwhile_is_noticed(app: Flask) -> None:
    _idea, decision = rejected(make_staff())
    made = complaint(Side.AUTHOR, decision.id)
    with pytest.raises(Conflict):
        settle(made, make_staff(), version=99)


def test_a_token_serves_its_purpose_alone(app: Flask) -> None:
    token = make_token(Side.AUTHOR, 7)
    assert read_token(Side.AUTHOR, token) == 7
    for side, bad in ((Side.REPORTER, token), (Side.AUTHOR, token + "x")):
        with pytest.raises(Expired):
            read_token(side, bad)
