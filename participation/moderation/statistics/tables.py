"""The files of figures: their columns and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from participation.ideas.rules import Action
from participation.kernel.errors import N_
from participation.moderation.statistics.figures import Figures
from participation.moderation.statistics.rules import Duration, Split, Week
from participation.web.tabular.tables import Field, Filled, Row, Table

UNDER = "under_{under}"
AT_LEAST = "at_least"

DECISIONS = Table(
    "decisions",
    N_("Entscheidungen"),
    N_("Je Zeile eine Zahl über Entscheidungen, Meldungen oder Beschwerden einer Runde."),
    (
        Field("round", N_("Runde"), N_("Kürzel der Runde, leer für andere Seiten"), width=24),
        Field(
            "figure",
            N_("Zahl"),
            N_(
                "published: veröffentlicht, not_shown: abgelehnt oder entfernt, reports: Meldungen,"
                " complaints: Beschwerden, median_hours: Stunden bis zur ersten Entscheidung,"
                " Median"
            ),
            width=18,
        ),
        Field(
            "part",
            N_("Teil"),
            N_("Grund oder Ergebnis, leer für alle zusammen; other: nicht nach Gründen aufgeteilt"),
        ),
        Field("value", N_("Wert"), N_("Die Zahl, leer wo sie zu klein ist"), kind="number"),
        Field(
            "note",
            N_("Hinweis"),
            N_(
                "under_3: weniger als 3, under_10: weniger als 10, vielleicht keine,"
                " at_least: mindestens so viele"
            ),
        ),
    ),
    key=("round", "figure", "part"),
)

WEEKS = Table(
    "moderation_weeks",
    N_("Wochen"),
    N_("Je Zeile eine Woche der Moderation einer Runde."),
    (
        Field("monday", N_("Woche ab"), N_("Montag, mit dem die Woche beginnt"), kind="date"),
        Field("submitted", N_("Eingereicht"), N_("Eingereichte Ideen"), kind="integer"),
        Field("published", N_("Veröffentlicht"), N_("Veröffentlichungen"), kind="integer"),
        Field("rejected", N_("Abgelehnt"), N_("Ablehnungen"), kind="integer"),
        Field("asked", N_("Um Änderung gebeten"), N_("Bitten um Änderung"), kind="integer"),
        Field("removed", N_("Entfernt"), N_("Entfernte Ideen"), kind="integer"),
        Field("waiting", N_("Wartend"), N_("Wartende Ideen am Ende der Woche"), kind="integer"),
        Field(
            "median_hours",
            N_("Median in Stunden"),
            N_("Stunden bis zur ersten Entscheidung, Median"),
            kind="number",
        ),
        Field(
            "p90_hours",
            N_("90. Perzentil in Stunden"),
            N_("Stunden, nach denen über neun von zehn Ideen entschieden war"),
            kind="number",
        ),
    ),
    key=("monday",),
)


def decisions(parts: Sequence[Figures]) -> Filled:
    """Return the public figures of rounds as a table."""
    rows = [row for part in parts for row in _of_round(part)]
    return Filled(DECISIONS, rows, rows)


def _of_round(part: Figures) -> Iterator[Row]:
    slug = part.round.slug if part.round else ""
    splits = (
        ("published", part.published, False),
        ("not_shown", part.not_shown, True),
        ("reports", part.reports, True),
        ("complaints", part.complaints, True),
    )
    for figure, split, has_parts in splits:
        note = UNDER.format(under=split.under) if split.hidden else ""
        note = AT_LEAST if split.at_least else note
        yield (slug, figure, "", split.total, note)
        if has_parts:
            yield from _parts(slug, figure, split)
    yield (slug, "median_hours", "", _hours(part.duration.median), "")


def _parts(slug: str, figure: str, split: Split) -> Iterator[Row]:
    for kind in sorted(split.parts):
        yield (slug, figure, kind, split.parts[kind], "")
    if split.rest:
        yield (slug, figure, "other", split.rest, "")


def weeks(found: Sequence[Week]) -> Filled:
    """Return the weeks of a round as a table."""
    rows = [
        (
            week.monday,
            week.submitted,
            *(
                week.actions.get(action, 0)
                for action in (Action.PUBLISH, Action.REJECT, Action.ASK, Action.REMOVE)
            ),
            week.backlog,
            *_both(week.duration),
        )
        for week in found
    ]
    return Filled(WEEKS, rows, rows)


def _both(duration: Duration) -> tuple[Decimal | None, Decimal | None]:
    return _hours(duration.median), _hours(duration.p90)


def _hours(hours: float | None) -> Decimal | None:
    return None if hours is None else Decimal(f"{hours:.1f}")
