"""The form of a postcard with an idea."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from participation.accounts.rules import normalise_address
from participation.ideas.intake.postcards import Card, card_number, title_of
from participation.ideas.intake.reading import REF_LENGTH
from participation.ideas.rules import TEXT_LENGTH, TITLE_LENGTH, Content
from participation.kernel.errors import N_, BadInput
from participation.strategy.rules import Frame
from participation.web.filters import tr
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

NO_TEXT = N_("Schreiben Sie ab, was auf der Karte steht.")
NO_FIELD = N_("Wählen Sie das Handlungsfeld, das auf der Karte steht oder zu dem sie passt.")
NOT_AGREED = N_(
    "Ohne Einwilligung auf der Karte dürfen wir nicht schreiben. Setzen Sie den Haken, wenn sie"
    " dort steht, oder löschen Sie die Adresse."
)
NO_ADDRESS = N_("Schreiben Sie die Adresse von der Karte ab, oder nehmen Sie den Haken weg.")


class CardForm(BaseForm):
    """One postcard as it is typed in."""

    number = StringField(_l("Nummer der Karte"), [Limit(REF_LENGTH)])
    field = SelectField(_l("Handlungsfeld"), [Limit()], validate_choice=False)
    text = TextAreaField(_l("Text der Karte"), [Limit(TEXT_LENGTH)])
    title = StringField(_l("Titel, wenn einer auf der Karte steht"))
    email = StringField(_l("E-Mail-Adresse, wenn eine auf der Karte steht"))
    agreed = BooleanField(_l("Auf der Karte steht, dass wir zu dieser Idee schreiben dürfen"))

    def offer(self, frame: Frame) -> None:
        """Offer the fields of a round."""
        fields = [(field.key, tr(field.title)) for field in frame.fields]
        self.field.choices = choices([("", _("Bitte wählen")), *fields])
        self.title.flags.maxlength = TITLE_LENGTH

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what only the card can tell; the rest is the service's."""
        fine = bool(super().validate(extra_validators))
        wrong: list[BadInput] = []
        try:
            card_number(self.number.data or "")
            if self.email.data:
                normalise_address(self.email.data)
        except BadInput as error:
            wrong.append(error)
        if not self.text.data:
            wrong.append(BadInput(NO_TEXT, field="text"))
        if not self.field.data:
            wrong.append(BadInput(NO_FIELD, field="field"))
        if self.email.data and not self.agreed.data:
            wrong.append(BadInput(NOT_AGREED, field="agreed"))
        if self.agreed.data and not self.email.data:
            wrong.append(BadInput(NO_ADDRESS, field="email"))
        for problem in wrong:
            self.refuse(problem)
        return fine and not wrong

    def card(self) -> Card:
        """Return what was typed."""
        text = self.text.data or ""
        title = self.title.data or title_of(text)
        return Card(
            self.number.data or "",
            Content(title, text, self.field.data or ""),
            self.email.data or "",
        )
