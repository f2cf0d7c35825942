"""A version that was put forward cannot be changed, whoever tries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from participation.extensions import Base, db
from participation.strategy.models import StrategyLineage, StrategyVersion
from participation.strategy.queries_versions import staff_version
from participation.web.transactions import begin_write
from tests.factories import make_strategy, save

TABLES = Base.metadata.tables
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def version(app: Flask) -> StrategyVersion:
    """A version in consultation, with one line of lineage."""
    draft = staff_version(make_strategy().id, 1)
    save(StrategyLineage(version_id=draft.id, kind="renamed", from_key="a", to_key="b"))
    begin_write()
    draft.state, draft.document, draft.digest = "consultation", {"frame": {}}, "0" * 64
    db.session.commit()
    return draft


@pytest.mark.parametrize(
    "change",
    [
        {"number": 7},
        {"document": {"frame": {"title": "other"}}},
        {"digest": "1" * 64},
        {"frame_digest": "1" * 64},
        {"preface": {"de": "Nachträglich"}},
        {"concept": {"de": "Nachträglich"}},
        {"citations": [{"round": "r"}]},
        {"created_at": NOW},
        {"state": "adopted", "document": None},
        {"state": "draft", "digest": None, "document": None},
        {"state": "draft"},
        {"state": "superseded", "preface": {"de": "Nachträglich"}},
    ],
    ids=lambda change: "-".join(change),
)
def test_a_version_in_consultation_is_not_changed(
    version: StrategyVersion, change: dict[str, Any]
) -> None:
    begin_write()
    for name, value in change.items():
        setattr(version, name, value)
    with pytest.raises(RuntimeError, match=r"only a draft|never goes"):
        db.session.flush()


@pytest.mark.parametrize("state", ["adopted", "withdrawn", "superseded"])
def test_a_version_in_consultation_takes_the_states_that_follow(
    version: StrategyVersion, state: str
) -> None:
    begin_write()
    version.state, version.withdrawn_reason, version.decided_at = state, "Grund", NOW
    db.session.commit()
    assert db.session.get_one(StrategyVersion, version.id).state == state


@pytest.mark.parametrize("state", ["consultation", "adopted", "draft"])
def test_a_withdrawn_version_stays_withdrawn(version: StrategyVersion, state: str) -> None:
    begin_write()
    version.state = "withdrawn"
    db.session.commit()
    begin_write()
    version.state = state
    with pytest.raises(RuntimeError, match="never goes from withdrawn"):
        db.session.flush()


def test_a_version_in_consultation_is_not_deleted(version: StrategyVersion) -> None:
    begin_write().delete(version)
    with pytest.raises(RuntimeError, match="only a draft may be deleted"):
        db.session.flush()


def test_the_lineage_of_a_version_in_consultation_is_not_changed(version: StrategyVersion) -> None:
    line = db.session.query(StrategyLineage).one()
    new = StrategyLineage(version_id=version.id, kind="renamed", from_key="c", to_key="d")
    session = begin_write()
    session.add(new)
    with pytest.raises(RuntimeError, match="lineage"):
        session.flush()
    db.session.rollback()
    begin_write()
    line.to_key = "other"
    with pytest.raises(RuntimeError, match="lineage"):
        db.session.flush()
    db.session.rollback()
    begin_write().delete(line)
    with pytest.raises(RuntimeError, match="lineage"):
        db.session.flush()


def test_a_line_does_not_leave_for_a_draft(version: StrategyVersion) -> None:
    draft = staff_version(make_strategy().id, 1)
    line = db.session.query(StrategyLineage).one()
    begin_write()
    line.version_id = draft.id
    with pytest.raises(RuntimeError, match="lineage"):
        db.session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        update(StrategyVersion).values(preface={"de": "Nachträglich"}),
        update(TABLES["strategy_versions"]).values(preface={"de": "Nachträglich"}),
        delete(StrategyVersion),
        update(StrategyLineage).values(to_key="other"),
        delete(TABLES["strategy_lineage"]),
        insert(StrategyLineage).values(version_id=1, kind="split", from_key="a", to_key="z"),
    ],
    ids=str,
)
def test_bulk_statements_do_not_pass_by_the_guard(version: StrategyVersion, statement: Any) -> None:
    session = begin_write()
    with pytest.raises(RuntimeError, match="row by row"):
        session.execute(statement)


@pytest.mark.usefixtures("app")
def test_a_draft_and_its_lineage_may_be_changed_and_deleted() -> None:
    draft = staff_version(make_strategy().id, 1)
    line = save(StrategyLineage(version_id=draft.id, kind="renamed", from_key="a", to_key="b"))
    begin_write()
    draft.preface, line.to_key = {"de": "Vorwort"}, "c"
    db.session.commit()
    session = begin_write()
    session.delete(line)
    session.delete(draft)
    session.commit()
    assert db.session.query(StrategyVersion).count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"number": 2, "state": "draft"},
        {"number": 1, "state": "withdrawn", "digest": "0" * 64},
        {"number": 2, "state": "withdrawn"},
        {"number": 2, "state": "unheard-of", "digest": "0" * 64},
    ],
    ids=["second-draft", "same-number", "no-digest", "strange-state"],
)
@pytest.mark.usefixtures("app")
def test_the_database_refuses(values: dict[str, Any]) -> None:
    strategy_id = make_strategy().id
    with pytest.raises(IntegrityError):
        save(StrategyVersion(strategy_id=strategy_id, created_at=NOW, **values))


def test_the_database_refuses_a_second_adopted_version(version: StrategyVersion) -> None:
    adopted = {"state": "adopted", "digest": "0" * 64, "created_at": NOW}
    save(StrategyVersion(strategy_id=version.strategy_id, number=2, **adopted))
    with pytest.raises(IntegrityError):
        save(StrategyVersion(strategy_id=version.strategy_id, number=3, **adopted))
