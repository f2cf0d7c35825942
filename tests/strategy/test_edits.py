"""A frame with one thing changed, and what may stand in one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.strategy import edits, queries, service
from participation.strategy.rules import (
    Field,
    Frame,
    Goal,
    frame_problems,
    from_document,
    normal_texts,
)
from tests.factories import FRAME, make_strategy

FIELDS = from_document(FRAME)


def test_a_move_at_the_edge_changes_nothing() -> None:
    assert edits.moved(FIELDS, "mobility", -1) == FIELDS
    assert edits.moved(FIELDS, "education", 1) == FIELDS
    assert edits.moved(FIELDS, "nowhere", 1) == FIELDS


def test_moving_down_and_up_again_is_the_same_frame() -> None:
    assert edits.moved(edits.moved(FIELDS, "mobility", 1), "mobility", -1) == FIELDS
    assert edits.moved(edits.moved(FIELDS, "energy-1", 1), "energy-1", -1) == FIELDS


def test_a_changed_field_keeps_its_goals() -> None:
    frame = edits.changed(FIELDS, "energy", Field("power", {"de": "Strom"}, {"de": "x"}))
    assert frame.fields[1].key == "power"
    assert len(frame.fields[1].goals) == 2


def test_adding_and_removing_is_the_same_frame() -> None:
    goal = Goal("new", {"de": "Neu"}, {"de": "x"})
    frame = edits.added(FIELDS, goal, "energy")
    assert edits.find(frame, "new") == (goal, "energy")
    assert edits.without(frame, "new") == FIELDS
    assert edits.find(FIELDS, "new") is None


def test_german_comes_first_and_empty_texts_go() -> None:
    assert list(normal_texts({"fr": "c", "en": "b", "de": "a", "it": ""})) == ["de", "en", "fr"]


@pytest.mark.parametrize(
    ("frame", "position"),
    [
        (replace(FIELDS, title={"en": "x"}), "title.de"),
        (edits.added(FIELDS, Field("energy", {"de": "x"}, {"de": "x"})), "fields.3.key"),
        (edits.added(FIELDS, Field("energy-1", {"de": "x"}, {"de": "x"})), "fields.3.key"),
        (edits.added(FIELDS, Field("A b", {"de": "x"}, {"de": "x"})), "fields.3.key"),
        (edits.added(FIELDS, Field("ref", {"de": "x"}, {"de": "x"})), "fields.3.key"),
        (edits.added(FIELDS, Field("x\n", {"de": "x"}, {"de": "x"})), "fields.3.key"),
        (edits.added(FIELDS, Field("x", {"de": "x" * 121}, {"de": "x"})), "fields.3.title.de"),
        (edits.added(FIELDS, Field("x", {"de": "x"}, {"de": "x" * 2001})), "fields.3.text.de"),
        (edits.added(FIELDS, Field("x", {"de": "x"}, {"de": ""})), "fields.3.text.de"),
    ],
)
def test_what_may_not_stand_in_a_frame_is_named(frame: Frame, position: str) -> None:
    assert position in [problem.field for problem in frame_problems(frame)]


def test_there_are_limits_to_how_many() -> None:
    many = tuple(Field(f"f{n}", {"de": "x"}, {"de": "x"}) for n in range(41))
    assert frame_problems(replace(FIELDS, fields=many))[-1].field == "fields"


def test_stored_strategy_is_read_back_unchanged(app: Flask) -> None:
    strategy = make_strategy()
    frame = edits.moved(edits.without(queries.frame_of(strategy), "energy-1"), "education", -1)
    assert service.save(strategy.slug, frame, actor=SHELL, clock=clock)
    db.session.commit()
    assert queries.frame_of(queries.get(strategy.slug)).document() == frame.document()
    assert not service.save(strategy.slug, frame, actor=SHELL, clock=clock)


def test_an_old_state_overwrites_nothing(app: Flask) -> None:
    slug = make_strategy().slug
    frame = queries.frame_of(queries.get(slug))
    seen = service.fingerprint(frame)
    service.save(slug, edits.without(frame, "energy"), seen=seen, actor=SHELL, clock=clock)
    db.session.commit()
    with pytest.raises(Conflict):
        service.save(slug, edits.without(frame, "mobility"), seen=seen, actor=SHELL, clock=clock)


def test_a_slug_is_given_once(app: Flask) -> None:
    slug = make_strategy().slug
    with pytest.raises(BadInput, match="vergeben"):
        service.create(slug=slug, frame=FIELDS, actor=SHELL, clock=clock)


def test_a_change_of_one_strategy_leaves_those_made_before_and_after_it_alone(app: Flask) -> None:
    slugs = ["one", "two", "three"]
    for slug in slugs:
        service.create(slug=slug, frame=FIELDS, actor=SHELL, clock=clock)
    db.session.commit()
    changed = edits.without(FIELDS, "energy")
    service.save(slugs[1], changed, actor=SHELL, clock=clock)
    db.session.commit()
    frames = [queries.frame_of(queries.get(slug)) for slug in slugs]
    assert frames == [FIELDS, changed, FIELDS]


def test_a_deleted_item_comes_back_only_to_its_own_strategy(app: Flask) -> None:
    one, other = make_strategy().slug, make_strategy().slug
    service.save(one, edits.without(FIELDS, "energy"), actor=SHELL, clock=clock)
    with pytest.raises(NotFound):
        service.restore(other, "energy", actor=SHELL, clock=clock)
    with pytest.raises(BadInput):
        service.require_unused_key(one, "energy")
    service.require_unused_key(other, "energy")


def test_a_strategy_with_anything_wrong_is_not_stored(app: Flask) -> None:
    with pytest.raises(BadInput) as refusal:
        service.create(slug="neu", frame=replace(FIELDS, title={}), actor=SHELL, clock=clock)
    assert refusal.value.field == "title.de"
    with pytest.raises(BadInput) as refusal:
        service.create(slug="Neu", frame=FIELDS, actor=SHELL, clock=clock)
    assert refusal.value.field == "slug"
