"""The forms for merging two ideas and for splitting one."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.widgets import HiddenInput

from participation.ideas.forms import ContentForm
from participation.ideas.models import Idea
from participation.ideas.rules import Content
from participation.kernel.text import whole_number
from participation.moderation.forms import NUMBER_LENGTH, DecisionForm
from participation.moderation.merging.rules import FEWEST_PARTS, MOST_PARTS
from participation.web.forms import Limit


class MergeForm(DecisionForm):
    """Merge an idea into the one with the number `into`; `into_version` is the version of that one
    which the moderator read."""

    into = StringField(_l("Nummer der anderen Idee"), [Limit(NUMBER_LENGTH)])
    into_version = IntegerField(widget=HiddenInput())


class PartForm(ContentForm):
    """One part of an idea that is split."""

    class Meta(ContentForm.Meta):
        """The form around the parts carries the token against forgery."""

        csrf = False


class SplitForm(DecisionForm):
    """Split an idea; the parts have forms of their own, for they are ideas."""

    count = IntegerField(widget=HiddenInput())


def part_forms(idea: Idea) -> list[PartForm]:
    """Return the forms of the parts as they were sent, one more where that was asked for; first two
    parts that say what the idea says, so that each keeps what is its own."""
    sent = whole_number(request.form.get("count"), digits=1) or FEWEST_PARTS
    count = min(max(sent, FEWEST_PARTS) + bool(request.form.get("more")), MOST_PARTS)
    values = {
        "title": idea.title,
        "text": idea.text,
        "field": idea.field_key,
        "goal": idea.goal_key,
    }
    forms = []
    for number in range(1, count + 1):
        form = PartForm(prefix=f"part{number}-", data=values)
        form.offer(idea.round.frame)
        if request.method == "POST" and number > sent:
            form.process(formdata=None, data=values | {"title": ""})
            form.offer(idea.round.frame)
        forms.append(form)
    return forms


def contents(forms: list[PartForm]) -> list[Content]:
    """Return what the parts say."""
    return [form.content() for form in forms]
