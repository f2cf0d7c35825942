"""Forms of reports. They only read; the service says what is wrong."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.kernel.errors import N_, BadInput, ParticipationError
from participation.kernel.partial_dates import Precision, parse
from participation.kernel.text import whole_number
from participation.progress.models import ProgressReport, ReportingRhythm
from participation.progress.rules import (
    MOST_MONTHS,
    REASON_LENGTH,
    TEXT_LENGTH,
    Period,
    Rhythm,
)
from participation.progress.service import InvalidReport
from participation.web.filters import language
from participation.web.forms import BaseForm

NO_DAY = N_("Geben Sie einen Tag ein, zum Beispiel 31.08.2027.")


class SeenForm(BaseForm):
    """A form that knows what was looked at when it was made: a version or a mark."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """The version that was looked at; what is no number matches none."""
        number = whole_number(self.seen.data or "")
        return -1 if number is None else number

    def tell(self, error: ParticipationError) -> None:
        """Show a refusal, or each problem of one, at its field."""
        for problem in error.problems if isinstance(error, InvalidReport) else [error]:
            self.refuse(problem)

    def day(self, name: str) -> date | None:
        """Return the day that was typed, None for a blank; raises BadInput for anything else."""
        try:
            given = parse(self[name].data or "")
        except BadInput as error:
            error.field = name
            raise
        if given.value is not None and given.precision is not Precision.DAY:
            raise BadInput(NO_DAY, field=name)
        return given.first_day


class PeriodForm(SeenForm):
    """What a report is about and when it is due."""

    first_day = StringField(
        _l("Erster Tag des Zeitraums"), [InputRequired(_l("Geben Sie einen Tag ein."))]
    )
    last_day = StringField(
        _l("Letzter Tag des Zeitraums"), [InputRequired(_l("Geben Sie einen Tag ein."))]
    )
    due = StringField(_l("Fällig am"), [InputRequired(_l("Geben Sie einen Tag ein."))])

    @classmethod
    def of(cls, report: ProgressReport) -> PeriodForm:
        """Return the form of a begun report."""
        days = {
            "first_day": shown_day(report.period_from),
            "last_day": shown_day(report.period_to),
            "due": shown_day(report.due),
        }
        return cls(data={"seen": str(report.version), **days})

    def period(self) -> Period:
        """Return what was typed. Raises InvalidReport with every field that is no day."""
        days, problems = {}, []
        for name in ("first_day", "last_day", "due"):
            try:
                day = self.day(name)
            except BadInput as error:
                problems.append(error)
            else:
                if day is None:
                    problems.append(BadInput(NO_DAY, field=name))
                else:
                    days[name] = day
        if problems:
            raise InvalidReport(problems)
        return Period(**days)


class RhythmForm(SeenForm):
    """How often reports are due."""

    months = StringField(
        _l("Alle wie viele Monate ist ein Bericht fällig?"),
        [InputRequired(_l("Geben Sie eine Zahl ein, bei halbjährlichen Berichten 6."))],
    )
    first_due = StringField(
        _l("Wann ist der erste fällig?"),
        description=_l(
            "Ein Tag, zum Beispiel 31.08.2027. Lassen Sie das Feld leer, wenn kein Tag genannt ist."
        ),
    )

    @classmethod
    def of(cls, row: ReportingRhythm | None) -> RhythmForm:
        """Return the form of a strategy's rhythm, empty without one."""
        if row is None:
            return cls(data={"seen": "0"})
        first = shown_day(row.first_due) if row.first_due else ""
        return cls(data={"seen": str(row.version), "months": str(row.months), "first_due": first})

    def rhythm(self) -> Rhythm:
        """Return what was typed. Raises BadInput for what is no number or no day."""
        months = whole_number((self.months.data or "").strip(), digits=4)
        if months is None:
            sentence = N_("Möglich sind 1 bis %(most)s Monate, bei halbjährlichen Berichten 6.")
            raise BadInput(sentence, field="months", most=MOST_MONTHS)
        return Rhythm(months, self.day("first_due"))


class EntryForm(SeenForm):
    """What is written about a project."""

    text = TextAreaField(
        _l("Was ist in diesem Zeitraum geschehen?"),
        [Length(max=TEXT_LENGTH)],
        description=_l(
            "Kurze Sätze für alle. Stand, Meilensteine und Geld kommen von selbst dazu."
        ),
    )


class CorrectForm(SeenForm):
    """Why a published report is corrected."""

    reason = TextAreaField(
        _l("Was ist an dem Bericht falsch?"),
        [
            InputRequired(_l("Schreiben Sie, was an dem veröffentlichten Bericht falsch ist.")),
            Length(max=REASON_LENGTH),
        ],
        description=_l("Der Satz steht im neuen Bericht."),
    )


def shown_day(day: date) -> str:
    """Return a day as the form shows it in the reader's language; both are read back."""
    return day.strftime("%d.%m.%Y") if language() == "de" else day.isoformat()
