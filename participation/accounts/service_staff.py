"""What administrators do with staff accounts: add, give and take roles, assign units, switch off
and on, issue set-up links. Each is audited."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update

from participation.accounts import queries
from participation.accounts.guarding import tell_of_account, tell_of_role
from participation.accounts.mails import Change
from participation.accounts.models import Account, AccountRole, AccountUnit, SignInToken
from participation.accounts.permissions import STAFF, Grant, Role
from participation.accounts.rules import LIFETIME, Purpose, normalise_address
from participation.accounts.service import record_about
from participation.audit.service import Actor
from participation.city import queries as city_queries
from participation.city.models import Unit
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt, new_token, token_hash
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line
from participation.keyring.queries import key_file
from participation.web.transactions import begin_write
from participation.web.urls import external_url

ADMIN_OF_ALL = Grant(Role.ADMIN)
LAST_ADMIN = N_(
    "Das ist das letzte Konto, das alle Runden verwaltet. Geben Sie zuerst einer anderen Person"
    " diese Rolle."
)
ONLY_ROLE = N_(
    "Das ist die einzige Rolle dieses Kontos. Geben Sie zuerst eine andere, oder schalten Sie das"
    " Konto aus."
)


def add_staff(
    *,
    address: str | None,
    role: str,
    name: str | None,
    actor: Actor,
    clock: Clock,
    round_id: int | None = None,
) -> tuple[Account, str]:
    """Add a member of staff with a role for one round or for all; return the account and a set-up
    link to hand over. Raises BadInput (`email`, `role`)."""
    address = normalise_address(address)
    first = _role(role)
    session = begin_write()
    hashed = queries.address_hash(address)
    if (
        session.scalar(select(Account.id).where(Account.is_staff, Account.address_hash == hashed))
        is not None
    ):
        raise BadInput(N_("Diese Adresse hat schon ein Konto für Beschäftigte."), field="email")
    account = Account(
        is_staff=True,
        address=encrypt(key_file().address_key, address),
        address_hash=hashed,
        name=clean_line(name)[:120] or None,
        session_token=new_token(),
        created_at=clock.now(),
        roles=[AccountRole(role=first, round_id=round_id)],
    )
    session.add(account)
    session.flush()
    record_about(account, "staff.added", actor=actor, clock=clock, role=first, round=round_id)
    tell_of_role(account, Change.GIVEN, first, actor=actor, clock=clock)
    return account, _issue_link(account, actor=actor, clock=clock)


def new_setup_link(account: Account, *, actor: Actor, clock: Clock) -> str:
    """Return a new one-time link to set password and second factor; older links of the account end
    at once."""
    begin_write()
    tell_of_account(account, Change.LINK, actor=actor, clock=clock)
    return _issue_link(account, actor=actor, clock=clock)


def _issue_link(account: Account, *, actor: Actor, clock: Clock) -> str:
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
    record_about(account, "staff.link_issued", actor=actor, clock=clock)
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
    record_about(account, "staff.reset", actor=actor, clock=clock)
    return new_setup_link(account, actor=actor, clock=clock)


def give_role(
    account: Account, *, role: str, round_id: int | None, actor: Actor, clock: Clock
) -> None:
    """Give a member of staff a further role, for one round or for all; their sessions end. Raises
    BadInput (`role`) when they have it."""
    grant = Grant(_role(role), round_id)
    session = begin_write()
    _lock_staff()
    if grant in account.grants:
        raise BadInput(N_("Diese Rolle hat das Konto schon."), field="role")
    account.roles.append(AccountRole(role=grant.role, round_id=round_id))
    _end_sessions(account)
    session.flush()
    record_about(
        account, "staff.role_given", actor=actor, clock=clock, role=grant.role, round=round_id
    )
    tell_of_role(account, Change.GIVEN, grant.role, actor=actor, clock=clock)


def take_role(
    account: Account, *, role: str, round_id: int | None, actor: Actor, clock: Clock
) -> None:
    """Take a role from a member of staff; their sessions end. Raises BadInput for the last
    administrator, for an only role, and for one they do not have."""
    grant = Grant(_role(role), round_id)
    session = begin_write()
    _lock_staff()
    rows = (row for row in account.roles if Grant(Role(row.role), row.round_id) == grant)
    held = next(rows, None)
    if held is None:
        raise BadInput(N_("Diese Rolle hat das Konto nicht mehr."), field="role")
    if grant == ADMIN_OF_ALL:
        _keep_an_admin(account)
    if len(account.roles) == 1:
        raise BadInput(ONLY_ROLE)
    account.roles.remove(held)
    if Role.UNIT not in {row.role for row in account.roles}:
        # Whoever gets the role again is assigned to units anew.
        _assign(account, [])
    _end_sessions(account)
    session.flush()
    record_about(
        account, "staff.role_taken", actor=actor, clock=clock, role=grant.role, round=round_id
    )
    tell_of_role(account, Change.TAKEN, grant.role, actor=actor, clock=clock)


def assign_units(account: Account, *, units: Collection[Unit], actor: Actor, clock: Clock) -> None:
    """Let a member of staff act for these units and no others. Raises BadInput without the role
    `unit`."""
    names = {unit.id: unit.key for unit in city_queries.units()}
    wanted = {unit.id for unit in units}
    session = begin_write()
    _lock_staff()
    if Role.UNIT not in {grant.role for grant in account.grants}:
        raise BadInput(
            N_("Dieses Konto hat die Rolle „Fachstelle“ nicht. Geben Sie sie ihm zuerst."),
            field="units",
        )
    before = queries.assigned_unit_ids(account.id)
    if before == wanted:
        return
    _assign(account, wanted)
    session.flush()
    record_about(
        account,
        "staff.units_assigned",
        actor=actor,
        clock=clock,
        before=sorted(names[number] for number in before),
        after=sorted(names[number] for number in wanted),
    )


def switch_off(account: Account, *, actor: Actor, clock: Clock) -> None:
    """Close a staff account at once: sessions and set-up links end. Raises BadInput for the last
    administrator."""
    session = begin_write()
    _lock_staff()
    if not account.active:
        return
    _keep_an_admin(account)
    account.active = False
    _end_sessions(account)
    _end_links(account, clock)
    session.flush()
    record_about(account, "staff.switched_off", actor=actor, clock=clock)
    tell_of_account(account, Change.OFF, actor=actor, clock=clock)


def switch_on(account: Account, *, actor: Actor, clock: Clock) -> None:
    """Open a staff account again; password and second factor are as they were."""
    session = begin_write()
    if account.active:
        return
    account.active = True
    session.flush()
    record_about(account, "staff.switched_on", actor=actor, clock=clock)
    tell_of_account(account, Change.ON, actor=actor, clock=clock)


def _role(role: str) -> Role:
    if role not in set(STAFF):
        raise BadInput(N_("Diese Rolle gibt es nicht."), field="role")
    return Role(role)


def _assign(account: Account, unit_ids: Iterable[int]) -> None:
    session = begin_write()
    session.execute(delete(AccountUnit).where(AccountUnit.account_id == account.id))
    session.add_all(
        AccountUnit(account_id=account.id, unit_id=number) for number in sorted(unit_ids)
    )


def _lock_staff() -> None:
    # All staff rows are locked in one order and read afterwards, so that of two administrators who
    # switch each other off, or take each other's role, one is refused.
    session = begin_write()
    session.execute(
        select(Account.id).where(Account.is_staff).order_by(Account.id).with_for_update()
    )
    session.expire_all()


def _keep_an_admin(account: Account) -> None:
    if not account.active or ADMIN_OF_ALL not in account.grants:
        return
    others = (
        select(func.count(AccountRole.id))
        .join(Account, Account.id == AccountRole.account_id)
        .where(
            AccountRole.role == ADMIN_OF_ALL.role,
            AccountRole.round_id.is_(None),
            Account.active,
            Account.id != account.id,
        )
    )
    if not db.session.scalar(others):
        raise BadInput(LAST_ADMIN)


def _end_sessions(account: Account) -> None:
    account.session_token = new_token()


def _end_links(account: Account, clock: Clock) -> int:
    now = clock.now()
    unused = (SignInToken.account_id == account.id, SignInToken.used_at.is_(None))
    result = db.session.execute(update(SignInToken).where(*unused).values(used_at=now))
    return cast("CursorResult[Any]", result).rowcount
