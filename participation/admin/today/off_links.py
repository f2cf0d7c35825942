"""The token of the link that switches the morning's mail off without signing in: signed, for this
purpose alone, valid for `LINK_LASTS`."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from participation.kernel.errors import N_, Expired

PURPOSE = "today.mail_off"
LINK_LASTS = timedelta(days=60)
LINK_EXPIRED = N_(
    "Dieser Link gilt nicht mehr. Melden Sie sich an: In „Mein Konto“ schalten Sie die E-Mail ab."
)


def make_token(account_id: int) -> str:
    """Return a token that switches the mail of an account off."""
    return str(_serializer().dumps(account_id))


def read_token(token: str) -> int:
    """Return the account's id. Raises Expired for a token that is too old, altered, or made for
    another purpose."""
    try:
        return int(_serializer().loads(token, max_age=int(LINK_LASTS.total_seconds())))
    except BadSignature as error:
        raise Expired(LINK_EXPIRED) from error


def _serializer() -> URLSafeTimedSerializer:
    # The key that signs is the last one; earlier keys are still believed.
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt=PURPOSE)
