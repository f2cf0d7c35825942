"""Putting a draft forward, beginning the next one, withdrawing and adopting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, Conflict, Frozen, NotFound
from participation.strategy import edits, queries, queries_versions, service, service_versions
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame, from_document
from participation.strategy.rules_versions import digest
from tests.factories import FRAME
from tests.strategy.making import (
    BY,
    CITATION,
    adopt,
    begin_next_draft,
    digest_of_draft,
    draft_of,
    make_whole_strategy,
    open_consultation,
    put_into,
    rename_field,
    save_texts,
    set_lineage,
    states,
    withdraw,
)


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy whose version 1 is a draft."""
    return make_whole_strategy()


def test_opening_the_consultation_writes_the_document_and_its_digest(strategy: Strategy) -> None:
    save_texts(strategy, {"de": "Vorwort"}, {"de": "Konzept", "en": "Concept"})
    opened = datetime(2026, 11, 3, 9, tzinfo=UTC)
    version = open_consultation(strategy, FixedClock(opened))
    assert version.document == {
        "frame": FRAME,
        "preface": {"de": "Vorwort"},
        "concept": {"de": "Konzept", "en": "Concept"},
        "citations": [],
        "lineage": [],
    }
    assert version.digest == digest(version.document)
    assert (version.state, version.consultation_at) == ("consultation", opened)
    assert queries_versions.frame_of_version(version).document() == FRAME


def test_a_strategy_without_a_field_is_not_put_forward(app: Flask) -> None:
    empty = service.create(slug="leer", frame=Frame({"de": "Leer"}, (), ()), **BY)
    db.session.commit()
    with pytest.raises(BadInput, match="noch kein Handlungsfeld"):
        open_consultation(empty)


def test_what_changed_since_it_was_looked_at_is_not_put_forward(strategy: Strategy) -> None:
    seen = digest_of_draft(strategy)
    save_texts(strategy, {"de": "Neu"}, {})
    with pytest.raises(Conflict):
        service_versions.open_consultation(strategy.slug, seen=seen, **BY)
    db.session.rollback()
    assert states(strategy) == ["draft"]


def test_a_second_click_on_opening_changes_nothing(strategy: Strategy) -> None:
    seen = digest_of_draft(strategy)
    first = open_consultation(strategy)
    opened = first.consultation_at
    with pytest.raises(Frozen, match="liegt in der Beratung"):
        service_versions.open_consultation(strategy.slug, seen=seen, **BY)
    db.session.rollback()
    assert queries_versions.version(strategy.id, 1).consultation_at == opened


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("consultation", "Fassung 1 liegt in der Beratung"),
        ("adopted", "Fassung 1 ist beschlossen"),
        ("withdrawn", "Fassung 1 ist zurückgezogen"),
    ],
)
def test_without_a_draft_nothing_of_a_strategy_changes(
    strategy: Strategy, state: str, words: str
) -> None:
    service.save(strategy.slug, edits.without(from_document(FRAME), "energy"), **BY)
    db.session.commit()
    put_into(strategy, state)
    with pytest.raises(Frozen) as saved:
        service.save(strategy.slug, from_document(FRAME), **BY)
    with pytest.raises(Frozen):
        service.restore(strategy.slug, "energy", **BY)
    with pytest.raises(Frozen):
        save_texts_blindly(strategy)
    with pytest.raises(Frozen):
        service_versions.set_lineage(strategy.slug, [], seen="", **BY)
    with pytest.raises(Frozen):
        service_versions.set_citations(strategy.slug, [], **BY)
    assert str(saved.value).startswith(words)
    assert "Beginnen Sie den nächsten Entwurf." in str(saved.value)
    db.session.rollback()
    assert queries.frame_of(strategy).field_keys == ("mobility", "education")


def save_texts_blindly(strategy: Strategy) -> None:
    """Write texts without looking at what is there."""
    texts = {"de": "Neu"}
    service_versions.save_texts(strategy.slug, preface=texts, concept={}, seen="", **BY)


def test_saving_a_strategy_as_it_is_needs_no_draft(strategy: Strategy) -> None:
    open_consultation(strategy)
    assert not service.save(strategy.slug, queries.frame_of(strategy), **BY)


def test_the_next_draft_has_the_content_of_the_version_chosen(strategy: Strategy) -> None:
    save_texts(strategy, {"de": "Vorwort"}, {"de": "Konzept"})
    service_versions.set_citations(strategy.slug, [CITATION], **BY)
    first = open_consultation(strategy)
    second = begin_next_draft(strategy, 1)
    service.save(strategy.slug, edits.without(from_document(FRAME), "energy"), **BY)
    db.session.commit()
    open_consultation(strategy)
    third = begin_next_draft(strategy, 1)
    assert (second.number, second.based_on_id) == (2, first.id)
    assert (third.number, third.based_on_id, third.state) == (3, first.id, "draft")
    assert (third.preface, third.concept) == ({"de": "Vorwort"}, {"de": "Konzept"})
    assert third.citations == [CITATION]
    assert queries.frame_of(strategy).document() == FRAME


