"""What moderators note and ask about the ideas of a round is kept for a time only."""

from __future__ import annotations

from sqlalchemy import delete, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.workbench.models import Handover, IdeaNote
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows


def _expiring(model: type[IdeaNote | Handover]) -> Expiring:
    def erase(round_: Round) -> int:
        of_round = select(Idea.id).where(Idea.round_id == round_.id)
        gone = delete(model).where(model.idea_id.in_(of_round))
        done = db.session.execute(gone.execution_options(synchronize_session=False))
        db.session.expire_all()
        return affected_rows(done)

    rows = select(Idea.round_id).join(model, model.idea_id == Idea.id)
    return Expiring(Kept.NOTES, rows, erase)


EXPIRING = (_expiring(IdeaNote), _expiring(Handover))
