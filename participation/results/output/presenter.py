"""What pages say about a snapshot, in the reader's language; they read the snapshot and compute
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from participation.kernel.errors import NotReady
from participation.results import queries
from participation.results.models import Snapshot
from participation.results.output import files
from participation.results.rules import CAVEAT, OUTDATED, Version
from participation.results.tables.columns import Row
from participation.rounds.models import Round
from participation.rounds.rules import Phase, key_destroyed_on, phase
from participation.web.filters import long_date, number, percent, tr, translate_error
from participation.weighting import queries as weighting

Bar = dict[str, Any]


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def label(row: Mapping[str, Any]) -> str:
    """Return a row's title in the reader's language."""
    return tr({"de": row["label_de"], "en": row["label_en"]})


def per_cent(value: float | None) -> str:
    """Return a share as per cent with one decimal, an en dash for none."""
    return percent(value) if value is not None else "–"


class Page:
    """A snapshot as its pages show it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.tables: dict[str, Any] = snapshot.tables
        self.method: dict[str, Any] = snapshot.method
        self.notes: dict[str, Any] = snapshot.tables["notes"]
        self.n = int(self.notes["n"])
        self.figures = bool(self.notes["figures"])
        self.ranks = bool(self.notes["ranks"])
        self.pick = self.method["instrument"]["kind"] == "pick"
        self.share = "chosen_share" if self.pick else "mean_share"
        self.fields: dict[str, Row] = {row["item"]: row for row in self.tables["weights"]}

    @property
    def finding(self) -> str:
        """The finding as a headline; a leader is named only when it stands alone."""
        if not self.figures:
            return _("Zu wenige Gewichtungen für ein Ergebnis")
        if not self.ranks:
            return _("Zu wenige Gewichtungen für eine Reihenfolge")
        leading = [label(self.fields[key]) for key in self.tables["finding"]["leading"]]
        if len(leading) == 1:
            return _("Vorn liegt %(field)s", field=leading[0])
        if not leading:
            return _("Kein Handlungsfeld liegt erkennbar vorn")
        return _("An der Spitze, nicht unterscheidbar: %(fields)s", fields=_listed(leading))

    @property
    def measured(self) -> str:
        """What the bars show, in one sentence."""
        if self.pick:
            return _(
                "Anteil der Teilnehmenden, die das Feld gewählt haben. Das sind keine Gewichte."
            )
        return _(
            "Mittlerer Anteil an den %(total)s Punkten", total=self.method["instrument"]["total"]
        )

    @property
    def caveat(self) -> str:
        """The sentence that stands wherever a figure does."""
        return _(CAVEAT, n=number(self.n), city=self.method["city"])

    @property
    def withheld(self) -> str:
        """Why figures or places are missing; empty when nothing is."""
        limits = self.method["thresholds"]
        if not self.figures:
            return _(
                "Unter %(minimum)s Gewichtungen zeigen wir keine Zahlen. Sonst ließe sich auf"
                " einzelne Menschen schließen.",
                minimum=limits["figures"],
            )
        if not self.ranks:
            return _(
                "Unter %(minimum)s Gewichtungen nennen wir keine Plätze. Einzelne Gewichtungen"
                " würden sie verschieben.",
                minimum=limits["ranks"],
            )
        return ""

    @property
    def ordered(self) -> list[Row]:
        """The fields in the order of their shares; in the frame's order where there are none."""
        return [self.fields[key] for key in self.tables["finding"]["order"]]

    def bars(self) -> list[Bar]:
        """The fields as bars, in per cent."""
        return [
            {
                "label": label(row),
                "value": (row[self.share] or 0) * 100,
                "low": None if row["stab_low"] is None else row["stab_low"] * 100,
                "high": None if row["stab_high"] is None else row["stab_high"] * 100,
                "text": per_cent(row[self.share]),
                "note": self.note(row),
            }
            for row in self.ordered
        ]

    def note(self, row: Row) -> str:
        """A field's stability interval and places."""
        parts = [self.interval(row), self.places(row)]
        return " · ".join(part for part in parts if part)

    def interval(self, row: Row) -> str:
        """A field's stability interval in words, empty where nothing varies."""
        if row["stab_low"] is None:
            return ""
        return _(
            "%(low)s bis %(high)s",
            low=per_cent(row["stab_low"]).rstrip(" %"),
            high=per_cent(row["stab_high"]),
        )

    def places(self, row: Row) -> str:
        """A field's places: „Platz 3–6“."""
        low, high = row["rank_low"], row["rank_high"]
        if low is None:
            return ""
        return (
            _("Platz %(place)s", place=low)
            if low == high
            else _("Platz %(low)s–%(high)s", low=low, high=high)
        )

    @property
    def top(self) -> float:
        """The value at the right edge of the bars, in per cent: the largest one, rounded up to the
        next ten."""
        ends = [max(row["stab_high"] or 0, row[self.share] or 0) for row in self.fields.values()]
        return float(min(100, (int(max(ends, default=0) * 10) + 1) * 10))

    def table(self) -> list[list[Any]]:
        """The figures behind the bars."""
        return [
            [
                label(row),
                per_cent(row[self.share]),
                self.interval(row) or "–",
                self.places(row) or "–",
                number(row["n_given"]),
            ]
            for row in self.ordered
        ]

    def goals(self) -> list[dict[str, Any]]:
        """The goals field by field, in the frame's order, with both readings."""
        by_field: dict[str, list[Row]] = {}
        for row in self.tables["goals"]:
            by_field.setdefault(row["field"], []).append(row)
        return [
            {
                "title": label(self.fields[key]),
                "key": key,
                "top_only": bool(rows[0]["top_only"]),
                "n": rows[0]["n_top"] + rows[0]["n_drawn"],
                "bars": [
                    {
                        "label": label(row),
                        "value": (row["local_share"] or 0) * 100,
                        "text": per_cent(row["local_share"]),
                    }
                    for row in rows
                ],
                "rows": [
                    [
                        label(row),
                        per_cent(row["local_share"]),
                        per_cent(row["unweighted_share"]),
                        _hundredths(row["index"]),
                    ]
                    for row in rows
                ],
            }
            for key, rows in by_field.items()
        ]

    def distribution(self) -> list[list[Any]]:
        """How the shares are spread: per field the share of answers in each bin."""
        rows: dict[str, list[Any]] = {}
        for row in self.tables["distribution"]:
            rows.setdefault(row["item"], [label(row)]).append(per_cent(row["share"]))
        return list(rows.values())

    def bin_columns(self) -> list[tuple[str, str]]:
        """The heads of the table of the distribution."""
        bins = [
            _("nichts"),
            _("bis 5 %"),
            _("5 bis 10 %"),
            _("10 bis 20 %"),
            _("20 bis 50 %"),
            _("über 50 %"),
        ]
        return [(_("Handlungsfeld"), "text"), *((name, "number") for name in bins)]

    def subgroups(self) -> list[dict[str, Any]]:
        """One table per dimension: fields down, groups across."""
        result: list[dict[str, Any]] = []
        for dimension in dict.fromkeys(row["dimension"] for row in self.tables["subgroups"]):
            rows = [row for row in self.tables["subgroups"] if row["dimension"] == dimension]
            groups = {row["group"]: row for row in rows}
            values = {(row["group"], row["item"]): row[self.share] for row in rows}
            result.append(
                {
                    "title": self._dimension(dimension),
                    "groups": [(label(row), number(row["n_ballots"])) for row in groups.values()],
                    "rows": [
                        [label(field), *(per_cent(values[group, key]) for group in groups)]
                        for key, field in self.fields.items()
                    ],
                }
            )
        return result

    def _dimension(self, key: str) -> str:
        if key == "channel":
            return _("Zugangsweg")
        question = next((q for q in self.method["round"]["questions"] if q["key"] == key), None)
        return tr(question["title"]) if question else key

    def census(self) -> list[dict[str, Any]]:
        """Participation beside the census figures that were given, for the groups that may be
        shown; for planners."""
        result = []
        for question in self.method["round"]["questions"]:
            shares = {c["key"]: c.get("share") for c in question["classes"]}
            shown = self.notes["shown"].get(question["key"], [])
            answered = sum(n for classes, n, _rest in shown if classes != ["no_answer"])
            titles = {c["key"]: tr(c["title"]) for c in question["classes"]}
            rows = [
                [
                    titles[classes[0]],
                    number(n),
                    per_cent(n / answered),
                    per_cent(shares[classes[0]]),
                ]
                for classes, n, rest in shown
                if not rest and classes[0] in titles and shares[classes[0]] is not None and answered
            ]
            if rows:
                result.append({"title": tr(question["title"]), "rows": rows})
        return result

    def sensitivity(self) -> dict[str, Any]:
        """Other ways to count, across; fields down."""
        rows = self.tables["sensitivity"]
        variants = {(row["variant"], row["group"]): row for row in rows}
        values = {(row["variant"], row["group"], row["item"]): row["share"] for row in rows}
        return {
            "variants": [(label(row), number(row["n_ballots"])) for row in variants.values()],
            "rows": [
                [
                    label(field),
                    per_cent(field[self.share]),
                    *(per_cent(values[*variant, key]) for variant in variants),
                ]
                for key, field in self.fields.items()
            ],
        }

    def channels(self) -> list[list[Any]]:
        """How many ballots are counted per channel."""
        names = channel_names()
        return [
            [names[row["channel"]], number(row["n_ballots"])]
            for row in self.tables["participation"]
            if row["day"] is None
        ]

    def days(self) -> list[list[Any]]:
        """How many ballots came in per day and channel."""
        names = channel_names()
        rows = [row for row in self.tables["participation"] if row["day"] is not None]
        rows.sort(key=lambda row: (row["day"], row["channel"]))
        return [
            [
                long_date(date.fromisoformat(row["day"])),
                names[row["channel"]],
                number(row["n_ballots"]),
            ]
            for row in rows
        ]

    def deviations(self) -> list[tuple[datetime, str]]:
        """The logged departures from the rules: when and why."""
        return [
            (datetime.fromisoformat(found["at"]), found["reason"])
            for found in self.method["deviations"]
        ]

    def signals(self) -> list[str]:
        """What planners should look at; nothing is ever deleted because of it."""
        found = self.tables.get("signals", {})
        names = channel_names()
        sentences = [
            _(
                "Über den Weg „%(channel)s“ wurde deutlich anders gewichtet als insgesamt.",
                channel=names[channel],
            )
            for channel in found.get("channels", [])
        ]
        if found.get("identical_ballots"):
            sentences.append(
                _(
                    "%(n)s Gewichtungen gehören zu großen Gruppen, die ungleichmäßig und völlig"
                    " gleich verteilt haben.",
                    n=number(found["identical_ballots"]),
                )
            )
        return sentences

    def window(self) -> tuple[datetime, datetime]:
        """The first and the last minute in which ballots could be cast; the stored end is the first
        that did not count."""
        found = self.method["round"]["weights"]
        return datetime.fromisoformat(found["opens"]), datetime.fromisoformat(
            found["closes"]
        ) - timedelta(minutes=1)

    def files(self) -> list[str]:
        """The tables there are as files, weights first."""
        return files.table_names(self.snapshot)


