"""Results: what a published version says. Every figure is one of its tables; nothing is computed
here, and what the tables withhold is null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from participation.api.resources.rounds import DeviationEntry, deviation
from participation.api.resources.values import Address, Shape, Share, Texts, address, day, minute
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.rules import Version
from participation.results.tables.columns import TABLES, Column, Row
from participation.rounds.models import Deviation, Round


class ResultItem(Shape):
    """A published version of a result; a later one says why there is one."""

    number: int
    made: date
    reason: str
    url: Address
    page: Address


class FieldResult(Shape):
    """An action field: its share with the stability interval, the places that the ballots allow,
    and how many answered. `withheld` says why there are no figures: few_answers or derivable."""

    key: str
    title: Texts
    share: Share | None
    low: Share | None
    high: Share | None
    rank_low: int | None
    rank_high: int | None
    answers: int | None
    withheld: str | None


class GoalResult(Shape):
    """A goal: its share within its field, every person weighted by their share for the field
    (`share`, with its interval) or alike (`unweighted`), and the answers on the goals of the field.
    `withheld` as for fields."""

    key: str
    field: str
    title: Texts
    share: Share | None
    low: Share | None
    high: Share | None
    unweighted: Share | None
    answers: int | None
    withheld: str | None


class Result(Shape):
    """A published version of a result. `measure` names what a field's share is: mean_share of the
    points, or chosen_share of the answers, which is no weight. The sentences `measured` and
    `caveat` belong to every figure. `figures` and `ranks` tell whether there were enough ballots
    for any, `withheld` says what is missing and why."""

    round: str
    number: int
    made: date
    reason: str
    ballots: int
    measure: str
    finding: str
    measured: str
    caveat: str
    withheld: str
    figures: bool
    ranks: bool
    leading: list[str]
    fields: list[FieldResult]
    goals: list[GoalResult]
    deviations: list[DeviationEntry]
    inputs_sha256: str
    seed: str
    software: str
    tables: Address
    url: Address
    page: Address


_TYPES: dict[str, type] = {"string": str, "integer": int, "number": float, "date": date}


def _row_shape(name: str, columns: tuple[Column, ...]) -> type[msgspec.Struct]:
    """Return the shape of a table's rows, from the list of columns that makes its file."""
    fields: list[tuple[str, Any]] = [
        (column, Annotated[_TYPES[kind] | None, msgspec.Meta(description=meaning)])
        for column, kind, meaning in columns
    ]
    about = {"__doc__": f"A row of the table {name}, as in {name}.csv."}
    return msgspec.defstruct(
        f"{name.capitalize()}Row",
        fields,
        bases=(Shape,),
        namespace=about,
        kw_only=True,
    )


ROWS = {name: _row_shape(name, columns) for name, columns in TABLES.items()}
ResultTables = msgspec.defstruct(
    "ResultTables",
    [("round", str), ("number", int), *((name, list[row]) for name, row in ROWS.items())],  # type: ignore[valid-type]
    bases=(Shape,),
    namespace={"__doc__": "Every table of a published version; one without rows is empty."},
    kw_only=True,
)


def item(version: Version, round_: Round) -> ResultItem:
    """Return a published version in a list."""
    made = day(version.made_at, round_.timezone)
    assert made is not None
    return ResultItem(
        number=version.number,
        made=made,
        reason=version.reason,
        url=address("api.result", slug=round_.slug, number=version.number),
        page=address("results.show", slug=round_.slug, version=version.number),
    )


def result(snapshot: Snapshot, round_: Round, later: list[Deviation]) -> Result:
    """Return a published version, and what departed from the rules before and after it."""
    page, zone = ResultPage(snapshot), round_.timezone
    answers = {goals.key: goals.n for goals in page.goals()}
    made = day(snapshot.made_at, zone)
    assert made is not None
    return Result(
        round=round_.slug,
        number=snapshot.number,
        made=made,
        reason=snapshot.reason,
        ballots=page.n,
        measure=page.share,
        finding=page.finding,
        measured=page.measured,
        caveat=page.caveat,
        withheld=page.withheld,
        figures=page.figures,
        ranks=page.ranks,
        leading=list(page.tables["finding"]["leading"]) if page.ranks else [],
        fields=[_field(page, row) for row in page.ordered],
        goals=[_goal(row, answers) for row in page.tables["goals"]],
        deviations=[*_deviations(snapshot, zone), *(deviation(row, zone) for row in later)],
        inputs_sha256=snapshot.inputs_digest,
        seed=snapshot.seed,
        software=snapshot.software,
        tables=address("api.result_tables", slug=round_.slug, number=snapshot.number),
        url=address("api.result", slug=round_.slug, number=snapshot.number),
        page=address("results.show", slug=round_.slug, version=snapshot.number),
    )


def tables(snapshot: Snapshot, round_: Round) -> msgspec.Struct:
    """Return the tables of a published version."""
    filled = {
        name: [_typed(shape, row) for row in snapshot.tables.get(name, ())]
        for name, shape in ROWS.items()
    }
    return ResultTables(round=round_.slug, number=snapshot.number, **filled)


def _typed(shape: type[msgspec.Struct], row: Row) -> msgspec.Struct:
    return shape(**{name: row[name] for name in shape.__struct_fields__})


def _field(page: ResultPage, row: Row) -> FieldResult:
    return FieldResult(
        key=row["item"],
        title=_title(row),
        share=row[page.share],
        low=row["stab_low"],
        high=row["stab_high"],
        rank_low=row["rank_low"],
        rank_high=row["rank_high"],
        answers=row["n_given"],
        withheld=row["withheld"],
    )


def _goal(row: Row, answers: Mapping[str, int]) -> GoalResult:
    return GoalResult(
        key=row["item"],
        field=row["field"],
        title=_title(row),
        share=row["local_share"],
        low=row["stab_low"],
        high=row["stab_high"],
        unweighted=row["unweighted_share"],
        answers=None if row["withheld"] else answers[row["field"]],
        withheld=row["withheld"],
    )


def _title(row: Row) -> dict[str, str]:
    named = {"de": row["label_de"], "en": row["label_en"]}
    return {code: text for code, text in named.items() if text}


def _deviations(snapshot: Snapshot, zone: str) -> list[DeviationEntry]:
    entries = []
    for each in snapshot.method["deviations"]:
        at = minute(datetime.fromisoformat(each["at"]), zone)
        assert at is not None
        entries.append(DeviationEntry(kind=each["kind"], at=at, reason=each["reason"]))
    return entries
