"""Who ranks what, by name: what page, file and interface say of a round of organisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind
from participation.web.csv_writer import Format, encode
from participation.web.filters import tr
from participation.weighting.named import queries
from participation.weighting.named.rules import FieldCount, NamedBallot, full_count


@dataclass(frozen=True)
class Ranking:
    """The full count of a closed round: its ballots by name of the organisation, its fields with
    the largest sum first."""

    round_: Round
    ballots: tuple[NamedBallot, ...]
    fields: tuple[FieldCount, ...]

    @property
    def is_pick(self) -> bool:
        """Whether fields were chosen and not weighted."""
        return self.round_.settings.instrument.kind is InstrumentKind.PICK

    @property
    def first(self) -> list[FieldCount]:
        """The fields with the largest sum, several where they are equal."""
        return [field for field in self.fields if field.place == 1]

    def document(self) -> dict[str, Any]:
        """Return the ranking as JSON values."""
        keys = self.round_.frame.field_keys
        instrument = self.round_.settings.instrument
        return {
            "round": self.round_.slug,
            "title": dict(self.round_.title),
            "instrument": instrument.kind.value,
            "points": None if self.is_pick else instrument.total,
            "full_count": True,
            "organisations": [
                {
                    "key": ballot.key,
                    "name": ballot.name,
                    "takes_part": ballot.takes_part,
                    "values": dict(zip(keys, ballot.values, strict=True)),
                }
                for ballot in self.ballots
            ],
            "fields": [
                {
                    "key": field.key,
                    "title": dict(field.title),
                    "place": field.place,
                    "sum": field.sum,
                    "share": round(field.share, 6),
                }
                for field in self.fields
            ],
        }


def ranking(round_: Round, now: datetime) -> Ranking:
    """Return the ranking of a round of organisations. Raises NotReady before weighting has
    closed."""
    ballots = queries.public_ballots(round_, now)
    titles = [(field.key, field.title) for field in round_.frame.fields]
    counted = full_count(ballots, titles, round_.settings.instrument)
    return Ranking(round_, tuple(ballots), counted)


BALLOT_COLUMNS = ("organisation", "name", "field", "field_title", "value")
FIELD_COLUMNS = ("field", "field_title", "place", "sum", "share")


def ballots_file(shown: Ranking, form: Format) -> Iterator[bytes]:
    """Yield one row for each organisation and field: points, or 1 for what was chosen."""
    rows = [
        (ballot.key, ballot.name, field.key, tr(field.title), field.values[number])
        for number, ballot in enumerate(shown.ballots)
        for field in shown.fields
    ]
    return encode(BALLOT_COLUMNS, rows, form)


def fields_file(shown: Ranking, form: Format) -> Iterator[bytes]:
    """Yield one row for each field: the full count of the named organisations."""
    rows = [
        (field.key, tr(field.title), field.place, field.sum, field.share) for field in shown.fields
    ]
    return encode(FIELD_COLUMNS, rows, form)
