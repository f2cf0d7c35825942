"""The pages for merging and splitting, and what everybody sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas import listing, queries
from participation.ideas.models import Idea
from participation.ideas.rules import Sort
from participation.moderation.reports.models import Report
from tests.factories import closed, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text


@pytest.fixture
def ideas(app: Flask) -> tuple[Idea, Idea]:
    """Two published ideas of one round by two people."""
    round_ = make_round(**closed())
    authors = make_resident(pseudonym="Rotkehlchen 1"), make_resident(pseudonym="Zaunkönig 2")
    first = make_idea(round_, authors[0], state="published", title="Mehr Bänke", support=1)
    second = make_idea(round_, authors[1], state="published", title="Bänke im Park")
    return first, second


@pytest.fixture
def merged(ideas: tuple[Idea, Idea], new_client: Any) -> tuple[Idea, Idea]:
    source, target = ideas
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{source.number}/merge?into={target.number}")
    assert moderator.submit(page).status_code == 302
    db.session.expire_all()
    return ideas


def page_of(client: Any, idea: Idea) -> Any:
    return client.get(f"/rounds/{idea.round.slug}/ideas/{idea.number}")


def test_a_merged_idea_keeps_its_page_and_leads_to_the_other(
    merged: tuple[Idea, Idea], client: Any
) -> None:
    source, target = merged
    page = page_of(client, source)
    assert page.status_code == 200
    assert "mit einer anderen zusammengeführt" in main_text(page)
    assert f"/ideas/{target.number}" in page.get_data(as_text=True)


def test_the_other_names_every_author_and_leads_back(
    merged: tuple[Idea, Idea], client: Any
) -> None:
    source, target = merged
    text = main_text(page_of(client, target))
    assert "Zaunkönig 2, Rotkehlchen 1" in text
    assert f"Mehr Bänke ({source.number})" in text


def test_lists_and_counts_hold_it_as_part_of_the_other_alone(
    merged: tuple[Idea, Idea], client: Any
) -> None:
    source, target = merged
    choice = listing.Choice(source.round_id, Sort.NEWEST, 0)
    assert [row.id for row in listing.page_of(choice, 1).items] == [target.id]
    assert queries.published_count(source.round_id) == 1
    assert listing.field_counts(source.round_id) == {"mobility": 1}
    text = main_text(client.get(f"/rounds/{source.round.slug}/ideas/"))
    assert "Mehr Bänke" not in text


def test_its_page_can_be_reported_and_the_report_reaches_the_moderators(
    merged: tuple[Idea, Idea], client: Any, new_client: Any
) -> None:
    source, _target = merged
    page = f"/rounds/{source.round.slug}/ideas/{source.number}/report"
    assert client.submit(page, reason="other", text="Nein.", good_faith="y").status_code == 302
    assert db.session.query(Report).count() == 1
    assert "Mehr Bänke" in main_text(new_client(make_staff()).get("/moderation/queue"))


def test_merging_is_undone_on_the_ideas_page(merged: tuple[Idea, Idea], new_client: Any) -> None:
    source, _target = merged
    moderator, here = new_client(make_staff()), f"/moderation/{source.number}"
    assert moderator.submit(here, f"{here}/merge/undo").status_code == 302
    db.session.refresh(source)
    assert source.state == "published"


def test_a_lost_race_is_told_kindly(ideas: tuple[Idea, Idea], new_client: Any) -> None:
    source, target = ideas
    first, second = new_client(make_staff()), new_client(make_staff())
    address = f"/moderation/{source.number}/merge?into={target.number}"
    seen = second.get(address)
    first.submit(address)
    late = second.submit(seen)
    assert late.status_code == 409
    assert "Jemand war schneller" in main_text(late)


def test_a_number_that_names_no_fitting_idea_is_explained(
    ideas: tuple[Idea, Idea], new_client: Any
) -> None:
    source, _target = ideas
    moderator = new_client(make_staff())
    for number, said in (("2026-99999", "gibt es nicht"), (source.number, "Idee selbst")):
        page = moderator.get(f"/moderation/{source.number}/merge?into={number}")
        assert said in main_text(page)


def test_an_idea_is_split_on_its_page_and_the_parts_name_each_other(
    ideas: tuple[Idea, Idea], new_client: Any, client: Any
) -> None:
    source, _target = ideas
    moderator, address = new_client(make_staff()), f"/moderation/{source.number}/split"
    parts = {"part1-title": "Bänke", "part2-title": "Licht", "part2-text": "Licht fehlt."}
    more = moderator.submit(address, button="more=1", **parts)
    assert "Teil 3" in main_text(more)
    said = parts | {"part3-title": "Wege", "part3-text": "Wege fehlen."}
    assert moderator.submit(more, **said).status_code == 302
    db.session.expire_all()
    titles = [idea.title for idea in db.session.query(Idea).order_by(Idea.id)]
    assert titles == ["Bänke", "Bänke im Park", "Licht", "Wege"]
    assert "Aus dieser Idee sind hervorgegangen" in main_text(page_of(client, source))
    part = db.session.query(Idea).order_by(Idea.id.desc()).first()
    assert part is not None
    assert f"Bänke ({source.number})" in main_text(page_of(client, part))


def test_what_was_typed_for_the_parts_stays_where_a_split_is_refused(
    ideas: tuple[Idea, Idea], new_client: Any
) -> None:
    source, _target = ideas
    moderator, address = new_client(make_staff()), f"/moderation/{source.number}/split"
    seen = moderator.get(address)
    typed = {"part1-title": "", "part2-title": "Licht", "part2-text": "Licht fehlt."}
    page = moderator.submit(seen, **typed)
    assert page.status_code == 200
    assert "Licht fehlt." in page.get_data(as_text=True)
    moderator.submit(seen, **typed | {"part1-title": "Bänke"})
    late = moderator.submit(seen, **typed | {"part1-title": "Bänke"})
    assert late.status_code == 409
    assert "Licht fehlt." in main_text(late)
