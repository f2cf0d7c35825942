"""What somebody can do against a decision: the links to complain by, and the words for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from participation.kernel.errors import N_, Expired
from participation.web.filters import deadline
from participation.web.translation import _
from participation.web.urls import external_url

LINK_EXPIRED = N_(
    "Dieser Link gilt nicht mehr. Beschwerden sind sechs Monate nach der Entscheidung möglich."
)
LINK_LASTS = timedelta(days=190)
"""Longer than the time for complaints ever is; the day itself is what the rules check."""


class Side(StrEnum):
    """Who complains: about a decision on their idea, about what was blacked out of it, or about
    what became of their report."""

    AUTHOR = "author"
    BLACKED_OUT = "blackout"
    REPORTER = "reporter"


def make_token(side: Side, row_id: int) -> str:
    """Return a token that lets whoever holds it complain once about this decision,
    black-out or report."""
    return str(_serializer(side).dumps(row_id))


def read_token(side: Side, token: str) -> int:
    """Return the id of the decision, black-out or report. Raises Expired for a token that is too
    old, altered, or made for another purpose."""
    try:
        row_id: int = _serializer(side).loads(token, max_age=int(LINK_LASTS.total_seconds()))
    except BadSignature as error:
        raise Expired(LINK_EXPIRED) from error
    return row_id


def link(side: Side, row_id: int) -> str:
    """Return the whole address of the page to complain on."""
    return external_url("complaints.by_link", side=side.value, token=make_token(side, row_id))


def sentences(url: str, until: datetime, zone: str) -> str:
    """Return what can be done against a decision, in the reader's language."""
    end = deadline(until, zone)
    return "\n\n".join(
        (
            _(
                "Sind Sie nicht einverstanden? Sie können sich %(deadline)s einmal kostenlos bei"
                " uns beschweren, also sechs Monate lang. Über die Beschwerde entscheidet ein"
                " anderer Mensch: %(url)s",
                deadline=end,
                url=url,
            ),
            _("Unabhängig davon können Sie sich an das Verwaltungsgericht wenden."),
        )
    )


def _serializer(side: Side) -> URLSafeTimedSerializer:
    # The key that signs is the last one; earlier keys are still believed.
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt=f"moderation.complaint.{side}")
