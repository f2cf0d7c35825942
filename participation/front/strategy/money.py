"""Published weights beside published money, field by field: two measures in one order, which
nothing sets in relation to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from participation.extensions import db
from participation.kernel.amounts import Unit
from participation.kernel.clock import Clock
from participation.kernel.errors import NotFound
from participation.projects.finance import findings
from participation.projects.finance.fields import FieldMoney, FieldSum, by_field
from participation.projects.finance.gathering import Money, gather
from participation.projects.finance.presenter import FinancePage
from participation.projects.finance.rules import Stage
from participation.projects.finance.table import Hatch
from participation.projects.finance.wording import figure
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import interval
from participation.results.rules import weights_closed
from participation.results.tables.columns import Row
from participation.rounds.models import Round
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame
from participation.strategy.rules_versions import frame_digest
from participation.web.filters import tr
from participation.web.translation import _


@dataclass(frozen=True)
class RoundResult:
    """The newest published result of a round, not yet opened; `comparable` is whether the round
    asked about exactly the frame that is shown."""

    round: Round
    snapshot_id: int
    version: int
    comparable: bool


@dataclass(frozen=True)
class WeightView:
    """What the result says of a field; without a value there is only `text`, why there is none."""

    text: str
    interval: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MoneyView:
    """What the projects of a field get, in words; a bar of `clear` and `hatched` per cent of the
    largest bar."""

    text: str
    is_blank: bool
    locked: str = ""
    clear: float = 0
    hatched: float = 0


@dataclass(frozen=True)
class FieldView:
    """A field, or no field, with both measures; `missing` is why there is no weight, `unassigned`
    where there is any such money."""

    title: str
    weight: WeightView | None
    missing: str
    public: MoneyView
    private: MoneyView
    unassigned: MoneyView | None


class MoneyPage:
    """Weights of one result and money of one stage beside the fields of a frame."""

    def __init__(
        self,
        strategy: Strategy,
        frame: Frame,
        results: Sequence[RoundResult],
        chosen: RoundResult | None,
        snapshot: Snapshot | None,
        money: Money,
        stage: Stage,
    ) -> None:
        self.strategy = strategy
        self.frame = frame
        self.results = results
        self.chosen = chosen
        self.result = ResultPage(snapshot) if snapshot else None
        self.money = money
        self.stage = stage
        self._finance = FinancePage(money, stage)

    @property
    def has_weights(self) -> bool:
        """Whether there is a result to show, be it one that withholds its figures."""
        return self.result is not None

    @property
    def has_money(self) -> bool:
        """Whether there is any amount at this stage."""
        return not self._finance.is_empty

    @property
    def comparable(self) -> list[RoundResult]:
        """The results among which readers choose."""
        return [result for result in self.results if result.comparable]

    @property
    def others(self) -> list[RoundResult]:
        """The results of rounds on another frame."""
        return [result for result in self.results if not result.comparable]

    @property
    def stages(self) -> list[tuple[Stage, str]]:
        """The stages that have amounts, with their words."""
        return self._finance.stages

    @property
    def measured_money(self) -> str:
        """Which stage and unit the amounts have."""
        return self._finance.measured

    @property
    def has_unassigned(self) -> bool:
        """Whether there is money of which nobody has said whose it is."""
        return self._finance.has_unassigned

    @property
    def lock_notes(self) -> list[findings.Note]:
        """What is locked, and what the hatching means."""
        if not self.has_money:
            return []
        told = list(findings.lock_notes(self.money, self.stage))
        if any(row.hatch is not Hatch.NONE for each in self.sums for row in _sums(each)):
            told.insert(0, findings.Note(_("Schraffiert: gesperrt, in den Summen enthalten.")))
        return told

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the fields, in the order of the result where there is one."""
        if self.result is None:
            return list(self.frame.field_keys)
        return [row["item"] for row in self.result.ordered]

    @cached_property
    def sums(self) -> list[FieldMoney]:
        """The money of each field in the order shown, of no field last."""
        money, lines = self.money, self.money.lines.get(self.stage, [])
        return by_field(money.projects, money.sources, lines, self.keys, money.locks)

    @cached_property
    def rows(self) -> list[FieldView]:
        """The fields with both measures, and no field last."""
        titles = {field.key: tr(field.title) for field in self.frame.fields}
        longest = max((row.public.cents or 0 for row in self.sums), default=0)
        return [
            FieldView(
                titles.get(row.key or "", _("Ohne Feld")),
                self._weight(row.key),
                self._missing(row.key),
                self._amount(row.public, longest),
                self._amount(row.private),
                self._amount(row.unassigned) if self.has_unassigned else None,
            )
            for row in self.sums
        ]

    def _weight(self, key: str | None) -> WeightView | None:
        if self.result is None or key is None:
            return None
        row = self.result.fields[key]
        share = share_of(self.result, row)
        if share is None:
            why = self.result.written_share(row) if row["withheld"] else _("nicht gezeigt")
            return WeightView(why)
        low, high = row["stab_low"], row["stab_high"]
        return WeightView(
            self.result.written_share(row),
            interval(row),
            share * 100,
            None if low is None else low * 100,
            None if high is None else high * 100,
        )

    def _missing(self, key: str | None) -> str:
        """Return why a row has no weight, where it has none."""
        if key is None:
            return _("nicht gefragt")
        return _("nicht vergleichbar") if self.others else _("noch kein Ergebnis")

    def _amount(self, told: FieldSum, longest: int = 0) -> MoneyView:
        text = figure(told.cents, Unit.EURO, self._finance.table.unit)
        if told.cents is None:
            return MoneyView(text, is_blank=True)
        locked = {
            Hatch.NONE: "",
            Hatch.PARTLY: _("zum Teil gesperrt"),
            Hatch.WHOLLY: _("gesperrt"),
        }
        per_cent = 100 / longest if longest else 0
        clear, hatched = told.cents - told.hatched, told.hatched
        return MoneyView(
            text,
            False,
            locked[told.hatch],
            round(clear * per_cent, 2),
            round(hatched * per_cent, 2),
        )


