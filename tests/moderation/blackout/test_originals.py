"""Who reads what stood in an idea before, and how it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.permissions import Role
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.kernel.clock import FixedClock, clock
from participation.moderation.blackout import originals
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_staff, save
from tests.moderation.blackout.blacking import NAME, black_out, naming
from tests.pages import main_text


@pytest.fixture
def idea(app: Flask) -> Idea:
    found = naming()
    black_out(found)
    return found


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def row() -> IdeaOriginal:
    db.session.expire_all()
    return db.session.scalars(select(IdeaOriginal)).one()


def path(idea: Idea) -> str:
    return f"/originals/{idea.number}"


def test_the_page_says_what_is_kept_and_shows_it_only_after_the_button(
    idea: Idea, new_client: Any
) -> None:
    client = new_client(make_staff(Role.PRIVACY))
    assert idea.number in main_text(client.get("/originals/"))
    page = client.get(path(idea))
    assert NAME not in page.get_data(as_text=True)
    shown = client.submit(page, action="/read")
    assert NAME in main_text(shown)
    assert shown.headers["Cache-Control"] == "no-store"


def test_each_reading_is_recorded(idea: Idea, new_client: Any) -> None:
    client = new_client(make_staff(Role.PRIVACY))
    page = client.get(path(idea))
    for _ in range(2):
        client.submit(page, action="/read")
    assert actions().count("idea.original_read") == 2


def test_who_is_responsible_sees_on_its_page_who_read_it(idea: Idea, new_client: Any) -> None:
    curious = new_client(make_staff(Role.PRIVACY, "curious@example.org", name="B. Neu"))
    curious.submit(curious.get(path(idea)), action="/read")
    officer = new_client(make_staff(Role.PRIVACY, "officer@example.org", name="A. Lang"))
    page = main_text(officer.get(path(idea)))
    assert page.count("Gelesen am") == 1
    assert "von B. Neu." in page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.PLANNER, Role.HEAD])
def test_no_other_role_opens_it_administrators_neither(
    idea: Idea, new_client: Any, role: Role
) -> None:
    client = new_client(make_staff(role))
    assert client.get(path(idea)).status_code == 403
    assert client.get("/originals/").status_code == 403


def test_auditors_see_that_it_is_there_and_cannot_read_it(idea: Idea, new_client: Any) -> None:
    client = new_client(make_staff(Role.AUDITOR))
    page = client.get(path(idea))
    assert page.status_code == 200
    assert "Frühere Fassung lesen" not in main_text(page)


def test_it_is_deleted_at_once_and_that_it_was_blacked_out_stays(
    idea: Idea, new_client: Any
) -> None:
    client = new_client(make_staff(Role.PRIVACY))
    page = client.get(path(idea))
    for _ in range(2):
        assert client.submit(page, action="/delete").status_code == 302
    assert row().sealed is None
    assert actions().count("idea.original_deleted") == 1
    assert "nicht mehr da" in main_text(client.get(path(idea)))
    assert "Nichts aufbewahrt" in main_text(client.get("/originals/"))


def test_the_author_asks_for_it_on_their_own_page(idea: Idea, new_client: Any) -> None:
    author = new_client(idea.author)
    own = f"/rounds/{idea.round.slug}/ideas/{idea.number}"
    assert author.submit(own, action="/original").status_code == 302
    assert row().asked_at is not None
    assert "verlangt, dass wir es löschen" in main_text(author.get(own))
    listing = main_text(new_client(make_staff(Role.PRIVACY)).get("/originals/"))
    assert "Löschen verlangt" in listing


def test_moderators_note_that_somebody_else_asks_for_it(idea: Idea, new_client: Any) -> None:
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{idea.number}")
    assert moderator.submit(page, action="/ask-deletion").status_code == 302
    assert row().asked_at is not None
    assert actions()[-1] == "idea.original_deletion_asked"
    assert "Verlangt am" in main_text(moderator.get(f"/moderation/{idea.number}"))


def delete_over(idea: Idea, days: float) -> int:
    count = originals.delete_over(idea.round_id, FixedClock(clock.now() + timedelta(days=days)))
    commit_now()
    return count


def test_it_goes_when_the_time_for_complaints_is_over_and_not_before(idea: Idea) -> None:
    assert delete_over(idea, 175) == 0
    assert delete_over(idea, 190) == 1
    assert row().sealed is None
    assert delete_over(idea, 190) == 0


def test_it_stays_while_a_complaint_waits(idea: Idea) -> None:
    decision = save(
        Decision(
            idea_id=idea.id,
            idea_version=1,
            action="publish",
            by_label="M",
            at=clock.now(),
            before={},
            made_version=2,
        )
    )
    save(Complaint(idea_id=idea.id, decision_id=decision.id, text="Nein.", at=clock.now()))
    assert delete_over(idea, 190) == 0


def test_it_stays_while_somebody_may_be_in_danger_also_when_asked_for(
    idea: Idea, new_client: Any
) -> None:
    begin_write()
    idea.held_at = clock.now()
    commit_now()
    assert delete_over(idea, 190) == 0
    client = new_client(make_staff(Role.PRIVACY))
    page = client.get(client.submit(path(idea), action="/delete").location)
    assert "ob jemand in Gefahr ist" in main_text(page)
    assert row().sealed is not None


def test_the_pages_take_at_most_ten_statements(
    idea: Idea, new_client: Any, statements: list[str]
) -> None:
    client = new_client(make_staff(Role.PRIVACY))
    for page in ("/originals/", path(idea)):
        client.get(page)
        statements.clear()
        client.get(page)
        assert len(statements) <= 10, statements
