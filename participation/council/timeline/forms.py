"""Forms of a strategy's further steps."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from participation.council.forms import DATE_HINT, Limit, RecordForm, labelled
from participation.council.models import StrategyStep
from participation.council.rules import (
    LINK_LENGTH,
    MOST_STATEMENTS,
    TITLE_LENGTH,
    WORDING_LENGTH,
    StepPhase,
)
from participation.council.steps import StepDraft, statement_from, step_problems
from participation.council.way import Statement
from participation.council.wording import PHASES
from participation.kernel.errors import BadInput
from participation.kernel.partial_dates import LONGEST_WORDING, PartialDate, parse
from participation.strategy.rules import normal_texts


class StepForm(RecordForm):
    """A further step with up to four statements; `version` is the one that was changed."""

    title_de = StringField(_l("Titel auf Deutsch"), [Limit(TITLE_LENGTH, required=True)])
    title_en = StringField(_l("Titel auf Englisch"), [Limit(TITLE_LENGTH)])
    phase = SelectField(_l("Wo er steht"), [Limit(required=True)], validate_choice=False)
    done = BooleanField(_l("Der Schritt ist getan"))
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phase.choices = labelled(PHASES)
        self.renew_token()

    @classmethod
    def of(cls, step: StrategyStep) -> StepForm:
        """Return the form as it was sent, or filled from a step."""
        values: dict[str, Any] = {
            "title_de": step.title.get("de", ""),
            "title_en": step.title.get("en", ""),
            "phase": step.phase,
            "done": step.done,
            "version": step.version,
        }
        for index, document in enumerate(step.statements):
            said = statement_from(document)
            values |= {
                f"date_{index}": said.date.value or "",
                f"wording_{index}": said.date.wording,
                f"source_{index}": said.source,
                f"link_{index}": said.link,
            }
        return cls(data=values)

    @property
    def rows(self) -> list[list[Any]]:
        """The fields of the statements, one list each."""
        return [
            [self[f"{name}_{index}"] for name in ("date", "wording", "source", "link")]
            for index in range(MOST_STATEMENTS)
        ]

    def read(self) -> StepDraft | None:
        """Return the step, None when something is wrong; each problem then stands at its field."""
        problems: list[BadInput] = []
        said = [self._statement(index, problems) for index in range(self._close_gaps())]
        draft = StepDraft(
            title=normal_texts({"de": self.title_de.data or "", "en": self.title_en.data or ""}),
            phase=StepPhase(self.phase.data) if self.phase.data in set(StepPhase) else None,
            done=bool(self.done.data),
            statements=tuple(said),
        )
        fine = self.refuse_all([*problems, *([] if problems else step_problems(draft))])
        return draft if fine else None

    def _close_gaps(self) -> int:
        """Move the statements that were typed to the front; return how many there are."""
        typed = [[field.data or "" for field in row] for row in self.rows]
        filled = [values for values in typed if any(values)]
        blank = [[""] * 4] * (MOST_STATEMENTS - len(filled))
        for row, values in zip(self.rows, [*filled, *blank], strict=True):
            for field, value in zip(row, values, strict=True):
                field.data = value
        return len(filled)

    def _statement(self, index: int, problems: list[BadInput]) -> Statement:
        date, wording, source, link = (field.data for field in self.rows[index])
        try:
            when = parse(date, wording)
        except BadInput as problem:
            problem.field = f"date_{index}"
            problems.append(problem)
            when = PartialDate(None, wording)
        return Statement(when, source, link)


for _index in range(MOST_STATEMENTS):
    setattr(StepForm, f"date_{_index}", StringField(_l("Datum"), [Limit()], description=DATE_HINT))
    setattr(
        StepForm,
        f"wording_{_index}",
        StringField(_l("In den Worten der Quelle"), [Limit(LONGEST_WORDING)]),
    )
    setattr(StepForm, f"source_{_index}", StringField(_l("Quelle"), [Limit(WORDING_LENGTH)]))
    setattr(StepForm, f"link_{_index}", StringField(_l("Link zur Quelle"), [Limit(LINK_LENGTH)]))


class SeenForm(RecordForm):
    """A form that knows which version of a step was looked at."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())
