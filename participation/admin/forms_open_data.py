"""The form of what the city says of its data."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from participation.kernel.licences import LICENCES
from participation.web.forms import BaseForm, choices


class OpenDataForm(BaseForm):
    """Licence, contact and official key."""

    open_licence = SelectField(
        _l("Lizenz der Daten"),
        choices=choices(
            [
                ("", _l("keine gewählt: kein Katalog")),
                *((licence.key, licence.title) for licence in LICENCES.values()),
            ]
        ),
        description=_l("Unter dieser Lizenz dürfen alle die Dateien weiterverwenden."),
    )
    open_contact = StringField(
        _l("Kontakt für Fragen zu den Daten"),
        [Optional(), Length(max=254, message=_l("Kürzen Sie die Angabe auf 254 Zeichen."))],
        description=_l("Eine E-Mail-Adresse oder eine Seite. Ohne Angabe gilt das Impressum."),
    )
    region_key = StringField(
        _l("Gemeinde- oder Regionalschlüssel"),
        [Optional()],
        description=_l(
            "Acht oder zwölf Ziffern. Datenportale ordnen die Daten damit der Stadt zu."
        ),
    )
