"""What the editors add to an idea that everybody reads: beside its text, never in it."""

from __future__ import annotations

from sqlalchemy import select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.moderation.redaction import mails
from participation.moderation.redaction.rules import REMARK_LENGTH
from participation.moderation.service import lock_idea
from participation.moderation.telling import contact_of, reachable
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url

CHANGED = N_("Diese Idee hat sich inzwischen geändert. Ihre Anmerkung wurde nicht gespeichert.")
NOT_PUBLIC = N_("Anmerkungen stehen nur bei Ideen, die alle lesen können.")
TOO_LONG = N_("Die Anmerkung ist zu lang. Kürzen Sie sie auf 1.000 Zeichen.")


def save_remark(idea_id: int, text: str, *, by: Account, version: int, clock: Clock) -> None:
    """Put the editors' remark beside an idea, change it, or take it away (empty text); saving the
    same again changes nothing. The audit holds that it was done, not what it says;
    the author is mailed what it says.

    Raises BadInput (field `text`), Conflict when the idea changed since it was read or is not
    public, Forbidden for one's own idea, and NotFound.
    """
    if len(text) > REMARK_LENGTH:
        raise BadInput(TOO_LONG, field="text")
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    session = begin_write()
    if session.scalar(select(Idea.remark).where(Idea.id == idea_id)) == text:
        return
    idea = lock_idea(idea_id, by_hash, version, CHANGED)
    if idea.state not in READABLE_STATES:
        raise Conflict(NOT_PUBLIC)
    idea.remark, idea.remark_at = text, clock.now() if text else None
    session.flush()
    record(
        actor=actor,
        action="idea.remark" if text else "idea.remark_removed",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
    )
    if text and idea.author is not None and reachable(idea):
        _tell(idea, idea.author, clock)


def _tell(idea: Idea, author: Account, clock: Clock) -> None:
    """Mail the author what everybody reads now."""
    url = external_url("ideas.show", slug=idea.round.slug, number=idea.number)
    contact = contact_of(idea.round, author.language)
    draft = mails.remarked(idea.number, idea.remark, url, contact, author.language)
    enqueue(draft, to=account_queries.address_of(author), clock=clock)