def channel_names() -> dict[str, str]:
    """Return what the channels are called."""
    return {
        "email": _("E-Mail"),
        "code": _("Zugangscode"),
        "open": _("offener Browser"),
        "paper": _("Papier"),
    }


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(names)s und %(last)s", names=", ".join(names[:-1]), last=names[-1])


def _hundredths(value: float | None) -> str:
    return "–" if value is None else str(number(round(value, 2)))


@dataclass(frozen=True)
class Planned:
    """A round as planners see it: where it stands, what is missing, which one action is next."""

    round: Round
    phase: Phase
    ballots: int
    versions: list[Version]
    missing: list[str]
    outdated: bool = False
    # Ballots that stand in no version are never counted once the key is gone, so whoever can act
    # has to hear of them.
    uncounted: str = ""

    @property
    def newest(self) -> Version | None:
        """The newest version of the result."""
        return self.versions[-1] if self.versions else None

    @property
    def computable(self) -> bool:
        """Whether the result can be made now."""
        return self.phase is Phase.AFTER and (not self.versions or self.outdated)

    @property
    def publishable(self) -> bool:
        """Whether a version waits for publication."""
        return (
            self.phase is Phase.AFTER
            and self.newest is not None
            and self.newest.published_at is None
        )

    @property
    def key_goes(self) -> datetime | None:
        """When the key is due to be destroyed."""
        return key_destroyed_on(self.round.results_published_at, self.round.destroy_key_after_days)


