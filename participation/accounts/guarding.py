"""Who reads what nobody else reads hears of every change of an account that does: administrators
could otherwise take such an account over, or make one, unseen."""

from __future__ import annotations

from participation.accounts import mails, queries
from participation.accounts.mails import Change
from participation.accounts.models import Account
from participation.accounts.permissions import GUARDED, Role
from participation.audit.service import Actor
from participation.kernel.clock import Clock
from participation.outbox.service import enqueue
from participation.web.urls import external_url


def is_guarded(account: Account) -> bool:
    """Tell whether an account has a role whose holders hear of its changes."""
    return any(grant.role in GUARDED for grant in account.grants)


def tell_of_account(account: Account, change: Change, *, actor: Actor, clock: Clock) -> None:
    """Mail everybody with such a role, the account's owner included, what was done to it."""
    if is_guarded(account):
        _tell(account, change, None, actor, clock)


def tell_of_role(
    account: Account, change: Change, role: Role, *, actor: Actor, clock: Clock
) -> None:
    """Mail them that such a role was given or taken, the one who had it included."""
    if role in GUARDED:
        _tell(account, change, role, actor, clock)


def _tell(account: Account, change: Change, role: Role | None, actor: Actor, clock: Clock) -> None:
    readers = {reader.id: reader for reader in [*queries.guards(), account]}
    for number in sorted(readers):
        draft = mails.guarded(
            change,
            name=account.label,
            role=role,
            by=actor.label,
            page=external_url("admin.audit"),
            language=readers[number].language,
        )
        enqueue(draft, to=queries.address_of(readers[number]), clock=clock)