def test_what_the_next_draft_leaves_behind_can_be_brought_back(strategy: Strategy) -> None:
    whole = from_document(FRAME)
    service.save(strategy.slug, edits.without(whole, "energy"), **BY)
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    service.restore(strategy.slug, "energy", **BY)
    service.save(strategy.slug, edits.without(queries.frame_of(strategy), "mobility"), **BY)
    db.session.commit()
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    assert queries.frame_of(strategy).field_keys == ("mobility", "education")
    assert [item.key for item in queries.deleted_items(strategy.id)] == ["energy"]
    service.restore(strategy.slug, "energy", **BY)
    assert "energy" in queries.frame_of(strategy).field_keys


def test_a_next_draft_does_not_lose_what_a_published_round_asks_about(strategy: Strategy) -> None:
    whole = queries.frame_of(strategy)
    service.save(strategy.slug, edits.without(whole, "energy"), **BY)
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    service.restore(strategy.slug, "energy", **BY)
    db.session.commit()
    open_consultation(strategy)
    with pytest.raises(BadInput, match="„energy“ fragt eine veröffentlichte Runde"):
        service_versions.begin_next_draft(strategy.slug, 1, asked=["energy"], **BY)
    db.session.rollback()
    service_versions.begin_next_draft(strategy.slug, 2, asked=["energy"], **BY)


def test_there_is_one_draft_at_most(strategy: Strategy) -> None:
    with pytest.raises(Conflict, match="Fassung 1 ist schon ein Entwurf"):
        service_versions.begin_next_draft(strategy.slug, 1, **BY)
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    with pytest.raises(Conflict, match="Fassung 2 ist schon ein Entwurf"):
        service_versions.begin_next_draft(strategy.slug, 1, **BY)
    db.session.rollback()
    assert states(strategy) == ["consultation", "draft"]


def test_a_next_draft_needs_a_version_that_is_there(strategy: Strategy) -> None:
    open_consultation(strategy)
    with pytest.raises(NotFound):
        service_versions.begin_next_draft(strategy.slug, 2, **BY)


def test_a_version_is_withdrawn_for_a_reason(strategy: Strategy) -> None:
    version = withdraw(open_consultation(strategy), " Ein Feld fehlt. ")
    assert (version.state, version.withdrawn_reason) == ("withdrawn", "Ein Feld fehlt.")
    assert version.withdrawn_at is not None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_version_is_not_withdrawn_without_a_reason(strategy: Strategy, reason: str) -> None:
    version = open_consultation(strategy)
    with pytest.raises(BadInput, match="Nennen Sie einen Grund"):
        withdraw(version, reason)


def test_only_what_is_in_consultation_is_withdrawn(strategy: Strategy) -> None:
    with pytest.raises(Conflict, match="ist ein Entwurf"):
        withdraw(draft_of(strategy))
    version = adopt(open_consultation(strategy))
    with pytest.raises(Conflict, match="ist beschlossen"):
        withdraw(version)


def test_lineage_is_told_against_the_version_the_draft_was_begun_from(strategy: Strategy) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "climate")
    set_lineage(strategy, [Line("renamed", "energy", "climate")])
    version = open_consultation(strategy)
    assert version.document is not None
    assert version.document["lineage"] == [
        {"kind": "renamed", "from_key": "energy", "to_key": "climate"}
    ]
    assert queries_versions.lineage(version.id) == (Line("renamed", "energy", "climate"),)


def test_lineage_in_a_circle_over_two_versions_is_refused(strategy: Strategy) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "climate")
    set_lineage(strategy, [Line("renamed", "energy", "climate")])
    open_consultation(strategy)
    begin_next_draft(strategy, 2)
    rename_field(strategy, "climate", "energy")
    with pytest.raises(BadInput, match="führt die Herkunft zurück"):
        set_lineage(strategy, [Line("renamed", "climate", "energy")])


def test_lineage_that_no_longer_fits_the_draft_keeps_it_from_being_put_forward(
    strategy: Strategy,
) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "climate")
    set_lineage(strategy, [Line("renamed", "energy", "climate")])
    rename_field(strategy, "climate", "heat")
    with pytest.raises(BadInput, match="„climate“ steht nicht in dieser Fassung") as refused:
        open_consultation(strategy)
    assert refused.value.field == "lineage"


def test_of_two_planners_the_second_overwrites_no_texts(strategy: Strategy) -> None:
    with pytest.raises(Conflict):
        save_texts_blindly(strategy)


def test_of_two_planners_the_second_overwrites_no_lineage(strategy: Strategy) -> None:
    with pytest.raises(Conflict):
        service_versions.set_lineage(strategy.slug, [], seen="other", **BY)
