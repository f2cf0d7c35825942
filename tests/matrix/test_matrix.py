"""The application does for each kind of visitor, in each state and window, what the table says.

With ideas, whoever a line names first tries every state: in every window where windows make a
difference, else in one. Others that a line names try every state in one window, whom none names two
states; windows and states turn from one to the next, so that each meets each. With rounds everybody
tries in every window what a line names them for, whom none names in the one where the first of them
may. Where not everything is asked for (tests/sampling.py), whoever tries a state of an idea in
every window tries it in one in three of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count, product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.rounds.models import Round
from tests.matrix import world
from tests.matrix.table import (
    DRAFT,
    IDEAS,
    ROUND_WINDOWS,
    ROUNDS,
    STATES,
    WHO,
    WINDOWS,
    WITHDRAWN,
)
from tests.matrix.trying import READS, Visitor, done, particulars, trace
from tests.matrix.world import PER_WINDOW, Try, moment
from tests.sampling import takes

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


class Pretended:
    """The clock of the whole application, set by hand."""

    moment: datetime

    def show(self, window: str) -> None:
        """Let it be a moment of this window."""
        self.moment = moment(window)


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Pretended:
    """A clock for every part of the application, which all ask the same one."""
    clock = Pretended()
    monkeypatch.setattr(Clock, "now", lambda _self: clock.moment)
    return clock


def chosen(names: str, of: str) -> list[str]:
    return of.split() if names == "all" else names.split()


def lines(table: str) -> Iterator[tuple[str, list[str]]]:
    """The columns of each line."""
    for line in table.strip().splitlines():
        action, *columns = (part.strip() for part in line.split("|"))
        yield action, columns


def opened(table: str, windows: str = WINDOWS) -> set[Try]:
    """Every cell in which the table lets somebody do something."""
    return {
        Try(action, who, state, window)
        for action, columns in lines(table)
        for who in chosen(columns[0], WHO)
        for state in (chosen(columns[1], STATES) if len(columns) > 2 else [""])
        for window in chosen(columns[-1], windows)
    }


def windows_tried(action: str, who: str) -> tuple[range, tuple[int, ...]]:
    """Which states are tried, as places in the table's list, and in how many windows of each, as
    steps from one that is another for every state."""
    every = [columns for each, columns in lines(IDEAS) if each == action]
    named = [who in chosen(columns[0], WHO) for columns in every]
    if not any(named):
        return range(0, len(STATES.split()), 4), (0,)
    if who != chosen(every[named.index(True)][0], WHO)[0]:
        return range(len(STATES.split())), (0,)
    limited = any(columns[-1] != "all" for columns in every)
    return range(len(STATES.split())), tuple(range(len(WINDOWS.split()))) if limited else (0,)


def to_try() -> Iterator[Try]:
    """The cells of ideas that are tried, each with an idea of its own and another one."""
    windows, states = WINDOWS.split(), STATES.split()
    numbers = {window: count(1 + place * PER_WINDOW) for place, window in enumerate(windows)}
    turn = count()
    for action in dict.fromkeys(action for action, _columns in lines(IDEAS)):
        for who in WHO.split():
            start = next(turn)
            places, steps = windows_tried(action, who)
            for place, step in product(places, steps):
                if len(steps) > 1 and not takes(f"{action} {who} {place}", step, among=3):
                    continue
                # From which state on changes with each visitor, so that each state is tried.
                state = states[(place + start) % len(states)]
                window = windows[(place + start + step) % len(windows)]
                yield Try(action, who, state, window, next(numbers[window]), next(numbers[window]))


def plain(cell: Try) -> Try:
    return Try(cell.action, cell.who, cell.state, cell.window)


def tried(cell: Try, visitor: Visitor, slug: str, year: int) -> bool:
    """Try it; tell whether a page was given. What was written is looked up later."""
    number = f"{year}-{cell.number:05d}"
    address = {"slug": slug, "number": number, "id": str(cell.number)}
    if cell.action in READS:
        return visitor.reads(cell.action, **address)
    more = particulars(cell.action, cell.number, f"{year}-{cell.other:05d}")
    visitor.writes(cell.action, more, **address)
    return False


def compare(open_: set[Try], expected: set[Try]) -> None:
    """Fail with every cell in which the application and the table differ."""
    wrong = {"open, and should be refused": open_ - expected}
    wrong["refused, and should be open"] = expected - open_
    said = sorted(
        f"{how}: {cell.action} by {cell.who}, {cell.state or 'round'}, {cell.window}"
        for how, cells in wrong.items()
        for cell in cells
    )
    if said:
        pytest.fail("\n".join(said))


def test_ideas_are_open_to_each_as_the_table_says(
    app: Flask, new_client: Any, pretended: Pretended
) -> None:
    pretended.show("before")
    rounds = [world.build_round() for _ in range(2)]
    people = world.accounts(*rounds)
    visitors, author = world.browsers(app, people, new_client), people["author"]
    assert author is not None
    author_id, cells = author.id, list(to_try())
    found: set[Try] = set()
    for window in WINDOWS.split():
        pretended.show(window)
        round_ = rounds[window == "stopped"]
        world.enter(window, round_)
        slug = round_.slug
        here = [cell for cell in cells if cell.window == window]
        world.place(here, round_, author_id, window)
        read = {cell for cell in here if tried(cell, visitors[cell.who], slug, 2027)}
        db.session.rollback()
        changed = {each.action: done(each.action) for each in here if each.action not in READS}
        found |= read | {c for c in here if c.action in changed and c.number in changed[c.action]}
    tried_ones = {plain(cell) for cell in cells}
    compare({plain(cell) for cell in found}, opened(IDEAS) & tried_ones)


def attempt(action: str, visitor: Visitor, round_: dict[str, Any], number: int) -> bool:
    """Try something with a round; tell whether it was done, and undo it."""
    if action in READS:
        return visitor.reads(action, slug=round_["slug"])
    report = world.report_of_page(round_["slug"]) if action == "settle" else 0
    before = trace(action, round_["id"])
    more = {
        "hand-in": {"token": f"a-token-of-the-form-{number}"},
        "weight": {"version": "0"},
        "extend": {"closes": "2027-09-01T12:00"},
    }
    version = {"version": round_["version"]}
    visitor.writes(action, version | more.get(action, {}), slug=round_["slug"], id=str(report))
    db.session.rollback()
    did = bool(trace(action, round_["id"]) != before)
    if did:
        world.put_back(round_)
    return did


def row_of(round_id: int) -> dict[str, Any]:
    """A round as it is stored."""
    table = Round.__table__
    row = db.session.execute(select(table).where(table.c.id == round_id)).mappings().one()
    return dict(row)


def worth_trying(window: str) -> Iterator[tuple[str, str]]:
    """What each visitor tries in a window: whom no line names, where the first of them may."""
    for action in dict.fromkeys(action for action, _columns in lines(ROUNDS)):
        every = [columns for each, columns in lines(ROUNDS) if each == action]
        named = {who for columns in every for who in chosen(columns[0], WHO)}
        strangers = window in ("draft", "withdrawn", chosen(every[0][-1], ROUND_WINDOWS)[0])
        yield from ((action, who) for who in WHO.split() if who in named or strangers)


def cells_of_rounds(round_id: int, visitors: dict[str, Visitor], window: str) -> set[Try]:
    """What was done with a round in a window, of all that was tried."""
    row, number = row_of(round_id), count(1000 * world.DAY[window])
    return {
        Try(action, who, "", window)
        for action, who in worth_trying(window)
        if attempt(action, visitors[who], row, next(number))
    }


def test_rounds_are_open_to_each_as_the_table_says(
    app: Flask, new_client: Any, pretended: Pretended
) -> None:
    pretended.show("before")
    rounds = {
        "stopped": world.build_round(),
        "destroyed": world.build_round(when_stopped="destroy"),
    }
    usual = world.build_round()
    people = world.accounts(usual, *rounds.values())
    visitors = world.browsers(app, people, new_client)
    found: set[Try] = set()
    for window in ROUND_WINDOWS.split():
        pretended.show(window)
        round_ = rounds.get(window, usual)
        world.enter(window, round_)
        found |= cells_of_rounds(round_.id, visitors, window)
    compare(found, opened(ROUNDS, ROUND_WINDOWS))


@pytest.mark.parametrize(("window", "table"), [("draft", DRAFT), ("withdrawn", WITHDRAWN)])
def test_a_round_that_nobody_published_or_that_was_withdrawn_is_closed(
    app: Flask, new_client: Any, pretended: Pretended, window: str, table: str
) -> None:
    pretended.show(window)
    round_ = world.build_round(**({"published_at": None} if window == "draft" else {}))
    world.enter(window, round_)
    visitors = world.browsers(app, world.accounts(round_), new_client)
    found = cells_of_rounds(round_.id, visitors, window)
    compare(found, opened(table))
