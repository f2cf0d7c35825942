"""The form of an idea. It only reads; `rules.problems` says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.ideas.models import Idea, IdeaDraft
from participation.ideas.rules import TEXT_LENGTH, TITLE_LENGTH, Content, problems
from participation.ideas.service import new_form_token
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from participation.strategy.rules import Frame
from participation.web.filters import tr
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

TOKEN = re.compile(r"^[A-Za-z0-9_-]{20,64}\Z")


class ContentForm(BaseForm):
    """Title, text, field and goal."""

    title = StringField(_l("Titel"), [Limit(TITLE_LENGTH)])
    text = TextAreaField(_l("Ihre Idee"), [Limit(TEXT_LENGTH)])
    field = SelectField(_l("Handlungsfeld"), [Limit()], validate_choice=False)
    goal = SelectField(_l("Ziel"), validate_choice=False)

    def offer(self, frame: Frame) -> None:
        """Offer the fields and goals of a round."""
        self.frame = frame
        fields = [(field.key, tr(field.title)) for field in frame.fields]
        self.field.choices = choices([("", _("Bitte wählen")), *fields])
        goals = choices([("", _("Kein bestimmtes Ziel"))])
        for field in frame.fields:
            goals += choices([(g.key, tr(g.title)) for g in field.goals], tr(field.title))
        self.goal.choices = goals

    def content(self) -> Content:
        """Return what was typed, cleaned."""
        return Content(
            self.title.data or "",
            self.text.data or "",
            self.field.data or "",
            self.goal.data or None,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the token against forgery and what was typed against the rules."""
        fine = bool(super().validate(extra_validators))
        errors = problems(self.content(), self.frame)
        for problem in errors:
            self.refuse(problem)
        return fine and not errors


class IdeaForm(ContentForm):
    """A new idea. `token` is random and unique, so that a form becomes one idea however often it is
    sent."""

    token = HiddenField()
    offered: Mapping[str, str] = {}
    organisation = SelectField(_l("Im Namen von"), [Limit()], validate_choice=False)

    @classmethod
    def for_round(
        cls,
        round_: Round,
        draft: IdeaDraft | None = None,
        field_key: str | None = None,
        organisations: Sequence[Organisation] = (),
    ) -> IdeaForm:
        """Return the form as it was sent, or filled from a draft, or new; `organisations` are those
        that the person acts for, where ideas are handed in for one."""
        values: dict[str, Any] = {"token": new_form_token(), "field": field_key}
        if draft is not None:
            values = {
                "token": draft.form_token,
                "title": draft.title,
                "text": draft.text,
                "field": draft.field_key,
                "goal": draft.goal_key,
            }
        form = cls(data=values)
        form.offer(round_.frame)
        if round_.is_named:
            form.offered = {each.key: each.name for each in organisations}
            form.organisation.choices = choices(form.offered.items())
            form.organisation.data = form.organisation.data or _first_key(organisations)
        else:
            del form.organisation
        if not TOKEN.match(form.token.data or ""):
            form.token.data = new_form_token()
        return form

    @property
    def organisation_name(self) -> str:
        """The name of the organisation that was chosen, nothing where there is none to choose."""
        return self.offered.get(self.organisation.data, "") if self.offered else ""


def _first_key(organisations: Sequence[Organisation]) -> str:
    return organisations[0].key if organisations else ""


class EditForm(ContentForm):
    """A change of an idea; `version` is the one that was changed."""

    version = IntegerField(widget=HiddenInput())

    @classmethod
    def for_idea(cls, idea: Idea, round_: Round) -> EditForm:
        """Return the form as it was sent, or filled from the idea."""
        values = {
            "title": idea.title,
            "text": idea.text,
            "field": idea.field_key,
            "goal": idea.goal_key,
            "version": idea.version,
        }
        form = cls(data=values)
        form.offer(round_.frame)
        return form
