"""What the planners' forms have in common. They only read; `drafts` and `steps` say what is wrong
with what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from participation.council.service import new_form_token
from participation.kernel.errors import BadInput
from participation.kernel.partial_dates import LONGEST_WORDING, PartialDate, parse
from participation.web.forms import BaseForm, choices
from participation.web.translation import _

TOKEN = re.compile(r"^[A-Za-z0-9_-]{20,64}\Z")
DATE_HINT = _l("Tag, Monat, Quartal oder Jahr: 14.07.2026, 2026-07, 2026-Q3 oder 2026.")


class Limit:
    """Tells the page whether a field is required and how long it may be; the rules check it."""

    def __init__(self, most: int | None = None, *, required: bool = False) -> None:
        self.field_flags: dict[str, Any] = {"required": True} if required else {}
        if most:
            self.field_flags["maxlength"] = most

    def __call__(self, _form: Any, _field: Any) -> None:
        """Accept everything."""


class RecordForm(BaseForm):
    """A form that becomes one row however often it is sent."""

    token = HiddenField()

    def renew_token(self) -> None:
        """Give a form that was not sent a token of its own."""
        if not TOKEN.match(self.token.data or ""):
            self.token.data = new_form_token()

    def refuse_all(self, problems: Iterable[BadInput]) -> bool:
        """Show every problem at its field; tell whether there was none."""
        fine = True
        for problem in problems:
            self.refuse(problem)
            fine = False
        return fine

    def fill(self, values: Mapping[str, str | bool]) -> None:
        """Put values into the fields; what is empty leaves what was typed."""
        for name, value in values.items():
            if value != "":
                self[name].data = value


class DatedForm(RecordForm):
    """A form with a partial date, how the source words it, and a place to paste an OParl object."""

    oparl = TextAreaField(_l("OParl-Objekt als JSON"), [Limit()])
    date = StringField(_l("Datum"), [Limit()], description=DATE_HINT)
    date_wording = StringField(
        _l("Datum in den Worten der Quelle"),
        [Limit(LONGEST_WORDING)],
        description=_l("Zum Beispiel: in der letzten Sitzung im Juli."),
    )

    def read_date(self) -> tuple[PartialDate, list[BadInput]]:
        """Return the date, and what is wrong with what was typed."""
        wording = self.date_wording.data or ""
        try:
            return parse(self.date.data or "", wording), []
        except BadInput as problem:
            problem.field = "date"
            return PartialDate(None, wording), [problem]


def labelled(labels: Mapping[str, str]) -> list[Any]:
    """Return the choices of a select field, first of all that none was made."""
    return choices(
        [("", _("Bitte wählen")), *((str(value), _(text)) for value, text in labels.items())]
    )
