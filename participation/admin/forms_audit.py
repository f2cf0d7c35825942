"""The forms that narrow the audit record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from participation.accounts.models import Account
from participation.audit.queries import Search
from participation.audit.wording import OBJECTS, label
from participation.web.filters import DEFAULT_ZONE
from participation.web.forms import BaseForm, choices
from participation.web.translation import _


class Day(DateField):
    """A day as the browser gives it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; what is none stays in the field with a sentence of ours."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("Geben Sie einen Tag an, zum Beispiel 2026-12-20.")) from None


class DaysForm(BaseForm):
    """The first and the last day."""

    first = Day(_l("Vom"), [Optional()])
    last = Day(_l("Bis einschließlich"), [Optional()])

    def validate_last(self, field: Day) -> None:
        """Refuse days in the wrong order."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("Dieser Tag liegt vor dem ersten."))

    @property
    def since(self) -> datetime | None:
        """The first moment of the first day."""
        return _midnight(self.first.data) if self.first.data else None

    @property
    def until(self) -> datetime | None:
        """The first moment after the last day."""
        day = self.last.data
        return _midnight(day + timedelta(days=1)) if day and day < date.max else None


class RecordForm(DaysForm):
    """What happened, to what, and when. It comes with the address and changes nothing."""

    action = SelectField(_l("Was"), validate_choice=False)
    kind = SelectField(_l("Woran"), validate_choice=False)
    number = StringField(_l("Nummer oder Kürzel"), [Length(max=80)])

    def offer(self, actions: Iterable[str]) -> None:
        """Offer these actions, in words."""
        named = sorted(((action, label(action)) for action in actions), key=lambda pair: pair[1])
        kinds = [(key, _(message)) for key, message in OBJECTS.items()]
        self.action.choices = choices([("", _("Alles")), *named])
        self.kind.choices = choices([("", _("Alles")), *kinds])

    def search(self) -> Search:
        """Return what is looked for."""
        kind = self.kind.data if self.kind.data in OBJECTS else None
        number = self.number.data or None
        return Search(self.action.data or None, kind, number, self.since, self.until)

    def kept(self) -> dict[str, str]:
        """Return what stands in the addresses of further pages."""
        values = {
            "action": self.action.data,
            "kind": self.kind.data,
            "number": self.number.data,
            "first": self.first.data and self.first.data.isoformat(),
            "last": self.last.data and self.last.data.isoformat(),
        }
        return {key: value for key, value in values.items() if value}


class PersonsRecordForm(DaysForm):
    """Whose entries are read, and of which days."""

    person = SelectField(_l("Person"), [InputRequired(_l("Wählen Sie eine Person."))])

    def offer(self, people: Iterable[Account]) -> None:
        """Offer these members of staff."""
        named = [(str(account.id), account.label) for account in people]
        self.person.choices = choices([("", _("Bitte wählen")), *named])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(DEFAULT_ZONE)).astimezone(UTC)
