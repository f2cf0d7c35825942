"""The answers that figures about fields are made of, without the fields that too few people
answered.

A field with fewer answers than there are figures for gets none at all: what so few people said
could be worked out from any of them. Its points leave like silence, everything else is computed
without it, and this is the only place where it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.results.method.ballots import Floats
from participation.results.tables.ballot_matrix import Inputs
from participation.results.tables.round_facts import Subject

Marks = NDArray[np.bool_]

FEW_ANSWERS = "few_answers"
"""Fewer people answered the field than there are figures for."""
DERIVABLE = "derivable"
"""Figures of this field would let the choices of one with too few answers be worked out."""


@dataclass(frozen=True)
class FieldAnswers:
    """What ballots say about the fields that are shown.

    `points` (n × shown) are points or choices, NaN for silence; a ballot that gave points to a
    withheld field has its others scaled up to the total, and one that gave all its points there is
    silent throughout. `shown` are the positions of the fields in the frame, `withheld` the reasons
    for the others by position. `about_withheld` (n,) marks the ballots that answered one of those.
    """

    points: Floats
    shown: tuple[int, ...]
    withheld: Mapping[int, str]
    about_withheld: Marks

    @property
    def fields(self) -> int:
        """The number of fields in the frame."""
        return len(self.shown) + len(self.withheld)

    @property
    def speaks(self) -> Marks:
        """Which ballots (n,) say anything about the fields that are shown."""
        return np.asarray(~np.isnan(self.points).all(axis=1))

    def ballots(self, rows: Marks | None = None) -> Floats:
        """Return the ballots that say anything, of some rows or of all, for the method."""
        if rows is not None:
            chosen = self.points[rows]
            return chosen[~np.isnan(chosen).all(axis=1)] if self.withheld else chosen
        return self.points[self.speaks] if self.withheld else self.points

    def spread(self, values: Floats) -> Floats:
        """Return values of the shown fields as values of all (fields, …), NaN where withheld."""
        result = np.full((self.fields, *values.shape[1:]), np.nan)
        result[list(self.shown)] = values
        return result


def field_answers(inputs: Inputs, subject: Subject) -> FieldAnswers:
    """Return the answers of the counted ballots; they decide what is withheld."""
    points = inputs.field_points()
    reasons = withheld_fields(points, subject)
    everything = tuple(range(points.shape[1]))
    if not reasons:
        return FieldAnswers(points, everything, {}, np.zeros(len(points), np.bool_))
    shown = tuple(position for position in everything if position not in reasons)
    about = np.asarray(~np.isnan(points[:, list(reasons)]).all(axis=1))
    left = points[:, shown]
    if subject.pick:
        # Not chosen is an answer, and chosen shares have no sum that could be short of something.
        return FieldAnswers(left, shown, reasons, about)
    sums = np.nansum(left, axis=1)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(sums > 0, left * subject.instrument.total / sums, np.nan)
    return FieldAnswers(scaled, shown, reasons, about)


def withheld_fields(points: Floats, subject: Subject) -> dict[int, str]:
    """Return the places of the fields that get no figures, in the frame's order, and why.

    `points` (n × fields) are the counted ballots, NaN for silence. Where exactly k fields are
    chosen, k times the ballots less the choices of the fields shown are those of the withheld ones;
    so further fields go, the least answered first, until enough people stand behind that sum.
    """
    minimum = subject.thresholds.figures
    given = ~np.isnan(points)
    counts = given.sum(axis=0)
    if len(points) < minimum:
        return {}
    reasons = {int(position): FEW_ANSWERS for position in np.flatnonzero(counts < minimum)}
    if reasons and subject.pick and subject.instrument.exactly:
        for position in sorted(
            set(range(len(counts))) - set(reasons), key=lambda j: (counts[j], j)
        ):
            if given[:, list(reasons)].any(axis=1).sum() >= minimum:
                break
            reasons[position] = DERIVABLE
    return dict(sorted(reasons.items()))


def given_counts(answers: FieldAnswers, subject: Subject) -> NDArray[np.int64] | None:
    """Return who answered what (n × things), 0 or 1, for the disclosure plan; None where no ballot
    is silent.

    Beside the fields that are shown these are the withheld ones together, where their sum can be
    worked out.
    """
    silent = np.isnan(answers.points)
    if not silent.any() and not answers.withheld:
        return None
    columns = (~silent).astype(np.int64)
    if answers.withheld and subject.pick and subject.instrument.exactly:
        columns = np.column_stack([columns, answers.about_withheld])
    return columns
