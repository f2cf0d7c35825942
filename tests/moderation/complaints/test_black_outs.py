"""A complaint about what was blacked out, and putting it back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.front.my_data.statements import complaints_of
from participation.ideas import originals
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.similar.search import similar
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, Expired, Forbidden, NotFound
from participation.moderation.blackout import lifting
from participation.moderation.blackout import originals as kept_apart
from participation.moderation.blackout.matching import BLACKED_OUT
from participation.moderation.complaints import service
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.queries import deciders, page
from participation.moderation.complaints.queries_due import waits_for
from participation.moderation.complaints.rules import Outcome
from participation.moderation.remedies import Side, read_token
from participation.moderation.workbench.models import IdeaNote
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_resident, make_staff, save
from tests.moderation.blackout.blacking import FACTS, NAME, black_out, naming
from tests.moderation.complaining import complaint, in_days, mails_of
from tests.pages import main_text

TEXT = f"{NAME} wohnt am Markt. Eine Bank hilft."


def last() -> IdeaOriginal:
    return db.session.scalars(select(IdeaOriginal).order_by(IdeaOriginal.id.desc()).limit(1)).one()


def complained_about(by: Account, **values: Any) -> tuple[Idea, Complaint]:
    """An idea that names somebody, blacked out by this person, and its author's complaint."""
    idea = naming(**values)
    black_out(idea, by=by)
    return idea, complaint(Side.BLACKED_OUT, last().id)


def settle(made: Complaint, by: Account, *, puts_back: bool = True, **values: Any) -> None:
    assert made.idea
    filled: dict[str, Any] = {
        "outcome": Outcome.UPHELD,
        "reasons": "Noch einmal gelesen.",
        "version": made.idea.version,
    } | values
    service.decide(made.id, by=by, clock=clock, puts_back=puts_back, **filled)
    commit_now()


def test_the_mail_is_a_statement_of_reasons_with_a_link_to_complain_by(app: Flask) -> None:
    black_out(naming())
    [(_to, body)] = mails_of("idea.redacted")
    for part in (
        FACTS,
        "Der Grund: Schutz persönlicher Daten. Grundlage ist die Netiquette.",
        "Ein Mensch hat das entschieden, kein Programm.",
        "einmal kostenlos",
        "Verwaltungsgericht",
    ):
        assert part in body
    token = body.partition("/complaint/blackout/")[2].split()[0]
    assert read_token(Side.BLACKED_OUT, token) == last().id


def test_another_person_decides_and_the_head_of_office_where_there_is_none(app: Flask) -> None:
    moderator, head = make_staff(), make_staff("head")
    _idea, made = complained_about(moderator)
    assert deciders(made) == [head]
    with pytest.raises(Forbidden):
        settle(made, moderator)
    db.session.rollback()
    other = make_staff()
    assert deciders(made) == [other]
    for account, number in ((moderator, 0), (other, 1), (head, 0)):
        waiting = waits_for(account.id, account.grants)
        assert page(1, None, waiting).total == number


def test_an_upheld_complaint_puts_the_passage_back_and_tells_the_author(app: Flask) -> None:
    idea, made = complained_about(make_staff())
    settle(made, make_staff())
    assert (idea.title, idea.text) == (f"Bank für {NAME}", TEXT)
    assert [found.idea.id for found in similar(NAME, "", idea.round_id)] == [idea.id]
    assert last().sealed is None
    assert "idea.redaction_lifted" in db.session.scalars(select(AuditEntry.action)).all()
    [(_to, body)] = mails_of("complaint.decided")
    assert "In Ihrer Idee steht wieder, was wir geschwärzt hatten." in body


def test_a_rejected_complaint_changes_nothing(app: Flask) -> None:
    idea, made = complained_about(make_staff())
    settle(made, make_staff(), outcome=Outcome.REJECTED)
    assert BLACKED_OUT in idea.text
    assert last().sealed is not None
    assert "steht wieder" not in mails_of("complaint.decided")[0][1]


def test_upholding_it_publishes_no_idea_that_was_rejected(app: Flask) -> None:
    idea, made = complained_about(make_staff(), state="rejected")
    settle(made, make_staff())
    assert (idea.state, idea.text) == ("rejected", TEXT)


def test_only_the_last_black_out_is_put_back(app: Flask) -> None:
    moderator = make_staff()
    idea = naming()
    black_out(idea, by=moderator)
    first = last()
    black_out(idea, "am Markt", by=moderator)
    assert not lifting.possible(first)
    assert lifting.possible(last())
    settle(complaint(Side.BLACKED_OUT, last().id), make_staff())
    assert idea.text == f"{BLACKED_OUT} wohnt am Markt. Eine Bank hilft."


def test_what_was_changed_since_or_is_deleted_is_not_put_back(app: Flask) -> None:
    idea = naming()
    black_out(idea)
    begin_write()
    idea.text += " Und Bäume."
    commit_now()
    assert not lifting.possible(last())
    idea = naming()
    black_out(idea)
    originals.delete(IdeaOriginal.idea_id == idea.id)
    assert not lifting.possible(last())


