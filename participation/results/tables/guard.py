"""The disclosure plan of a version, and what later versions must know of it so that nobody can
subtract the two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from participation.results.disclosure.minimums import Thresholds
from participation.results.disclosure.plan import Plan, plan
from participation.results.disclosure.versions import (
    Compared,
    KeptVersion,
    compare,
    digest_of,
    marks_of,
)
from participation.results.disclosure.weighted import may_be_weighted
from participation.results.tables.ballot_matrix import Inputs
from participation.results.tables.field_answers import FieldAnswers, Marks
from participation.results.tables.groups import cells, dimensions
from participation.results.tables.raking import Weighing, refused, weighing
from participation.results.tables.round_facts import Subject

LEAST_FIELDS = 2
"""The share of the only field that is left would be all there is."""


def plan_of(
    inputs: Inputs, answers: FieldAnswers, marked: Marks, subject: Subject
) -> tuple[Plan, KeptVersion, Weighing]:
    """Return what a version of the counted ballots may show beside all earlier ones, what is kept
    of it, and the weights that make groups as large as in the census. What is kept holds weights
    only where they may be used."""
    limits, n = subject.thresholds, inputs.n
    # A round may ask for larger groups than for figures; with fewer ballots than one group there is
    # only the whole.
    minimum = max(limits.figures, limits.group) if n >= limits.group else limits.figures
    wanted = dimensions(subject) if n >= limits.group else ()
    counted_cells, positions = cells(inputs, answers, marked, subject)
    marks = marks_of(inputs.field_bytes(), positions, subject.guard_key)
    compared = compare(counted_cells, marks, subject.earlier)
    decided = plan(
        compared.cells if wanted else [replace(cell, labels=()) for cell in compared.cells],
        wanted,
        batches=compared.now,
        leave_out=wanted[:1],
        signals=wanted[-1:],
        rough_by=wanted[:1],
        announced_rows=subject.publish_ballots,
        earlier=compared.earlier,
        changes=compared.changes,
        thresholds=Thresholds(minimum, limits.ranks, limits.ballot_rows),
    )
    # The ballots themselves would tell what the tables withhold.
    decided = replace(decided, rows=decided.rows and not answers.withheld)
    if len(answers.shown) < LEAST_FIELDS:
        decided = replace(
            decided, figures=False, ranks=False, tables=(), leave_outs=(), selections=()
        )
    weighed = weighing(counted_cells, subject)
    weights = weighed.of_cells(counted_cells, subject)
    if weights and not _may_be_weighted(decided, weighed, compared, subject, minimum):
        weights = ()
    kept = KeptVersion(
        dimensions(subject),
        tuple(cell.labels for cell in counted_cells),
        marks,
        tuple((shown.dimension, shown.classes or ()) for shown in decided.selections),
        batch_digests(inputs, subject.guard_key),
        weights=weights,
    )
    return decided, kept, weighed


def _may_be_weighted(
    decided: Plan,
    weighed: Weighing,
    compared: Compared,
    subject: Subject,
    minimum: int,
) -> bool:
    """Whether the ballots may be shown weighted as well, beside all that is shown."""
    if refused(weighed, decided, may=True)[0]:
        return False
    mine = [cell for cell in compared.cells if cell.batch in compared.now]
    weights = weighed.of_cells(mine, subject)
    return may_be_weighted(
        compared.cells,
        dimensions(subject),
        decided,
        {cell.batch: weight for cell, weight in zip(mine, weights, strict=True)},
        earlier=compared.earlier,
        minimum=minimum,
    )


def batch_digests(inputs: Inputs, secret: bytes) -> dict[str, str]:
    """Return a keyed digest of what the ballots of each batch say, in no order of theirs."""
    records = np.column_stack([inputs.channels, inputs.answers, inputs.labels]).astype(np.int8)
    return {
        str(batch): digest_of(records[inputs.batches == batch].tobytes(), secret)
        for batch in np.unique(inputs.batches).tolist()
    }