def planned(now: datetime) -> list[Planned]:
    """Return all published rounds as planners see them, newest first."""
    counts, versions = queries.ballot_counts(), queries.all_versions()
    return [
        _planned(round_, now, counts.get(round_.id, 0), versions.get(round_.id, []))
        for round_ in queries.all_rounds()
    ]


def plan(round_: Round, now: datetime) -> Planned:
    """Return one round as planners see it."""
    found = _planned(round_, now, weighting.ballot_count(round_.id), queries.versions(round_.id))
    changed = found.newest is not None and queries.is_outdated(
        queries.snapshot(found.newest.id), found.ballots
    )
    if found.publishable and changed:
        found = replace(
            found, outdated=True, missing=[translate_error(NotReady(OUTDATED)), *found.missing]
        )
    elif changed and found.phase is Phase.AFTER and round_.key_destroyed_at is None:
        found = replace(found, uncounted=translate_error(NotReady(OUTDATED)))
    open_batches = sum(1 for batch in weighting.batches(round_.id) if batch.sheets is None)
    if open_batches and not any(version.published_at for version in found.versions):
        found.missing.insert(
            0,
            _(
                "Für %(n)s Stapel Papierbögen ist die gezählte Zahl nicht eingetragen.",
                n=number(open_batches),
            ),
        )
    return found


def _planned(round_: Round, now: datetime, ballots: int, versions: list[Version]) -> Planned:
    where = phase(round_.weights_window, now)
    missing = []
    if where in (Phase.BEFORE, Phase.OPEN):
        missing.append(_("Die Gewichtung muss zu Ende sein."))
    if where is not Phase.ABSENT and not versions:
        missing.append(_("Das Ergebnis muss berechnet sein."))
    if where is not Phase.ABSENT and not any(version.published_at for version in versions):
        missing.append(_("Sie müssen die Prüfliste durchgehen und veröffentlichen."))
    return Planned(round_, where, ballots, versions, missing)


def waiting(round_: Round, now: datetime) -> str:
    """Return why there is no result yet: `absent`, `before`, `open` or `after` (closed, not
    published)."""
    return phase(round_.weights_window, now).value
