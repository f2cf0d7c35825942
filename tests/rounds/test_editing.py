"""Creating, publishing, freezing, extending and archiving rounds, and loading them from files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, Conflict, Frozen, ParticipationError, WindowClosed
from participation.rounds import editing, loading, queries, service
from participation.rounds.checking import InvalidSettings
from participation.rounds.document import rules_hash
from participation.rounds.file.yaml_reader import BadFile
from participation.rounds.models import Deviation, Participation, Round
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.settings import Settings
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from tests.factories import keys, make_resident, make_round, make_strategy
from tests.rounds.test_roundfile import FILE

OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 21, 23, 0, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=30)
INSTANT = timedelta(microseconds=1)
SETTINGS = Settings(
    slug="runde", title={"de": "Runde"}, ideas=Window(OPENS, CLOSES), weights=Window(OPENS, CLOSES)
)


@pytest.fixture
def clock(app: Flask) -> Iterator[FixedClock]:
    """A clock that stands a month before the first window opens."""
    return FixedClock(BEFORE)


def made(clock: FixedClock, settings: Settings = SETTINGS, *, published: bool = True) -> Round:
    round_ = editing.create(settings, strategy=make_strategy(), actor=SHELL, clock=clock)
    if published:
        editing.publish(round_.id, actor=SHELL, clock=clock)
    db.session.commit()
    return round_


def edit(round_: Round, clock: FixedClock, **values: Any) -> bool:
    try:
        changed = editing.change(
            round_.id, replace(round_.settings, **values), actor=SHELL, clock=clock
        )
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return changed


def load(text: str, clock: FixedClock) -> loading.Loaded:
    try:
        done = loading.load(text.encode(), actor=SHELL, clock=clock)
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return done


def actions() -> list[str]:
    return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_publishing_takes_a_copy_hashes_the_rules_and_makes_the_key(clock: FixedClock) -> None:
    round_ = made(clock)
    assert round_.published_at == BEFORE
    assert round_.frame.document() == strategy_queries.frame_of(round_.strategy).document()
    assert round_.rules_document is not None
    assert round_.rules_hash == rules_hash(round_.rules_document)
    assert keys().round_key(round_.uid) is not None
    assert round_.rules_document["frame"]["fields"][0]["key"] == "mobility"


def test_a_draft_has_neither_key_nor_hash(clock: FixedClock) -> None:
    round_ = made(clock, published=False)
    assert round_.rules_hash is None and round_.uid not in keys().round_uids()


def test_what_is_set_is_what_is_stored(clock: FixedClock) -> None:
    settings = replace(
        SETTINGS,
        minimum_age=None,
        goals=GoalRules(12, 2, 0),
        instrument=Instrument(InstrumentKind.PICK, k=2, exactly=False),
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
    assert round_.rules_hash == third and round_.settings.no_opinion


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


def test_thresholds_can_be_raised_and_never_lowered(clock: FixedClock) -> None:
    made(clock, replace(SETTINGS, thresholds=replace(SETTINGS.thresholds, ranks=50)))
    with pytest.raises(InvalidSettings):
        made(
            clock, replace(SETTINGS, slug="zwei", thresholds=replace(SETTINGS.thresholds, group=9))
        )


def test_a_round_without_a_window_is_not_published(clock: FixedClock) -> None:
    round_ = made(clock, replace(SETTINGS, ideas=Window(), weights=Window()), published=False)
    with pytest.raises(InvalidSettings) as caught:
        editing.publish(round_.id, actor=SHELL, clock=clock)
    assert caught.value.field == "windows"


def test_an_open_window_is_extended_and_the_rules_stay(clock: FixedClock) -> None:
    round_ = made(clock)
    before = round_.rules_hash
    clock.moment = CLOSES - INSTANT
    later = CLOSES + timedelta(days=3)
    editing.extend_window(
        round_.id, "weights", later, reason="Post kam spät", actor=SHELL, clock=clock
    )
    db.session.commit()
    assert round_.weights_closes_at == later and round_.ideas_closes_at == CLOSES
    assert round_.rules_hash == before
    (deviation,) = queries.deviations(round_.id)
    assert (deviation.kind, deviation.reason, deviation.details["window"]) == (
        "window_extended",
        "Post kam spät",
        "weights",
    )


@pytest.mark.parametrize(
    ("now", "closes", "reason", "error"),
    [
        (CLOSES, CLOSES + timedelta(days=1), "Grund", WindowClosed),
        (OPENS, CLOSES, "Grund", BadInput),
        (OPENS, CLOSES - timedelta(days=1), "Grund", BadInput),
        (OPENS, CLOSES + timedelta(days=1), "  ", BadInput),
        (OPENS, CLOSES + timedelta(days=1), "x" * 1001, BadInput),
        (BEFORE, CLOSES + timedelta(days=1), "Grund", BadInput),
    ],
)
def test_a_window_is_never_shortened_reopened_or_extended_without_reason(
    clock: FixedClock, now: datetime, closes: datetime, reason: str, error: type[Exception]
) -> None:
    round_ = made(clock)
    clock.moment = now
    with pytest.raises(error):
        editing.extend_window(round_.id, "weights", closes, reason=reason, actor=SHELL, clock=clock)
    db.session.rollback()
    assert round_.weights_closes_at == CLOSES and db.session.query(Deviation).count() == 0


# ---------------------------------------------------------------- files


def test_loading_makes_strategy_and_round_and_publishes(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 1, tzinfo=UTC)
    done = load(FILE, clock)
    assert done.created and done.round.published_at == clock.moment
    assert done.round.frame.field_keys == ("mobility", "energy")
    assert actions() == ["strategy.created", "round.created", "round.published"]


@pytest.mark.parametrize("days", [-30, 0, 400])
@pytest.mark.parametrize("published", [True, False])
def test_loading_a_dump_changes_nothing_and_dumping_again_gives_the_same_bytes(
    clock: FixedClock, days: int, published: bool
) -> None:
    clock.moment = datetime(2026, 11, 27, 8, 0, tzinfo=UTC) + timedelta(days=days)
    text = FILE if published else FILE.replace("  no_opinion", "  published: false\n  no_opinion")
    round_ = load(text, clock).round
    dumped = loading.dump(round_)
    before = (round_.version, round_.rules_hash, round_.published_at, actions())
    done = load(dumped, clock)
    assert not done.changed and not done.created
    db.session.expire_all()
    round_ = queries.get_any("frame-2027")
    assert (round_.version, round_.rules_hash, round_.published_at, actions()) == before
    assert loading.dump(round_) == dumped


def test_a_dump_taken_over_by_another_city_has_the_same_hash(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 1, tzinfo=UTC)
    round_ = load(FILE, clock).round
    dumped, first = loading.dump(round_), round_.rules_hash
    db.session.delete(round_)
    db.session.commit()
    assert load(dumped, clock).round.rules_hash == first


def test_an_earlier_round_is_loaded_as_a_record_and_stands(clock: FixedClock) -> None:
    clock.moment = datetime(2027, 6, 1, tzinfo=UTC)
    round_ = load(FILE, clock).round
    assert round_.published_at == round_.ideas_opens_at
    with pytest.raises(BadFile) as caught:
        load(FILE.replace("total: 20", "total: 30"), clock)
    (complaint,) = caught.value.complaints
    assert (complaint.line, complaint.key) == (18, "round.instrument")


def test_a_dump_after_an_extension_still_changes_nothing(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 12, 1, tzinfo=UTC)
    round_ = load(FILE, clock).round
    later = datetime(2026, 12, 27, 23, tzinfo=UTC)
    editing.extend_window(round_.id, "ideas", later, reason="Grund", actor=SHELL, clock=clock)
    db.session.commit()
    assert not load(loading.dump(round_), clock).changed
    with pytest.raises(BadFile):
        load(FILE, clock)


def test_the_dump_of_a_round_keeps_its_own_copy_when_the_strategy_moves_on(
    clock: FixedClock,
) -> None:
    clock.moment = datetime(2026, 12, 1, tzinfo=UTC)
    dumped = loading.dump(load(FILE, clock).round)
    other = (
        FILE.replace("de: Energie", "de: Strom")
        .replace("frame-2027", "frame-2028")
        .replace("2026-1", "2028-1")
    )
    load(other, clock)
    assert not load(dumped, clock).changed
    assert (
        strategy_queries.frame_of(strategy_queries.get("smart-city")).fields[1].title["de"]
        == "Strom"
    )
    assert loading.dump(queries.get_any("frame-2027")) == dumped


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total: 20", "total: 1"),
        ("2026-12-21T00:00", "2026-11-27T08:00"),
        ("key: energy", "key: mobility"),
        ("minimum_age: 16", "minimum_age: -1"),
    ],
)
def test_nothing_is_half_loaded(clock: FixedClock, old: str, new: str) -> None:
    with pytest.raises(BadFile):
        load(FILE.replace(old, new), clock)
    assert [db.session.query(table).count() for table in (Strategy, Round, AuditEntry)] == [0, 0, 0]


def test_a_refusal_by_the_service_leaves_the_strategy_alone_too(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 12, 1, tzinfo=UTC)
    load(FILE, clock)
    with pytest.raises(BadFile):
        load(FILE.replace("de: Energie", "de: Strom"), clock)
    assert (
        strategy_queries.frame_of(strategy_queries.get("smart-city")).fields[1].title["de"]
        == "Energie"
    )


def test_a_published_round_is_not_taken_back_by_a_file(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 1, tzinfo=UTC)
    dumped = loading.dump(load(FILE, clock).round)
    with pytest.raises(BadFile):
        load(dumped.replace("published: true", "published: false"), clock)


# ---------------------------------------------------------------- shell


def test_the_shell_loads_dumps_and_says_what_it_did(app: Flask, tmp_path: Any) -> None:
    path = tmp_path / "round.yaml"
    path.write_text(FILE, "utf-8")
    shell = app.test_cli_runner()
    assert "angelegt" in shell.invoke(args=["rounds", "load", str(path)]).output
    dumped = shell.invoke(args=["rounds", "dump", "frame-2027"])
    assert dumped.exit_code == 0
    path.write_text(dumped.output, "utf-8")
    assert "unverändert" in shell.invoke(args=["rounds", "load", str(path)]).output
    assert "frame-2027: published" in shell.invoke(args=["rounds", "list"]).output


def test_the_shell_names_line_and_key_and_fails(app: Flask, tmp_path: Any) -> None:
    path = tmp_path / "round.yaml"
    path.write_text(FILE.replace("total: 20", "totl: 20"), "utf-8")
    result = app.test_cli_runner().invoke(args=["rounds", "load", str(path)])
    assert result.exit_code == 1 and "Zeile 18, round.instrument.totl: " in result.output
    assert app.test_cli_runner().invoke(args=["rounds", "dump", "nirgends"]).exit_code == 1


# ---------------------------------------------------------------- taking part


def test_agreeing_twice_is_one_row_and_withdrawing_can_be_undone(clock: FixedClock) -> None:
    clock.moment = datetime.now(UTC)
    round_, person = make_round(), make_resident()
    ticks = {
        "consent_version": "1",
        "agreed": True,
        "declared": True,
        "of_age": True,
        "clock": clock,
    }
    for wish in (False, True):
        service.join_round(person.id, round_.id, wants_results=wish, **ticks)  # type: ignore[arg-type]
        db.session.commit()
    assert db.session.query(Participation).one().wants_results
    service.withdraw_consent(person.id, round_.id, clock=clock)
    db.session.commit()
    assert queries.participation(round_.id, person.id) is None
    service.join_round(person.id, round_.id, wants_results=False, **ticks)  # type: ignore[arg-type]
    db.session.commit()
    assert queries.participation(round_.id, person.id) is not None
    with pytest.raises(Conflict):
        service.join_round(
            person.id, round_.id, wants_results=False, **ticks | {"consent_version": "0"}
        )  # type: ignore[arg-type]
