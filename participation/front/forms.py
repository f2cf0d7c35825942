"""Forms of the residents' pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from participation.web.forms import BaseForm


class JoinForm(BaseForm):
    """What a person ticks to take part in a round. Which ticks are needed is the service's
    matter."""

    consent_version = HiddenField()
    agreed = BooleanField(_l("Ich willige ein."))
    declared = BooleanField()
    of_age = BooleanField()
    wants_results = BooleanField(_l("Schreiben Sie mir eine E-Mail, wenn das Ergebnis da ist."))
