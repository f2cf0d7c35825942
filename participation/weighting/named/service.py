"""What members do with their organisation's ballot: cast, change, withdraw.

Who may is asked in the writing transaction, with the rows of organisation and member held: whoever
leaves at the same moment leaves before the ballot or after it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from participation.extensions import db
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, Forbidden, NotFound, WindowClosed
from participation.organisations import queries as organisations
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.statements import insert_of
from participation.web.transactions import begin_write
from participation.web.translation import in_every_language
from participation.web.urls import local_path
from participation.weighting.named import queries
from participation.weighting.named.models import OrganisationBallot
from participation.weighting.rules import Answers, pack
from participation.weighting.service import NOT_OPEN, Cast, OtherBallot

NOW_PUBLIC = N_("Jetzt steht öffentlich, welche Organisation wie gewichtet hat.")


def cast(
    *,
    round_id: int,
    organisation: str,
    account_id: int,
    answers: Answers,
    base_version: int,
    clock: Clock,
) -> Cast:
    """Store the ballot of the organisation with this key. `base_version` is the version its form
    started from, 0 when there was none.

    A repeat of the stored content changes nothing. Raises NotFound, Forbidden unless the account
    may act for the organisation now, WindowClosed, and OtherBallot when the form is older than what
    is stored, for instance because another member was faster.
    """
    round_, organisation_id, now = _hold(round_id, organisation, account_id, clock)
    offered = pack(answers, queries.layout(round_.frame))
    stored = queries.stored_of(round_id, organisation_id)
    is_new = stored is None or stored.packed != offered
    is_known = base_version == (stored.version if stored else 0)
    row = {
        "round_id": round_id,
        "organisation_id": organisation_id,
        "version": base_version + 1,
        "answers": offered,
        "changed_at": now,
        "changed_by": account_id,
    }
    if is_new and is_known and _put(row, base_version):
        return Cast(base_version + 1, offered, fresh=True)
    # Read again: another member may have come in between.
    stored = queries.stored_of(round_id, organisation_id)
    if stored is not None and stored.packed == offered:
        return Cast(stored.version, offered, fresh=False)
    raise OtherBallot(stored, answers)


def withdraw(
    *, round_id: int, organisation: str, account_id: int, base_version: int, clock: Clock
) -> None:
    """Take an organisation's ballot back while the window is open; its version stays.

    Raises as `cast` does, and Conflict when the ballot is not in `base_version` any more.
    """
    _round, organisation_id, now = _hold(round_id, organisation, account_id, clock)
    version = OrganisationBallot.version
    changed = db.session.scalar(
        update(OrganisationBallot)
        .where(
            OrganisationBallot.round_id == round_id,
            OrganisationBallot.organisation_id == organisation_id,
            OrganisationBallot.answers.is_not(None),
            version == base_version,
        )
        .values(answers=None, version=version + 1, changed_at=now, changed_by=account_id)
        .returning(version)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Conflict()


def tell_of_results(clock: Clock) -> int:
    """Tell the followers of rounds that have closed, once each, that everybody sees now who ranks
    what; return of how many rounds."""
    begin_write()
    closed = queries.untold_results(clock.now())
    for round_ in closed:
        following.tell(
            Kind.ROUND,
            round_.slug,
            event="result.published",
            what=in_every_language(NOW_PUBLIC),
            path=local_path("rankings.show", slug=round_.slug),
            once=queries.TOLD,
            clock=clock,
        )
    return len(closed)


def _hold(
    round_id: int, organisation: str, account_id: int, clock: Clock
) -> tuple[Round, int, datetime]:
    """Hold the round and the membership, and return the round, the organisation's id and now."""
    round_ = rounds_service.lock_round(round_id)
    if round_.published_at is None or not round_.is_named:
        raise NotFound(queries.NOT_NAMED)
    organisation_id = organisations.held(organisation, account_id)
    if organisation_id is None:
        raise Forbidden(organisations.NOT_FOR_IT)
    now = clock.now()
    if phase(round_.weights_window, now) is not Phase.OPEN or round_.stopped_at is not None:
        raise WindowClosed(NOT_OPEN)
    return round_, organisation_id, now


def _put(row: dict[str, Any], base_version: int) -> bool:
    """Insert the ballot, or replace it if it is still in the version it was read in; tell whether
    that was so."""
    statement = insert_of(OrganisationBallot).values(**row)
    done = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["round_id", "organisation_id"],
            set_={
                name: getattr(statement.excluded, name)
                for name in ("version", "answers", "changed_at", "changed_by")
            },
            where=OrganisationBallot.version == base_version,
        ).returning(OrganisationBallot.version)
    )
    return done.scalar_one_or_none() is not None
