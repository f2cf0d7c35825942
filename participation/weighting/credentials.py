"""By what a person proves to be one: an address, a code, this browser, a sheet. From it the
ballot's key is derived."""

from __future__ import annotations

from collections.abc import Callable

from participation.accounts.models import Account
from participation.accounts.rules import comparable_address, normalise_address
from participation.kernel.crypto import decrypt, keyed_hash
from participation.kernel.keys import KeyFile
from participation.keyring.queries import key_file
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting.derivation import ballot_key


def email_ballot_key(account: Account, keys: KeyFile) -> Callable[[bytes], bytes]:
    """Return a function from a round's key to the key of the ballot that belongs to this account's
    address."""
    address = comparable_address(decrypt(keys.address_key, account.address))
    return lambda round_key: ballot_key(round_key, Channel.EMAIL, address)


def address_proof(typed: str) -> str:
    """Return what an address proves, however it is spelt. Raises BadInput when it is none."""
    return comparable_address(normalise_address(typed))


def code_hash(round_: Round, code: str) -> str:
    """Return what the database keeps of an invitation code: its hash under the pepper, which lies
    outside the database."""
    return keyed_hash(key_file().pepper, "code", round_.uid, code).hex()


def code_ballot_key(round_key: bytes, hashed: str) -> bytes:
    """Return the key of the ballot that belongs to an invitation code, given as its hash.

    Derived from the hash, not from the code, so that the worker can find out later which codes were
    used: nothing about a code is written when its ballot is.
    """
    return ballot_key(round_key, Channel.CODE, hashed)
