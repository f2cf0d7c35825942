"""Counting failed tries of a staff sign-in, so that guessing is slow and nobody can be locked out.

Tries are counted for an address and where they come from: a network, or a device that its owner has
signed in on before. So whoever guesses elsewhere blocks themselves alone. Neither an address nor a
network is kept, only a hash of both with a key that changes daily, and only until the try no
longer counts.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, delete

from participation.accounts import queries
from participation.accounts.models import Account, SignInFailure
from participation.accounts.rules import DEVICE_LASTS, KEEP_FAILURES, Client, Tries
from participation.kernel.clock import Clock
from participation.kernel.crypto import keyed_hash, new_token, same
from participation.kernel.errors import TooManyTries
from participation.kernel.text import whole_number
from participation.keyring.queries import key_file
from participation.web.transactions import begin_write, commit_now

SECOND_STEP = "second step"
"""Where every try of a code comes from that no known device makes. Whoever is asked for a code has
given the password, and a code is short: its tries are counted together, wherever they come from."""


def source_of_password(account: Account | None, client: Client, clock: Clock) -> str:
    """Return what failed passwords are counted by, in addition to the address."""
    return _known_device(account, client, clock) or f"network {client.network}"


def source_of_code(account: Account, client: Client, clock: Clock) -> str:
    """Return what failed codes are counted by, in addition to the address."""
    return _known_device(account, client, clock) or SECOND_STEP


def count_try(address_hash: str, source: str, clock: Clock) -> None:
    """Count a try, whatever becomes of it, and commit that. Raises TooManyTries while this source
    is blocked."""
    session = begin_write()
    row = _failures(address_hash, source, clock)
    now = clock.now()
    before = Tries(row.failures, row.failed_at, row.blocked_until) if row else Tries()
    minutes = before.minutes_left(now)
    if minutes:
        session.rollback()
        raise TooManyTries(minutes=minutes)
    after = before.after_try(now)
    session.merge(
        SignInFailure(
            source_hash=_source_hash(address_hash, source, clock),
            failures=after.failures,
            failed_at=now,
            blocked_until=after.blocked_until,
        )
    )
    commit_now()


def take_back_try(address_hash: str, source: str, clock: Clock) -> None:
    """Take back the try that turned out right; the ones before it stay counted."""
    row = _failures(address_hash, source, clock)
    if row is not None:
        after = Tries(row.failures, row.failed_at, row.blocked_until).after_right_password()
        row.failures, row.blocked_until = after.failures, after.blocked_until


def forget_tries(address_hash: str, sources: set[str], clock: Clock) -> None:
    """Forget the tries of these sources once the owner has signed in."""
    session = begin_write()
    hashes = sorted(_source_hash(address_hash, source, clock) for source in sources)
    for hashed in hashes:
        queries.lock_hash(hashed)
    session.execute(delete(SignInFailure).where(SignInFailure.source_hash.in_(hashes)))


def purge_failures(clock: Clock) -> int:
    """Delete tries that no longer count. Returns how many rows went."""
    old = delete(SignInFailure).where(SignInFailure.failed_at <= clock.now() - KEEP_FAILURES)
    return cast("CursorResult[Any]", begin_write().execute(old)).rowcount


def new_device(account: Account, clock: Clock) -> str:
    """Return the value of the cookie by which a device is known for this account from now on."""
    issued, number = str(int(clock.now().timestamp())), new_token()
    return f"{issued}.{number}.{_device_mac(account, issued, number)}"


def _known_device(account: Account | None, client: Client, clock: Clock) -> str | None:
    issued, _, rest = client.device.partition(".")
    number, _, mac = rest.partition(".")
    issued_at = whole_number(issued, digits=11)
    if account is None or issued_at is None:
        return None
    age = clock.now().timestamp() - issued_at
    if age > DEVICE_LASTS.total_seconds() or not same(mac, _device_mac(account, issued, number)):
        return None
    return f"device {number}"


def _device_mac(account: Account, issued: str, number: str) -> str:
    # A new second factor is a new secret, so a reset makes every device unknown again.
    parts = ("known device", issued, number, str(account.id), account.totp_secret or "")
    return keyed_hash(key_file().pepper, *parts).hex()


def _source_hash(address_hash: str, source: str, clock: Clock) -> str:
    day = clock.now().date().isoformat()
    key_of_day = keyed_hash(key_file().pepper, "sign-in tries", day)
    return keyed_hash(key_of_day, address_hash, source).hex()


def _failures(address_hash: str, source: str, clock: Clock) -> SignInFailure | None:
    session = begin_write()
    hashed = _source_hash(address_hash, source, clock)
    queries.lock_hash(hashed)
    return session.get(SignInFailure, hashed, populate_existing=True)
