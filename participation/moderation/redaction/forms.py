"""The form of the city's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.moderation.redaction.rules import MOST_WORDS, WORD_LENGTH
from participation.web.forms import BaseForm, Limit


class WordsForm(BaseForm):
    """The whole list; `started_from` is the version that was read."""

    started_from = IntegerField(widget=HiddenInput())
    words = TextAreaField(_l("Wörter, eines je Zeile"), [Limit(MOST_WORDS * (WORD_LENGTH + 2))])
