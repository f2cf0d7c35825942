"""Invitations to organisations when an older backup is restored."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Expired
from participation.organisations import service_members
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.ops.erasing import Shell
from tests.organisations.making import link_in, mails, make_organisation


def test_invitation_that_was_taken_back_since_is_not_open_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    host, guest = make_resident(), make_resident("gast@verein.example").id
    organisation_id = make_organisation(host).id
    service_members.invite(
        organisation_id, email="gast@verein.example", account=host, language="de", clock=clock
    )
    commit_now()
    token = link_in(mails()[0]).rsplit("/", 1)[1]
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    with pytest.raises(Expired):
        service_members.accept(token, account=db.session.get_one(Account, guest), clock=clock)
