"""The form that ends a round before its time."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.rounds.lifecycle import REASON_LENGTH
from participation.web.forms import BaseForm


class EndForm(BaseForm):
    """The reason that everybody reads, for the version of the round that was looked at."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Begründung"),
        [InputRequired(_l("Begründen Sie das.")), Length(max=REASON_LENGTH)],
        description=_l("Alle können sie lesen. Nennen Sie keine Personen."),
    )
