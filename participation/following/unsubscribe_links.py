"""The token of the link that unsubscribes without signing in: signed, for this purpose alone, valid
for `LINK_LASTS`. It names an account and some of its follows by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from participation.following.rules import LINK_LASTS
from participation.kernel.errors import N_, Expired

PURPOSE = "following.unsubscribe"
LINK_EXPIRED = N_(
    "Dieser Link gilt nicht mehr. Melden Sie sich an: Alles, dem Sie folgen, steht in „Mein"
    " Bereich“."
)


def make_token(account_id: int, follow_ids: Iterable[int]) -> str:
    """Return a token that ends these follows of the account."""
    return str(_serializer().dumps([account_id, *sorted(follow_ids)]))


def read_token(token: str) -> tuple[int, list[int]]:
    """Return the account's id and the ids of the follows. Raises Expired for a token that is too
    old, altered, or made for another purpose."""
    try:
        account_id, *follow_ids = _serializer().loads(
            token, max_age=int(LINK_LASTS.total_seconds())
        )
    except BadSignature as error:
        raise Expired(LINK_EXPIRED) from error
    return account_id, follow_ids


def _serializer() -> URLSafeTimedSerializer:
    # The key that signs is the last one; earlier keys are still believed.
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt=PURPOSE)
