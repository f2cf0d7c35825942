"""Organisations for tests, committed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from participation.accounts.models import Account
from participation.kernel.crypto import encrypt
from participation.keyring.queries import key_file
from participation.organisations.models import Organisation, OrganisationMember
from participation.organisations.rules import compared_name, key_of
from tests.factories import save

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
    organisation: Organisation = save(Organisation(**defaults | values))
    for member in members:
        values = {"organisation_id": organisation.id, "account_id": member.id, "since": now}
        save(OrganisationMember(**values))
    return organisation
