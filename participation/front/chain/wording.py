"""How chains say when something is due, in the reader's language."""

from __future__ import annotations

from datetime import date

from participation.kernel.partial_dates import PartialDate, Precision
from participation.web.filters import partial_date
from participation.web.translation import _


def due(when: PartialDate, today: date) -> str:
    """Return that something is still to come, and when as far as that is known. Of a date that has
    passed nothing is concluded."""
    if when.last_day is None:
        if when.wording:
            return _("noch nicht, vorgesehen: %(wording)s", wording=when.wording)
        return _("noch nicht, Termin noch nicht bekannt")
    if when.last_day < today:
        return _("noch nicht, vorgesehen war: %(date)s", date=partial_date(when))
    return _("noch nicht, fällig %(date)s", date=on(when))


def on(when: PartialDate) -> str:
    """Return a date as it stands in a sentence: 'am 3. Dezember 2026', 'im Dezember 2026'."""
    words = partial_date(when)
    if when.precision is Precision.DAY:
        return _("am %(date)s", date=words)
    if when.precision is Precision.YEAR:
        return _("im Jahr %(date)s", date=words)
    return _("im %(date)s", date=words)
