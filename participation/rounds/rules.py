"""What a round offers and when, decided from plain values. Pure: no job and no flag moves a
phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from participation.kernel.errors import N_, BadInput
from participation.strategy.rules import KEY_LENGTH

SLUG_LENGTH = KEY_LENGTH
MOST_POINTS = 100
"""The largest total of a points ballot; a packed answer is one signed byte."""
FROM_THE_EDGE = timedelta(days=3650)
"""How far a moment stays away from the first and the last that a calendar knows."""


class Phase(StrEnum):
    """The phase of a window at a moment."""

    ABSENT = "absent"
    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


class RoundState(StrEnum):
    """The state of a round as a whole at a moment."""

    COMING = "coming"
    OPEN = "open"
    BETWEEN = "between"
    CLOSED = "closed"


class Origin(StrEnum):
    """Whether a round is meant: made by a city, tried out in a demo, or built by the demo."""

    CITY = "city"
    TRIAL = "trial"
    DEMO = "demo"


class InstrumentKind(StrEnum):
    """How the fields are weighted."""

    POINTS = "points"
    PICK = "pick"


class Channel(StrEnum):
    """How a ballot or an idea came in."""

    EMAIL = "email"
    CODE = "code"
    OPEN = "open"
    PAPER = "paper"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.EMAIL: N_("E-Mail"),
    Channel.CODE: N_("Zugangscode"),
    Channel.OPEN: N_("offener Browser"),
    Channel.PAPER: N_("Papier"),
}


class Audience(StrEnum):
    """Who weights in a round: residents in secret, or organisations by name."""

    RESIDENTS = "residents"
    ORGANISATIONS = "organisations"


class WhenStopped(StrEnum):
    """What becomes of the ballots of a round that is stopped while people weight."""

    COUNT = "count"
    DESTROY = "destroy"


class Moderation(StrEnum):
    """Whether ideas wait for a moderator before they are shown."""

    HOLD = "hold"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Window:
    """A half-open span [opens, closes) in UTC; absent when both are None."""

    opens: datetime | None = None
    closes: datetime | None = None

    @property
    def absent(self) -> bool:
        """Whether the round has no such window."""
        return self.opens is None or self.closes is None


@dataclass(frozen=True)
class Instrument:
    """`points`: whole points that sum to `total`; `pick`: `k` of the fields, exactly or at most."""

    kind: InstrumentKind = InstrumentKind.POINTS
    total: int = 20
    k: int = 3
    exactly: bool = True


@dataclass(frozen=True)
class GoalRules:
    """The second level: points per field's goals, how many top fields are asked, how many drawn."""

    points: int = 10
    top: int = 3
    drawn: int = 1


def phase(window: Window, now: datetime) -> Phase:
    """Return the phase of a window at `now`. It includes its first instant and excludes its
    last."""
    if window.opens is None or window.closes is None:
        return Phase.ABSENT
    if now < window.opens:
        return Phase.BEFORE
    return Phase.OPEN if now < window.closes else Phase.AFTER


def state(windows: Iterable[Window], now: datetime) -> RoundState:
    """Return where a round stands: open while any window is, closed when all are over, coming
    before the first."""
    phases = {phase(window, now) for window in windows} - {Phase.ABSENT}
    if Phase.OPEN in phases:
        return RoundState.OPEN
    if phases == {Phase.AFTER}:
        return RoundState.CLOSED
    return RoundState.BETWEEN if Phase.AFTER in phases else RoundState.COMING


def registered_late(created_at: datetime, windows: Iterable[Window]) -> bool:
    """Tell whether a round's rules came into this system only after it had begun, as with a record
    of an earlier round."""
    opening = first_opening(windows)
    return opening is not None and created_at > opening


def first_opening(windows: Iterable[Window]) -> datetime | None:
    """Return when the first window opens, from when on the rules stand; None without windows."""
    return min((window.opens for window in windows if window.opens), default=None)


def last_closing(windows: Iterable[Window]) -> datetime | None:
    """Return when the last window closes; None without windows."""
    return max((window.closes for window in windows if window.closes), default=None)


