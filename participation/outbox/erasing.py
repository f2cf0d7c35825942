"""What is kept of mails: to one address, deleting those that were not sent, and taking a passage
out of what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import delete, select

from participation.extensions import db
from participation.kernel.crypto import decrypt, encrypt
from participation.keyring.queries import key_file
from participation.outbox.models import Mail
from participation.web.transactions import begin_write


def kept_for(address: str) -> Iterator[Mail]:
    """Yield the mails whose content is still kept and that go to an address, by their ids. The
    table names no account, so each recipient is deciphered."""
    key = key_file().address_key
    query = select(Mail).where(Mail.recipient.is_not(None)).order_by(Mail.id)
    for mail in db.session.scalars(query):
        try:
            recipient = decrypt(key, mail.recipient or "")
        except ValueError:
            continue
        if recipient.casefold() == address.casefold():
            yield mail


def delete_for(address: str) -> int:
    """Delete the mails to an address whose content is still kept; return how many."""
    session = begin_write()
    chosen = [mail.id for mail in kept_for(address)]
    session.execute(delete(Mail).where(Mail.id.in_(chosen)))
    session.expire_all()
    return len(chosen)


def rewrite_unsent(about: str, change: Callable[[str], str], *, since: datetime) -> int:
    """Let every mail written since a moment whose content is still kept and that names `about` say
    what `change` makes of it; return how many say something else now."""
    session = begin_write()
    key = key_file().address_key
    query = select(Mail.id, Mail.subject, Mail.body).where(
        Mail.body.is_not(None), Mail.created_at >= since
    )
    rows = session.execute(query.order_by(Mail.id)).all()
    chosen = [row.id for row in rows if _changes(key, row.subject, row.body, about, change)]
    # Locked only now: one that was sent meanwhile has no content any more.
    held = select(Mail).where(Mail.id.in_(chosen), Mail.body.is_not(None))
    mails = session.scalars(
        held.order_by(Mail.id).with_for_update().execution_options(populate_existing=True)
    ).all()
    for mail in mails:
        mail.subject = encrypt(key, change(decrypt(key, mail.subject or "")))
        mail.body = encrypt(key, change(decrypt(key, mail.body or "")))
    session.flush()
    return len(mails)


def _changes(
    key: bytes, subject: str | None, body: str | None, about: str, change: Callable[[str], str]
) -> bool:
    try:
        texts = [decrypt(key, text or "") for text in (subject, body)]
    except ValueError:
        return False
    return any(about in text for text in texts) and any(change(text) != text for text in texts)
