"""The result as it would be if groups were as large as the census shares that the round's rules
name: an example, never the headline.

Every decision hangs on the frozen rules and on what the disclosure plan shows anyway. A question
without shares, or whose shares do not cover everybody, is left out; whoever did not answer one of
the others stays as many people as they are, so that the shares hold among those who answered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.results.disclosure.ledger import Cell
from participation.results.disclosure.plan import Plan
from participation.results.disclosure.weighted import each_alone
from participation.results.method import raking
from participation.results.method import statistics as st
from participation.results.method.ballots import Floats
from participation.results.method.raking import Raked, Refusal
from participation.results.tables.ballot_matrix import Inputs
from participation.results.tables.columns import Row, row
from participation.results.tables.field_answers import FieldAnswers
from participation.results.tables.fields import Fields
from participation.results.tables.groups import NO_ANSWER, dimensions, title_of
from participation.results.tables.round_facts import Subject, labels

LEAST = 300
"""Of fewer ballots no example is made."""
SHORT = 0.01
"""By how much shares may miss the whole, because they were rounded."""


class Reason(StrEnum):
    """Why there is no example."""

    SHARES = "shares"
    FEW_BALLOTS = "few_ballots"
    BALLOT_ROWS = "ballot_rows"
    GROUPS = "groups"
    UNCONVERGED = "unconverged"
    CAP = "cap"
    DERIVABLE = "derivable"


@dataclass(frozen=True)
class Margin:
    """A question whose shares cover everybody: its key, the keys of its classes and their
    shares."""

    question: str
    classes: tuple[str, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Weighing:
    """What the rules ask for, and the weights by what people answered to the margins' questions,
    None in the place of whoever did not answer; `named` are all questions that name shares."""

    named: tuple[str, ...]
    margins: tuple[Margin, ...]
    outcome: Raked | Refusal | None = None
    by_answers: Mapping[tuple[str, ...], int] | None = None

    @property
    def raked(self) -> Raked | None:
        """The weights, if there are any."""
        return self.outcome if isinstance(self.outcome, Raked) else None

    def of_cells(self, cells: Sequence[Cell], subject: Subject) -> tuple[int, ...]:
        """Return the weight of each cell; none where there are no weights."""
        if self.by_answers is None:
            return ()
        return tuple(self.by_answers[_answers(cell, self.margins, subject)] for cell in cells)


def weighing(cells: Sequence[Cell], subject: Subject) -> Weighing:
    """Return the weights of the ballots in `cells`, before anything is known of what may be
    shown."""
    named = tuple(
        str(q["key"])
        for q in subject.questions
        if any(c.get("share") is not None for c in q["classes"])
    )
    margins = tuple(margin for q in subject.questions if (margin := _margin(q)))
    if not margins or sum(cell.n for cell in cells) < LEAST:
        return Weighing(named, margins)
    counts: dict[tuple[str, ...], int] = {}
    for cell in cells:
        said = _answers(cell, margins, subject)
        counts[said] = counts.get(said, 0) + cell.n
    kinds = sorted(counts)
    sizes = np.array([counts[said] for said in kinds], dtype=np.int64)
    positions, targets = _table(kinds, sizes, margins)
    outcome = raking.rake(positions, sizes, targets)
    if not isinstance(outcome, Raked):
        return Weighing(named, margins, outcome)
    by_answers = dict(zip(kinds, outcome.weights.tolist(), strict=True))
    return Weighing(named, margins, outcome, by_answers)


def _margin(question: Mapping[str, Any]) -> Margin | None:
    """The question as a margin; None unless every class has a share and they cover everybody."""
    shares = [c.get("share") for c in question["classes"]]
    if any(not share for share in shares) or abs(sum(shares) - 1) > SHORT + 1e-9:
        return None
    keys = tuple(str(c["key"]) for c in question["classes"])
    return Margin(str(question["key"]), keys, tuple(share / sum(shares) for share in shares))


def _answers(cell: Cell, margins: Sequence[Margin], subject: Subject) -> tuple[str, ...]:
    known = dict(zip(dimensions(subject), cell.labels, strict=True))
    return tuple(known[margin.question] for margin in margins)


def _table(
    kinds: Sequence[tuple[str, ...]], sizes: NDArray[np.int64], margins: Sequence[Margin]
) -> tuple[NDArray[np.int64], list[Floats]]:
    """The positions of the cells' classes (cells × margins), the silent last, and the targets."""
    positions, targets = [], []
    for at, margin in enumerate(margins):
        places = {key: place for place, key in enumerate((*margin.classes, NO_ANSWER))}
        column = np.array([places[said[at]] for said in kinds], dtype=np.int64)
        silent = sizes[column == len(margin.classes)].sum() / sizes.sum()
        target = np.array([*margin.shares, 0.0]) * (1 - silent)
        target[-1] = silent
        positions.append(column)
        targets.append(target / target.sum())
    return np.column_stack(positions), targets


