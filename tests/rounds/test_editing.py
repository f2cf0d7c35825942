"""Creating rounds, changing what is set about them, and freezing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import Conflict, Frozen
from participation.rounds import editing
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.models import Round
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from tests.factories import keys
from tests.rounds.making import BEFORE, CLOSES, INSTANT, OPENS, SETTINGS, actions, edit, made


def test_a_draft_has_neither_key_nor_hash(clock: FixedClock) -> None:
    round_ = made(clock, published=False)
    assert round_.rules_hash is None
    assert round_.uid not in keys().round_uids()


def test_what_is_set_is_what_is_stored(clock: FixedClock) -> None:
    settings = replace(
        SETTINGS,
        minimum_age=None,
        goals=GoalRules(12, 2, 0),
        instrument=Instrument(InstrumentKind.POINTS, 30),
        participation=("email", "open"),
        questions=(
            {
                "key": "age",
                "title": {"de": "Alter"},
                "classes": [{"key": k, "title": {"de": k}, "share": None} for k in "ab"],
            },
        ),
    )
    round_ = made(clock, settings, published=False)
    db.session.expire_all()
    assert round_.settings == settings


def test_equal_rules_have_equal_hashes_whoever_and_whenever(clock: FixedClock) -> None:
    one = made(clock).rules_hash
    clock.moment += timedelta(days=1)
    db.session.delete(db.session.query(Round).one())
    db.session.commit()
    assert made(clock).rules_hash == one


def test_the_hash_moves_on_until_the_first_window_opens_and_never_again(clock: FixedClock) -> None:
    round_ = made(clock)
    first = round_.rules_hash
    assert edit(round_, clock, no_opinion=True)
    second = round_.rules_hash
    assert second != first
    clock.moment = OPENS - INSTANT
    assert edit(round_, clock, instrument=Instrument(InstrumentKind.POINTS, 30))
    third = round_.rules_hash
    assert third not in (first, second)
    clock.moment = OPENS
    for values in (
        {"no_opinion": False},
        {"title": {"de": "Anders"}},
        {"ideas": Window(OPENS, CLOSES + timedelta(days=1))},
        {"texts": {"before": {"de": "x"}, "during": {}, "after": {}}},
        {"slug": "anders"},
    ):
        with pytest.raises(Frozen):
            edit(round_, clock, **values)
    assert edit(round_, clock, contact=round_.settings.contact | {"telephone": "123"})
    assert round_.rules_hash == third
    assert round_.settings.no_opinion


def test_saving_what_is_there_changes_nothing(clock: FixedClock) -> None:
    round_ = made(clock)
    version, seen = round_.version, actions()
    assert not edit(round_, clock)
    assert (round_.version, actions()) == (version, seen)


def test_a_change_of_an_old_version_is_a_conflict(clock: FixedClock) -> None:
    round_ = made(clock)
    version = round_.version
    edit(round_, clock, no_opinion=True)
    with pytest.raises(Conflict):
        editing.change(round_.id, SETTINGS, version=version, actor=SHELL, clock=clock)
    db.session.rollback()
    assert round_.settings.no_opinion


def test_a_published_round_cannot_be_moved_into_the_past(clock: FixedClock) -> None:
    round_ = made(clock)
    with pytest.raises(InvalidSettings, match="Vergangenheit"):
        edit(round_, clock, ideas=Window(BEFORE - timedelta(days=1), CLOSES))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "Runde 1"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"title": {"en": "Only English"}}, "title.de"),
        ({"title": {"de": "x" * 121}}, "title.de"),
        ({"timezone": "Mond"}, "timezone"),
        ({"ideas": Window(CLOSES, OPENS)}, "windows.ideas"),
        ({"instrument": Instrument(InstrumentKind.POINTS, 1)}, "instrument.total"),
        ({"instrument": Instrument(InstrumentKind.POINTS, 101)}, "instrument.total"),
        ({"instrument": Instrument(InstrumentKind.PICK, k=3)}, "instrument.k"),
        ({"goals": GoalRules(1, 3, 1)}, "goals.points"),
        (
            {"goals": GoalRules(), "instrument": Instrument(InstrumentKind.PICK, k=1)},
            "goals.points",
        ),
        ({"participation": ()}, "participation"),
        ({"participation": ("paper",)}, "participation"),
        ({"minimum_age": 0}, "minimum_age"),
        ({"publish_results_at": CLOSES - timedelta(days=1)}, "publish_results_at"),
        ({"destroy_key_after_days": -1}, "destroy_key_after_days"),
    ],
)
def test_a_wrong_setting_is_named(clock: FixedClock, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        made(clock, replace(SETTINGS, **values), published=False)
    db.session.rollback()
    assert caught.value.field == field
    assert db.session.query(Round).count() == 0


def test_of_several_wrong_settings_the_first_is_the_error(clock: FixedClock) -> None:
    wrong = replace(SETTINGS, slug="Nicht so", contact={"email": "keine"})
    with pytest.raises(InvalidSettings) as caught:
        made(clock, wrong, published=False)
    assert len(caught.value.problems) > 1
    assert caught.value.field == caught.value.problems[0].field


def test_thresholds_can_be_raised_and_never_lowered(clock: FixedClock) -> None:
    made(clock, replace(SETTINGS, thresholds=replace(SETTINGS.thresholds, ranks=50)))
    with pytest.raises(InvalidSettings):
        made(
            clock, replace(SETTINGS, slug="zwei", thresholds=replace(SETTINGS.thresholds, group=9))
        )
