"""However much hangs on an idea, the pages of whoever moderates take ten statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.city.models import Unit
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action, Content
from participation.kernel.clock import clock
from participation.moderation import service
from participation.moderation.blackout.service import Order
from participation.moderation.blackout.service import black_out as write_over
from participation.moderation.merging import service as merging
from participation.moderation.merging import splitting
from participation.moderation.merging.service import Versions
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import Handover, IdeaNote
from tests.factories import agree, make_idea, make_resident, make_round, make_staff, save

TEXT = "A bench under each tree of the market square, with a back to lean on."
QUERIES = ("?", "?q=bench", "?marked=1", "?q=bench&marked=1", "?q=2026-00099")
SAID = {"title": "Benches under the trees", "text": TEXT}


@pytest.fixture
def loaded(app: Flask) -> Idea:
    """A published idea with a report, a note, a question to a unit, a decision, one that went into
    it, and two that say the same."""
    round_, author, moderator = make_round(), make_resident(), make_staff()
    agree(author, round_)
    idea, joins = (make_idea(round_, author, state="published", **SAID) for _ in range(2))
    for _ in range(2):
        make_idea(round_, make_resident(), **SAID)
    merge(joins, idea, moderator)
    service.decide(idea.id, Action.KEEP, by=moderator, version=idea.version, clock=clock)
    db.session.commit()
    unit, now = save(Unit(key="parks", title={"de": "Grünflächenamt"})), clock.now()
    save(Report(idea_id=idea.id, reason="other", text="No.", at=now))
    save(IdeaNote(idea_id=idea.id, text="See above.", by_id=None, by_label="Office", at=now))
    asked = {"question": "Does it go?", "by_id": None, "by_label": "Office", "at": now}
    save(Handover(idea_id=idea.id, unit_id=unit.id, **asked))
    assert db.session.query(Decision).one()
    return idea


def merge(idea: Idea, into: Idea, by: Account) -> None:
    versions = Versions(idea.version, into.version)
    merging.merge(idea.id, into.number, by=by, versions=versions, clock=clock)


def split(idea: Idea, by: Account) -> None:
    parts = [Content(f"Part {n}", "Half of it.", idea.field_key) for n in (1, 2)]
    splitting.split(idea.id, parts, by=by, version=idea.version, clock=clock)


def merge_away(idea: Idea, by: Account) -> None:
    merge(idea, make_idea(idea.round, make_resident(), state="published", **SAID), by)


def black_out(idea: Idea, by: Account) -> None:
    order = Order(("bench",), frozenset(), idea.version, "A name stood there.")
    write_over(idea.id, order, by=by, clock=clock)


def nothing(idea: Idea, by: Account) -> None:
    """Leave it as it is."""


def blacked_out_and_split(idea: Idea, by: Account) -> None:
    black_out(idea, by)
    split(idea, by)


@pytest.mark.parametrize("done", [nothing, split, merge_away, black_out, blacked_out_and_split])
@pytest.mark.parametrize("state", ["reported", "waiting"])
def test_an_idea_with_everything_on_it_takes_ten_statements(
    app: Flask,
    new_client: Any,
    statements: list[str],
    loaded: Idea,
    state: str,
    done: Callable[[Idea, Account], None],
) -> None:
    done(loaded, make_staff())
    db.session.commit()
    moderator = new_client(make_staff())
    path = f"/moderation/{loaded.number}"
    moderator.submit(path, "/claim")
    pages = [f"{path}{query}&state={state}&due=late" for query in QUERIES]
    for page in (*pages, "/moderation/queue?due=late", f"{path}/notes"):
        statements.clear()
        assert moderator.get(page).status_code == 200
        assert len(statements) <= 10, (page, len(statements), statements)
