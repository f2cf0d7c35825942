"""What planners fill in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from participation.results.service import REASON_LENGTH
from participation.web.forms import BaseForm

TICK = _l("Bitte prüfen Sie diesen Punkt und kreuzen Sie ihn an.")


class ReasonForm(BaseForm):
    """Why a further version of a result is made; empty for the first one."""

    reason = TextAreaField(_l("Grund für die neue Fassung"), validators=[Length(max=REASON_LENGTH)])


class PublishForm(BaseForm):
    """The checklist before a result is published."""

    sheets = BooleanField(
        _l("Alle Papierbögen, die zählen sollen, sind erfasst und ihre Stapel abgeschlossen."),
        validators=[DataRequired(TICK)],
    )
    figures = BooleanField(
        _l("Die Zahlen sind gelesen und wirken stimmig."), validators=[DataRequired(TICK)]
    )
    next_steps = BooleanField(
        _l("Der Text „Wie es weitergeht“ stimmt."), validators=[DataRequired(TICK)]
    )


class ReceiptForm(BaseForm):
    """The code on a receipt."""

    code = StringField(
        _l("Code auf Ihrem Beleg"),
        validators=[DataRequired(_l("Tippen Sie den Code von Ihrem Beleg ein.")), Length(max=200)],
    )
