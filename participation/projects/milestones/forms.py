"""The form of a milestone."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from participation.kernel.errors import BadInput
from participation.kernel.partial_dates import PartialDate, parse
from participation.projects.planning.forms import GERMAN_TITLE, SeenForm, by_language
from participation.projects.rules import NOTE_LENGTH, TITLE_LENGTH, WORDING_LENGTH
from participation.projects.schedule import Step

DATE_HINT = _l("Jahr (2027), Quartal (2027-Q1), Monat (2027-03) oder Tag (14.03.2027).")
WORDING_HINT = _l("So steht es in der Quelle, zum Beispiel „in der zweiten Phase“.")


class MilestoneForm(SeenForm):
    """A milestone and its dates."""

    title_de = StringField(_l("Titel auf Deutsch"), [GERMAN_TITLE, Length(max=TITLE_LENGTH)])
    title_en = StringField(_l("Titel auf Englisch"), [Length(max=TITLE_LENGTH)])
    planned = StringField(_l("geplant"), description=DATE_HINT)
    planned_wording = StringField(
        _l("geplant, in Worten"), [Length(max=WORDING_LENGTH)], description=WORDING_HINT
    )
    expected = StringField(
        _l("erwartet"), description=_l("Nur, wenn es früher oder später kommt als geplant.")
    )
    expected_wording = StringField(_l("erwartet, in Worten"), [Length(max=WORDING_LENGTH)])
    done = StringField(_l("fertig"), description=_l("Sobald der Meilenstein erreicht ist."))
    done_wording = StringField(_l("fertig, in Worten"), [Length(max=WORDING_LENGTH)])
    reason_de = TextAreaField(
        _l("Grund der Verschiebung auf Deutsch"),
        [Length(max=NOTE_LENGTH)],
        description=_l("Nötig, wenn der Meilenstein später kommt als geplant."),
    )
    reason_en = TextAreaField(_l("Grund der Verschiebung auf Englisch"), [Length(max=NOTE_LENGTH)])

    @classmethod
    def filled(cls, step: Step | None, *, version: int) -> MilestoneForm:
        """Return the form of a milestone, empty for a new one."""
        values: dict[str, object] = {"version": version}
        if step is not None:
            values |= by_language("title", step.title) | by_language("reason", step.reason)
            for name in ("planned", "expected", "done"):
                day: PartialDate = getattr(step, name)
                values |= {name: day.value or "", f"{name}_wording": day.wording}
        return cls(**values)

    def step(self, before: Step | None) -> Step | None:
        """Return what was typed; None when a date cannot be read, which its field then says."""
        dates: dict[str, PartialDate] = {}
        for name in ("planned", "expected", "done"):
            try:
                wording = self[f"{name}_wording"].data or ""
                dates[name] = parse(self[name].data or "", wording)
            except BadInput as error:
                error.field = name
                self.refuse(error)
        if len(dates) < 3:
            return None
        return Step(
            title=self.texts("title", before.title if before else None),
            reason=self.texts("reason", before.reason if before else None),
            **dates,
        )
