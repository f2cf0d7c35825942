"""What the job erases, what it leaves, and what it tells the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.models import Idea, IdeaDraft
from participation.kernel.errors import Conflict, NotReady
from participation.moderation.complaints.models import Complaint
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import IdeaNote
from participation.organisations.models import Organisation
from participation.retention import due, queries, records, service
from participation.retention.models import ArchiveOffer, RetentionSettings
from participation.retention.rules import Answer, DueState, Times
from participation.web.transactions import commit_now
from participation.weighting.named.models import OrganisationBallot
from tests.factories import make_resident, make_round, save
from tests.retention.aging import ADMIN, LATER, answered, fill, old_round, run


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def erased() -> dict[str, int]:
    return {entry.details["kind"]: entry.details["count"] for entry in queries.last_erased()}


def states() -> dict[str, DueState]:
    return {item.kind: item.state for item in due.of_rounds(LATER.now())}


def test_what_is_due_goes_once_the_archive_has_answered_and_the_record_has_figures(
    app: Flask,
) -> None:
    round_ = old_round(keep_audit_days=365)
    idea = fill(round_)
    assert set(states().values()) == {DueState.NOW, DueState.ARCHIVE}
    run()
    assert erased() == {"drafts": 1}, "the rest waits for the archive"
    answered(round_)
    assert set(states().values()) == {DueState.NOW}
    run(2)
    assert erased() == {"drafts": 1, "texts": 1, "notes": 1, "reports": 1, "audit": 2}
    assert (rows(IdeaDraft), rows(IdeaNote)) == (0, 0)
    report = db.session.scalars(select(Report)).one()
    assert (report.text, report.reason) == ("", "other")
    kept = db.session.get_one(Idea, idea.id)
    assert (kept.text, kept.title, kept.state) == ("[gelöscht]", "[gelöscht]", "rejected")
    offer = db.session.scalars(select(ArchiveOffer)).one()
    assert offer.erased_at is not None


def test_a_published_idea_keeps_its_text(app: Flask) -> None:
    round_ = old_round()
    fill(round_)
    answered(round_)
    run(2)
    titles = db.session.scalars(select(Idea.title).order_by(Idea.id)).all()
    assert list(titles) == ["Steht öffentlich", "[gelöscht]"]


def test_a_text_stays_while_somebody_is_still_to_decide_on_a_complaint_about_it(
    app: Flask,
) -> None:
    round_ = old_round()
    idea = fill(round_)
    report = db.session.scalars(select(Report)).one()
    about = {"idea_id": idea.id, "report_id": report.id}
    complaint = save(Complaint(text="Warum?", at=LATER.now(), **about))
    answered(round_)
    assert "texts" not in states()
    run(2)
    assert db.session.get_one(Idea, idea.id).text == "Abgelehnter Text"
    complaint.decided_at = LATER.now()
    commit_now()
    assert states()["texts"] is DueState.NOW
    run(3)
    assert db.session.get_one(Idea, idea.id).text == "[gelöscht]"


def test_a_second_run_finds_nothing_to_do(app: Flask) -> None:
    round_ = old_round(keep_audit_days=365)
    fill(round_)
    answered(round_)
    assert run(2) == 6
    assert run(3) == 0


def test_nothing_of_a_round_goes_before_its_day(app: Flask) -> None:
    round_ = old_round(100)
    fill(round_)
    answered(round_)
    run(2)
    assert erased() == {"drafts": 1}
    assert states()["notes"] is DueState.LATER


def test_what_is_held_stays_until_it_is_released(app: Flask) -> None:
    round_ = old_round()
    fill(round_)
    answered(round_)
    service.hold(round_.id, "notes", reason="Klage", actor=ADMIN, clock=LATER)
    commit_now()
    assert states()["notes"] is DueState.HELD
    run(2)
    assert rows(IdeaNote) == 1
    service.release(round_.id, "notes", actor=ADMIN, clock=LATER)
    commit_now()
    run(3)
    assert rows(IdeaNote) == 0


def test_a_hold_is_set_once(app: Flask) -> None:
    round_ = old_round()
    service.hold(round_.id, "notes", reason="Klage", actor=ADMIN, clock=LATER)
    commit_now()
    with pytest.raises(Conflict):
        service.hold(round_.id, "notes", reason="Andere Klage", actor=ADMIN, clock=LATER)
    db.session.rollback()
    assert queries.holds()[round_.id, "notes"].reason == "Klage"


def test_the_reason_of_a_hold_is_not_in_the_record(app: Flask) -> None:
    service.hold(None, "accounts", reason="Verfahren gegen Eva", actor=ADMIN, clock=LATER)
    commit_now()
    assert db.session.scalars(select(AuditEntry)).one().details == {"kind": "accounts"}


def test_a_round_is_offered_after_its_end_and_again_only_after_an_answer(app: Flask) -> None:
    with pytest.raises(NotReady):
        service.offer(make_round().id, actor=ADMIN, clock=LATER)
    db.session.rollback()
    round_ = old_round()
    row = service.offer(round_.id, actor=ADMIN, clock=LATER)
    commit_now()
    with pytest.raises(Conflict):
        service.offer(round_.id, actor=ADMIN, clock=LATER)
    db.session.rollback()
    service.answer(row.id, Answer.TAKEN, actor=ADMIN, clock=LATER)
    commit_now()
    with pytest.raises(Conflict):
        service.answer(row.id, Answer.DECLINED, actor=ADMIN, clock=LATER)
    db.session.rollback()


def test_where_there_is_no_archive_nothing_waits_for_one(app: Flask) -> None:
    service.change_times(Times(), offers_archive=False, actor=ADMIN, clock=LATER)
    commit_now()
    fill(old_round())
    assert DueState.ARCHIVE not in states().values()


def test_who_weighted_for_an_organisation_is_forgotten_and_its_ballot_stays(app: Flask) -> None:
    round_ = old_round(audience="organisations")
    organisation = save(_organisation("approved"))
    save(
        OrganisationBallot(
            round_id=round_.id,
            organisation_id=organisation.id,
            version=1,
            answers=b"\x14\x00\x00",
            changed_at=datetime.now(UTC),
            changed_by=make_resident().id,
        )
    )
    run()
    ballot = db.session.scalars(select(OrganisationBallot)).one()
    assert (ballot.changed_by, ballot.answers) == (None, b"\x14\x00\x00")


def test_refused_applications_and_old_entries_go_after_their_months(app: Flask) -> None:
    old, fresh = save(_organisation("refused", 300)), save(_organisation("refused", 30))
    save(_entry(4_000))
    answered(None)
    run(2)
    assert list(db.session.scalars(select(Organisation.id))) == [fresh.id]
    assert old.id not in [fresh.id]
    assert erased() == {"applications": 1, "city_audit": 1}


def test_an_offer_of_the_citys_records_covers_what_was_due_then(app: Flask) -> None:
    answered(None)
    application = save(_organisation("refused", 170)).id
    run(60)
    assert db.session.get(Organisation, application) is not None, "due after the offer"


def test_a_crash_between_two_kinds_loses_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = old_round()
    fill(round_)
    answered(round_)
    whole = records.EXPIRING
    broken = tuple(
        item if item.kind != "texts" else type(item)(item.kind, item.rows, _fail) for item in whole
    )
    monkeypatch.setattr(records, "EXPIRING", broken)
    with pytest.raises(RuntimeError):
        run(2)
    db.session.rollback()
    done = erased()
    monkeypatch.setattr(records, "EXPIRING", whole)
    run(2)
    assert done.items() < erased().items()
    assert erased() == {"drafts": 1, "texts": 1, "notes": 1, "reports": 1}


def test_the_run_is_dated(app: Flask) -> None:
    run()
    assert db.session.get_one(RetentionSettings, 1).ran_at is not None


def _fail(_round: object) -> int:
    raise RuntimeError("killed")


def _organisation(state: str, decided_days_ago: int = 1) -> Organisation:
    at = datetime.now(UTC) - timedelta(days=decided_days_ago)
    return Organisation(
        key=f"{state}-{decided_days_ago}",
        name="Verein",
        compared_name=f"verein {decided_days_ago}",
        kind="association",
        state=state,
        text="Text",
        applied_at=at,
        decided_at=at,
    )


def _entry(days_ago: int) -> AuditEntry:
    return AuditEntry(
        at=datetime.now(UTC) - timedelta(days=days_ago),
        actor_label="Leitung",
        action="city.changed",
        subject_kind="city",
        subject_id="city",
        details={},
    )
