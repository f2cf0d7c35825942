"""From the database to a finished snapshot, in a process of its own for each size; and the headline
alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from bench import data, memory
from bench.databases import Place
from bench.report import Report
from bench.serve import ROOT
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results import gathering, queries, service
from participation.results.method import tally
from participation.rounds import queries as rounds
from participation.rounds.models import Round

LARGE = 1_000_000
SECONDS = 60.0
MOST = 1024.0
HEADLINE = 2.0
FEWEST = 1_000
"""Below this many the interpreter's own time is most of it."""
LINEAR = 1.15
"""Seconds per ballot may grow by as much from one size to the next and still count as linear."""


def measure(report: Report, place: Place, slugs: dict[int, str]) -> None:
    """Make and publish the snapshot of each round, the smallest first."""
    found = {}
    for count, slug in sorted(slugs.items()):
        values = found[count] = _child(place, "snapshot", slug)
        what = f"snapshot of {count:,} ballots"
        if "seconds" not in values:
            report.add(place.backend, what, f"failed: {values.get('error', '')}")
            continue
        told = (
            f"{values['seconds']:.1f} s ({values['processor']:.1f} s of processor), "
            f"peak {values['peak']:.0f} MiB ({values['above']:.0f} above idle)"
        )
        if count >= LARGE:
            met = values["seconds"] <= SECONDS and values["peak"] <= MOST
            report.add(
                place.backend, what, told, target=f"at most {SECONDS:.0f} s and 1 GiB", met=met
            )
        else:
            report.add(place.backend, what, told)
    timed = [
        (count, values["seconds"])
        for count, values in found.items()
        if "seconds" in values and count >= FEWEST
    ]
    for (few, before), (many, after) in pairwise(timed):
        growth = (after / many) / (before / few)
        report.add(
            place.backend,
            f"seconds per ballot, {many:,} against {few:,}",
            f"{after / many * 1e6:.0f} µs",
            ratio=f"{growth:.2f}",
            target="no worse than linear",
            met=growth <= LINEAR,
        )


def headline(report: Report, place: Place, count: int, slug: str) -> None:
    """Compare the headline alone with handing the rows over and numpy's mean of the matrix."""
    found = _child(place, "headline", slug)
    what = f"headline alone, {count:,} ballots"
    if "ours" not in found:
        report.add(place.backend, what, f"failed: {found.get('error', '')}")
        return
    ratio = found["ours"] / found["theirs"]
    report.add(
        place.backend,
        what,
        f"{found['ours']:.2f} s against {found['theirs']:.2f} s for rows and mean",
        ratio=f"{ratio:.2f}",
        target=f"at most {HEADLINE:.0f}",
        met=ratio <= HEADLINE,
    )


def _child(place: Place, task: str, slug: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.snapshots", place.backend, task, slug],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {
            "error": (
                done.stderr.strip().splitlines()[-1]
                if done.stderr.strip()
                else str(done.returncode)
            )
        }
    values: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return values


def _snapshot(slug: str) -> dict[str, float]:
    round_id = rounds.get(slug).id
    db.session.rollback()
    idle = memory.resident(os.getpid())
    memory.forget_peak(os.getpid())
    began, processor = time.perf_counter(), time.process_time()
    made = service.make_snapshot(round_id, actor=SHELL, clock=clock)
    took, processor = time.perf_counter() - began, time.process_time() - processor
    peak = memory.peak(os.getpid())
    service.publish(round_id, number=made.number, actor=SHELL, clock=clock)
    db.session.commit()
    return {"seconds": took, "processor": processor, "peak": peak, "above": peak - idle}


def _headline(slug: str) -> dict[str, float]:
    round_ = rounds.get(slug)
    # Each way twice, the better one: the first reads what the other then finds in memory.
    theirs = min(_timed(_rows_and_mean, round_) for _ in range(2))
    ours = min(_timed(_ours, round_) for _ in range(2))
    return {"ours": ours, "theirs": theirs}


def _timed(work: Callable[[Round], Any], round_: Round) -> float:
    began = time.perf_counter()
    work(round_)
    return time.perf_counter() - began


def _ours(round_: Round) -> Any:
    points = gathering.gather(round_).inputs.field_points()
    return tally.mean_shares(points, total=round_.settings.instrument.total)


def _rows_and_mean(round_: Round) -> Any:
    """What there is no way around: the driver hands the rows over, numpy takes the mean of their
    matrix."""
    connection = db.session.connection()
    query = text("SELECT key, channel, batch, version, answers FROM ballots WHERE round_id = :id")
    rows = connection.execute(query, {"id": round_.id}).fetchall()
    size = queries.layout(round_).size
    matrix = np.frombuffer(b"".join([bytes(row[4]) for row in rows]), dtype=np.int8).reshape(
        -1, size
    )
    return matrix[:, : len(round_.frame.fields)].mean(axis=0)


def main() -> None:
    """Do one task for one round and print what it took as JSON."""
    backend, task, slug = sys.argv[1:]
    app = data.application(Place(backend, Path(os.environ["INSTANCE"]), dict(os.environ)))
    with app.test_request_context(base_url=app.config["BASE_URL"]):
        print(json.dumps({"snapshot": _snapshot, "headline": _headline}[task](slug)))


if __name__ == "__main__":
    main()
