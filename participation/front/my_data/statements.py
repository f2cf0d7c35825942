"""What was decided about a person's ideas, what they reported and complained of, and the mails that
are still kept for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from participation.accounts.mails import SIGN_IN
from participation.extensions import db
from participation.following.models import News, NewsRecipient
from participation.ideas.models import Idea
from participation.kernel.crypto import decrypt
from participation.keyring.queries import key_file
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.organisations.models import Organisation, OrganisationInvitation
from participation.outbox.erasing import kept_for


def decisions_of(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the decisions on an account's ideas by the idea's number, oldest first; never who
    decided."""
    query = (
        select(Decision, Idea)
        .join(Idea, Idea.id == Decision.idea_id)
        .where(Idea.author_id == account_id)
        .order_by(Decision.id)
    )
    listed: dict[str, list[dict[str, Any]]] = {}
    for decision, idea in db.session.execute(query):
        listed.setdefault(idea.number, []).append(
            {
                "action": decision.action,
                "reason": decision.reason,
                "text": decision.text,
                "version": decision.idea_version,
                "at": decision.at.isoformat(),
                "undone_at": iso(decision.undone_at),
            }
        )
    return listed


def reports_of(account_id: int) -> list[dict[str, Any]]:
    """Return what an account reported, oldest first."""
    query = (
        select(Report, Idea)
        .outerjoin(Idea, Idea.id == Report.idea_id)
        .where(Report.reporter_id == account_id)
        .order_by(Report.id)
    )
    return [
        {
            "idea": row.Idea.number if row.Idea else None,
            "page": row.Report.page,
            "reason": row.Report.reason,
            "text": row.Report.text,
            "at": row.Report.at.isoformat(),
            "settled_at": iso(row.Report.settled_at),
            "outcome": row.Report.outcome,
            "answer": row.Report.answer,
        }
        for row in db.session.execute(query)
    ]


def complaints_of(account_id: int) -> list[dict[str, Any]]:
    """Return an account's complaints, as author or reporter, oldest first."""
    query = (
        select(Complaint, Idea)
        .outerjoin(Idea, Idea.id == Complaint.idea_id)
        .outerjoin(Report, Report.id == Complaint.report_id)
        .where(
            or_(
                Report.reporter_id == account_id,
                Complaint.report_id.is_(None) & (Idea.author_id == account_id),
            )
        )
        .order_by(Complaint.id)
    )
    return [
        {
            "idea": row.Idea.number if row.Idea else None,
            "text": row.Complaint.text,
            "at": row.Complaint.at.isoformat(),
            "decided_at": iso(row.Complaint.decided_at),
            "outcome": row.Complaint.outcome,
            "reasons": row.Complaint.reasons,
        }
        for row in db.session.execute(query)
    ]


def invitations_of(address_hash: str) -> list[dict[str, Any]]:
    """Return the invitations to an address to act for an organisation, oldest first."""
    query = (
        select(OrganisationInvitation, Organisation.name)
        .join(Organisation, Organisation.id == OrganisationInvitation.organisation_id)
        .where(OrganisationInvitation.address_hash == address_hash)
        .order_by(OrganisationInvitation.id)
    )
    return [
        {
            "organisation": name,
            "created_at": invitation.created_at.isoformat(),
            "expires_at": invitation.expires_at.isoformat(),
            "ended_at": iso(invitation.ended_at),
        }
        for invitation, name in db.session.execute(query)
    ]


def news_of(account_id: int) -> list[dict[str, Any]]:
    """Return the news of which an account is still to be mailed, oldest first."""
    query = (
        select(News)
        .join(NewsRecipient, NewsRecipient.news_id == News.id)
        .where(NewsRecipient.account_id == account_id)
        .order_by(News.id)
    )
    return [
        {"kind": row.kind, "key": row.key, "what": row.what, "at": row.happened_at.isoformat()}
        for row in db.session.scalars(query)
    ]


def mails_of(address: str) -> list[dict[str, Any]]:
    """Return the mails to an address whose content is still kept, oldest first. A mail to sign in
    is without its text: whoever has the link is that person."""
    key = key_file().address_key
    return [
        {
            "kind": mail.kind,
            "subject": decrypt(key, mail.subject or ""),
            "text": None if mail.kind == SIGN_IN else decrypt(key, mail.body or ""),
            "created_at": mail.created_at.isoformat(),
            "sent_at": iso(mail.sent_at),
        }
        for mail in kept_for(address)
    ]


def iso(moment: datetime | None) -> str | None:
    """Return a moment as ISO text."""
    return moment.isoformat() if moment else None
