"""What people do with ballots: cast, change, withdraw.

Nothing that names a person is written in a ballot's transaction: no audit row, no mail, no time.
Only the day's count goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, delete, exists, select, update

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound, WindowClosed
from participation.keyring.queries import key_file
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.queries import NAMED, NO_ROUND
from participation.rounds.rules import Audience, Channel, Phase, phase
from participation.web.statements import add_to, dialect, insert_of
from participation.weighting import queries
from participation.weighting.credentials import email_ballot_key
from participation.weighting.models import Ballot, BallotDay, QuestionAnswer
from participation.weighting.queries import Stored
from participation.weighting.rules import Answers, Asked, pack, with_goals

NOT_OPEN = N_("Zurzeit können Sie nichts abgeben. Das Zeitfenster dafür ist geschlossen.")
OTHER_BALLOT = N_("Zu Ihnen ist schon etwas anderes gespeichert. Wählen Sie, was gelten soll.")
WITHDRAWN = N_(
    "Was Sie abgegeben hatten, haben Sie zurückgezogen. Wählen Sie, ob dies gelten soll."
)
OTHER_WINDOW = N_("Ihre Gewichtung hat sich in einem anderen Fenster geändert. Prüfen Sie sie.")
NO_BALLOT = N_(
    "Zu Ihnen ist nichts gespeichert. Füllen Sie zuerst das Formular der Handlungsfelder aus."
)
NOT_ASKED = N_(
    "Nach den Zielen dieses Handlungsfelds werden Sie nicht gefragt. Ihre Gewichtung zählt"
    " trotzdem."
)


@dataclass(frozen=True)
class Cast:
    """What `cast` did: the version that counts now, and whether it is new or a repeat of the same
    content."""

    version: int
    packed: bytes
    fresh: bool


class OtherBallot(Conflict):
    """The stored ballot is not the one this form started from. Carries both; `stored` says nothing
    when it was withdrawn."""

    def __init__(self, stored: Stored | None, offered: Answers) -> None:
        super().__init__(OTHER_BALLOT if stored and stored.packed is not None else WITHDRAWN)
        self.stored = stored
        self.offered = offered


def cast(
    *,
    round_id: int,
    key: bytes,
    channel: Channel | str,
    answers: Answers,
    base_version: int,
    clock: Clock,
) -> Cast:
    """Store a ballot and count its day. `base_version` is the version its form started from, 0 when
    there was none.

    A repeat of the stored content changes nothing. Raises WindowClosed, NotFound, and OtherBallot
    when the form is older than what is stored; a ballot that was withdrawn is not brought back by a
    late retry.
    """
    round_ = open_round(round_id, clock)
    offered = pack(answers, queries.layout(round_))
    stored = queries.get(round_id, key)
    row = {"round_id": round_id, "key": key, "channel": str(channel), "answers": offered}
    is_new = stored is None or stored.packed != offered
    is_known = base_version == (stored.version if stored else 0)
    if is_new and is_known and _put(row, base_version):
        if stored is None or stored.packed is None:
            count_day(round_, str(channel), 1, clock.now())
        return Cast(base_version + 1, offered, fresh=True)
    # Read again: another request of the same person may have come in between.
    stored = queries.get(round_id, key)
    if stored is not None and stored.packed == offered:
        return Cast(stored.version, offered, fresh=False)
    raise OtherBallot(stored, answers)


def cast_goals(
    *,
    round_id: int,
    key: bytes,
    channel: Channel | str,
    field: int,
    values: Sequence[int] | None,
    base_version: int,
    clock: Clock,
) -> Cast:
    """Store the points for the goals of one field (None takes them back) as a new version of the
    whole ballot.

    Raises BadInput when the goals of this field are not asked, WindowClosed, and OtherBallot as
    `cast` does.
    """
    round_ = open_round(round_id, clock)
    stored = queries.get(round_id, key)
    answers = stored.answers(queries.layout(round_)) if stored else None
    if answers is None:
        raise Conflict(NO_BALLOT)
    if not answers.asked or answers.asked[field] is Asked.NOT:
        raise BadInput(NOT_ASKED)
    changed = with_goals(answers, field, values)
    return cast(
        round_id=round_id,
        key=key,
        channel=channel,
        answers=changed,
        base_version=base_version,
        clock=clock,
    )


def withdraw(*, round_id: int, key: bytes, base_version: int | None = None, clock: Clock) -> bool:
    """Take a ballot back while the window is open; return whether there was one.

    Its version stays as a tombstone. Raises WindowClosed, and OtherBallot when it is not in
    `base_version` any more.
    """
    round_ = open_round(round_id, clock)
    return _take_back(round_, key, base_version, clock)


def withdraw_for_account(account: Account, clock: Clock) -> int:
    """Take back the ballots this account cast by e-mail in every round whose window is still open;
    return how many."""
    keys = key_file()
    address = email_ballot_key(account, keys)
    query = select(Round.id).where(
        Round.published_at.is_not(None),
        Round.key_destroyed_at.is_(None),
        Round.audience == Audience.RESIDENTS,
    )
    taken = 0
    for round_id in list(db.session.scalars(query.order_by(Round.id))):
        round_ = rounds_service.lock_round(round_id)
        if phase(round_.weights_window, clock.now()) is not Phase.OPEN:
            continue
        round_key = keys.round_key(round_.uid)
        if round_key is not None:
            taken += _take_back(round_, address(round_key), None, clock)
    return taken


def open_round(round_id: int, clock: Clock) -> Round:
    """Hold a round for a ballot and return it. Raises NotFound, Forbidden where organisations
    weight by name, and WindowClosed unless ballots may be cast now."""
    round_ = rounds_service.lock_round(round_id)
    if round_.published_at is None:
        raise NotFound(NO_ROUND)
    if round_.is_named:
        raise Forbidden(NAMED)
    if (
        phase(round_.weights_window, clock.now()) is not Phase.OPEN
        or round_.key_destroyed_at is not None
        # Also in the very instant of the stop.
        or round_.stopped_at is not None
    ):
        raise WindowClosed(NOT_OPEN)
    return round_


def count_day(round_: Round, channel: str, ballots: int, now: datetime) -> None:
    """Add to the count of this day, in the round's zone; negative when a ballot was withdrawn."""
    day = now.astimezone(ZoneInfo(round_.timezone)).date()
    add_to(BallotDay, {"round_id": round_.id, "channel": channel, "day": day}, "ballots", ballots)


