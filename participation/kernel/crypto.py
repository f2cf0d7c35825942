"""Keyed hashes, tokens and encryption, thin over the standard library and `cryptography`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken


def new_token() -> str:
    """Return an unguessable URL-safe token of 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256 in hex, enough because the token is
    random."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: bytes, *parts: bytes | str) -> bytes:
    """Return HMAC-SHA-256 over the parts, each preceded by its length so that no two lists of parts
    collide."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        mac.update(len(data).to_bytes(8, "big"))
        mac.update(data)
    return mac.digest()


def encrypt(key: bytes, text: str) -> str:
    """Return the text encrypted and authenticated (Fernet; the key is 32 url-safe base64 bytes)."""
    return Fernet(key).encrypt(text.encode()).decode()


def encrypt_without_time(key: bytes, text: str) -> str:
    """Return the text as `encrypt` does, without the moment, which Fernet would write beside it."""
    return Fernet(key).encrypt_at_time(text.encode(), 0).decode()


def fernet_key(key: bytes, purpose: str) -> bytes:
    """Return a key for `encrypt`, derived from another one for one purpose."""
    return base64.urlsafe_b64encode(keyed_hash(key, purpose))


def decrypt(key: bytes, token: str) -> str:
    """Return the text, or raise ValueError when the key is not the one it was encrypted with."""
    try:
        return Fernet(key).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError(
            "this was encrypted with another key; is KEY_FILE the right one?"
        ) from error


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
