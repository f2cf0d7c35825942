"""The forms for staff accounts and their roles."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from participation.accounts.permissions import Role
from participation.rounds.models import Round
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices
from participation.web.translation import _

ROLES = {
    Role.MODERATOR.value: _l("Moderation: prüft Ideen und tippt Bögen ein"),
    Role.PLANNER.value: _l("Planung: veröffentlicht Ergebnisse und schreibt die Strategien"),
    Role.UNIT.value: _l("Fachstelle: antwortet und berichtet für ihre Stelle"),
    Role.HEAD.value: _l("Leitung: entscheidet über Beschwerden, wenn sonst niemand es darf"),
    Role.PRIVACY.value: _l("Datenschutz: liest und löscht, was aus Ideen geschwärzt wurde"),
    Role.AUDITOR.value: _l("Revision: liest alles und ändert nichts"),
    Role.ADMIN.value: _l("Verwaltung: richtet Runden und Konten ein"),
}


class RoleForm(BaseForm):
    """A role, for all rounds or for one of those offered."""

    role = RadioField(
        _l("Rolle"), [InputRequired(_l("Wählen Sie eine Rolle."))], choices=choices(ROLES.items())
    )
    round = SelectField(
        _l("Runde"),
        description=_l("Eine Rolle für eine Runde öffnet nur die Seiten dieser Runde."),
    )

    def offer(self, rounds: Sequence[Round]) -> None:
        """Offer these rounds, and all rounds together."""
        titles = [(str(round_.id), tr(round_.title)) for round_ in rounds]
        self.round.choices = choices([("", _("Alle Runden")), *titles])

    @property
    def round_id(self) -> int | None:
        """The id of the chosen round, None for all."""
        return int(self.round.data) if self.round.data else None


class ConfirmForm(BaseForm):
    """One button, next to what it will do."""


class PersonForm(RoleForm):
    """Address and display name of a new member of staff, and their first role."""

    email = StringField(
        _l("E-Mail-Adresse"), [InputRequired(_l("Geben Sie eine E-Mail-Adresse ein."))]
    )
    name = StringField(
        _l("Anzeigename"),
        [Length(max=120, message=_l("Kürzen Sie den Namen auf 120 Zeichen."))],
        description=_l("Nur Kolleginnen und Kollegen sehen ihn."),
    )
