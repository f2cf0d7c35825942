"""Published results as a version cites them: plain values that stand in its document, and how
pages show them beside the version's own fields and goals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from participation.kernel.scale import Scale, scale_to
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import per_cent
from participation.results.tables.columns import Row
from participation.rounds.models import Round
from participation.strategy.lineage import Kind, Line, Origin, origin
from participation.strategy.rules import Frame, Texts
from participation.strategy.rules_versions import frame_digest
from participation.web.filters import number, tr
from participation.web.translation import _


@dataclass(frozen=True)
class Weight:
    """What one result says of one field or goal, in the reader's language; `key` is the result's.

    Without a `share` there is `why`: that it is not shown, or not comparable.
    """

    result: Result
    key: str = ""
    share: str = ""
    interval: str = ""
    answers: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Result:
    """A cited result with the sentences that stand wherever its figures do."""

    round_slug: str
    title: Texts
    version: int
    ballots: str
    measured: str
    caveat: str
    is_other_frame: bool
    # Whether its page is here: a version of another installation cites a round that is not.
    is_here: bool


@dataclass(frozen=True)
class Beside:
    """Weights by the key of a version's field or goal; all pictures of a page share one scale."""

    results: tuple[Result, ...]
    weights: Mapping[str, tuple[Weight, ...]]
    scale: Scale


def citation(snapshot: Snapshot, round_: Round) -> dict[str, Any]:
    """Return a published result as plain values: what its page shows, in every language of the
    pages, and nothing that the page withholds."""
    page = ResultPage(snapshot)
    answers = {goals.key: goals.n for goals in page.goals()}
    return {
        "round": round_.slug,
        "round_title": dict(round_.title),
        "version": snapshot.number,
        "digest": snapshot.inputs_digest,
        "frame": frame_digest(round_.frame),
        "n": page.n,
        "ballots": _in_every_language(lambda: page.ballots),
        "measure": _in_every_language(lambda: page.measured),
        "caveat": _in_every_language(lambda: page.caveat),
        "fields": [_field(page, row) for row in page.ordered],
        "goals": [
            _figures(row, row["local_share"], answers[row["field"]]) | {"field": row["field"]}
            for row in page.tables["goals"]
            if not row["withheld"]
        ],
    }


def beside(
    frame: Frame,
    citations: Iterable[Mapping[str, Any]],
    lines_for: Callable[[str], Sequence[Line]],
    rounds_here: Collection[str] | None = None,
) -> Beside:
    """Return what results say of the fields and goals of a frame.

    `lines_for` gives the lineage from the frame of this digest to the one shown. A share stands
    beside what kept its key or was renamed, never beside what was split or merged. `rounds_here`
    are the rounds whose result can be opened here, None where all of them can.
    """
    own = frame_digest(frame)
    results: list[Result] = []
    weights: dict[str, tuple[Weight, ...]] = {}
    for cited in citations:
        result = _result(cited, own, rounds_here)
        results.append(result)
        for key, weight in _weights(frame, result, cited, lines_for(cited["frame"])):
            weights[key] = (*weights.get(key, ()), weight)
    every = [weight for group in weights.values() for weight in group]
    ends = (value for weight in every for value in (weight.value, weight.high))
    return Beside(tuple(results), weights, scale_to(end for end in ends if end is not None))


def _weights(
    frame: Frame, result: Result, cited: Mapping[str, Any], lineage: Sequence[Line]
) -> Iterator[tuple[str, Weight]]:
    """Yield the weights of one result by the keys of the frame's fields and goals."""
    figures = {row["key"]: row for row in (*cited["fields"], *cited["goals"])}
    lines = [line for line in lineage if line.from_key in figures]
    for field in frame.fields:
        came_from = origin(field.key, figures, lines)
        weight = _weight(result, came_from, figures)
        if weight is not None:
            yield field.key, weight
        for goal in field.goals:
            weight = _weight(result, origin(goal.key, figures, lines), figures)
            if weight is not None:
                yield goal.key, _within(weight, came_from.comparable_key, figures)


def _result(cited: Mapping[str, Any], own: str, rounds_here: Collection[str] | None) -> Result:
    return Result(
        round_slug=cited["round"],
        title=cited["round_title"],
        version=cited["version"],
        ballots=tr(cited["ballots"]),
        measured=tr(cited["measure"]),
        caveat=tr(cited["caveat"]),
        is_other_frame=cited["frame"] != own,
        is_here=rounds_here is None or cited["round"] in rounds_here,
    )


def _within(weight: Weight, field: str | None, figures: Mapping[str, Any]) -> Weight:
    """Return a goal's weight, or that it means nothing here: it is a share within the field in
    which the goal stood."""
    if not weight.share or figures[weight.key]["field"] == field:
        return weight
    return Weight(weight.result, why=_("nicht vergleichbar: stand in einem anderen Handlungsfeld"))


def _weight(result: Result, came_from: Origin, figures: Mapping[str, Any]) -> Weight | None:
    if came_from.kind == Kind.SPLIT:
        return Weight(result, why=_("nicht vergleichbar: seit der Runde geteilt"))
    if came_from.kind == Kind.MERGED:
        return Weight(result, why=_("nicht vergleichbar: seit der Runde zusammengelegt"))
    key = came_from.comparable_key
    if key is None:
        return None
    row = figures[key]
    if row["share"] is None:
        return Weight(result, why=tr(row.get("withheld")))
    low, high = row["low"], row["high"]
    return Weight(
        result,
        key=key,
        share=per_cent(row["share"]),
        interval="" if low is None else _interval(low, high),
        answers=number(row["n"]) if row["n"] is not None else "",
        value=row["share"] * 100,
        low=None if low is None else low * 100,
        high=None if high is None else high * 100,
    )


def _interval(low: float, high: float) -> str:
    text = _("%(low)s bis %(high)s", low=per_cent(low).rstrip(" %"), high=per_cent(high))
    return str(text)


def _field(page: ResultPage, row: Row) -> dict[str, Any]:
    if row["withheld"] is None and row[page.share] is not None:
        return _figures(row, row[page.share], row["n_given"])
    why = _in_every_language(lambda: page.written_share(row) if row["withheld"] else page.withheld)
    nothing = dict.fromkeys(("share", "low", "high", "n"))
    return {"key": row["item"], "withheld": why, **nothing}


def _figures(row: Row, share: float | None, answers: int | None) -> dict[str, Any]:
    figures = {"key": row["item"], "share": share, "n": answers}
    return figures | {"low": row["stab_low"], "high": row["stab_high"]}


def _in_every_language(sentence: Callable[[], str]) -> dict[str, str]:
    texts = {}
    for code in current_app.config["LANGUAGES"]:
        with force_locale(code):
            texts[code] = str(sentence())
    return texts
