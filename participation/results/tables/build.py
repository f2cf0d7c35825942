"""All tables of a result, from arrays. Disclosure is applied here, once, so that no page, file or
chart escapes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from participation.results.disclosure import plan as disclosure
from participation.results.disclosure.versions import KeptVersion
from participation.results.tables import raking
from participation.results.tables.ballot_matrix import CHANNELS, Bytes, Inputs
from participation.results.tables.columns import Row, row
from participation.results.tables.field_answers import FieldAnswers, field_answers
from participation.results.tables.fields import Fields, distribution, fields, finding
from participation.results.tables.goals import goals
from participation.results.tables.groups import (
    flags,
    sensitivity,
    signals,
    subgroups,
)
from participation.results.tables.guard import plan_of
from participation.results.tables.round_facts import Subject, labels
from participation.strategy.rules import Field, Goal


@dataclass(frozen=True)
class Built:
    """Every table, what the disclosure plan allowed, the ballot rows if they may be published
    (n × fields), and what later versions must know of this one."""

    tables: dict[str, Any]
    plan: disclosure.Plan
    n: int
    ballot_rows: Bytes | None
    kept: KeptVersion


def build(inputs: Inputs, subject: Subject) -> Built:
    """Return all tables as JSON values. Ballots of batches that were set aside count nowhere."""
    counted = counted_of(inputs, subject)
    answers, marked = field_answers(counted, subject), flags(counted, subject)
    plan, kept, weighed = plan_of(counted, answers, marked, subject)
    example = raking.note(weighed, plan, may=bool(kept.weights))
    headline = fields(answers, subject, figures=plan.figures, ranks=plan.ranks)
    tables: dict[str, Any] = {
        "weights": headline.rows,
        "goals": [],
        "distribution": [],
        "subgroups": [],
        "sensitivity": [],
        "raking": [],
        "channels": channels(counted, subject),
        "participation": participation(subject),
        "items": items(subject),
        "finding": finding(headline, answers, subject),
        "notes": notes(counted, answers, headline, plan, subject) | {"raking": example},
    }
    if plan.figures:
        tables["goals"], strata = goals(counted, answers, headline, subject, kept.digests)
        kept = replace(kept, goal_answers=strata)
        tables["distribution"] = distribution(answers, subject)
        tables["subgroups"] = subgroups(counted, answers, headline, marked, plan, subject)
        weighted = None
        if example and example["refused"] is None:
            weighted = raking.weighted_shares(counted, answers, headline, weighed, subject)
            tables["raking"] = raking.groups(weighed, plan, example, subject)
        tables["sensitivity"] = sensitivity(
            counted, answers, headline, marked, plan, subject, weighted
        )
        tables["signals"] = signals(tables["subgroups"], headline.shares, marked, subject)
    return Built(tables, plan, counted.n, shuffled(counted, subject) if plan.rows else None, kept)


def counted_of(inputs: Inputs, subject: Subject) -> Inputs:
    """Return the ballots that count: those of batches that were not set aside."""
    counted = np.isin(inputs.batches, list(subject.set_aside), invert=True)
    return inputs if counted.all() else inputs.selected(counted)


def may_follow(inputs: Inputs, subject: Subject) -> bool:
    """Tell whether a version of these ballots may appear beside the earlier ones."""
    counted = counted_of(inputs, subject)
    answers, marked = field_answers(counted, subject), flags(counted, subject)
    plan, _kept, _weighed = plan_of(counted, answers, marked, subject)
    return plan.figures or not any(before.shown for before in subject.earlier)


def channels(inputs: Inputs, subject: Subject) -> list[Row]:
    """Return the rows of channels.csv: the ballots that are counted, per channel that brought
    any."""
    counts = [int((inputs.channels == index).sum()) for index in range(len(CHANNELS))]
    return [
        row("channels", channel=channel, n_ballots=n)
        for channel, n in zip(CHANNELS, counts, strict=True)
        if n or _days_of(channel, subject)
    ]


def participation(subject: Subject) -> list[Row]:
    """Return the rows of participation.csv: the ballots of each day per channel."""
    return [
        row("participation", channel=channel, day=day.isoformat(), n_ballots=count)
        for channel in CHANNELS
        for day, count in _days_of(channel, subject)
    ]


def _days_of(channel: str, subject: Subject) -> list[tuple[date, int]]:
    return settled_days([(day, count) for name, day, count in subject.days if name == channel])


def settled_days(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return a channel's counts per day, in their order, without any below 1; their sum stays.

    A count is what came in less what was withdrawn on that day, so it may be negative. What a day
    lacks is taken off the days before it, on which the withdrawn ballots must have come in.
    """
    result, lacking = [], 0
    for day, count in reversed(days):
        left = count - lacking
        lacking = max(0, -left)
        if left > 0:
            result.append((day, left))
    return result[::-1]


def items(subject: Subject) -> list[Row]:
    """Return the rows of items.csv: every field and goal as it was shown to residents."""
    rows = []
    for position, field in enumerate(subject.frame.fields, start=1):
        both: list[Field | Goal] = [field, *field.goals]
        for index, item in enumerate(both):
            level = "goal" if index else "field"
            texts = {f"text_{name[-2:]}": text for name, text in labels(item.text).items()}
            parent = field.key if index else None
            number = index or position
            rows.append(
                row(
                    "items",
                    item=item.key,
                    level=level,
                    field=parent,
                    position=number,
                    **labels(item.title),
                    **texts,
                )
            )
    return rows


def notes(
    inputs: Inputs, answers: FieldAnswers, headline: Fields, plan: disclosure.Plan, subject: Subject
) -> dict[str, Any]:
    """Return what the page says about the figures: how many, what is withheld, how silence was
    counted."""
    return {
        "n": inputs.n,
        "figures": plan.figures,
        "ranks": plan.ranks,
        "rows": plan.rows,
        "rough": plan.rough,
        "hidden": [name for name in plan.hidden if name != "identical"],
        "silence_as_zero": headline.silence_as_zero,
        "withheld": {
            subject.frame.field_keys[index]: why for index, why in answers.withheld.items()
        },
        "normal": len(answers.ballots()) >= subject.thresholds.normal_from,
        "shown": {
            table.dimension: [[list(g.classes), g.n, g.rest] for g in table.groups]
            for table in plan.tables
        },
    }


def shuffled(inputs: Inputs, subject: Subject) -> Bytes:
    """Return the field answers in an order drawn from the seed.

    The seed is public, so whoever likes undoes the drawing. What is drawn from is therefore sorted
    by what is published alone: the order of the inputs would tell the channel, the batch and more.
    """
    rows = np.ascontiguousarray(inputs.field_bytes())
    rows = rows[np.argsort(rows.view(f"S{rows.shape[1]}").ravel(), kind="stable")]
    generator = np.random.Generator(np.random.PCG64(subject.seed))
    return rows[generator.permutation(inputs.n)]
