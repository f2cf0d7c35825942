"""Deleting from a strategy asks first, keeps what was deleted, and can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.strategy import edits, queries, service
from participation.strategy.models import DeletedItem, Strategy
from participation.strategy.rules import Frame, from_document, item_document, item_from, kind_of
from tests.factories import FRAME, make_round, make_staff, make_strategy
from tests.pages import main_text, tree

WHOLE = from_document(FRAME)
KEYS = sorted(edits.keys(WHOLE))


@pytest.fixture
def admin(new_client: Any) -> Any:
    """A browser in which an administrator is signed in."""
    return new_client(make_staff("admin"))


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy of three fields with two goals each."""
    return make_strategy()


def frame(slug: str) -> Frame:
    db.session.rollback()
    return queries.frame_of(queries.get(slug))


def delete(slug: str, *keys: str) -> None:
    without = frame(slug)
    for key in keys:
        without = edits.without(without, key)
    service.save(slug, without, actor=SHELL, clock=clock)
    db.session.commit()


def restore(slug: str, key: str) -> None:
    try:
        service.restore(slug, key, actor=SHELL, clock=clock)
        db.session.commit()
    except (BadInput, NotFound):
        db.session.rollback()
        raise


def deleted(slug: str) -> list[str]:
    db.session.rollback()
    return [item.key for item in queries.deleted_items(queries.get(slug).id)]


@pytest.mark.parametrize("key", ["energy", "mobility", "education", "energy-1", "mobility-2"])
def test_what_was_deleted_comes_back_to_its_place(strategy: Strategy, key: str) -> None:
    slug, before = strategy.slug, frame(strategy.slug).document()
    delete(slug, key)
    assert key not in edits.keys(frame(slug))
    assert deleted(slug) == [key]
    restore(slug, key)
    assert frame(slug).document() == before
    assert deleted(slug) == []


def test_a_field_takes_its_goals_along_and_brings_them_back(strategy: Strategy) -> None:
    slug = strategy.slug
    delete(slug, "energy")
    assert deleted(slug) == ["energy"]
    restore(slug, "energy")
    assert [goal.key for goal in frame(slug).fields[1].goals] == ["energy-1", "energy-2"]


def test_a_goal_needs_its_field_first(strategy: Strategy) -> None:
    slug = strategy.slug
    delete(slug, "energy-1")
    delete(slug, "energy")
    with pytest.raises(BadInput, match="zuerst das Feld"):
        restore(slug, "energy-1")
    restore(slug, "energy")
    restore(slug, "energy-1")
    assert [goal.key for goal in frame(slug).fields[1].goals] == ["energy-1", "energy-2"]


def test_what_is_brought_back_stays_in_the_record(strategy: Strategy) -> None:
    slug = strategy.slug
    delete(slug, "energy")
    restore(slug, "energy")
    row = db.session.query(DeletedItem).one()
    assert row.restored_at is not None
    assert row.document["title"]["de"] == "Energie"
    entries = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
    recorded = [(entry.details["deleted"], entry.details["restored"]) for entry in entries]
    assert recorded == [(["energy"], []), ([], ["energy"])]


def test_only_deleted_items_can_be_restored(strategy: Strategy) -> None:
    with pytest.raises(NotFound):
        restore(strategy.slug, "energy")


def test_a_file_that_leaves_a_field_out_deletes_it_and_the_next_brings_it_back(
    strategy: Strategy,
) -> None:
    slug, whole = strategy.slug, frame(strategy.slug)
    delete(slug, "energy", "mobility-1")
    assert sorted(deleted(slug)) == ["energy", "mobility-1"]
    service.save(slug, whole, actor=SHELL, clock=clock)
    db.session.commit()
    assert deleted(slug) == []


def test_another_key_for_the_same_field_deletes_nothing(admin: Any, strategy: Strategy) -> None:
    slug = strategy.slug
    assert admin.submit(f"/admin/strategies/{slug}/items/energy", key="power").status_code == 302
    assert frame(slug).field_keys == ("mobility", "power", "education")
    assert deleted(slug) == []


def test_the_key_of_something_deleted_is_not_given_to_another(
    admin: Any, strategy: Strategy
) -> None:
    slug = strategy.slug
    delete(slug, "energy")
    texts = {"title_de": "Neu", "text_de": "Text.", "key": "energy"}
    page = admin.submit(f"/admin/strategies/{slug}/new/field", **texts)
    assert "gehört zu etwas Gelöschtem" in main_text(page)
    page = admin.submit(f"/admin/strategies/{slug}/items/mobility", key="energy")
    assert "gehört zu etwas Gelöschtem" in main_text(page)
    assert frame(slug).field_keys == ("mobility", "education")


def test_the_first_click_only_says_what_will_happen(admin: Any, strategy: Strategy) -> None:
    slug = strategy.slug
    page = admin.get(f"/admin/strategies/{slug}/items/energy/delete")
    assert "Mit dem Feld verschwinden 2 Ziele" in main_text(page)
    assert "jederzeit zurückholen" in main_text(page)
    assert "energy" in frame(slug).field_keys


def test_deleting_and_bringing_back_take_a_click_each_after_that(
    admin: Any, strategy: Strategy
) -> None:
    slug = strategy.slug
    assert admin.submit(f"/admin/strategies/{slug}/items/energy/delete").status_code == 302
    assert frame(slug).field_keys == ("mobility", "education")
    page = admin.get(f"/admin/strategies/{slug}")
    assert "Gelöscht" in main_text(page)
    assert admin.submit(page, "/deleted/energy/restore").status_code == 302
    assert frame(slug).field_keys == ("mobility", "energy", "education")


def test_what_a_published_round_asks_about_cannot_be_deleted(admin: Any) -> None:
    slug = make_round().strategy.slug
    path = f"/admin/strategies/{slug}/items/energy/delete"
    page = admin.get(path)
    assert "Eine veröffentlichte Runde fragt danach" in main_text(page)
    other = admin.get(f"/admin/strategies/{slug}/items/energy")
    hidden = {
        field.get("name"): field.get("value")
        for field in tree(other).findall(".//input[@type='hidden']")
    }
    answer = admin.post(path, data=hidden)
    assert answer.status_code == 400
    assert "fragt eine veröffentlichte Runde" in main_text(answer)
    assert "energy" in frame(slug).field_keys


@given(st.sets(st.sampled_from(KEYS)))
def test_what_is_missing_put_back_is_the_whole_frame(keys: set[str]) -> None:
    smaller = WHOLE
    for key in sorted(keys):
        smaller = edits.without(smaller, key)
    again = smaller
    for gone in edits.missing(WHOLE, smaller):
        again = edits.added(again, gone.item, gone.field_key, gone.position)
    assert again == WHOLE


@pytest.mark.parametrize("key", KEYS)
def test_written_item_is_read_back_unchanged(key: str) -> None:
    item_and_level = edits.find(WHOLE, key)
    assert item_and_level is not None
    item, _ = item_and_level
    assert item_from(kind_of(item), item_document(item)) == item


def test_two_frames_are_compared_by_key() -> None:
    other = edits.moved(edits.without(WHOLE, "energy"), "mobility", 1)
    comparison = edits.compare(WHOLE, other)
    assert [item.key for item in comparison.removed] == ["energy", "energy-1", "energy-2"]
    assert (comparison.added, comparison.changed, comparison.is_moved) == ((), (), True)
    assert not edits.compare(WHOLE, WHOLE).changes
