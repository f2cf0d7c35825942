"""Which member changed an organisation's ballot is kept for a time only; the ballot stays."""

from __future__ import annotations

from sqlalchemy import select, update

from participation.extensions import db
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows
from participation.weighting.named.models import OrganisationBallot

_KNOWN = OrganisationBallot.changed_by.is_not(None)


def _members(round_: Round) -> int:
    which = (OrganisationBallot.round_id == round_.id, _KNOWN)
    forgotten = update(OrganisationBallot).where(*which).values(changed_by=None)
    done = db.session.execute(forgotten.execution_options(synchronize_session=False))
    db.session.expire_all()
    return affected_rows(done)


EXPIRING = (Expiring(Kept.MEMBERS, select(OrganisationBallot.round_id).where(_KNOWN), _members),)
