"""What administrators do with staff accounts: add, change the role, switch off and on, issue set-up
links. Each is audited."""

from __future__ import annotations

import secrets
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from participation.accounts import queries
from participation.accounts.models import Account, SignInToken
from participation.accounts.permissions import STAFF, Role
from participation.accounts.rules import LIFETIME, Purpose, normalise_address
from participation.audit.service import Actor, record
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, new_token, token_hash
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line
from participation.keyring.queries import key_file
from participation.web.transactions import begin_write
from participation.web.urls import external_url

LAST_ADMIN = N_(
    "Das ist das letzte Konto für die Verwaltung. Geben Sie zuerst einer anderen Person diese"
    " Rolle."
)


def add_staff(
    *, address: str | None, role: str, name: str | None, actor: Actor, clock: Clock
) -> tuple[Account, str]:
    """Add a member of staff; return the account and a set-up link to hand over. Raises BadInput
    (`email`, `role`)."""
    address = normalise_address(address)
    _check_role(role)
    session = begin_write()
    hashed = queries.address_hash(address)
    if (
        session.scalar(select(Account.id).where(Account.is_staff, Account.address_hash == hashed))
        is not None
    ):
        raise BadInput(N_("Diese Adresse hat schon ein Konto für Beschäftigte."), field="email")
    account = Account(
        role=role,
        is_staff=True,
        address=encrypt(key_file().address_key, address),
        address_hash=hashed,
        name=clean_line(name)[:120] or None,
        session_token=secrets.token_urlsafe(24),
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    _audit("staff.added", account, actor, clock, role=role)
    return account, new_setup_link(account, actor=actor, clock=clock)


def new_setup_link(account: Account, *, actor: Actor, clock: Clock) -> str:
    """Return a new one-time link to set password and second factor; older links of the account end
    at once."""
    session = begin_write()
    now = clock.now()
    _end_links(account, clock)
    token = new_token()
    session.add(
        SignInToken(
            token_hash=token_hash(token),
            purpose=Purpose.STAFF_SET_UP,
            account_id=account.id,
            created_at=now,
            expires_at=now + LIFETIME[Purpose.STAFF_SET_UP],
        )
    )
    _audit("staff.link_issued", account, actor, clock)
    return external_url("accounts.staff_set_up", token=token)


def reset_staff(account: Account, *, actor: Actor, clock: Clock) -> str:
    """Take away password, second factor and recovery codes, end all sessions, and return a new
    set-up link.

    The password goes too when only the device was lost: whoever knows it must not be able to set up
    a factor of their own.
    """
    session = begin_write()
    account.password_hash = account.totp_secret = account.totp_last_step = None
    account.recovery_hashes = []
    _end_sessions(account)
    session.flush()
    _audit("staff.reset", account, actor, clock)
    return new_setup_link(account, actor=actor, clock=clock)


def change_role(account: Account, *, role: str, actor: Actor, clock: Clock) -> None:
    """Give a member of staff another role; their sessions end. Raises BadInput for the last
    administrator."""
    _check_role(role)
    session = begin_write()
    if account.role == role:
        return
    if role != Role.ADMIN:
        _keep_an_admin(account)
    before, account.role = account.role, role
    _end_sessions(account)
    session.flush()
    _audit("staff.role_changed", account, actor, clock, before=before, after=role)


def switch_off(account: Account, *, actor: Actor, clock: Clock) -> None:
    """Close a staff account at once: sessions and set-up links end. Raises BadInput for the last
    administrator."""
    session = begin_write()
    if not account.active:
        return
    _keep_an_admin(account)
    account.active = False
    _end_sessions(account)
    _end_links(account, clock)
    session.flush()
    _audit("staff.switched_off", account, actor, clock)


def switch_on(account: Account, *, actor: Actor, clock: Clock) -> None:
    """Open a staff account again; password and second factor are as they were."""
    session = begin_write()
    if account.active:
        return
    account.active = True
    session.flush()
    _audit("staff.switched_on", account, actor, clock)


def _check_role(role: str) -> None:
    if role not in {kind.value for kind in STAFF}:
        raise BadInput(N_("Diese Rolle gibt es nicht."), field="role")


def _keep_an_admin(account: Account) -> None:
    # All administrators' rows are locked in one order, so that two who switch each other off cannot
    # both succeed.
    session = begin_write()
    admins = (
        select(Account)
        .where(Account.role == Role.ADMIN, Account.active)
        .order_by(Account.id)
        .with_for_update()
    )
    found = session.scalars(admins.execution_options(populate_existing=True)).all()
    if (
        account.role == Role.ADMIN
        and account.active
        and not [other for other in found if other.id != account.id]
    ):
        raise BadInput(LAST_ADMIN)


def _end_sessions(account: Account) -> None:
    account.session_token = secrets.token_urlsafe(24)


def _end_links(account: Account, clock: Clock) -> int:
    session = begin_write()
    now = clock.now()
    living = (SignInToken.account_id == account.id, SignInToken.used_at.is_(None))
    result = session.execute(update(SignInToken).where(*living).values(used_at=now))
    return cast("CursorResult[Any]", result).rowcount


def _audit(action: str, account: Account, actor: Actor, clock: Clock, **details: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="account",
        subject_id=account.id,
        clock=clock,
        name=account.label,
        **details,
    )
