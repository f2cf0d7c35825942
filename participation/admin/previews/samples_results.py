"""Samples of the mails about a result, or that there is none."""

from __future__ import annotations

from participation.city.queries import city
from participation.kernel.errors import N_
from participation.outbox.rules import MailDraft
from participation.results import mails as results
from participation.web.translation import in_every_language
from participation.web.urls import external_url

TITLE = N_("Beispielrunde")


def published(language: str) -> MailDraft:
    """Return the mail that a result is there."""
    title, url = in_every_language(TITLE), external_url("front.home")
    return results.published(title=title, url=url, city=city().name, language=language)


def discarded(language: str) -> MailDraft:
    """Return the mail that no result will come."""
    title, url = in_every_language(TITLE), external_url("front.home")
    return results.discarded(title=title, url=url, city=city().name, language=language)
