"""Forms of 'Mein Bereich'."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from participation.web.forms import BaseForm, choices

KEEP, TAKE = "keep", "take"


class LeaveRoundForm(BaseForm):
    """One button."""


class LanguageForm(BaseForm):
    """In which language mails come."""

    language = RadioField(
        _l("Sprache der E-Mails"), choices=choices([("de", "Deutsch"), ("en", "English")])
    )


class DeleteAccountForm(BaseForm):
    """Deleting an account: what becomes of the ideas, and that it is meant."""

    ideas = RadioField(
        _l("Was soll mit Ihren Ideen geschehen?"),
        choices=choices(
            [
                (KEEP, _l("Veröffentlichte Ideen ohne meinen Namen stehen lassen")),
                (TAKE, _l("Alle meine Ideen zurückziehen und ihre Texte löschen")),
            ]
        ),
        default=KEEP,
    )
    sure = BooleanField(_l("Ja, ich möchte mein Konto löschen."))

    @property
    def takes_texts(self) -> bool:
        """Whether the texts of all ideas are to go."""
        return bool(self.ideas.data == TAKE)

    def validate_sure(self, field: BooleanField) -> None:
        """Ask for the tick; a button alone is pressed too easily."""
        if not field.data:
            raise ValidationError(_l("Setzen Sie das Häkchen, wenn Sie Ihr Konto löschen möchten."))
