"""What complaints say is kept for a time only; that there was one and how it ended stays."""

from __future__ import annotations

from sqlalchemy import and_, exists, select, update

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.complaints.models import Complaint
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows

IS_OPEN = exists(
    select(Complaint.id).where(Complaint.idea_id == Idea.id, Complaint.decided_at.is_(None))
).correlate(Idea)
"""The condition that somebody is still to decide on a complaint about an idea."""
_SAYS_SOMETHING = and_(Complaint.decided_at.is_not(None), Complaint.text != "")


def _complaints(round_: Round) -> int:
    of_round = select(Idea.id).where(Idea.round_id == round_.id)
    cleared = update(Complaint).where(Complaint.idea_id.in_(of_round), _SAYS_SOMETHING)
    done = db.session.execute(
        cleared.values(text="", reasons="").execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return affected_rows(done)


EXPIRING = (
    Expiring(
        Kept.REPORTS,
        select(Idea.round_id).join(Complaint, Complaint.idea_id == Idea.id).where(_SAYS_SOMETHING),
        _complaints,
    ),
)
