"""Forms of the pages about keeping."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from participation.retention.rules import REASON_LENGTH, Times
from participation.retention.wording import KINDS
from participation.web.forms import BaseForm
from participation.web.translation import _

NUMBER = _l("Geben Sie eine ganze Zahl ein.")


class TimesForm(BaseForm):
    """For how many months the city keeps what belongs to no round."""

    idle = IntegerField(
        _l("Konten ohne Anmeldung, Monate"),
        [InputRequired(NUMBER)],
        description=_l(
            "Danach schreiben wir den Leuten. 30 Tage später löschen wir. 12 bis 120 Monate."
        ),
    )
    applications = IntegerField(
        _l("Abgelehnte Anträge von Organisationen, Monate"),
        [InputRequired(NUMBER)],
        description=_l("Gezählt ab der Entscheidung. 3 bis 120 Monate."),
    )
    audit = IntegerField(
        _l("Protokoll ohne Bezug zu einer Runde, Monate"),
        [InputRequired(NUMBER)],
        description=_l("Gezählt ab dem Eintrag. 12 bis 1.200 Monate."),
    )
    offers_archive = BooleanField(
        _l("Unterlagen einem Archiv anbieten, bevor sie gelöscht werden"),
    )

    def times(self) -> Times:
        """Return what was typed."""
        return Times(
            int(self.idle.data or 0), int(self.applications.data or 0), int(self.audit.data or 0)
        )


class HoldForm(BaseForm):
    """Records that stay although they are due, and why."""

    kind = SelectField(_l("Was bleibt"))
    reason = StringField(
        _l("Grund"),
        [
            InputRequired(_l("Schreiben Sie, warum das aufbewahrt werden muss.")),
            Length(max=REASON_LENGTH, message=_l("Kürzen Sie den Grund auf 300 Zeichen.")),
        ],
        description=_l("Zum Beispiel das Aktenzeichen einer Klage. Nennen Sie keine Namen."),
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [(kind, _(KINDS[kind])) for kind in kinds]
