"""Applications that were refused are kept for a time only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from participation.kernel.clock import Clock
from participation.keyring.queries import ORGANISATION_ENDED
from participation.keyring.service import note_withdrawal
from participation.organisations.models import Organisation
from participation.organisations.rules import OrganisationState
from participation.organisations.service import delete_application
from participation.web.transactions import begin_write


def refused_before(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of applications that were refused before a moment."""
    return Organisation.state == OrganisationState.REFUSED, Organisation.decided_at < moment


def erase_refused(before: datetime, *, clock: Clock) -> int:
    """Delete the applications that were refused before a moment; return how many."""
    session = begin_write()
    query = select(Organisation).where(*refused_before(before)).order_by(Organisation.id)
    rows = list(session.scalars(query.with_for_update()))
    for row in rows:
        note_withdrawal(ORGANISATION_ENDED, row.key, clock=clock)
        delete_application(row)
    return len(rows)
