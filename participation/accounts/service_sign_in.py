"""How staff sign in: password, then a second factor; setting both up. No hashing in a writing
transaction.

A try is counted and committed before it is checked, so that parallel guesses cannot outrun the
count, and it is counted whether or not the address has an account, so that the answer does not
tell.
"""

from __future__ import annotations

import base64

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type

from participation.accounts import queries
from participation.accounts.models import Account
from participation.accounts.rules import (
    Client,
    Purpose,
    bare_code,
    check_password,
    new_recovery_codes,
    normalise_address,
    totp_step,
)
from participation.accounts.service import record_about, use_up
from participation.accounts.service_tries import (
    count_try,
    forget_tries,
    source_of_code,
    source_of_password,
    take_back_try,
)
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import decrypt, encrypt, keyed_hash, new_token, same
from participation.kernel.errors import N_, BadInput
from participation.keyring.queries import key_file
from participation.web.transactions import begin_write, commit_now

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_NOBODYS = _hasher.hash(new_token())
"""What the password of an unknown address is compared with, so that the work is the same."""

WRONG = N_("Adresse oder Passwort stimmen nicht.")
WRONG_CODE = N_("Dieser Code stimmt nicht. Warten Sie auf den nächsten und geben Sie ihn ein.")


def check_credentials(*, address: str, password: str, client: Client, clock: Clock) -> Account:
    """Return the member of staff whose password this is. Commits its own steps.

    Raises BadInput with one sentence for every cause, TooManyTries while this client is blocked for
    the address.
    """
    try:
        address = normalise_address(address)
    except BadInput:
        raise BadInput(WRONG) from None
    hashed = queries.address_hash(address)
    account = queries.staff_by_address(address)
    may = account and account.active and account.totp_secret
    kept = account.password_hash if account and may else None
    source = source_of_password(account, client, clock)
    # Reading ends with this; the hash takes its time, and no transaction waits for it.
    count_try(hashed, source, clock)
    if not _verify(kept or _NOBODYS, password) or account is None:
        raise BadInput(WRONG)
    take_back_try(hashed, source, clock)
    commit_now()
    return account


def check_second_factor(account: Account, *, code: str, client: Client, clock: Clock) -> None:
    """Accept a code of the authenticator app or a recovery code, each once. Counts the try by
    itself.

    Raises BadInput (`code`) or TooManyTries. A right code forgets the failures before it.
    """
    hashed = account.address_hash
    sources = {f(account, client, clock) for f in (source_of_password, source_of_code)}
    count_try(hashed, source_of_code(account, client, clock), clock)
    session = begin_write()
    session.refresh(account, with_for_update=True)
    if not account.active or not (
        _totp_is_right(account, code, clock) or _recovery_is_right(account, code, clock)
    ):
        raise BadInput(WRONG_CODE, field="code")
    forget_tries(hashed, sources, clock)
    session.flush()
    record_about(account, "staff.signed_in", clock=clock)


def set_password(*, token: str, password: str, clock: Clock) -> None:
    """Store the password that the owner of a set-up link chose. The link stays valid until the
    second factor is set up too.

    Raises Expired, BadInput (`password`).
    """
    queries.account_of_link(token, clock.now())
    check_password(password)
    db.session.rollback()
    hashed = _hasher.hash(password)
    begin_write()
    # The password alone opens nothing: an account without a second factor cannot sign in.
    queries.account_of_link(token, clock.now()).password_hash = hashed


def secret_of_link(token: str) -> str:
    """Return the TOTP secret a set-up link offers, base32. It follows from the link, so showing it
    stores nothing."""
    return base64.b32encode(keyed_hash(key_file().pepper, "totp", token)[:20]).decode()


def provisioning_uri(account: Account, secret: str, city: str) -> str:
    """Return what the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=queries.address_of(account), issuer_name=city)


def finish_set_up(*, token: str, code: str, clock: Clock) -> tuple[Account, list[str]]:
    """Confirm the second factor, use the link up, end older sessions; return the account and its
    recovery codes, shown once.

    Raises Expired, BadInput (`code`).
    """
    session = begin_write()
    now = clock.now()
    account = queries.account_of_link(token, now)
    if account.password_hash is None:
        raise BadInput(N_("Wählen Sie zuerst ein Passwort."), field="code")
    secret = secret_of_link(token)
    step = _matching_step(secret, code, clock)
    if step is None:
        raise BadInput(WRONG_CODE, field="code")
    use_up(queries.valid_link(token, Purpose.STAFF_SET_UP, now), clock)
    codes = new_recovery_codes()
    account.totp_secret = encrypt(key_file().address_key, secret)
    account.totp_last_step = step
    account.recovery_hashes = [_recovery_hash(account, code) for code in codes]
    account.session_token = new_token()
    session.flush()
    record_about(account, "staff.set_up", clock=clock)
    return account, codes


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _totp_is_right(account: Account, code: str, clock: Clock) -> bool:
    if account.totp_secret is None:
        return False
    step = _matching_step(decrypt(key_file().address_key, account.totp_secret), code, clock)
    if step is None or step <= (account.totp_last_step or 0):
        return False
    account.totp_last_step = step
    return True


def _matching_step(secret: str, code: str, clock: Clock) -> int | None:
    """Return the half-minute a code belongs to, out of this one and its neighbours, because clocks
    differ."""
    totp, now, typed = pyotp.TOTP(secret), totp_step(clock.now()), bare_code(code)
    matches = [step for step in (now - 1, now, now + 1) if same(totp.generate_otp(step), typed)]
    return max(matches, default=None)


def _recovery_is_right(account: Account, code: str, clock: Clock) -> bool:
    hashed = _recovery_hash(account, code)
    if hashed not in account.recovery_hashes:
        return False
    account.recovery_hashes = [other for other in account.recovery_hashes if other != hashed]
    left = len(account.recovery_hashes)
    record_about(account, "staff.recovery_code_used", clock=clock, left=left)
    return True


def _recovery_hash(account: Account, code: str) -> str:
    return keyed_hash(key_file().pepper, "recovery", str(account.id), bare_code(code)).hex()
