"""The form for a new staff account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from participation.accounts.permissions import Role
from participation.web.forms import BaseForm, choices

ROLES = [
    (Role.MODERATOR.value, _l("Moderation: prüft Ideen und tippt Bögen ein")),
    (Role.PLANNER.value, _l("Planung: sieht Ergebnisse und veröffentlicht sie")),
    (Role.ADMIN.value, _l("Verwaltung: richtet Runden und Konten ein")),
]


class PersonForm(BaseForm):
    """Address, display name and role."""

    email = StringField(
        _l("E-Mail-Adresse"), [InputRequired(_l("Geben Sie eine E-Mail-Adresse ein."))]
    )
    name = StringField(
        _l("Anzeigename"),
        [Length(max=120, message=_l("Kürzen Sie den Namen auf 120 Zeichen."))],
        description=_l("Nur Kolleginnen und Kollegen sehen ihn."),
    )
    role = RadioField(
        _l("Aufgabe"), [InputRequired(_l("Wählen Sie eine Aufgabe."))], choices=choices(ROLES)
    )
