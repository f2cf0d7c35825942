"""Nothing that is hidden reaches an answer; once it is public, it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from tests.api.hidden import BIRD, KEY, Hidden, build, now
from tests.api.reading import Program, text_of
from tests.factories import make_staff

MANY = 100


@pytest.fixture
def hidden(app: Flask) -> Hidden:
    return build()


def everything(program: Program) -> dict[str, str]:
    """Every answer as one text, by its path."""
    return {path: text_of(found) for path, found in program.crawl(MANY)}


def test_no_answer_names_what_is_hidden(hidden: Hidden, new_client: Any) -> None:
    for path, text in everything(Program(new_client())).items():
        assert KEY not in text.lower(), path
        # Neither an address of e-mail nor a member of staff.
        assert "@" not in text, path
        assert "planner" not in text, path


def test_addresses_of_what_is_hidden_are_unknown_to_everybody(
    hidden: Hidden, new_client: Any
) -> None:
    past = hidden.waiting.round.slug
    paths = [
        f"/rounds/{KEY}",
        f"/rounds/{KEY}/ideas",
        f"/rounds/{KEY}/answers",
        f"/rounds/{KEY}/results",
        f"/rounds/{past}/ideas/{hidden.waiting.number}",
        f"/rounds/{past}/results/1",
        f"/rounds/{past}/results/1/tables",
        f"/strategies/{KEY}",
        f"/strategies/{KEY}/finance",
        f"/strategies/{KEY}/finance/projects",
        f"/strategies/{KEY}/finance/lines",
        "/strategies/future/versions/2",
        "/strategies/future/diff/1/2",
        f"/strategies/future/reports/{hidden.report}",
        f"/projects/{KEY}",
        f"/projects?strategy={KEY}",
        f"/projects?place={BIRD}",
        f"/papers/{KEY}",
    ]
    for visitor in (new_client(), new_client(make_staff("admin"))):
        program = Program(visitor)
        for path in paths:
            response = program.fetch(path)
            assert response.status_code == 404, path
            assert KEY not in response.get_data(as_text=True).lower(), path


def _publish_round(hidden: Hidden) -> None:
    hidden.round.published_at = now()
    hidden.round.rules_hash = "0" * 64


def _publish_idea(hidden: Hidden) -> None:
    hidden.waiting.state, hidden.waiting.published_at = "published", now()


def _publish_project(hidden: Hidden) -> None:
    hidden.project.published_at = now()


def _show_paper(hidden: Hidden) -> None:
    hidden.paper.public = True


def _show_consultation(hidden: Hidden) -> None:
    hidden.consultation.public = True


REVEALED: tuple[tuple[Callable[[Hidden], None], tuple[str, ...]], ...] = (
    (_publish_round, (f"/rounds/{KEY}",)),
    (_publish_idea, ("/rounds/past/ideas",)),
    (_publish_project, (f"/projects/{KEY}", "/strategies/future/finance/lines")),
    (_show_paper, (f"/papers/{KEY}",)),
    (_show_consultation, ("/papers/shown", "/strategies/future")),
)


# What is public is decided by the same queries on both kinds of database.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_becomes_public_is_answered(hidden: Hidden, new_client: Any) -> None:
    program = Program(new_client())
    for reveal, paths in REVEALED:
        reveal(hidden)
        db.session.commit()
        for path in paths:
            assert BIRD in text_of(program.get(path)), path


def test_an_idea_that_was_withdrawn_keeps_its_number_alone(hidden: Hidden, new_client: Any) -> None:
    hidden.shown.state = "withdrawn"
    db.session.commit()
    program = Program(new_client())
    path = f"/rounds/past/ideas/{hidden.shown.number}"
    assert program.fetch(path).status_code == 404
    assert hidden.shown.title not in "".join(everything(program).values())
