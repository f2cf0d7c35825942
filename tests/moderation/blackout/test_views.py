"""The page on which moderators black something out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.kernel.clock import clock
from participation.moderation.blackout.matching import BLACKED_OUT
from participation.moderation.blackout.rules import Kind
from participation.moderation.models import Decision
from participation.moderation.workbench.models import IdeaNote
from tests.factories import make_idea, make_resident, make_staff, save
from tests.moderation.blackout.blacking import NAME, fill, mails, naming
from tests.pages import main_text, tree

PHONE = "0170 1234567"


@pytest.fixture
def moderator(app: Flask, new_client: Any) -> Any:
    return new_client(make_staff())


def now(idea: Idea) -> Idea:
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id)


def path(idea: Idea) -> str:
    return f"/moderation/{idea.number}/black-out"


def test_a_typed_passage_is_shown_blacked_out_before_anything_happens(moderator: Any) -> None:
    idea = naming()
    page = moderator.submit(path(idea), further=NAME)
    assert page.status_code == 200
    assert f"{BLACKED_OUT} wohnt am Markt." in main_text(page)
    assert NAME in now(idea).text
    assert moderator.submit(page, button="do=1").status_code == 302
    assert NAME not in now(idea).text + now(idea).title


def test_a_mark_leads_to_the_page_without_the_passage_in_the_address(moderator: Any) -> None:
    idea = naming(text=f"Rufen Sie an: {PHONE}. Danke.", title="Bank")
    page = moderator.get(f"/moderation/{idea.number}")
    [link] = [a.get("href") for a in tree(page).iter("a") if "mark=" in a.get("href", "")]
    assert PHONE not in link
    preview = moderator.submit(moderator.get(link))
    assert BLACKED_OUT in main_text(preview)
    moderator.submit(preview, button="do=1")
    assert now(idea).text == f"Rufen Sie an: {BLACKED_OUT}. Danke."


def test_a_waiting_idea_is_published_blacked_out_in_one_step_with_one_mail(
    moderator: Any,
) -> None:
    idea = naming("waiting")
    preview = moderator.submit(path(idea), further=NAME)
    assert moderator.submit(preview, button="publish=1").status_code == 302
    assert (now(idea).state, NAME in now(idea).text) == ("published", False)
    assert db.session.scalars(select(Decision.action)).one() == "publish"
    [mail] = mails()
    assert "für alle zu lesen" in mail
    assert "sofort löschen" in mail
    assert NAME not in mail


def test_then_the_next_idea_follows(moderator: Any) -> None:
    idea = naming("waiting")
    other = make_idea(idea.round, make_resident(), title="Die nächste")
    preview = moderator.submit(path(idea), further=NAME)
    target = moderator.submit(preview, button="publish=1").location
    assert other.number in target


def test_undoing_the_publication_brings_nothing_back(moderator: Any) -> None:
    idea = naming("waiting")
    moderator.submit(moderator.submit(path(idea), further=NAME), button="publish=1")
    moderator.submit(f"/moderation/{idea.number}", action="/undo")
    assert (now(idea).state, NAME in now(idea).text) == ("waiting", False)


def test_a_passage_that_the_preview_did_not_show_is_shown_first(moderator: Any) -> None:
    idea = naming()
    preview = moderator.submit(path(idea), further=NAME)
    page = moderator.submit(preview, button="do=1", further="am Markt")
    assert page.status_code == 200
    assert f"wohnt {BLACKED_OUT}" in main_text(page)
    assert now(idea).text.startswith(NAME)


def test_what_is_kept_beside_the_idea_goes_too_unless_somebody_spares_it(moderator: Any) -> None:
    idea = naming()
    save(IdeaNote(idea_id=idea.id, text=f"{NAME} rief an.", by_label="M", at=clock.now()))
    preview = moderator.submit(path(idea), further=NAME)
    assert "Notizen der Moderation" in main_text(preview)
    moderator.submit(preview, button="do=1", spared=[Kind.NOTES.value])
    assert db.session.scalars(select(IdeaNote.text)).one() == f"{NAME} rief an."
    note = db.session.scalars(select(IdeaNote)).one()
    preview = moderator.submit(path(idea), further=NAME)
    moderator.submit(preview, button="do=1")
    db.session.refresh(note)
    assert note.text == f"{BLACKED_OUT} rief an."


def test_every_place_is_shown_and_what_is_only_like_it(moderator: Any) -> None:
    idea = fill(naming(text=f"{NAME.upper()} wohnt am Markt. Frau Mustermann grüßt."))
    preview = main_text(moderator.submit(path(idea), further=NAME))
    for place in ("Titel:", "Frühere Fassung 1: Text:", "Antworten der Stadt:", "Anmerkung der"):
        assert place in preview
    going, staying = preview.split("Das ist ähnlich und bleibt stehen")
    assert f"{BLACKED_OUT} wohnt am Markt." in going
    assert "Frau Mustermann grüßt." in staying


def test_the_page_says_what_still_shows_the_passage_for_a_moment(moderator: Any) -> None:
    assert "bis zu zehn Sekunden" in main_text(moderator.get(path(naming())))


def test_a_copy_of_the_idea_is_named(moderator: Any) -> None:
    idea = naming()
    copy = make_idea(idea.round, make_resident(), text=idea.text, folded=idea.folded)
    assert copy.number in main_text(moderator.submit(path(idea), further=NAME))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"further": ""}, "Wählen Sie eine Stelle"),
        ({"further": "Max Muster"}, "steht nirgends in dieser Idee"),
        ({"further": NAME, "facts": ""}, "Schreiben Sie in einem Satz"),
        ({"further": NAME, "facts": f"Es nennt {NAME}."}, "Darin steht die Stelle selbst"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_typed_stays(
    moderator: Any, typed: dict[str, str], said: str
) -> None:
    idea = naming()
    page = moderator.submit(path(idea), **typed)
    assert said in main_text(page)
    assert typed["further"] in page.get_data(as_text=True)
    assert db.session.scalars(select(IdeaOriginal)).all() == []


def test_the_button_pressed_twice_blacks_out_once(moderator: Any) -> None:
    idea = naming()
    preview = moderator.submit(path(idea), further=NAME)
    first, second = (moderator.submit(preview, button="do=1") for _ in range(2))
    assert first.location == second.location
    assert len(db.session.scalars(select(IdeaOriginal)).all()) == 1


def test_who_was_slower_keeps_what_they_typed(moderator: Any, new_client: Any) -> None:
    idea = naming()
    preview = moderator.submit(path(idea), further="am Markt")
    other = new_client(make_staff())
    other.submit(other.submit(path(idea), further=NAME), button="do=1")
    late = moderator.submit(preview, button="do=1")
    assert late.status_code == 409
    assert "Es wurde nichts geschwärzt" in main_text(late)
    assert "am Markt" in late.get_data(as_text=True)
    moderator.submit(moderator.submit(late), button="do=1")
    assert "am Markt" not in now(idea).text


def test_what_somebody_else_is_deciding_on_is_left_to_them(moderator: Any, new_client: Any) -> None:
    idea = naming("waiting")
    preview = moderator.submit(path(idea), further=NAME)
    other = new_client(make_staff())
    other.submit(f"/moderation/{idea.number}", action="/claim")
    assert moderator.submit(preview, button="publish=1").status_code == 409
    assert NAME in now(idea).text


def test_everybody_reads_the_page_without_it_at_once(client: Any, moderator: Any) -> None:
    idea = naming()
    public = f"/rounds/{idea.round.slug}/ideas/{idea.number}"
    assert NAME in main_text(client.get(public))
    moderator.submit(moderator.submit(path(idea), further=NAME), button="do=1")
    assert NAME not in client.get(public).get_data(as_text=True)
    listing = client.get(f"/rounds/{idea.round.slug}/ideas.csv")
    assert NAME not in listing.get_data(as_text=True)


def test_choosing_takes_at_most_ten_statements(moderator: Any, statements: list[str]) -> None:
    idea = naming(text=f"Rufen Sie an: {PHONE}. Danke.")
    moderator.get(path(idea))
    statements.clear()
    assert moderator.get(f"{path(idea)}?mark=0").status_code == 200
    assert len(statements) <= 10, statements
