"""Samples of the mails about accounts."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import force_locale

from participation.accounts import mails as accounts
from participation.city.queries import city
from participation.kernel.errors import N_
from participation.outbox.rules import MailDraft
from participation.retention import mails as retention
from participation.web.translation import _
from participation.web.urls import external_url

END = datetime(2030, 5, 20, 22, tzinfo=UTC)
MEMBER = N_("Jemand aus der Verwaltung")


def sign_in(language: str) -> MailDraft:
    """Return the mail with a link to sign in."""
    return accounts.sign_in(city=city().name, link=_url(), language=language)


def guarded(language: str) -> MailDraft:
    """Return the mail about an account that reads more than others."""
    with force_locale(language):
        name = _(MEMBER)
    return accounts.guarded(
        accounts.Change.LINK, name=name, role=None, by=name, page=_url(), language=language
    )


def idle(language: str) -> MailDraft:
    """Return the mail about an account that nobody has used for long."""
    return retention.idle(months=24, ends=END, link=_url(), city=city().name, language=language)


def _url() -> str:
    return external_url("front.home")
