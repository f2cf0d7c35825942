"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from participation.accounts.rules import PSEUDONYM_LONGEST, check_pseudonym, normalise_address
from participation.kernel.errors import BadInput
from participation.web.filters import translate_error
from participation.web.forms import BaseForm


class SignInForm(BaseForm):
    """An e-mail address to send a link to."""

    email = StringField(
        _l("Ihre E-Mail-Adresse"), [DataRequired(_l("Geben Sie Ihre E-Mail-Adresse ein."))]
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what cannot be an address."""
        try:
            normalise_address(field.data)
        except BadInput as error:
            raise ValidationError(translate_error(error)) from error


class ConfirmForm(BaseForm):
    """One button."""


class PseudonymForm(BaseForm):
    """A public name."""

    pseudonym = StringField(
        _l("Ihr öffentlicher Name"),
        [DataRequired(_l("Geben Sie einen Namen ein.")), Length(max=PSEUDONYM_LONGEST)],
    )

    def validate_pseudonym(self, field: Any) -> None:
        """Refuse what breaks a rule; whether it is taken is the service's to say."""
        try:
            check_pseudonym(field.data)
        except BadInput as error:
            raise ValidationError(translate_error(error)) from error


class StaffSignInForm(BaseForm):
    """Address and password. No rule is applied to the password here: the answer to a wrong one is
    always the same."""

    email = StringField(
        _l("E-Mail-Adresse"), [DataRequired(_l("Geben Sie Ihre E-Mail-Adresse ein."))]
    )
    password = PasswordField(_l("Passwort"), [DataRequired(_l("Geben Sie Ihr Passwort ein."))])


class PasswordForm(BaseForm):
    """A new password, typed once: it can be shown by the browser, and a set-up link helps when it
    is lost."""

    password = PasswordField(
        _l("Neues Passwort"), [DataRequired(_l("Geben Sie ein Passwort ein."))]
    )


class CodeForm(BaseForm):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(_l("Code"), [DataRequired(_l("Geben Sie den Code ein.")), Length(max=40)])
