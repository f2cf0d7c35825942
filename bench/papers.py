"""The draft of a council paper, from the published snapshot to the packed file."""

from __future__ import annotations

import time

from bench.report import Report
from participation.kernel.clock import clock
from participation.results import queries
from participation.results.council_paper import service
from participation.rounds import queries as rounds

SECONDS = 5.0


def measure(report: Report, backend: str, count: int, slug: str) -> None:
    """Make the draft for a round of so many ballots; the application's context is there."""
    round_ = rounds.get(slug)
    snapshot = queries.snapshot(queries.versions(round_.id)[-1].id)
    before = time.perf_counter()
    size = len(service.council_paper(round_, snapshot, clock.now()))
    took = time.perf_counter() - before
    report.add(
        backend,
        f"council paper of {count:,} ballots",
        f"{took:.2f} s, {size / 1024:.0f} KiB",
        target=f"under {SECONDS:.0f} s",
        met=took < SECONDS,
    )
