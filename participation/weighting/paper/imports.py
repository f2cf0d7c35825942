"""Taking ballots over from a file: all or nothing, every problem with its line, the same sheet only
once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotReady
from participation.kernel.text import clean_line
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.web.csvfile import LineProblems
from participation.weighting import queries
from participation.weighting.models import Ballot, BallotSheet
from participation.weighting.paper.sheet_file import Sheet, read_sheets, table_of
from participation.weighting.paper.sheets import (
    LATE,
    UNKNOWN_CODE,
    Target,
    may_import,
    new_batch,
)
from participation.weighting.queries import Stored
from participation.weighting.service import count_day

BLOCK = 5_000
TWO_PEOPLE = N_(
    "In dieser Runde geben zwei Personen jeden Bogen ein. Erfassen Sie die Bögen stapelweise. Eine"
    " Datei wird nicht übernommen."
)
OTHER_CONTENT = N_(
    "„%(ref)s“ ist schon erfasst, mit anderem Inhalt. Prüfen Sie den Bogen, oder nehmen Sie die"
    " Zeile aus der Datei."
)
WITH_CODE = N_(
    "Der Bogen „%(ref)s“ ist schon mit einem Code erfasst. Nehmen Sie die Zeile aus der Datei."
)
NOTED_INVALID = N_(
    "Der Bogen „%(ref)s“ ist als ungültig erfasst. Nehmen Sie die Zeile aus der Datei."
)
COUNTED = N_("Mit „%(ref)s“ hat schon jemand teilgenommen. Nehmen Sie die Zeile aus der Datei.")
WITHDRAWN = N_(
    "Was mit „%(ref)s“ abgegeben war, wurde zurückgezogen. Nehmen Sie die Zeile aus der Datei."
)

CAME_BETWEEN = N_(
    "Während des Imports ist zu einer Zeile der Datei etwas abgegeben oder erfasst worden, oder ein"
    " anderer Import kam dazwischen. Es wurde nichts übernommen. Starten Sie ihn noch einmal."
)


@dataclass(frozen=True)
class Imported:
    """What an import did: how many sheets are new, how many were in already, and the number of the
    new batch."""

    added: int
    known: int
    batch: int | None


@dataclass(frozen=True)
class Planned:
    """What a file would add: the new sheets by what their references prove, and how many are in
    already."""

    fresh: Mapping[str, Sheet]
    known: int

    @property
    def counts(self) -> tuple[int, int]:
        """How many sheets are new, and how many are in already."""
        return len(self.fresh), self.known


def import_file(
    *,
    round_: Round,
    source: Path | bytes,
    channel: str,
    reason: str = "",
    seen: tuple[int, int] | None = None,
    actor: Actor,
    clock: Clock,
) -> Imported:
    """Take over the ballots of a CSV file, a path or what it holds, as `plan_file` reads it.

    `seen` are the counts of a plan that somebody looked at. Raises as `plan_file` and `add_sheets`
    do, and Conflict when something else would come in than was seen.
    """
    planned = plan_file(round_=round_, source=source, channel=channel, reason=reason, clock=clock)
    # A file that is in whole was sent twice, and was taken over as it was seen.
    if seen is not None and planned.fresh and seen != planned.counts:
        raise Conflict(CAME_BETWEEN)
    return add_sheets(
        round_id=round_.id,
        sheets={proof: sheet.values for proof, sheet in planned.fresh.items()},
        channel=channel,
        reason=reason,
        actor=actor,
        clock=clock,
        known=planned.known,
    )


def plan_file(
    *, round_: Round, source: Path | bytes, channel: str, reason: str = "", clock: Clock
) -> Planned:
    """Return what a file would add: `ref`, then one column per field, by its key or title. Nothing
    is written.

    `ref` is an address, a code that was issued for the round, or the number of a sheet; spelling
    makes no difference, and one that has a ballot already gets no second one. Blank is zero, `-`
    is no opinion and is taken even where the form does not offer it. Raises FileRefused with every
    problem and its line, WindowClosed before the opening or without a key, NotReady when a reason
    is missing, and for sheets that two people have to type in.
    """
    may_import(round_, reason, clock)
    if channel == Channel.PAPER and round_.settings.paper_double_entry:
        raise NotReady(TWO_PEOPLE)
    target = Target.of(round_, channel)
    # Ballots with goals cannot be told from a file of fields: their goals are simply not reached.
    table = table_of(source, round_.frame)
    sheets = read_sheets(table, target)
    if target.channel == Channel.CODE:
        _check_issued(target, sheets, table.problems)
    known = _check_known(target, sheets, table.problems)
    table.problems.refuse()
    fresh = {proof: sheet for proof, sheet in sheets.items() if proof not in known}
    return Planned(fresh, len(known))


def add_sheets(
    *,
    round_id: int,
    sheets: Mapping[str, tuple[int, ...]],
    channel: str,
    reason: str = "",
    actor: Actor,
    clock: Clock,
    known: int = 0,
) -> Imported:
    """Store checked sheets (proof -> one answer per field) as one batch.

    Raises as `import_file` does, and Conflict when one of them came in after the check.
    """
    round_ = rounds_service.lock_round(round_id)
    late = may_import(round_, reason, clock)
    if not sheets:
        return Imported(0, known, None)
    target = Target.of(round_, channel)
    try:
        batch = new_batch(round_, channel, late=late, actor=actor, clock=clock)
        # A file is a batch that is closed from the beginning.
        batch.sheets = len(sheets)
        _insert(target, sheets, batch.number)
    except IntegrityError as error:
        # People go on casting ballots while a file is read and checked; keys keep both apart.
        raise Conflict(CAME_BETWEEN) from error
    count_day(round_, channel, len(sheets), clock.now())
    details: dict[str, Any] = {"batch": batch.number, "ballots": len(sheets), "channel": channel}
    rounds_service.record_about(round_, "ballots.imported", actor=actor, clock=clock, **details)
    if late:
        rounds_service.log_deviation(
            round_, kind=LATE, reason=clean_line(reason)[:1000], actor=actor, clock=clock, **details
        )
    return Imported(len(sheets), known, batch.number)


def _check_issued(target: Target, sheets: Mapping[str, Sheet], problems: LineProblems) -> None:
    """Note the codes that were never issued for the round."""
    for block in _blocks(sheets):
        issued = queries.issued_codes(target.round_.id, block)
        for hashed in block:
            if hashed not in issued:
                sheet = sheets[hashed]
                problems.add(sheet.line, BadInput(UNKNOWN_CODE, ref=sheet.ref))


def _check_known(target: Target, sheets: Mapping[str, Sheet], problems: LineProblems) -> set[str]:
    """Return the proofs of the sheets that are in already with the same content; note those that
    are in with another one, and those whose ballot was cast or withdrawn otherwise."""
    known: set[str] = set()
    for block in _blocks(sheets):
        keys = {proof: target.key(proof) for proof in block}
        hashes = list(map(target.reference, block))
        references = queries.references_in(target.round_.id, hashes)
        invalid = queries.invalid_in(target.round_.id, hashes)
        ballots = queries.get_many(target.round_.id, keys.values())
        for proof, key in keys.items():
            sheet, stored = sheets[proof], ballots.get(key)
            if target.reference(proof) in invalid:
                problems.add(sheet.line, BadInput(NOTED_INVALID, ref=sheet.ref))
            elif stored is not None and stored.packed is None:
                problems.add(sheet.line, BadInput(WITHDRAWN, ref=sheet.ref))
            elif target.reference(proof) not in references:
                if stored is not None:
                    problems.add(sheet.line, BadInput(COUNTED, ref=sheet.ref))
            elif stored is None:
                # The ballot lies under its code, and what it says is not told here.
                problems.add(sheet.line, BadInput(WITH_CODE, ref=sheet.ref))
            elif _same_fields(stored, sheet.values):
                known.add(proof)
            else:
                problems.add(sheet.line, BadInput(OTHER_CONTENT, ref=sheet.ref))
    return known


def _same_fields(stored: Stored, values: tuple[int, ...]) -> bool:
    fields = bytes(value & 0xFF for value in values)
    return stored.packed is not None and stored.packed[: len(values)] == fields


def _blocks(proofs: Iterable[str]) -> Iterator[tuple[str, ...]]:
    # SQLite takes at most 32,766 parameters in a statement.
    rest = iter(proofs)
    while block := tuple(islice(rest, BLOCK)):
        yield block


def _insert(target: Target, sheets: Mapping[str, tuple[int, ...]], batch: int) -> None:
    """Store ballots and references, each in an order of its own: neither that of the file, and not
    one that both have."""
    session = db.session()
    # References and keys are random-looking, so their order says nothing about the place in the
    # file.
    for proofs in _blocks(sorted(sheets, key=target.reference)):
        rows = [target.sheet(proof, target.key(proof), batch) for proof in proofs]
        session.execute(insert(BallotSheet), rows)
    for proofs in _blocks(sorted(sheets, key=target.key)):
        rows = [target.ballot(target.key(proof), sheets[proof], batch) for proof in proofs]
        session.execute(insert(Ballot), rows)
