"""Taking round files over, on pages and in the shell, and writing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.rounds import lifecycle, loading, queries
from participation.rounds.file.yaml_reader import BadFile
from participation.rounds.models import Round
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from tests.rounds.making import actions, load
from tests.rounds.test_roundfile import FILE


def test_loading_makes_strategy_and_round_and_publishes(clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 1, tzinfo=UTC)
    done = load(FILE, clock)
    assert done.created
    assert done.round.published_at == clock.moment
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
    assert not done.changed
    assert not done.created
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
    lifecycle.extend_window(round_.id, "ideas", later, reason="Grund", actor=SHELL, clock=clock)
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
    assert result.exit_code == 1
    assert "Zeile 18, round.instrument.totl: " in result.output
    assert app.test_cli_runner().invoke(args=["rounds", "dump", "nirgends"]).exit_code == 1


# ---------------------------------------------------------------- taking part
