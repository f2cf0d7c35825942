"""The voluntary questions, after the ballot."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound, WindowClosed
from participation.rounds.models import Round
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting import queries
from participation.weighting.pages import closed_page
from participation.weighting.questions import service
from participation.weighting.views import bp, for_voter
from participation.weighting.voters import Voter

PREFIX = "question-"


@bp.route("/rounds/<slug>/weights/questions", methods=["GET", "POST"])
@public
@commits
@for_voter()
def questions(voter: Voter) -> ResponseReturnValue:
    """All questions on one page; each can be left out."""
    round_ = voter.round_
    if not round_.settings.questions:
        raise NotFound()
    stored = queries.get(round_.id, voter.key)
    if stored is None or stored.packed is None:
        return redirect(url_for(".weigh", slug=round_.slug))
    given = service.of_ballot(round_.id, voter.key)
    form = form_of(round_)(data={PREFIX + key: value for key, value in given.items()})
    if form.validate_on_submit():
        answers = {
            name.removeprefix(PREFIX): value or ""
            for name, value in form.data.items()
            if PREFIX in name
        }
        try:
            service.answer(round_id=round_.id, key=voter.key, answers=answers, clock=clock)
        except WindowClosed:
            return closed_page(round_)
        except BadInput as wrong:
            form.refuse(BadInput(wrong.message, field=PREFIX + (wrong.field or "")))
        else:
            flash(_("Danke. Ihre Angaben sind gespeichert."), "success")
            return redirect(url_for(".receipt", slug=round_.slug))
    return render_template("weighting/questions.html", round=round_, form=form, prefix=PREFIX)


def form_of(round_: Round) -> type[BaseForm]:
    """Return the form with one group of answers per question, none of them preselected."""
    fields = {}
    for question in round_.settings.questions:
        options = [(option["key"], tr(option["title"])) for option in question["classes"]]
        # An unknown answer is the service's to refuse, with our own sentence.
        field = RadioField(
            tr(question["title"]),
            choices=choices([*options, ("", _("keine Angabe"))]),
            validate_choice=False,
        )
        fields[PREFIX + question["key"]] = field
    return type("QuestionsForm", (BaseForm,), fields)