def refused(weighed: Weighing, plan: Plan, *, may: bool) -> tuple[Reason | None, list[str]]:
    """Return why there is no example, None where there is one, and the questions that are the
    reason. `may` says whether the weighted result isolates nobody beside everything else.

    What the table of groups shows is asked first, so that no later reason tells of a group that is
    hidden.
    """
    questions = [margin.question for margin in weighed.margins]
    if not questions:
        return Reason.SHARES, list(weighed.named)
    if plan.n < LEAST:
        return Reason.FEW_BALLOTS, []
    if plan.rough:
        return Reason.BALLOT_ROWS, []
    if hidden := [margin.question for margin in weighed.margins if not _all_shown(margin, plan)]:
        return Reason.GROUPS, hidden
    if weighed.outcome is Refusal.NOBODY:
        return Reason.GROUPS, questions
    if isinstance(weighed.outcome, Refusal):
        return Reason(weighed.outcome.value), questions
    return (None if may else Reason.DERIVABLE), questions


def _all_shown(margin: Margin, plan: Plan) -> bool:
    """Whether every class that has a share, and those without an answer, are rows of their own."""
    shown = {
        name
        for table in plan.tables
        if table.dimension == margin.question
        for group in table.groups
        for name in group.classes
    }
    return each_alone(plan, margin.question) and set(margin.classes) <= shown


def note(weighed: Weighing, plan: Plan, *, may: bool) -> dict[str, Any] | None:
    """Return what page and METHODS.json say of the example, None where the rules name no shares.

    What it cost is rounded: exact, it would tell how many people share a combination of answers.
    """
    if not weighed.named or not plan.figures:
        return None
    reason, questions = refused(weighed, plan, may=may)
    known = {margin.question for margin in weighed.margins}
    said: dict[str, Any] = {
        "refused": reason,
        "questions": questions,
        "not_used": [key for key in weighed.named if key not in known],
        "least_ballots": LEAST,
        "largest_allowed": raking.LARGEST,
    }
    if reason is None and weighed.raked:
        said |= {
            "method": "Deming and Stephan 1940",
            "steps": weighed.raked.steps,
            "design_effect": round(weighed.raked.design_effect, 2),
            "effective": round(weighed.raked.effective),
            "largest": math.ceil(round(weighed.raked.largest * 10, 6)) / 10,
        }
    return said


def weighted_shares(
    inputs: Inputs, answers: FieldAnswers, headline: Fields, weighed: Weighing, subject: Subject
) -> Floats:
    """Return the shares (fields,) of the counted ballots under the weights, silence counted as in
    the headline."""
    counts = _of_ballots(inputs, weighed, subject)[answers.speaks].astype(np.float64)
    ballots = answers.points[answers.speaks]
    if subject.pick:
        return answers.spread(st.chosen_shares(ballots, counts=counts))
    total, as_zero = subject.instrument.total, headline.silence_as_zero
    return answers.spread(
        st.mean_shares(ballots, total=total, counts=counts, silence_as_zero=as_zero)
    )


def _of_ballots(inputs: Inputs, weighed: Weighing, subject: Subject) -> NDArray[np.int64]:
    """The weight of each ballot (n,)."""
    assert weighed.by_answers is not None
    questions = list(subject.classes)
    columns = [questions.index(margin.question) for margin in weighed.margins]
    kinds, positions = np.unique(inputs.labels[:, columns], axis=0, return_inverse=True)
    weights = [
        weighed.by_answers[
            tuple(
                margin.classes[at] if at >= 0 else NO_ANSWER
                for at, margin in zip(said, weighed.margins, strict=True)
            )
        ]
        for said in kinds.tolist()
    ]
    return np.array(weights, dtype=np.int64)[positions.ravel()]


def groups(weighed: Weighing, plan: Plan, said: Mapping[str, Any], subject: Subject) -> list[Row]:
    """Return the rows of raking.csv: every group as large as it is and as it counts."""
    sizes = {
        (table.dimension, group.classes[0]): group.n
        for table in plan.tables
        for group in table.groups
    }
    rows = []
    for margin in weighed.margins:
        silent = sizes.get((margin.question, NO_ANSWER), 0)
        answered = plan.n - silent
        known = {
            key: (sizes[margin.question, key], share)
            for key, share in zip(margin.classes, margin.shares, strict=True)
        }
        for key, (n, share) in known.items():
            rows.append(
                _group(subject, margin, key, n, said)
                | {
                    "share": round(n / answered, 6),
                    "census_share": round(share, 6),
                    "n_weighted": round(answered * share),
                }
            )
        if silent:
            last = _group(subject, margin, NO_ANSWER, silent, said)
            rows.append(last | {"n_weighted": silent})
    return rows


def _group(subject: Subject, margin: Margin, key: str, n: int, said: Mapping[str, Any]) -> Row:
    return row(
        "raking",
        dimension=margin.question,
        group=key,
        **labels(title_of(subject, margin.question, (key,))),
        n_ballots=n,
        design_effect=said["design_effect"],
        n_effective=said["effective"],
    )
