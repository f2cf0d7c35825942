"""The forms of the workbench."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.city.models import Unit
from participation.moderation.workbench.rules import NOTE_LENGTH, Key
from participation.web.filters import tr
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _


class BulkForm(BaseForm):
    """The list with its ticks; the ticks themselves are read from the request."""

    token = StringField(widget=HiddenInput())


class NoteForm(BaseForm):
    """A note for colleagues."""

    text = TextAreaField(_l("Notiz für Kolleginnen und Kollegen"), [Limit(NOTE_LENGTH)])


class HandoverForm(BaseForm):
    """A question to a unit."""

    unit = SelectField(_l("Amt"), [Limit()], validate_choice=False)
    question = TextAreaField(_l("Ihre Frage"), [Limit(NOTE_LENGTH)])

    def __init__(self, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        pairs = [("", _("Bitte wählen")), *((unit.key, tr(unit.title)) for unit in units)]
        self.unit.choices = choices(pairs)


class ReplyForm(BaseForm):
    """A unit's reply."""

    reply = TextAreaField(_l("Ihre Antwort"), [Limit(NOTE_LENGTH)])

    @classmethod
    def of(cls, handover_id: int, **kwargs: Any) -> ReplyForm:
        """Return the form for one of several questions on a page."""
        form = cls(**kwargs)
        form.reply.id = f"reply-{handover_id}"
        return form


class KeysForm(BaseForm):
    """The keys of the workbench."""

    enabled = BooleanField(_l("Tasten benutzen"))
    publish = StringField(_l("Veröffentlichen oder stehen lassen"), [Limit(1)])
    ask = StringField(_l("Um Änderung bitten"), [Limit(1)])
    reject = StringField(_l("Ablehnen oder entfernen"), [Limit(1)])
    skip = StringField(_l("Überspringen"), [Limit(1)])
    claim = StringField(_l("Nächste Idee prüfen, diese Idee festhalten"), [Limit(1)])
    help = StringField(_l("Hilfe zu den Tasten"), [Limit(1)])

    def typed(self) -> dict[Key, str]:
        """Return the key that was typed for each action."""
        return {key: self[key.value].data or "" for key in Key}