def share_of(result: ResultPage, row: Row) -> float | None:
    """Return a field's share, None where the result's page shows none either."""
    share: float | None = row[result.share]
    return None if row["withheld"] else share


def money_page(
    slug: str,
    *,
    asked_round: str | None,
    asked_stage: str | None,
    clock: Clock,
) -> MoneyPage:
    """Return the page of a strategy (eight statements); without a round asked for, the newest one
    on the frame that is shown.

    Raises NotFound without a version that everybody may read, and for a round without a published
    result on this strategy.
    """
    strategy, frame = queries_versions.strategy_and_public_frame(slug)
    results = _published_results(strategy, frame, clock)
    chosen = _chosen(results, asked_round)
    snapshot = None
    if chosen is not None and chosen.comparable:
        snapshot = db.session.get_one(Snapshot, chosen.snapshot_id)
    money = gather(strategy.id, public_only=True, with_rates=False)
    stage = money.stage_asked_for(asked_stage)
    return MoneyPage(strategy, frame, results, chosen, snapshot, money, stage)


def _chosen(results: Sequence[RoundResult], asked_round: str | None) -> RoundResult | None:
    if asked_round is None:
        return next((result for result in results if result.comparable), None)
    chosen = next((result for result in results if result.round.slug == asked_round), None)
    if chosen is None:
        raise NotFound()
    return chosen


def _published_results(strategy: Strategy, frame: Frame, clock: Clock) -> list[RoundResult]:
    """Return which result everybody may open of each round on a strategy, the one that
    closed last first."""
    other = aliased(Snapshot)
    newest = (
        select(func.max(other.number))
        .where(other.round_id == Round.id, other.published_at.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Round, Snapshot.id, Snapshot.number)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .where(
            Round.strategy_id == strategy.id,
            Round.published_at.is_not(None),
            Round.results_published_at.is_not(None),
            Snapshot.number == newest,
        )
        .order_by(Round.weights_closes_at.desc(), Round.id.desc())
    )
    digest, now = frame_digest(frame), clock.now()
    return [
        RoundResult(round_, snapshot_id, number, frame_digest(round_.frame) == digest)
        for round_, snapshot_id, number in db.session.execute(query)
        if weights_closed(round_.weights_window, now)
    ]


def _sums(row: FieldMoney) -> Sequence[FieldSum]:
    return row.public, row.private, row.unassigned
