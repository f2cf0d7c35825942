"""The figures that everybody sees: of a round, and of the city as the sum of what its rounds
show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from participation.ideas.rules import Action
from participation.moderation.rules import UNDO_FOR
from participation.moderation.statistics import queries, rules
from participation.moderation.statistics.rules import Duration, Made, Split
from participation.rounds.models import Round
from participation.rounds.rules import last_closing
from participation.web.filters import DEFAULT_ZONE


@dataclass(frozen=True)
class Figures:
    """What everybody sees of a round's decisions up to the end of last week. `round` is None for
    pages that are no idea's, and for the whole city."""

    round: Round | None
    published: Split
    not_shown: Split
    duration: Duration
    reports: Split
    complaints: Split


def until(now: datetime) -> datetime:
    """Return the moment up to which decisions are counted: the end of last week, so that one figure
    more does not tell what was decided today; on Monday only once nothing of it can be undone."""
    return rules.week_start(now - UNDO_FOR, DEFAULT_ZONE)


def standing(round_: Round, now: datetime) -> tuple[Counter[str], Split]:
    """Return how many ideas of a round stand where, exactly, and how many were rejected or removed,
    and why, as everybody sees it."""
    states, made = queries.standing(round_.id)
    return states, _reasons(round_, made, until(now))


def _reasons(round_: Round, made: Sequence[Made], end: datetime) -> Split:
    ends_at = last_closing(round_.windows)
    return rules.shown_reasons(made, ends_at=ends_at, until=end, zone=DEFAULT_ZONE)


def of_rounds(rounds: Sequence[Round], now: datetime) -> list[Figures]:
    """Return the figures of each of these rounds."""
    end, ids = until(now), [round_.id for round_ in rounds]
    arrived, made = queries.arrived(ids), queries.made(ids)
    reports, complaints = queries.reports(end), queries.complaints(end)
    found = []
    for round_ in rounds:
        counted = [each for each in made.get(round_.id, []) if each.at < end]
        hours = [hours for _at, hours in rules.waits(arrived.get(round_.id, []), counted)]
        published = Counter(each.action for each in counted if each.action == Action.PUBLISH)
        found.append(
            Figures(
                round_,
                rules.shown(published),
                _reasons(round_, counted, end),
                rules.duration(hours if len(hours) >= rules.LEAST else []),
                rules.shown(reports.get(round_.id, {})),
                rules.shown(complaints.get(round_.id, {})),
            )
        )
    return found


def of_pages(now: datetime) -> Figures:
    """Return the figures of pages that are no idea's."""
    end = until(now)
    none = rules.shown({})
    reports, complaints = queries.reports(end), queries.complaints(end)
    return Figures(
        None,
        none,
        none,
        rules.duration([]),
        rules.shown(reports.get(None, {})),
        rules.shown(complaints.get(None, {})),
    )


def of_city(parts: Sequence[Figures]) -> Figures:
    """Return the sum of what the parts show; nothing can be told from the difference."""
    return Figures(
        None,
        rules.added([part.published for part in parts]),
        rules.added([part.not_shown for part in parts]),
        rules.duration([]),
        rules.added([part.reports for part in parts]),
        rules.added([part.complaints for part in parts]),
    )
