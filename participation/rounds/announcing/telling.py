"""Telling the followers of a round what its dates have brought, each thing once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import or_, select

from participation.extensions import Translated, db
from participation.following import queries as following_queries
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.rounds.announcing import rules
from participation.rounds.announcing.rules import Announcement, Occasion, Part
from participation.rounds.models import Round
from participation.rounds.rules import registered_late
from participation.rounds.service import lock_round
from participation.web.filters import deadline
from participation.web.translation import _

# Weekly mails are read days later, so none of these says "now", "today" or "in three days".
SENTENCES: Mapping[tuple[Occasion, Part], str] = {
    (Occasion.OPENED, Part.IDEAS): N_(
        "Die Zeit für Ideen hat begonnen. Ideen einreichen ist %(until)s möglich."
    ),
    (Occasion.OPENED, Part.WEIGHTS): N_(
        "Die Zeit zum Gewichten hat begonnen. Gewichten ist %(until)s möglich."
    ),
    (Occasion.OPENED, Part.BOTH): N_(
        "Die Runde hat begonnen. Ideen einreichen und gewichten ist %(until)s möglich."
    ),
    (Occasion.CLOSING, Part.IDEAS): N_("Erinnerung: Ideen einreichen ist %(until)s möglich."),
    (Occasion.CLOSING, Part.WEIGHTS): N_("Erinnerung: Gewichten ist %(until)s möglich."),
    (Occasion.CLOSING, Part.BOTH): N_(
        "Erinnerung: Ideen einreichen und gewichten ist %(until)s möglich."
    ),
    (Occasion.CLOSED, Part.IDEAS): N_("Die Zeit für Ideen ist zu Ende."),
    (Occasion.CLOSED, Part.WEIGHTS): N_("Die Zeit zum Gewichten ist zu Ende."),
    (Occasion.CLOSED, Part.BOTH): N_("Die Zeit für Ideen und zum Gewichten ist zu Ende."),
}


def rounds_to_look_at(now: datetime) -> list[int]:
    """Return the published rounds of which something may be due that was not told before; a round
    whose windows had begun before it came into this system is a record and announces nothing."""
    dates = (
        Round.ideas_opens_at,
        Round.ideas_closes_at,
        Round.weights_opens_at,
        Round.weights_closes_at,
    )
    near = or_(*(date.between(now - rules.LATE, now + rules.REMINDER) for date in dates))
    query = select(Round).where(Round.published_at.is_not(None), Round.archived_at.is_(None), near)
    rounds = db.session.scalars(query.order_by(Round.id)).all()
    return [round_.id for round_ in rounds if _untold(round_, now)]


def tell(round_id: int, clock: Clock) -> int:
    """Tell the followers what is due; return how many things. Beginning and end are read under the
    round's lock, and what a later announcement overtakes is not mailed any more."""
    round_ = lock_round(round_id)
    announcements = _untold(round_, clock.now())
    for each in announcements:
        for earlier in _overtaken(each.occasion):
            following.take_back(Kind.ROUND, round_.slug, rules.event(each.part, earlier))
        following.tell(
            Kind.ROUND,
            round_.slug,
            event=each.event,
            what=_sentence(each, round_.settings.timezone),
            clock=clock,
            once=each.mark,
        )
    return len(announcements)


def _untold(round_: Round, now: datetime) -> list[Announcement]:
    if round_.archived_at or registered_late(round_.created_at, round_.windows):
        return []
    due = rules.due(round_.ideas_window, round_.weights_window, now)
    if round_.stopped_at is not None:
        # That it is over was told when it was stopped.
        due = [each for each in due if each.moment < round_.stopped_at]
    told = following_queries.marks_of(Kind.ROUND, round_.slug) if due else frozenset()
    return [each for each in due if not each.marks & told]


def _overtaken(occasion: Occasion) -> list[Occasion]:
    order = list(Occasion)
    return order[: order.index(occasion)]


def _sentence(announcement: Announcement, zone: str) -> Translated:
    message = SENTENCES[announcement.occasion, announcement.part]
    texts = {}
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            texts[language] = _(message, until=deadline(announcement.closes, zone))
    return texts
