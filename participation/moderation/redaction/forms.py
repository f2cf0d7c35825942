"""The forms of the city's words and of an editors' remark."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.moderation.redaction.rules import MOST_WORDS, REMARK_LENGTH, WORD_LENGTH
from participation.web.forms import BaseForm, Limit


class WordsForm(BaseForm):
    """The whole list; `started_from` is the version that was read."""

    started_from = IntegerField(widget=HiddenInput())
    words = TextAreaField(_l("Wörter, eines je Zeile"), [Limit(MOST_WORDS * (WORD_LENGTH + 2))])


class RemarkForm(BaseForm):
    """What the editors add to an idea; `version` is the version of the idea that was read."""

    version = IntegerField(widget=HiddenInput())
    text = TextAreaField(_l("Anmerkung"), [Limit(REMARK_LENGTH)])
