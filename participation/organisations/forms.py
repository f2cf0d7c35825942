"""Forms of organisations. They only read; the rules say what is wrong."""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from participation.kernel.errors import ParticipationError
from participation.organisations.rules import (
    CONTACT_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    Application,
)
from participation.organisations.service import InvalidApplication
from participation.organisations.wording import KINDS
from participation.web.forms import BaseForm, Limit, choices


class ApplyForm(BaseForm):
    """What an organisation that wants to take part says about itself."""

    name = StringField(_l("Name der Organisation"), [Limit(NAME_LENGTH)])
    kind = RadioField(
        _l("Was für eine Organisation ist es?"),
        [Limit()],
        choices=choices((kind.value, label) for kind, label in KINDS.items()),
        validate_choice=False,
    )
    text = TextAreaField(
        _l("Was macht sie?"),
        [Limit(TEXT_LENGTH)],
        description=_l("Ein oder zwei Sätze. Sie stehen öffentlich auf der Liste der Partner."),
    )
    link = StringField(
        _l("Internetadresse"), description=_l("Öffentlich, zum Beispiel https://verein.example")
    )
    contact = StringField(
        _l("Wie erreicht die Stadt Sie?"),
        [Limit(CONTACT_LENGTH)],
        description=_l("Name und Telefon oder E-Mail. Das sieht nur die Verwaltung."),
    )

    @classmethod
    def filled(cls, draft: Application | None) -> ApplyForm:
        """Return the form as it was sent, or filled from a draft, or empty."""
        return cls(data=asdict(draft) if draft else None)

    def application(self) -> Application:
        """Return what was typed."""
        return Application(
            name=self.name.data or "",
            kind=self.kind.data or "",
            text=self.text.data or "",
            link=self.link.data or "",
            contact=self.contact.data or "",
        )

    def tell(self, error: ParticipationError) -> None:
        """Show a refusal, or each problem of one, at its field."""
        for problem in error.problems if isinstance(error, InvalidApplication) else [error]:
            self.refuse(problem)


class InviteForm(BaseForm):
    """The address of somebody who is to become a member."""

    email = StringField(
        _l("E-Mail-Adresse"), [Limit()], description=_l("Dorthin senden wir die Einladung.")
    )


class ConfirmForm(BaseForm):
    """One button."""


class ReasonForm(BaseForm):
    """Why staff refuse an application, or end that an organisation takes part."""

    reason = TextAreaField(
        _l("Begründung"),
        [Limit(REASON_LENGTH)],
        description=_l("Die Organisation bekommt sie als E-Mail."),
    )