def _put(row: dict[str, Any], base_version: int) -> bool:
    """Insert the ballot, or replace it if it is still in the version it was read in; tell whether
    that was so."""
    versions = {"version": base_version + 1, "base_version": base_version}
    done = db.session.execute(_putting(dialect()), row | versions)
    return done.scalar_one_or_none() is not None


# Writing the statement down costs as much as carrying it out.
@cache
def _putting(in_dialect: str) -> Any:
    table: Table = Ballot.__table__  # type: ignore[assignment]
    names = ("round_id", "key", "channel", "version", "answers")
    statement = insert_of(table, in_dialect).values({name: bindparam(name) for name in names})
    return statement.on_conflict_do_update(
        index_elements=["round_id", "key"],
        set_={"version": statement.excluded.version, "answers": statement.excluded.answers},
        where=table.c.version == bindparam("base_version"),
    ).returning(table.c.version)


def _take_back(round_: Round, key: bytes, base_version: int | None, clock: Clock) -> bool:
    session = db.session()
    there = [Ballot.round_id == round_.id, Ballot.key == key, Ballot.answers.is_not(None)]
    same = [] if base_version is None else [Ballot.version == base_version]
    channel = session.scalar(
        update(Ballot)
        .where(*there, *same)
        .values(answers=None, version=Ballot.version + 1)
        .returning(Ballot.channel)
        .execution_options(synchronize_session=False)
    )
    if channel is not None:
        session.execute(delete(QuestionAnswer).filter_by(round_id=round_.id, key=key))
        count_day(round_, channel, -1, clock.now())
        return True
    if session.scalar(select(exists().where(*there))):
        raise Conflict()
    return False
