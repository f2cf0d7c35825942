"""Taking ballots over from a file: all or nothing, every problem with its line, the same sheet only
once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Instrument
from participation.web.csvfile import Problems, Row, Table, read_table
from participation.weighting import checking, queries
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.models import Ballot, BallotSheet
from participation.weighting.paper.sheets import LATE, Target, check_ref, may_import, new_batch
from participation.weighting.queries import Stored
from participation.weighting.service import count_day

BLOCK = 5_000
SILENT = "-"
OTHER_CONTENT = N_(
    "Der Bogen „%(ref)s“ ist schon erfasst, mit anderem Inhalt. Prüfen Sie den Bogen."
)
COUNTED = N_("Mit „%(ref)s“ ist schon gewichtet. Nehmen Sie die Zeile aus der Datei.")


@dataclass(frozen=True)
class Imported:
    """What an import did: how many sheets are new, how many were in already, and the number of the
    new batch."""

    added: int
    known: int
    batch: int | None


def import_file(
    *, round_: Round, path: Path, channel: str, reason: str = "", actor: Actor, clock: Clock
) -> Imported:
    """Take over the ballots of a CSV file: `ref`, then one column per field key.

    Blank is zero, `-` is no opinion and is taken even where the form does not offer it. Raises
    FileRefused with every problem and its line, WindowClosed before the opening or without a key,
    NotReady when a reason is missing.
    """
    may_import(round_, reason, clock)
    target = Target.of(round_, channel)
    # Ballots with goals cannot be told from a file of fields: their goals are simply not reached.
    table = read_table(path, ["ref", *round_.frame.field_keys])
    sheets = read_sheets(table, target.round_)
    known = _check_known(target, sheets, table.problems)
    table.problems.refuse()
    fresh = {ref: values for ref, (_, values) in sheets.items() if ref not in known}
    return add_sheets(
        round_id=round_.id,
        sheets=fresh,
        channel=channel,
        reason=reason,
        actor=actor,
        clock=clock,
        known=len(known),
    )


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
    """Store checked sheets (reference -> one answer per field) as one batch. Raises as
    `import_file` does."""
    round_ = rounds_service.lock_round(round_id)
    late = may_import(round_, reason, clock)
    if not sheets:
        return Imported(0, known, None)
    target = Target.of(round_, channel)
    batch = new_batch(round_, channel, late=late, actor=actor, clock=clock)
    # A file is a batch that is closed from the beginning.
    batch.sheets = len(sheets)
    _insert(target, sheets, batch.number)
    count_day(round_, channel, len(sheets), clock.now())
    details: dict[str, Any] = {"batch": batch.number, "ballots": len(sheets), "channel": channel}
    record(
        actor=actor,
        action="ballots.imported",
        subject_kind="round",
        subject_id=round_.slug,
        clock=clock,
        **details,
    )
    if late:
        rounds_service.log_deviation(
            round_, kind=LATE, reason=clean_line(reason)[:1000], actor=actor, clock=clock, **details
        )
    return Imported(len(sheets), known, batch.number)


def read_sheets(table: Table, round_: Round) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Return the sheets of a file: reference -> (line, answers). What is wrong goes into the
    table's problems."""
    sheets: dict[str, tuple[int, tuple[int, ...]]] = {}
    keys, instrument = round_.frame.field_keys, round_.settings.instrument
    for row in table:
        ref = row["ref"]
        try:
            check_ref(ref)
            values = _values(row, keys, instrument)
        except BadBallot as bad:
            for problem in bad.problems:
                table.problems.add(row.line, _in_column(problem))
            continue
        except BadInput as problem:
            table.problems.add(row.line, problem)
            continue
        if ref in sheets and sheets[ref][1] != values:
            table.problems.add(
                row.line,
                BadInput(
                    N_("Der Bogen „%(ref)s“ steht schon in Zeile %(line)s, mit anderem Inhalt."),
                    ref=ref,
                    line=sheets[ref][0],
                ),
            )
        sheets.setdefault(ref, (row.line, values))
    return sheets


def _values(row: Row, keys: Iterable[str], instrument: Instrument) -> tuple[int, ...]:
    texts = {key: row[key] for key in keys}
    silent = frozenset(key for key, text in texts.items() if text == SILENT)
    said = Typed({key: "" if key in silent else text for key, text in texts.items()}, silent)
    return checking.answers(said, tuple(texts), instrument, no_opinion=True)


def _in_column(problem: BadInput) -> BadInput:
    if problem.field is None:
        return problem
    return BadInput(
        N_("Spalte „%(column)s“: %(problem)s"),
        column=problem.field,
        problem=str(problem),
        field=problem.field,
    )


def _check_known(
    target: Target, sheets: Mapping[str, tuple[int, tuple[int, ...]]], problems: Problems
) -> set[str]:
    """Return which sheets are in already with the same content; note those that are in with another
    one."""
    known: set[str] = set()
    keys_before: set[bytes] = set()
    for block in _blocks(sheets):
        keys = {ref: target.key(ref) for ref in block}
        refs = queries.refs_in(target.round_.id, block)
        ballots = queries.get_many(target.round_.id, keys.values())
        for ref, key in keys.items():
            line, values = sheets[ref]
            stored = ballots.get(key)
            if ref in refs and stored is not None and _same_fields(stored, values):
                known.add(ref)
            elif ref in refs:
                problems.add(line, BadInput(OTHER_CONTENT, ref=ref))
            elif stored is not None or key in keys_before:
                problems.add(line, BadInput(COUNTED, ref=ref))
            keys_before.add(key)
    return known


def _same_fields(stored: Stored, values: tuple[int, ...]) -> bool:
    fields = bytes(value & 0xFF for value in values)
    return stored.packed is not None and stored.packed[: len(values)] == fields


def _blocks(things: Iterable[str]) -> Iterator[tuple[str, ...]]:
    # SQLite takes at most 32,766 parameters in a statement.
    rest = iter(things)
    while block := tuple(islice(rest, BLOCK)):
        yield block


def _insert(target: Target, sheets: Mapping[str, tuple[int, ...]], batch: int) -> None:
    """Store ballots and references, each in an order of its own: neither that of the file, and not
    one that both have."""
    session = db.session()
    common = {"round_id": target.round_.id, "batch": batch}
    for references in _blocks(sorted(sheets)):
        session.execute(insert(BallotSheet), [common | {"ref": ref} for ref in references])
    # Keys are random-looking, so their order says nothing about the place in the file.
    for references in _blocks(sorted(sheets, key=target.key)):
        ballots = []
        for ref in references:
            key = target.key(ref)
            answers = target.packed(key, sheets[ref])
            ballots.append(
                {"key": key, "channel": target.channel, "version": 1, "answers": answers}
            )
        session.execute(insert(Ballot), [common | ballot for ballot in ballots])
