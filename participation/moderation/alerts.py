"""Whether the moderators of a round are mailed about a report: at once, and then not again until
somebody has looked."""

from __future__ import annotations

from sqlalchemy import select, update

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import Clock
from participation.moderation.models import ReportAlert
from participation.web.transactions import begin_write


def is_first(round_id: int, clock: Clock) -> bool:
    """Tell whether the moderators are to be mailed now, and note that they were. They are not while
    nobody has looked since the last mail."""
    session = begin_write()
    query = select(ReportAlert).where(ReportAlert.round_id == round_id).with_for_update()
    alert = session.scalar(query)
    if alert is None:
        session.add(ReportAlert(round_id=round_id, sent_at=clock.now()))
    elif alert.looked_at is None:
        return False
    else:
        alert.sent_at, alert.looked_at = clock.now(), None
    session.flush()
    return True


def somebody_looks(idea_id: int, clock: Clock) -> None:
    """Note that somebody is at an idea: the next report in its round is mailed again."""
    round_of = select(Idea.round_id).where(Idea.id == idea_id).scalar_subquery()
    open_one = (ReportAlert.round_id == round_of, ReportAlert.looked_at.is_(None))
    db.session.execute(update(ReportAlert).where(*open_one).values(looked_at=clock.now()))
