"""The foundation: transactions, stored moments, factories."""

import dataclasses
import importlib
import pkgutil
import re
from datetime import UTC, datetime

import pytest
from flask import Flask

import participation
from participation.extensions import db
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round, make_staff


def test_moment_is_read_back_unchanged(app: Flask) -> None:
    moment = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    round_ = make_round(ideas_opens_at=moment)
    db.session.expire_all()
    stored = db.session.get(Round, round_.id)
    assert stored is not None
    assert stored.ideas_opens_at == moment


def test_a_writing_transaction_refuses_changes_made_before_it(app: Flask) -> None:
    round_ = make_round()
    round_.slug = "changed"
    with pytest.raises(RuntimeError):
        begin_write()


def test_begin_write_within_a_writing_transaction_keeps_what_was_written(app: Flask) -> None:
    round_ = make_round()
    begin_write()
    round_.slug = "changed"
    begin_write()
    db.session.commit()
    assert round_.slug == "changed"


def test_factories_make_what_the_tables_accept(app: Flask) -> None:
    round_ = make_round()
    author = make_resident()
    make_staff("planner")
    assert make_idea(round_, author).number.endswith("-00001")


def test_the_plain_values_that_rules_and_services_decide_on_cannot_be_changed() -> None:
    deciding = re.compile(r"\.(rules\w*|permissions|service\w*)$|\.results\.(method|disclosure)\.")
    names = [
        found.name for found in pkgutil.walk_packages(participation.__path__, "participation.")
    ]
    values = [
        value
        for name in names
        if deciding.search(name)
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name
    ]
    assert len(values) > 20
    for value in values:
        assert vars(value)["__dataclass_params__"].frozen, value.__qualname__
