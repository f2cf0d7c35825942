"""Whatever is typed, corrected, closed, imported, set aside, computed and published in whatever
order: no two versions that anyone could read differ by a few ballots."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, count

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import NotReady
from participation.results import gathering, service
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from tests.results.making import (
    begin_batch,
    close_batch,
    import_sheets,
    make,
    set_aside,
    type_in,
)
from tests.results.sheets import cast_all, closed_round

Values = tuple[int, ...]
ONLINE = [(20 - position, position, 0) for position in range(14)]
SHEETS: list[Values] = [(20, 0, 0), (0, 20, 0), (0, 0, 20), (19, 1, 0)]
SIZES = st.sampled_from([1, 2, 9, 10, 11])
STEPS = st.one_of(
    st.tuples(st.just("type"), SIZES),
    st.tuples(st.just("import"), SIZES),
    st.tuples(st.sampled_from(["correct", "set aside"]), st.integers(0, 30)),
    st.tuples(st.sampled_from(["close", "make", "make", "publish"]), st.just(0)),
)


class Office:
    """What staff do with a round, and beside it what each version must hold."""

    def __init__(self, round_: Round) -> None:
        self.round_ = round_
        self.refs = (str(number) for number in count())
        self.open: int | None = None
        self.batches: dict[int, dict[str, Values]] = {}
        self.aside: set[int] = set()
        self.readable: dict[int, Counter[Values]] = {}

    def do(self, step: str, size: int) -> None:
        """Do one thing, as far as it can be done."""
        if step in ("make", "publish"):
            try:
                self._make(publish=step == "publish")
            except NotReady:
                db.session.rollback()
        elif step == "type":
            if self.open is None:
                self.open = begin_batch(self.round_)
                self.batches[self.open] = {}
            for position in range(size):
                self._type(next(self.refs), SHEETS[position % len(SHEETS)])
        elif step == "correct" and self.open is not None:
            refs = sorted(self.batches[self.open])
            self._type(refs[size % len(refs)], SHEETS[size % len(SHEETS)], correct=True)
        elif step == "close" and self.open is not None:
            close_batch(self.round_, self.open)
            self.open = None
        elif step == "import":
            sheets = {next(self.refs): SHEETS[position % len(SHEETS)] for position in range(size)}
            import_sheets(self.round_, sheets)
            self.batches[max(self.batches, default=0) + 1] = sheets
        elif step == "set aside" and (left := sorted(set(self.batches) - self.aside)):
            set_aside(self.round_, left[size % len(left)])
            self.aside.add(left[size % len(left)])

    def _type(self, ref: str, values: Values, *, correct: bool = False) -> None:
        assert self.open is not None
        type_in(self.round_, self.open, ref, values, correct=correct)
        self.batches[self.open][ref] = values

    def _make(self, *, publish: bool) -> None:
        before = gathering.last_number(self.round_.id)
        snapshot = make(self.round_, "Es kamen Bögen nach.")
        if snapshot.number > before:
            included: Counter[Values] = Counter(ONLINE)
            for number, sheets in self.batches.items():
                if number != self.open and number not in self.aside:
                    included.update(sheets.values())
            assert snapshot.ballots == included.total()
            if snapshot.tables["notes"]["figures"]:
                self.readable[snapshot.number] = included
        if publish:
            service.publish(self.round_.id, number=snapshot.number, actor=SHELL, clock=clock)
            commit_now()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_no_two_versions_that_anyone_could_read_differ_by_a_few_ballots(
    app: Flask, steps: list[tuple[str, int]]
) -> None:
    round_ = closed_round()
    cast_all(round_, ONLINE)
    office = Office(round_)
    for step, size in [*steps, ("close", 0), ("make", 0)]:
        office.do(step, size)
    for one, other in combinations(office.readable.values(), 2):
        for difference in (one - other, other - one):
            assert difference.total() == 0 or difference.total() >= 10
