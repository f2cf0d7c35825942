"""Forms of 'Mein Bereich'."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from participation.web.forms import BaseForm


class LeaveRoundForm(BaseForm):
    """One button."""


class DeleteAccountForm(BaseForm):
    """Deleting an account: what becomes of the ideas, and that it is meant."""

    withdraw_ideas = BooleanField(_l("Ziehen Sie auch meine veröffentlichten Ideen zurück."))
    sure = BooleanField(_l("Ja, ich möchte mein Konto löschen."))

    def validate_sure(self, field: BooleanField) -> None:
        """Ask for the tick; a button alone is pressed too easily."""
        if not field.data:
            raise ValidationError(_l("Setzen Sie das Häkchen, wenn Sie Ihr Konto löschen möchten."))
