"""Forms of the city's own settings and legal pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from participation.city.rules import NAME_LENGTH, TEXT_LENGTH
from participation.web.forms import BaseForm


class CityForm(BaseForm):
    """Name, colour, sender and logo of the city."""

    name = StringField(
        _l("Name der Stadt"),
        [
            InputRequired(_l("Geben Sie den Namen der Stadt ein.")),
            Length(max=NAME_LENGTH, message=_l("Kürzen Sie den Namen auf 120 Zeichen.")),
        ],
    )
    accent = StringField(
        _l("Akzentfarbe"),
        [InputRequired(_l("Geben Sie eine Farbe ein, zum Beispiel #0b5394."))],
        description=_l("Als # und sechs Zeichen. Weiße Schrift muss darauf lesbar sein."),
    )
    sender = StringField(
        _l("Absenderadresse der E-Mails"),
        [
            Optional(),
            Email(
                _l(
                    "Das ist keine E-Mail-Adresse. Schreiben Sie zum Beispiel"
                    " mitmachen@example.org."
                )
            ),
        ],
        description=_l("Von dieser Adresse kommen Anmeldelinks und Nachrichten."),
    )
    security_contact = StringField(
        _l("Meldung von Sicherheitslücken"),
        [Optional(), Length(max=254, message=_l("Kürzen Sie die Angabe auf 254 Zeichen."))],
        description=_l(
            "Eine E-Mail-Adresse oder eine Seite. Sie steht unter /.well-known/security.txt; ohne"
            " Angabe steht dort das Impressum."
        ),
    )
    logo = FileField(
        _l("Logo"),
        description=_l("PNG, JPEG oder WebP. Es wird auf 480 mal 160 Bildpunkte verkleinert."),
    )
    remove_logo = BooleanField(_l("Logo entfernen"))


class LegalForm(BaseForm):
    """A legal page in both languages, and the version it started from."""

    started_from = HiddenField()
    text_de = TextAreaField(
        _l("Deutsch"),
        [
            InputRequired(_l("Der deutsche Text fehlt. Bitte schreiben Sie ihn.")),
            Length(
                max=TEXT_LENGTH,
                message=_l("Der Text ist zu lang. Kürzen Sie ihn auf 40.000 Zeichen."),
            ),
        ],
        description=_l("Überschriften beginnen mit ##, Listen mit einem Strich."),
    )
    text_en = TextAreaField(
        _l("Englisch"),
        [
            Length(
                max=TEXT_LENGTH,
                message=_l("Der Text ist zu lang. Kürzen Sie ihn auf 40.000 Zeichen."),
            )
        ],
    )


class TestMailForm(BaseForm):
    """Where a test mail goes."""

    address = StringField(
        _l("E-Mail-Adresse"),
        [
            InputRequired(_l("Geben Sie eine E-Mail-Adresse ein.")),
            Email(_l("Das ist keine E-Mail-Adresse. Schreiben Sie zum Beispiel name@example.org.")),
        ],
    )
