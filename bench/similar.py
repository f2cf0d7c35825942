"""Similar ideas: how often the labelled one is found, and how long one question takes."""

from __future__ import annotations

import statistics
import time

from bench import data
from bench.report import Report
from participation.extensions import db
from participation.ideas.similar.search import similar
from tests.ideas.similar.measuring import Pair, fill, look, measure, pairs
from tests.ideas.similar.measuring import report as lines

MILLISECONDS = {"sqlite": 150.0, "postgresql": 50.0}
RECALL = 0.8


def recall(report: Report, backend: str, among: int) -> None:
    """Ask for every labelled idea among so many others, and print what is found by kind."""
    round_id = data.make_round(f"similar-{among}")
    labelled = pairs()
    unseen = pairs("unseen")
    matches = fill(round_id, [*labelled, *unseen], among)
    for name, some, least in (("labelled pairs", labelled, RECALL), ("unseen pairs", unseen, None)):
        found = look(round_id, {pair: matches[pair] for pair in some})
        print("\n".join(f"    {line}" for line in lines(found)), flush=True)
        of_all = measure(found)
        report.add(
            backend,
            f"{name} among {among:,} ideas",
            f"recall@3 {of_all.recall_at_3:.2f}, precision {of_all.precision:.2f}",
            target=f"recall@3 at least {least}" if least else "",
            met=of_all.recall_at_3 >= least if least else None,
        )


def duration(report: Report, backend: str, among: int) -> None:
    """Ask for the unseen ideas among so many others; the median in this process."""
    round_id = data.make_round(f"similar-{among}")
    asked: list[Pair] = pairs("unseen")
    fill(round_id, asked, among)
    similar(*asked[0].query, round_id)
    milliseconds, of_processor = [], []
    for pair in asked:
        db.session.rollback()
        before, processor = time.perf_counter(), time.process_time()
        similar(*pair.query, round_id)
        milliseconds.append((time.perf_counter() - before) * 1000)
        of_processor.append((time.process_time() - processor) * 1000)
    median, most = statistics.median(milliseconds), MILLISECONDS[backend]
    report.add(
        backend,
        f"similar ideas among {among:,}",
        f"median {median:.0f} ms ({statistics.median(of_processor):.0f} ms of this process's"
        f" processor), slowest {max(milliseconds):.0f} ms",
        target=f"under {most:.0f} ms",
        met=median < most,
    )