def test_where_it_cannot_be_put_back_an_upheld_complaint_leaves_the_idea_as_it_is(
    app: Flask,
) -> None:
    idea, made = complained_about(make_staff())
    originals.delete(IdeaOriginal.idea_id == idea.id)
    commit_now()
    with pytest.raises(Conflict) as refused:
        settle(made, make_staff())
    assert refused.value.message == service.OTHERWISE
    db.session.rollback()
    settle(made, make_staff(), puts_back=False)
    assert made.outcome == "upheld"
    assert BLACKED_OUT in idea.text


def test_what_is_kept_because_of_a_threat_is_not_put_back(app: Flask) -> None:
    idea, made = complained_about(make_staff())
    begin_write()
    idea.held_at = clock.now()
    commit_now()
    with pytest.raises(Conflict) as refused:
        settle(made, make_staff())
    assert refused.value.message == lifting.HELD


def test_each_black_out_has_one_complaint_for_six_months(app: Flask) -> None:
    idea, made = complained_about(make_staff())
    assert complaint(Side.BLACKED_OUT, last().id).id == made.id
    with pytest.raises(Conflict) as refused:
        service.complain(Side.BLACKED_OUT, last().id, text="Noch eins.", clock=clock)
    assert refused.value.message == service.ALREADY
    db.session.rollback()
    black_out(idea, "am Markt")
    with pytest.raises(Expired):
        service.complain(Side.BLACKED_OUT, last().id, text="Zu spät.", clock=in_days(186))


def test_the_original_is_kept_while_a_complaint_waits(app: Flask) -> None:
    idea, made = complained_about(make_staff())
    later = in_days(186)
    assert kept_apart.delete_over(idea.round_id, later) == 0
    settle(made, make_staff(), outcome=Outcome.REJECTED)
    assert kept_apart.delete_over(idea.round_id, later) == 1


def test_nobody_complains_where_only_a_note_had_the_passage(app: Flask) -> None:
    idea = naming()
    save(IdeaNote(idea_id=idea.id, text="Max rief an.", by_label="M", at=clock.now()))
    black_out(idea, "Max")
    assert last().facts == ""
    with pytest.raises(NotFound):
        complaint(Side.BLACKED_OUT, last().id)


def test_what_the_author_was_told_is_blacked_out_like_everything_else(app: Flask) -> None:
    idea = naming()
    black_out(idea, "am Markt")
    begin_write()
    last().facts = f"{NAME} rief an."
    commit_now()
    black_out(idea)
    first = db.session.scalars(select(IdeaOriginal.facts).order_by(IdeaOriginal.id)).first()
    assert first == f"{BLACKED_OUT} rief an."


def test_the_author_has_reasons_and_complaint_in_the_own_data(app: Flask) -> None:
    idea, _made = complained_about(make_staff())
    assert idea.author_id
    assert [row["idea"] for row in complaints_of(idea.author_id)] == [idea.number]
    assert originals.data_of(idea.author_id)[idea.number][0]["facts"] == FACTS
    assert complaints_of(make_resident().id) == []


def test_the_author_reads_the_reasons_on_the_page_of_the_idea_and_complains_there(
    app: Flask, new_client: Any
) -> None:
    idea = naming()
    black_out(idea)
    assert idea.author
    version = last().version
    path = f"/rounds/{idea.round.slug}/ideas/{idea.number}"
    own = f"{path}/black-outs/{version}/complaint"
    browser = new_client(idea.author)
    text = main_text(browser.get(path))
    for part in (
        FACTS,
        "Schutz persönlicher Daten. Grundlage ist die Netiquette.",
        "kein Programm",
    ):
        assert part in text
    assert FACTS in main_text(browser.get(own))
    assert browser.submit(own, text="Das war mein Name.").status_code == 302
    assert "Ein anderer Mensch entscheidet darüber" in main_text(browser.get(path))
    assert new_client(make_resident()).get(own).status_code == 404
    assert FACTS not in main_text(new_client(make_resident()).get(path))


def test_who_decides_reads_what_will_happen_and_not_what_stood_there(
    app: Flask, new_client: Any
) -> None:
    _idea, made = complained_about(make_staff())
    browser = new_client(make_staff())
    path = f"/moderation/complaints/{made.id}"
    text = main_text(browser.get(path))
    assert "Bei Erfolg steht in der Idee wieder, was geschwärzt wurde." in text
    assert FACTS in text
    assert NAME not in text
    sent = browser.submit(path, outcome="upheld", reasons="Sie nennen sich selbst.")
    assert sent.status_code == 302
    assert NAME in main_text(browser.get(path))


def test_who_decides_is_told_when_the_original_was_deleted_meanwhile(
    app: Flask, new_client: Any
) -> None:
    idea, made = complained_about(make_staff())
    browser = new_client(make_staff())
    path = f"/moderation/complaints/{made.id}"
    browser.get(path)
    fields = {"version": str(idea.version), "puts_back": "1", "outcome": "upheld"}
    originals.delete(IdeaOriginal.idea_id == idea.id)
    commit_now()
    refused = browser.submit(path, reasons="Sie nennen sich selbst.", **fields)
    assert refused.status_code == 409
    assert "Sie nennen sich selbst." in main_text(refused)
    assert "lässt sich nicht mehr einsetzen" in main_text(browser.get(path))
