"""The morning's mail: a person's day in, a draft in the present language out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import ngettext

from participation.admin.today.assembling import Today
from participation.admin.today.rules import Group, Task
from participation.admin.today.wording import weekday
from participation.kernel.errors import N_
from participation.outbox.rules import MailDraft
from participation.web.translation import _
from participation.web.urls import external_url

KIND = "staff.today"
GROUPS = {
    Group.NOW: N_("Jetzt"),
    Group.TODAY: N_("Bis heute Abend"),
    Group.SOON: N_("Hat noch Zeit"),
}


@dataclass(frozen=True)
class Links:
    """Where the mail leads: to the same list as a page, and to where the mail is switched off."""

    page: str
    off: str


def of_day(today: Today, *, links: Links, city: str) -> MailDraft:
    """Return the mail with everything that needs a person on a day."""
    count = today.total
    needs = ngettext("%(num)s Aufgabe wartet auf Sie.", "%(num)s Aufgaben warten auf Sie.", count)
    parts = [
        _("Guten Morgen,"),
        f"{weekday(today.day)}. {needs}",
        *_groups(today),
        _("Dieselbe Liste als Seite:") + "\n" + links.page,
        _(
            "Diese E-Mail kommt an Arbeitstagen um 7 Uhr, wenn etwas auf Sie wartet. Hier schalten"
            " Sie sie ab, ohne Anmeldung:"
        )
        + "\n"
        + links.off,
        city,
    ]
    subject = ngettext("Heute: %(num)s Aufgabe wartet", "Heute: %(num)s Aufgaben warten", count)
    return MailDraft(KIND, str(subject), "\n\n".join(parts), links.off)


def _groups(today: Today) -> Iterator[str]:
    for group, tasks in today.groups.items():
        yield _(GROUPS[group]).upper()
        yield from map(_lines, tasks)


def _lines(task: Task) -> str:
    url = external_url(task.target.endpoint, **task.target.values)
    return f"* {task.what}\n  {task.when}. {task.why}\n  {task.action}: {url}"