def next_change(windows: Iterable[Window], now: datetime) -> datetime | None:
    """Return the next moment after `now` at which any window opens or closes, or None."""
    moments = [
        moment
        for window in windows
        for moment in (window.opens, window.closes)
        if moment and moment > now
    ]
    return min(moments, default=None)


def zone(name: str) -> ZoneInfo:
    """Return a time zone. Raises BadInput when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(
            N_("Die Zeitzone „%(name)s“ gibt es nicht. Schreiben Sie zum Beispiel Europe/Berlin."),
            field="timezone",
            name=name[:60],
        ) from error


def parse_moment(text: str, zone_name: str, *, field: str = "") -> datetime:
    """Return the UTC moment of an ISO time in a zone.

    Raises BadInput for what is no time, for a local time that does not exist, and for an ambiguous
    one without an offset.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
        # Next to the first and the last year no other zone, and no time limit, could be said.
        _ = moment - FROM_THE_EDGE, moment + FROM_THE_EDGE
    except (ValueError, OverflowError) as error:
        raise BadInput(
            N_("„%(text)s“ ist keine Zeitangabe. Schreiben Sie zum Beispiel 2026-11-27T09:00."),
            field=field,
            text=text[:60],
        ) from error
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    zone_info = zone(zone_name)
    early, late = (moment.replace(tzinfo=zone_info, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    if early.astimezone(UTC).astimezone(zone_info).replace(tzinfo=None) != moment:
        raise BadInput(
            N_(
                "Die Uhrzeit %(text)s gibt es nicht: In dieser Nacht werden die Uhren vorgestellt."
                " Wählen Sie eine andere."
            ),
            field=field,
            text=text,
        )
    raise BadInput(
        N_(
            "Die Uhrzeit %(text)s gibt es in dieser Nacht zweimal. "
            "Schreiben Sie %(early)s für die erste oder %(late)s für die zweite."
        ),
        field=field,
        text=text,
        early=early.isoformat(timespec="minutes"),
        late=late.isoformat(timespec="minutes"),
    )


def parse_day(text: str, *, field: str = "") -> date:
    """Return a date written as ISO text. Raises BadInput for anything else."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError as error:
        raise BadInput(
            N_("„%(text)s“ ist kein Datum. Schreiben Sie zum Beispiel 2027-03-31."),
            field=field,
            text=text[:60],
        ) from error


def check_window(window: Window, *, field: str = "") -> None:
    """Raise BadInput unless the window is absent, or ends after it starts."""
    if (window.opens is None) != (window.closes is None):
        raise BadInput(
            N_("Ein Zeitfenster braucht Anfang und Ende. Ergänzen Sie die fehlende Zeit."),
            field=field,
        )
    if window.opens and window.closes and window.closes <= window.opens:
        raise BadInput(
            N_("Das Ende liegt nicht nach dem Anfang. Wählen Sie ein späteres Ende."), field=field
        )


def due_before_closing(due: date, closes: datetime | None, zone_name: str) -> bool:
    """Tell whether a day, the last one of a time limit, is over before a window closes."""
    try:
        return closes is not None and due < closes.astimezone(ZoneInfo(zone_name)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Its own check says that there is no such zone.
        return False


def may_change_rules(windows: Iterable[Window], now: datetime, *, published: bool) -> bool:
    """Tell whether frame and rules may still change: always before publication, then until the
    first window opens."""
    if not published:
        return True
    opening = first_opening(windows)
    return opening is None or now < opening


def key_destroyed_on(
    results_published_at: datetime | None,
    ends_at: datetime | None,
    *,
    after_days: int,
    backstop_days: int,
) -> datetime | None:
    """Return when the round's key is due to be destroyed: `after_days` after the publication of
    the result, and at the latest `backstop_days` after the round's end, published or not.

    None only while the round has neither a published result nor an end.
    """
    after_result = (
        results_published_at + timedelta(days=after_days) if results_published_at else None
    )
    backstop = ends_at + timedelta(days=backstop_days) if ends_at else None
    return min((date for date in (after_result, backstop) if date), default=None)
