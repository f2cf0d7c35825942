"""Mails about results."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, gettext

from participation.city import queries as city_queries
from participation.kernel.clock import Clock
from participation.outbox.service import enqueue
from participation.results import queries
from participation.rounds.models import Round
from participation.web.filters import tr


def announce(round_: Round, clock: Clock) -> int:
    """Write a mail to everyone who ticked that they want to hear of this round's result; return how
    many."""
    # The worker, which publishes at a time set before, has no request from which addresses could be
    # built.
    url = f"{current_app.config['BASE_URL']}/rounds/{round_.slug}/results"
    count = 0
    for address, language in queries.who_want_results(round_.id):
        with force_locale(language):
            subject = gettext("Das Ergebnis ist da: %(title)s", title=tr(round_.title))
            body = gettext(
                "Guten Tag,\n\ndas Ergebnis der Runde „%(title)s“ ist"
                " veröffentlicht:\n%(url)s\n\nDort lesen Sie auch, wie gerechnet wurde und wie es"
                " weitergeht.\n\nSie bekommen diese E-Mail, weil Sie sie bestellt haben. Es ist die"
                " einzige zu diesem Ergebnis.\n\n%(city)s",
                title=tr(round_.title),
                url=url,
                city=city_queries.city().name,
            )
        enqueue(kind="result.published", to=address, subject=subject, body=body, clock=clock)
        count += 1
    return count
