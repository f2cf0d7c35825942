"""Residents' accounts that nobody has used for long: their owners are mailed, and thirty days later
the accounts are erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.city.queries import city
from participation.extensions import db
from participation.front import service_account
from participation.ideas.models import Idea
from participation.kernel.clock import Clock
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import OrganisationState
from participation.outbox.service import enqueue
from participation.retention import mails
from participation.retention.models import IdleNotice
from participation.retention.rules import NOTICE, Times, idle_before, months_before
from participation.rounds.models import Participation, Round
from participation.web.statements import affected_rows, insert_once
from participation.web.transactions import begin_write
from participation.web.urls import external_url

AT_ONCE = 20
"""Accounts that are mailed or erased in one transaction."""
_ACTS = (OrganisationState.APPROVED.value, OrganisationState.APPLIED.value)


def idle(times: Times, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an idle account: a resident's, nobody signed in for so many months,
    no round is under way that it takes part in, it acts for no organisation, and no idea of it is
    kept because of a threat."""
    unseen = or_(
        Account.seen_month < idle_before(now, times),
        and_(Account.seen_month.is_(None), Account.created_at < months_before(now, times.idle)),
    )
    under_way = exists().where(
        Participation.account_id == Account.id,
        Participation.withdrawn_at.is_(None),
        Round.id == Participation.round_id,
        or_(Round.ideas_closes_at > now, Round.weights_closes_at > now),
    )
    acts = exists().where(
        OrganisationMember.account_id == Account.id,
        Organisation.id == OrganisationMember.organisation_id,
        Organisation.state.in_(_ACTS),
    )
    kept = exists().where(Idea.author_id == Account.id, Idea.held_at.is_not(None))
    return Account.is_staff.is_(False), unseen, ~under_way, ~acts, ~kept


def counts(times: Times, now: datetime) -> tuple[int, int, datetime | None]:
    """Return how many idle accounts are still to be mailed, how many were mailed, and when the
    first of these was."""
    query = (
        select(
            func.count().filter(IdleNotice.account_id.is_(None)),
            func.count(IdleNotice.account_id),
            func.min(IdleNotice.sent_at),
        )
        .select_from(Account)
        .outerjoin(IdleNotice, IdleNotice.account_id == Account.id)
        .where(*idle(times, now))
    )
    row = db.session.execute(query).one()
    return row[0], row[1], row[2]


def forget_notices(times: Times, clock: Clock) -> int:
    """Forget the mails to people who have signed in since; return how many."""
    session = begin_write()
    still = select(Account.id).where(*idle(times, clock.now()))
    gone = delete(IdleNotice).where(IdleNotice.account_id.not_in(still))
    return affected_rows(session.execute(gone.execution_options(synchronize_session=False)))


def notify(times: Times, clock: Clock) -> int:
    """Mail the next owners of idle accounts, each once; return how many."""
    session = begin_write()
    now = clock.now()
    told = exists().where(IdleNotice.account_id == Account.id)
    query = select(Account).where(*idle(times, now), ~told, Account.active)
    rows = session.scalars(query.order_by(Account.id).limit(AT_ONCE).with_for_update(of=Account))
    done = 0
    for account in rows.all():
        if not insert_once(IdleNotice, {"account_id": account.id, "sent_at": now}):
            continue
        draft = mails.idle(
            months=times.idle,
            ends=now + NOTICE,
            link=external_url("accounts.sign_in"),
            city=city().name,
            language=account.language,
        )
        enqueue(draft, to=accounts.address_of(account), clock=clock)
        done += 1
    return done


def erase(times: Times, clock: Clock) -> int:
    """Erase the next accounts whose owners were mailed long enough ago and have not come back;
    return how many. What they published stays without a name."""
    session = begin_write()
    now = clock.now()
    query = (
        select(Account)
        .join(IdleNotice, IdleNotice.account_id == Account.id)
        .where(*idle(times, now), IdleNotice.sent_at <= now - NOTICE)
        .order_by(Account.id)
        .limit(AT_ONCE)
        .with_for_update(of=Account)
    )
    rows = session.scalars(query).all()
    for account in rows:
        service_account.leave(account, withdraw_ideas=False, clock=clock)
    return len(rows)
