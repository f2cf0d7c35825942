"""What was blacked out of one part of a split idea stands in no other part's earlier version."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import Content
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from participation.kernel.text import fold
from participation.moderation.blackout import replay
from participation.moderation.merging import splitting
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_staff
from tests.moderation.blackout.blacking import NAME, black_out, naming, stored

PARTS = (
    Content("Bank am Markt", "Eine Bank hilft.", "mobility"),
    Content("Am Markt", f"{NAME} wohnt am Markt.", "energy"),
)


TEXT = f"{NAME} wohnt am Markt. Eine Bank hilft."


def split() -> tuple[Idea, Idea]:
    idea = naming()
    [part] = splitting.split(
        idea.id,
        PARTS,
        by=make_staff(address="first@example.org"),
        version=idea.version,
        clock=clock,
    )
    commit_now()
    return idea, part


def test_what_goes_from_a_part_goes_from_what_the_split_idea_said_before(app: Flask) -> None:
    _idea, part = split()
    black_out(part)
    known = (NAME, fold(NAME))
    assert {n for n, rows in stored().items() if any(word in rows for word in known)} == set()


def test_a_part_of_a_part_reaches_back_to_the_first(app: Flask) -> None:
    _idea, part = split()
    parts = (Content("Am Markt", "Am Markt ist Platz.", "energy"), PARTS[1])
    by = make_staff(address="second@example.org")
    [third] = splitting.split(part.id, parts, by=by, version=part.version, clock=clock)
    commit_now()
    black_out(third)
    assert {name for name, rows in stored().items() if NAME in rows} == set()


def test_it_goes_again_when_a_backup_from_before_brings_it_back(app: Flask) -> None:
    idea, part = split()
    black_out(part)
    begin_write()
    version = db.session.scalars(select(IdeaVersion)).one()
    # As it was before the idea was split.
    idea.title, idea.text = version.title, TEXT
    commit_now()
    assert replay.returned() == [idea.id]
    replay.black_out_again(idea.id)
    commit_now()
    assert NAME not in idea.text


def test_it_waits_while_the_split_idea_is_kept_because_of_a_threat(app: Flask) -> None:
    idea, part = split()
    begin_write()
    idea.held_at = clock.now()
    commit_now()
    with pytest.raises(Conflict):
        black_out(part)
