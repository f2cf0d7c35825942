"""What home and round page read: the rounds sorted by state, and one round with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from participation.ideas import queries as ideas_queries
from participation.rounds import queries as round_queries
from participation.rounds.ending.rules import STOPPED
from participation.rounds.models import Deviation, Round
from participation.rounds.rules import (
    Phase,
    RoundState,
    Window,
    last_closing,
    next_change,
    phase,
    state,
)
from participation.weighting.named.queries import ballots_of


@dataclass(frozen=True)
class Listed:
    """A round on the home page: its state and the next moments that matter."""

    round: Round
    state: RoundState
    opens: datetime | None
    closes: datetime | None


@dataclass(frozen=True)
class Home:
    """The rounds of the home page by state, and when the page changes by itself."""

    open: list[Listed]
    coming: list[Listed]
    closed: list[Listed]
    changes_at: datetime | None


@dataclass(frozen=True)
class RoundPage:
    """A round with what its page says: phases at `now`, numbers, deviations."""

    round: Round
    now: datetime
    state: RoundState
    ideas: Phase
    weights: Phase
    idea_count: int
    ballot_count: int
    deviations: list[Deviation]

    @property
    def stop(self) -> Deviation | None:
        """That the round was stopped, with the reason, or None."""
        return next((each for each in self.deviations if each.kind == STOPPED), None)

    @property
    def stopped_weighting(self) -> bool:
        """Whether people weighted when it was stopped."""
        return self.weights is Phase.AFTER and self._changed_weights

    @property
    def stopped_before_weighting(self) -> bool:
        """Whether it was stopped before people could weight, although that was planned."""
        return self.weights is Phase.ABSENT and self._changed_weights

    @property
    def _changed_weights(self) -> bool:
        return self.stop is not None and "weights_until" in self.stop.details

    @property
    def next_opening(self) -> datetime | None:
        """When the next window opens, None when none does any more."""
        return _next_opening(self.round.windows, self.now)

    @property
    def closes(self) -> datetime | None:
        """When the last window that is open closes, or the last of all."""
        return _closes(self.round.windows, self.now)

    @property
    def changes_at(self) -> datetime | None:
        """When this page changes by itself."""
        return next_change(self.round.windows, self.now)


def home(now: datetime) -> Home:
    """Return the rounds for the home page (one statement): open ones that end first, coming ones
    that begin first, and of these the rounds for everybody before those for organisations."""
    listed = [_listed(round_, now) for round_ in round_queries.published_rounds()]
    changes = [next_change(item.round.windows, now) for item in listed]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return Home(
        open=sorted(
            (item for item in listed if item.state is RoundState.OPEN),
            key=lambda item: (item.round.is_named, item.closes or far),
        ),
        coming=sorted(
            (item for item in listed if item.state in (RoundState.COMING, RoundState.BETWEEN)),
            key=lambda item: (item.round.is_named, item.opens or far),
        ),
        closed=[item for item in listed if item.state is RoundState.CLOSED],
        changes_at=min((moment for moment in changes if moment), default=None),
    )


def round_page(round_: Round, now: datetime) -> RoundPage:
    """Return what the page of a round says (three statements)."""
    return RoundPage(
        round=round_,
        now=now,
        state=state(round_.windows, now),
        ideas=phase(round_.ideas_window, now),
        weights=phase(round_.weights_window, now),
        idea_count=ideas_queries.published_count(round_.id),
        ballot_count=ballots_of(round_),
        deviations=round_queries.deviations(round_.id),
    )


def _listed(round_: Round, now: datetime) -> Listed:
    windows = round_.windows
    return Listed(round_, state(windows, now), _next_opening(windows, now), _closes(windows, now))


def _next_opening(windows: tuple[Window, ...], now: datetime) -> datetime | None:
    return min(
        (window.opens for window in windows if window.opens and window.opens > now), default=None
    )


def _closes(windows: tuple[Window, ...], now: datetime) -> datetime | None:
    open_now = [
        window.closes for window in windows if window.closes and phase(window, now) is Phase.OPEN
    ]
    return max(open_now, default=last_closing(windows))
