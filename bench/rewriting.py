"""How long a person waits with a ballot while rows are rewritten in random order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from flask import Flask

from bench import data
from bench.databases import Place
from bench.report import Report
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.crypto import new_token
from participation.keyring.queries import key_file
from participation.rounds.models import Round
from participation.weighting import queries, service
from participation.weighting.arrival import rewriting
from participation.weighting.arrival.dump_view import shuffled_view
from participation.weighting.derivation import ballot_key
from participation.weighting.rules import with_fields

LONGEST = 2.0
"""Seconds that nobody waits longer for."""


def measure(report: Report, place: Place, app: Flask, count: int) -> None:
    """Rewrite a round of so many ballots while somebody casts one after the other."""
    round_id = data.make_round(f"rewritten-{count}")
    data.fill_ballots(round_id, count)
    for what, work in (
        (f"rewriting {count:,} ballots", lambda: rewriting.rewrite_round(round_id)),
        (f"view for a backup of {count:,} ballots", _view),
        (f"clearing {count:,} ballots after a key's destruction", _clear),
    ):
        seconds, waits = _while_casting(app, round_id, work)
        told = f"{seconds:.1f} s; {len(waits)} ballots meanwhile, the slowest {max(waits):.2f} s"
        report.add(
            place.backend,
            what,
            told,
            target=f"no ballot waits over {LONGEST:.0f} s",
            met=max(waits) <= LONGEST,
        )


def _view() -> None:
    with ExitStack() as stack:
        stack.enter_context(shuffled_view())


def _clear() -> None:
    rewriting.clear()
    rewriting.checkpoint()


def _while_casting(
    app: Flask, round_id: int, work: Callable[[], object]
) -> tuple[float, list[float]]:
    """Do the work, and return how long it took and how long each ballot took that was cast
    meanwhile."""
    over, waits = threading.Event(), [0.0]

    def cast() -> None:
        with app.app_context():
            while not over.is_set():
                began = time.perf_counter()
                _cast(round_id)
                waits.append(time.perf_counter() - began)
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        casting = pool.submit(cast)
        began = time.perf_counter()
        try:
            work()
        finally:
            seconds = time.perf_counter() - began
            over.set()
        casting.result()
    return seconds, waits


def _cast(round_id: int) -> None:
    round_ = db.session.get_one(Round, round_id)
    round_key = key_file().round_key(round_.uid)
    assert round_key is not None
    layout = queries.layout(round_)
    points = (round_.settings.instrument.total, *(0,) * (layout.fields - 1))
    order = range(layout.fields)
    goals = round_.settings.goals
    answers = with_fields(points, layout, goals, order=order, draw=order)
    service.cast(
        round_id=round_id,
        key=ballot_key(round_key, "open", new_token()),
        channel="open",
        answers=answers,
        base_version=0,
        clock=clock,
    )
    db.session.commit()
