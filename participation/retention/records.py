"""All that is kept of rounds for a time only, and the record of who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, case, cast, delete, func, or_, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas import expiry as ideas
from participation.ideas.models import Idea
from participation.moderation.complaints import expiry as complaints
from participation.moderation.reports import expiry as reports
from participation.moderation.workbench import expiry as workbench
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows
from participation.weighting.named import expiry as named

# The number of an idea is its year, a hyphen, and its id; what else the record is about is not one.
_IDEA = case(
    (AuditEntry.subject_kind == "idea", cast(func.substr(AuditEntry.subject_id, 6), Integer))
)
_OF_ROUND = and_(AuditEntry.subject_kind == "round", AuditEntry.subject_id == Round.slug)


def _audit(round_: Round) -> int:
    of_round = select(Idea.id).where(Idea.round_id == round_.id)
    about = and_(AuditEntry.subject_kind == "round", AuditEntry.subject_id == round_.slug)
    return _delete(or_(about, _IDEA.in_(of_round)))


def city_audit_before(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of entries before a moment that are about no round there is."""
    slugs = select(Round.slug)
    gone = and_(AuditEntry.subject_kind == "round", AuditEntry.subject_id.not_in(slugs))
    return AuditEntry.at < moment, or_(AuditEntry.subject_kind.not_in(("round", "idea")), gone)


def erase_city_audit(before: datetime) -> int:
    """Delete the entries before a moment that are about no round; return how many."""
    return _delete(*city_audit_before(before))


def _delete(*which: ColumnElement[bool]) -> int:
    gone = delete(AuditEntry).where(*which).execution_options(synchronize_session=False)
    done = affected_rows(db.session.execute(gone))
    db.session.expire_all()
    return done


EXPIRING = (
    # Whoever decides on a complaint has to read what it is about.
    *ideas.expiring(complaints.IS_OPEN),
    *reports.EXPIRING,
    *complaints.EXPIRING,
    *workbench.EXPIRING,
    *named.EXPIRING,
    # One statement deletes both; each row is counted once.
    Expiring(Kept.AUDIT, select(Round.id).join(AuditEntry, _OF_ROUND), _audit),
    Expiring(Kept.AUDIT, select(Idea.round_id).join(AuditEntry, Idea.id == _IDEA), lambda _: 0),
)
"""What the features keep of rounds."""
