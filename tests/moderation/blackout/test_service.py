"""What is blacked out of an idea is gone from everything that is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.answers.models import Answer, GeneralStatement
from participation.answers.rules import COMPETENT_LENGTH
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import Idea, IdeaImport, IdeaOriginal, IdeaVersion
from participation.ideas.similar.search import similar
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden
from participation.kernel.text import fold
from participation.moderation.blackout import service
from participation.moderation.blackout.elsewhere import also_in, quoted
from participation.moderation.blackout.matching import BLACKED_OUT
from participation.moderation.blackout.rules import SHORT, Kind
from participation.moderation.blackout.service import Order
from participation.moderation.models import Decision
from participation.moderation.rules import complaint_until
from participation.moderation.workbench.models import IdeaNote
from participation.outbox import service as outbox
from participation.outbox.rules import MailDraft
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff, save
from tests.moderation.blackout.blacking import (
    EVERYWHERE,
    FACTS,
    NAME,
    black_out,
    fill,
    mails,
    naming,
    stored,
)


def original() -> IdeaOriginal:
    return db.session.scalars(select(IdeaOriginal)).one()


def test_the_passage_stands_in_no_table_and_no_mail_afterwards(app: Flask) -> None:
    idea = fill(naming())
    before = {name for name, rows in stored().items() if NAME in rows}
    assert len(before) == 9
    black_out(idea)
    known = (NAME, fold(NAME), "Erika", "erika")
    assert {n for n, rows in stored().items() if any(word in rows for word in known)} == set()


def test_the_idea_shows_that_something_stood_there(app: Flask) -> None:
    idea = naming()
    assert black_out(idea) is True
    assert idea.title == f"Bank für {BLACKED_OUT}"
    assert idea.text == f"{BLACKED_OUT} wohnt am Markt. Eine Bank hilft."


def test_a_search_and_what_is_similar_do_not_find_it_any_more(app: Flask) -> None:
    idea = naming()
    round_id = idea.round_id
    assert [found.idea.id for found in similar(NAME, "", round_id)] == [idea.id]
    black_out(idea)
    assert similar(NAME, "", round_id) == []
    assert fold(BLACKED_OUT) in idea.folded


def test_what_is_spared_stays(app: Flask) -> None:
    idea = fill(naming())
    black_out(idea, kinds=EVERYWHERE - {Kind.NOTES})
    assert db.session.scalars(select(IdeaNote.text)).one() == f"Über {NAME}."
    decision = db.session.scalars(select(Decision)).one()
    assert NAME not in decision.text + decision.before["note"] + idea.note + idea.remark


def test_the_original_is_kept_enciphered_until_the_time_for_complaints_is_over(
    app: Flask,
) -> None:
    idea, moderator = naming(), make_staff()
    seen = idea.version
    black_out(idea, by=moderator)
    row = original()
    kept = originals.opened(row)
    assert kept is not None
    assert NAME in kept.title
    assert NAME in kept.text
    assert (row.version, row.by_id, row.by_label) == (seen, moderator.id, moderator.label)
    assert row.delete_after == complaint_until(row.at, idea.round.timezone)
    assert idea.version > seen


def test_where_only_a_note_had_it_no_original_is_kept_and_nobody_is_mailed(app: Flask) -> None:
    idea = naming()
    save(IdeaNote(idea_id=idea.id, text="Max rief an.", by_label="M", at=clock.now()))
    assert black_out(idea, "Max") is False
    assert original().sealed is None
    assert mails() == []


def test_the_author_is_mailed_without_the_passage(app: Flask) -> None:
    idea = naming()
    black_out(idea)
    [mail] = mails()
    assert idea.number in mail
    assert FACTS in mail
    assert "zum Schutz persönlicher Daten entfernt" in mail
    assert "sofort löschen" in mail
    assert NAME not in mail


def test_a_mail_about_something_else_stays_as_it_was(app: Flask) -> None:
    idea = naming()
    body = f"Über {NAME} steht anderswo etwas."
    outbox.enqueue(MailDraft("test", "Anderes", body), to="a@example.org", clock=clock)
    commit_now()
    black_out(idea)
    assert any(body in mail for mail in mails())


def test_the_link_in_a_mail_that_waits_still_leads_somewhere(app: Flask) -> None:
    app.config["BASE_URL"] = "https://mitmachen.bonn.example"
    idea = naming(text="Herr Bonn wohnt am Markt.")
    link = f"https://mitmachen.bonn.example/rounds/bonn/ideas/{idea.number}"
    draft = MailDraft("idea.publish", "Bonn", f"Von Bonn: {link}\nbonn")
    outbox.enqueue(draft, to="a@example.org", clock=clock, wait=timedelta(hours=1))
    commit_now()
    black_out(idea, "Bonn")
    assert f"{BLACKED_OUT}\nVon {BLACKED_OUT}: {link}\n{BLACKED_OUT}\n" in mails()


def test_the_digest_of_an_imported_line_goes_and_the_line_is_still_known(app: Flask) -> None:
    idea = fill(naming())
    black_out(idea)
    assert db.session.scalars(select(IdeaImport.digest)).one() == ""


def test_the_record_says_what_was_done_and_not_what_stood_there(app: Flask) -> None:
    idea = naming()
    black_out(idea)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("idea.redacted", idea.number)
    assert entry.details == {"places": 2}


def test_a_long_title_has_the_short_mark(app: Flask) -> None:
    idea = naming(title=f"{NAME} " + "W" * 100)
    black_out(idea)
    assert idea.title.startswith(f"{SHORT} W")


def test_where_no_more_fits_beside_an_answer_the_short_mark_stands(app: Flask) -> None:
    idea = fill(naming())
    full = f"{NAME}, {'x' * (COMPETENT_LENGTH - len(NAME) - 2)}"
    begin_write().execute(update(Answer).values(competent=full).execution_options(publishing=True))
    commit_now()
    black_out(idea)
    assert db.session.scalars(select(Answer.competent)).one() == full.replace(NAME, SHORT)


def test_a_second_passage_makes_a_second_original(app: Flask) -> None:
    idea = naming()
    black_out(idea)
    black_out(idea, "am Markt")
    first, second = db.session.scalars(select(IdeaOriginal).order_by(IdeaOriginal.id))
    kept = originals.opened(second)
    assert kept is not None
    assert NAME not in kept.text
    assert "am Markt" in kept.text
    assert first.version < second.version
    assert idea.text == f"{BLACKED_OUT} wohnt {BLACKED_OUT}. Eine Bank hilft."


def test_who_read_an_older_version_blacks_nothing_out(app: Flask) -> None:
    idea = naming()
    order = Order((NAME,), EVERYWHERE, idea.version - 1, FACTS)
    with pytest.raises(Conflict):
        service.black_out(idea.id, order, by=make_staff(), clock=clock)
    db.session.rollback()
    assert NAME in idea.text


def test_nobody_blacks_out_their_own_idea(app: Flask) -> None:
    idea = naming()
    order = Order((NAME,), EVERYWHERE, idea.version, FACTS)
    own = make_staff(address_hash=idea.author.address_hash if idea.author else "")
    with pytest.raises(Forbidden):
        service.black_out(idea.id, order, by=own, clock=clock)


def test_what_is_kept_because_of_a_threat_stays_whole(app: Flask) -> None:
    idea = naming(held_at=clock.now())
    with pytest.raises(Conflict):
        black_out(idea)


def test_a_passage_that_stands_nowhere_is_refused(app: Flask) -> None:
    idea = naming()
    with pytest.raises(BadInput) as refused:
        black_out(idea, "Max Muster")
    assert refused.value.field == "further"


def test_other_ideas_of_the_round_with_the_passage_are_named(app: Flask) -> None:
    idea = naming()
    copy = make_idea(idea.round, make_resident(), text=f"Für {NAME}.", folded=fold(f"Für {NAME}."))
    make_idea(idea.round, make_resident(), text="Für Max.", folded="fur max.")
    assert also_in(idea, [NAME]) == [copy]
    assert NAME in db.session.get_one(Idea, copy.id).text


def test_an_earlier_version_of_another_idea_is_named_and_what_others_cannot_read_is_not(
    app: Flask,
) -> None:
    idea = naming()
    changed = make_idea(idea.round, make_resident(), text="Ohne Namen.", folded="ohne namen.")
    said = {"title": "Bank", "text": f"Für {NAME.upper()}.", "field_key": "mobility"}
    save(IdeaVersion(idea_id=changed.id, number=1, written_at=clock.now(), **said))
    elsewhere: dict[str, Any] = {"text": f"Für {NAME}.", "folded": fold(f"Für {NAME}.")}
    public = make_idea(make_round(slug="andere"), state="published", **elsewhere)
    make_idea(public.round, state="waiting", **elsewhere)
    assert also_in(idea, [NAME]) == [changed, public]


def test_what_the_city_publishes_elsewhere_with_the_passage_is_named(app: Flask) -> None:
    idea, other = naming(), fill(naming())
    said = GeneralStatement(
        round_id=other.round_id, text=f"Danke, {NAME}.", published_at=clock.now(), published_by="P"
    )
    save(said)
    with app.test_request_context():
        found = [(quote.what, quote.title) for quote in quoted(idea, [NAME.lower()])]
        assert quoted(idea, ["Max Muster"]) == []
    assert found == [
        ("Antwort der Stadt auf die Idee", other.number),
        ("Was die Stadt zu allen Ideen der Runde sagt", other.round.slug),
    ]


def test_what_the_city_publishes_is_found_where_two_letters_are_written_as_one(app: Flask) -> None:
    idea = naming(text="Heike Gossler, Steffen")
    by = {"published_at": clock.now(), "published_by": "Planung"}
    save(GeneralStatement(round_id=idea.round_id, text="Heike Goßler und Ste\ufb00en", **by))
    with app.test_request_context():
        for passage in ("Gossler", "Steffen"):
            assert len(quoted(idea, [passage])) == 1, passage


def test_a_published_answer_changes_by_what_is_blacked_out_and_by_nothing_else(
    app: Flask,
) -> None:
    black_out(fill(naming()))
    answer = db.session.scalars(select(Answer)).one()
    assert (answer.text, answer.competent) == (f"Über {BLACKED_OUT}.", BLACKED_OUT)
    begin_write()
    answer.text = f"Ganz anders {BLACKED_OUT}."
    with pytest.raises(RuntimeError):
        db.session.flush()


def test_the_time_until_the_original_goes_is_six_months(app: Flask) -> None:
    black_out(naming())
    row = original()
    assert timedelta(days=180) < row.delete_after - row.at < timedelta(days=186)
