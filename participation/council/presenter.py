"""A paper as its pages show it: what was decided, and each consultation with what it corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from participation.council import queries
from participation.council.models import Consultation, Departure, Paper, PaperVersion
from participation.council.queries import AboutVersion, CitedResult
from participation.council.rules import DECIDING, Kind, Outcome
from participation.council.wording import outcome_label
from participation.results.output.cited import CitedWeight, cited_weight
from participation.web.filters import partial_date
from participation.web.translation import _


@dataclass(frozen=True)
class DepartureView:
    """A quoted reason beside the weight that it departs from, and the result that says so."""

    departure: Departure
    weight: CitedWeight | None
    result: CitedResult


@dataclass(frozen=True)
class Held:
    """A consultation as it was corrected last, the rows before it, the newest first, the version it
    is about, and its departures."""

    row: Consultation
    earlier: tuple[Consultation, ...] = ()
    about: AboutVersion | None = None
    departures: tuple[DepartureView, ...] = ()

    @property
    def redacted(self) -> bool:
        """Tell whether something was blacked out in what is shown."""
        return self.row.redacted_at is not None or any(
            view.departure.redacted_at is not None for view in self.departures
        )

    def once_shown(self) -> Held:
        """Return what everybody sees when this row is shown: of what it corrects, only what was
        public."""
        return replace(self, earlier=tuple(takewhile(lambda row: row.public, self.earlier)))


class PaperPage:
    """A paper with the consultations that a reader may see, and what its particulars said before,
    the newest first."""

    def __init__(
        self,
        paper: Paper,
        rows: Sequence[Consultation],
        versions: Mapping[int, AboutVersion],
        departures: Sequence[tuple[Departure, CitedResult]],
        earlier: Sequence[PaperVersion] = (),
    ) -> None:
        self.paper = paper
        self.earlier = earlier
        superseded = {row.supersedes_id: row for row in rows if row.supersedes_id is not None}
        by_id = {row.id: row for row in rows}
        current = sorted(
            (row for row in rows if row.id not in superseded), key=lambda row: row.date
        )
        self.held = [
            Held(
                row,
                earlier=_chain(row, by_id),
                about=versions.get(row.version_id or 0),
                departures=tuple(
                    DepartureView(departure, _weight(departure, result), result)
                    for departure, result in departures
                    if departure.consultation_id == row.id
                ),
            )
            for row in current
        ]

    def once_shown(self) -> PaperPage:
        """Return what everybody can see when the paper is shown with these consultations."""
        page = copy(self)
        page.held = [held.once_shown() for held in self.held]
        page.earlier = [version for version in self.earlier if version.public]
        return page

    @property
    def finding(self) -> str:
        """What was decided, by whom and when, in one line; or that nothing is recorded as decided,
        which for a motion is said of the motion."""
        decided = [held.row for held in self.held if self._decides(held.row)]
        if not decided:
            if self.paper.kind == Kind.MOTION:
                return _("Ein Antrag ist noch kein Beschluss. Ein Beschluss ist nicht erfasst.")
            return _("Ein Beschluss ist nicht erfasst.")
        last = decided[-1]
        word = outcome_label(last.outcome)
        if last.date_value is None and not last.date_wording:
            return _("%(outcome)s: %(body)s", outcome=_capital(word), body=last.body)
        return _(
            "%(outcome)s: %(body)s, %(date)s",
            outcome=_capital(word),
            body=last.body,
            date=partial_date(last.date),
        )

    @property
    def cited(self) -> list[Mapping[str, Any]]:
        """The results of rounds that the versions cite which the paper is about, each once."""
        citations = [each for held in self.held if held.about for each in held.about.citations]
        return list({(each["round"], each["version"]): each for each in citations}.values())

    @property
    def redacted(self) -> bool:
        """Tell whether something was blacked out in the paper's own values."""
        return self.paper.redacted_at is not None

    def _decides(self, row: Consultation) -> bool:
        return row.authoritative and Outcome(row.outcome) in DECIDING


def paper_page(paper: Paper, rows: Sequence[Consultation], *, public: bool) -> PaperPage:
    """Return a paper with these rows, to everybody or to staff (at most three statements)."""
    return PaperPage(
        paper,
        rows,
        queries.about_versions(rows),
        queries.departures(rows),
        queries.earlier_particulars(paper, public=public),
    )


def _chain(row: Consultation, by_id: Mapping[int, Consultation]) -> tuple[Consultation, ...]:
    earlier = []
    before = by_id.get(row.supersedes_id or 0)
    while before is not None:
        earlier.append(before)
        before = by_id.get(before.supersedes_id or 0)
    return tuple(earlier)


def _weight(departure: Departure, result: CitedResult) -> CitedWeight | None:
    return cited_weight(result.snapshot, departure.item_key)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
