"""The complaint and the decision on it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.moderation.complaints.rules import OUTCOME_LABELS, Outcome
from participation.moderation.rules import LABELS, TEXT_LENGTH, Reason
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

# What somebody reports is not taken away because there is another like it.
GROUNDS_OFFERED = tuple(reason for reason in LABELS if reason is not Reason.DUPLICATE)


class ComplaintForm(BaseForm):
    """A complaint."""

    text = TextAreaField(_l("Warum ist die Entscheidung falsch?"), [Limit(TEXT_LENGTH)])


class ComplaintDecisionForm(BaseForm):
    """The decision on a complaint.

    `version` is the idea's that was read, `puts_back` is 1 where the page told that what is blacked
    out would be put back.
    """

    version = IntegerField(widget=HiddenInput())
    puts_back = IntegerField(widget=HiddenInput())
    outcome = RadioField(_l("Ihre Entscheidung"), [Limit()], validate_choice=False)
    ground = SelectField(_l("Grund, wenn die Idee entfernt wird"), validate_choice=False)
    reasons = TextAreaField(_l("Begründung, die wir verschicken"), [Limit(TEXT_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices(
            (outcome.value, _(label)) for outcome, label in OUTCOME_LABELS.items()
        )
        grounds = [(reason.value, _(LABELS[reason])) for reason in GROUNDS_OFFERED]
        self.ground.choices = choices([("", _("Bitte wählen")), *grounds])

    def chosen(self) -> Outcome | None:
        """Return the outcome, None for none or an unknown one."""
        return Outcome(self.outcome.data) if self.outcome.data in set(Outcome) else None

    def chosen_ground(self) -> Reason | None:
        """Return the ground, None for none or one that is not offered."""
        return Reason(self.ground.data) if self.ground.data in GROUNDS_OFFERED else None
