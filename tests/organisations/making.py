"""Organisations for tests, committed."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from participation.accounts.models import Account
from participation.extensions import Base, db
from participation.kernel.clock import Clock, clock
from participation.kernel.crypto import encrypt
from participation.keyring.queries import key_file
from participation.organisations import service_members
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import Application, compared_name, key_of
from participation.outbox import queries as outbox
from participation.outbox.queries import KeptMail
from participation.web.transactions import commit_now
from tests.factories import save

APPLICATION = Application(
    name="Lesekreis Musterstadt e. V.",
    kind="association",
    text="Wir lesen gemeinsam.",
    link="https://lesekreis.example",
    contact="Vorstand, 0123 456",
)
GUEST = "gast@verein.example"
_counter = itertools.count(1)


def make_organisation(*members: Account, **values: Any) -> Organisation:
    """An approved organisation with these members, unless another state is given."""
    number = next(_counter)
    now = datetime.now(UTC)
    name = values.get("name", f"Hochschule Musterstadt {number}")
    defaults: dict[str, Any] = {
        "key": key_of(name),
        "name": name,
        "compared_name": compared_name(name),
        "kind": "university",
        "state": "approved",
        "text": "Wir lehren und forschen.",
        "link": "https://hochschule.example",
        "contact": encrypt(key_file().address_key, "kontakt@hochschule.example"),
        "applied_at": now,
    }
    state = values.get("state", "approved")
    if state != "applied":
        defaults |= {"decided_at": now, "decided_by": "Planungsbüro"}
    if state == "left":
        defaults["left_at"] = now
    organisation: Organisation = save(Organisation(**defaults | values))
    for member in members:
        values = {"organisation_id": organisation.id, "account_id": member.id, "since": now}
        save(OrganisationMember(**values))
    return organisation


def mails() -> list[KeptMail]:
    """What waits in the outbox, oldest first."""
    db.session.rollback()
    return outbox.kept()[::-1]


def link_in(mail: KeptMail) -> str:
    """The path of the link in a mail."""
    match = re.search(r"http://[^/\s]+(/\S+)", mail.body)
    assert match
    return match.group(1)


def state_of(organisation_id: int) -> str | None:
    """The state that is stored, None for none."""
    db.session.rollback()
    query = select(Organisation.state).where(Organisation.id == organisation_id)
    return db.session.scalar(query)


def rows(model: type[Base]) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def invite(organisation: Organisation, by: Account, email: str = GUEST, when: Clock = clock) -> str:
    """Invite an address and return the token that was mailed, of the newest mail."""
    service_members.invite(organisation.id, email=email, account=by, language="de", clock=when)
    commit_now()
    return link_in(mails()[-1]).rsplit("/", 1)[1]


def accept(token: str, account: Account, when: Clock = clock) -> int:
    organisation_id = service_members.accept(token, account=account, clock=when)
    commit_now()
    return organisation_id
