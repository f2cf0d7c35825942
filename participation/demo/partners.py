"""The demo's organisations: one takes part, with a member that one click signs in as, one waits."""

from __future__ import annotations

from participation.accounts import service as account_service
from participation.accounts.models import Account
from participation.demo.content import Content
from participation.organisations import queries, service, service_decisions
from participation.organisations.rules import Application, OrganisationState, compared_name


def take_part(content: Content, planner: Account) -> None:
    """Let the organisations apply, and the planner approve those that take part, unless they stand
    so already."""
    for row in content.organisations:
        account = _member(row, content)
        own = queries.memberships(account.id)
        if row["state"] in {each.state for each in own}:
            continue
        for each in own:
            service.delete_application(service.lock(each.id))
        if queries.approved_named(compared_name(row["name"])) is None:
            _apply(row, account, planner, content)


def _member(row: dict[str, str], content: Content) -> Account:
    account = account_service.resident(f"{row['member']}@example.org", "de", content.clock(-20))
    if account.pseudonym is None:
        account_service.choose_pseudonym(account, pseudonym=row["pseudonym"])
    return account


def _apply(row: dict[str, str], account: Account, planner: Account, content: Content) -> None:
    approved = row["state"] == OrganisationState.APPROVED
    organisation = service.apply(
        Application(
            name=row["name"],
            kind=row["kind"],
            text=row["text"],
            link=row["link"],
            contact=row["contact"],
        ),
        account=account,
        clock=content.clock(-19 if approved else -2),
    )
    if approved:
        service_decisions.approve(organisation.id, by=planner, clock=content.clock(-18))
