"""Organisations in the browser tests, one in each state, and who opens which page of them."""

from __future__ import annotations

from dataclasses import dataclass

from participation.accounts.models import Account
from participation.accounts.queries import address_of
from participation.kernel.clock import clock
from participation.organisations import service_members
from participation.web.transactions import commit_now
from tests.factories import make_resident
from tests.organisations.making import link_in, mails, make_organisation


@dataclass(frozen=True)
class Partners:
    """Numbers of the resident's organisations, another member of the approved one, and the path of
    an invitation to the resident."""

    applied: int
    approved: int
    alone: int
    refused: int
    left: int
    member: int
    invitation: str


def arrange(resident: Account) -> Partners:
    """Let the resident belong to an organisation in each state, and be invited to another."""
    host, long = make_resident(), "Donaudampfschifffahrtsgesellschaft"
    approved = make_organisation(resident, host, name=f"{long}en und Verbände {long} e. V.")
    inviting = make_organisation(host, name="Lesekreis Musterstadt e. V.")
    reason = {"reason": "Wir nehmen nur Organisationen aus der Region auf."}
    for number, email in ((inviting.id, address_of(resident)), (approved.id, "gast@example.org")):
        service_members.invite(number, email=email, account=host, language="de", clock=clock)
        commit_now()
    return Partners(
        applied=make_organisation(resident, state="applied").id,
        approved=approved.id,
        alone=make_organisation(resident).id,
        refused=make_organisation(resident, state="refused", **reason).id,
        left=make_organisation(resident, state="left").id,
        member=host.id,
        invitation=next(
            link_in(mail)
            for mail in mails()
            if mail.kind == "organisation.invitation" and mail.to == address_of(resident)
        ),
    )


def pages(partners: Partners) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which page of organisations, by endpoint."""
    own, staff = "/account/organisations/", "/admin/organisations/"
    every = (partners.applied, partners.approved, partners.refused, partners.left)
    return {
        "partners.index": [(None, "/partners/"), (None, "/partners/?lang=en")],
        "organisations.apply": [(None, "/partners/apply"), ("resident", "/partners/apply")],
        "organisations.own": [("resident", f"{own}{number}") for number in every],
        "organisations.withdraw": [("resident", f"{own}{partners.applied}/delete")],
        "organisations.leave": [
            ("resident", f"{own}{number}/leave") for number in (partners.approved, partners.alone)
        ],
        "organisations.remove": [
            ("resident", f"{own}{partners.approved}/members/{partners.member}/remove")
        ],
        "organisations.invitation": [("resident", partners.invitation)],
        "organisations.index": [
            ("planner", staff),
            ("auditor", staff),
            ("planner", f"{staff}?state=left"),
        ],
        "organisations.application": [("planner", f"{staff}{number}") for number in every],
    }
