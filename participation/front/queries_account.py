"""What 'Mein Bereich' reads: a person's rounds, and everything that is kept about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.extensions import db
from participation.following import queries as following
from participation.ideas import queries as ideas
from participation.ideas.models import Idea
from participation.moderation.reports.models import Report
from participation.organisations import queries as organisations
from participation.rounds.models import Participation, Round
from participation.weighting.named import queries as named


def rounds_of(account_id: int) -> list[Row[Any]]:
    """Return the rounds an account takes or took part in, newest first: rows of `Participation` and
    `Round`."""
    query = (
        select(Participation, Round)
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.account_id == account_id)
        .order_by(Participation.consented_at.desc(), Participation.round_id.desc())
    )
    return list(db.session.execute(query))


def data_of(account: Account, ballot_addresses: dict[str, str], now: datetime) -> dict[str, Any]:
    """Return everything kept under an account's name, as JSON values.

    A ballot is not among it, because none is kept under a name; `ballot_addresses` (round slug to
    address) says where its owner can see it while the round's key exists.
    """
    return {
        "account": {
            "email": accounts.address_of(account),
            "pseudonym": account.pseudonym,
            "language": account.language,
            "created_at": account.created_at.isoformat(),
        },
        "rounds": [_agreement(row.Participation, row.Round) for row in rounds_of(account.id)],
        **ideas.data_of(account.id, now),
        "organisations": organisations.data_of(account.id),
        "follows": following.data_of(account.id),
        "reports": _reports(account.id),
        "organisation_ballots": named.data_of(account.id),
        "ballots": {
            "note": (
                "A ballot is not stored with your name. Until the key of a round is destroyed you"
                " can see yours here."
            ),
            "hinweis": (
                "Eine Gewichtung wird nicht mit Ihrem Namen gespeichert. "
                "Bis der Schlüssel einer Runde gelöscht ist, sehen Sie Ihre hier."
            ),
            "addresses": ballot_addresses,
        },
    }


def _agreement(agreement: Participation, round_: Round) -> dict[str, Any]:
    return {
        "round": round_.slug,
        "consent_version": agreement.consent_version,
        "consent_hash": agreement.consent_hash,
        "consented_at": agreement.consented_at.isoformat(),
        "withdrawn_at": _iso(agreement.withdrawn_at),
        "declared": agreement.declared,
        "of_age": agreement.of_age,
        "wants_results": agreement.wants_results,
    }


def _reports(account_id: int) -> list[dict[str, Any]]:
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
            "settled_at": _iso(row.Report.settled_at),
        }
        for row in db.session.execute(query)
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
