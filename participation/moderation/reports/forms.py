"""The reader's form, and what moderators note about a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField

from participation.kernel.crypto import new_token
from participation.moderation.reports.rules import (
    NAME_LENGTH,
    ON_PAGES,
    OUTCOME_LABELS,
    PAGE_LENGTH,
    REPORT_LABELS,
    Outcome,
    ReportReason,
)
from participation.moderation.rules import TEXT_LENGTH
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

TOKEN_LENGTH = 64


class ReportForm(BaseForm):
    """A reader's report. `token` is new for each form, so that a second click adds nothing."""

    token = HiddenField()
    reason = RadioField(_l("Was stört Sie?"), [Limit()], validate_choice=False)
    text = TextAreaField(_l("Beschreiben Sie es kurz"), [Limit(TEXT_LENGTH)])
    name = StringField(_l("Ihr Name"))
    email = StringField(
        _l("Ihre E-Mail-Adresse"),
        description=_l(
            "Dorthin schicken wir eine Bestätigung und was entschieden ist. Wir löschen sie,"
            " sobald die Frist für Beschwerden vorbei ist."
        ),
    )
    good_faith = BooleanField(
        _l("Ich bin überzeugt, dass meine Angaben richtig und vollständig sind."), [Limit()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = choices(
            (reason.value, _(label)) for reason, label in REPORT_LABELS.items()
        )
        self.token.data = (self.token.data or "")[:TOKEN_LENGTH] or new_token()
        self.name.flags.maxlength = NAME_LENGTH

    def chosen(self) -> ReportReason | None:
        """Return the reason, None for none or an unknown one."""
        return ReportReason(self.reason.data) if self.reason.data in set(ReportReason) else None


class PageReportForm(ReportForm):
    """A report of any page, by its address."""

    page = StringField(_l("Adresse der Seite"), [Limit(PAGE_LENGTH)])


class SettleForm(BaseForm):
    """What is decided about a report of a page that is no idea's."""

    outcome = RadioField(_l("Was ist entschieden?"), [Limit()], validate_choice=False)
    answer = TextAreaField(_l("Begründung, die wir verschicken"), [Limit(TEXT_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices(
            (outcome.value, _(OUTCOME_LABELS[outcome])) for outcome in ON_PAGES
        )

    def chosen(self) -> Outcome | None:
        """Return what is decided, None for none or an unknown one."""
        return Outcome(self.outcome.data) if self.outcome.data in set(Outcome) else None


class PoliceForm(BaseForm):
    """On which day the police were told."""

    day = StringField(
        _l("Tag der Meldung an die Polizei"), [Limit()], description=_l("Zum Beispiel 2026-12-20")
    )

    def chosen(self) -> date | None:
        """Return the day, None for what is no date."""
        try:
            return date.fromisoformat(self.day.data or "")
        except ValueError:
            return None
