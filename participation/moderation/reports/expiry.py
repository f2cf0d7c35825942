"""What is kept of reports for a time only: what they say and who made them."""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.reports.models import Report
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows

_SAYS_SOMETHING = and_(
    Report.settled_at.is_not(None),
    or_(
        Report.text != "",
        Report.answer != "",
        Report.reporter_id.is_not(None),
        Report.name.is_not(None),
        Report.address.is_not(None),
    ),
)
_NOTHING = {"text": "", "answer": "", "reporter_id": None, "name": None, "address": None}


def _reports(round_: Round) -> int:
    of_round = select(Idea.id).where(Idea.round_id == round_.id)
    which = (Report.idea_id.in_(of_round), _SAYS_SOMETHING)
    cleared = update(Report).where(*which).values(_NOTHING)
    done = db.session.execute(cleared.execution_options(synchronize_session=False))
    db.session.expire_all()
    return affected_rows(done)


EXPIRING = (
    Expiring(
        Kept.REPORTS,
        select(Idea.round_id).join(Report, Report.idea_id == Idea.id).where(_SAYS_SOMETHING),
        _reports,
    ),
)
