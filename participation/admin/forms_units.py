"""The forms for units, and for which units a member of staff acts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from participation.city.models import Unit
from participation.city.rules import UNIT_CONTACT_LENGTH, UNIT_TITLE_LENGTH
from participation.extensions import Translated
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices
from participation.web.translation import _

SHORTER = _l("Kürzen Sie den Namen auf 120 Zeichen.")


class UnitForm(BaseForm):
    """Name and contact of a unit, and the version they started from."""

    version = HiddenField()
    title_de = StringField(
        _l("Name auf Deutsch"),
        [
            InputRequired(_l("Geben Sie einen deutschen Namen ein.")),
            Length(max=UNIT_TITLE_LENGTH, message=SHORTER),
        ],
        description=_l("Zum Beispiel: Amt für Verkehr. Er steht öffentlich bei Antworten."),
    )
    title_en = StringField(
        _l("Name auf Englisch"), [Length(max=UNIT_TITLE_LENGTH, message=SHORTER)]
    )
    contact = TextAreaField(
        _l("Kontakt"),
        [Length(max=UNIT_CONTACT_LENGTH, message=_l("Kürzen Sie den Kontakt auf 500 Zeichen."))],
        description=_l("So erreicht man die Stelle, nicht einzelne Beschäftigte."),
    )

    def titles(self) -> Translated:
        """Return the name in both languages as it was typed."""
        return {"de": self.title_de.data or "", "en": self.title_en.data or ""}


class NewUnitForm(UnitForm):
    """A unit that is yet to be added."""

    key = StringField(
        _l("Kürzel"),
        [InputRequired(_l("Geben Sie ein Kürzel ein."))],
        description=_l(
            "Kleinbuchstaben, Ziffern und Bindestriche. Es steht in Dateien und bleibt immer"
            " gleich."
        ),
    )


class Units(SelectMultipleField):
    """Units as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AssignForm(BaseForm):
    """The units that a member of staff acts for."""

    units = Units(_l("Für diese Fachstellen antwortet und berichtet die Person"))

    def offer(self, units: Sequence[Unit], assigned: Collection[int]) -> None:
        """Offer the units in use, and those already assigned."""
        offered = [unit for unit in units if unit.active or unit.id in assigned]
        offered.sort(key=lambda unit: tr(unit.title))
        self.units.choices = choices(
            (
                unit.key,
                tr(unit.title)
                if unit.active
                else _("%(unit)s (ausgeschaltet)", unit=tr(unit.title)),
            )
            for unit in offered
        )
        if not self.is_submitted():
            self.units.data = [unit.key for unit in offered if unit.id in assigned]
