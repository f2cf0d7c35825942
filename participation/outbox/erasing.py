"""Mails of one address: what is kept of them, and deleting those that were not sent."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select

from participation.extensions import db
from participation.kernel.crypto import decrypt
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
