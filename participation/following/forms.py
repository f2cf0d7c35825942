"""The form of following: how often mails come."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from participation.following.rules import Frequency
from participation.web.forms import BaseForm, choices

FREQUENCIES = {
    Frequency.AT_ONCE.value: _l("Nach wenigen Minuten"),
    Frequency.WEEKLY.value: _l("Gesammelt, montags"),
    Frequency.NEVER.value: _l("Keine E-Mails, nur in „Mein Bereich“ merken"),
}


class FollowForm(BaseForm):
    """How often mails come."""

    frequency = RadioField(
        _l("Wann sollen wir Ihnen schreiben, wenn es Neues gibt?"),
        [InputRequired(_l("Wählen Sie, wie oft wir Ihnen schreiben."))],
        choices=choices(FREQUENCIES.items()),
    )
