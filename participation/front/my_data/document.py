"""The file of one's own data: what it holds, and in sentences what it does not and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.following import queries as following
from participation.front.my_data import statements
from participation.front.my_data.ballots import ballots_of
from participation.front.my_data.tables import ALSO_NOT, LEFT_OUT
from participation.front.queries_account import rounds_of
from participation.ideas import queries as ideas
from participation.organisations import queries as organisations
from participation.rounds.models import Participation, Round
from participation.weighting.named import queries as named

FORMAT = "my-data-v1"
WHOLE = 16_384
"""The file is as many times these bytes long as it takes: its length tells no ballot in it."""
BALLOTS = {
    "de": (
        "Eine Gewichtung wird nicht mit Ihrem Namen gespeichert. Hier stehen die, die wir mit Ihrer"
        " Adresse und dem Schlüssel der Runde noch finden. Unter diesen Adressen sehen Sie sie"
        " auch auf der Seite."
    ),
    "en": (
        "A ballot is not stored with your name. Here are those that we can still find with your"
        " address and the key of the round. At these addresses you can see them on the pages, too."
    ),
}


def as_file(data: dict[str, Any]) -> bytes:
    """Return the data as JSON, filled up with blanks to a length that tells nothing."""
    content = json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"
    return content.ljust(-(-len(content) // WHOLE) * WHOLE)


def data_of(account: Account, ballot_addresses: dict[str, str], now: datetime) -> dict[str, Any]:
    """Return everything that is kept of an account, as JSON values.

    `ballot_addresses` (round slug to address) says where its owner sees a ballot while the round's
    key exists.
    """
    rounds = rounds_of(account.id)
    own, decided = ideas.data_of(account.id, now), statements.decisions_of(account.id)
    own["ideas"] = [idea | {"decisions": decided.get(idea["number"], [])} for idea in own["ideas"]]
    address = accounts.address_of(account)
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "account": _particulars(account, address),
        "rounds": [_agreement(row.Participation, row.Round) for row in rounds],
        **own,
        "organisations": organisations.data_of(account.id),
        "invitations": statements.invitations_of(account.address_hash),
        "organisation_ballots": named.data_of(account.id),
        "follows": following.data_of(account.id),
        "news": statements.news_of(account.id),
        "reports": statements.reports_of(account.id),
        "complaints": statements.complaints_of(account.id),
        "mails": statements.mails_of(address),
        "ballots": {
            "note": BALLOTS["en"],
            "hinweis": BALLOTS["de"],
            "addresses": ballot_addresses,
            "found": ballots_of(account, [row.Round for row in rounds], now),
        },
        "not_included": list(_sentences()),
    }


def _sentences() -> Iterable[dict[str, str]]:
    yield from LEFT_OUT.values()
    yield from ALSO_NOT


def _particulars(account: Account, address: str) -> dict[str, Any]:
    return {
        "email": address,
        "pseudonym": account.pseudonym,
        "language": account.language,
        "created_at": account.created_at.isoformat(),
        "last_signed_in_month": account.seen_month.isoformat()[:7] if account.seen_month else None,
    }


def _agreement(agreement: Participation, round_: Round) -> dict[str, Any]:
    return {
        "round": round_.slug,
        "consent_version": agreement.consent_version,
        "consent_hash": agreement.consent_hash,
        "consented_at": agreement.consented_at.isoformat(),
        "withdrawn_at": statements.iso(agreement.withdrawn_at),
        "declared": agreement.declared,
        "of_age": agreement.of_age,
        "wants_results": agreement.wants_results,
    }
