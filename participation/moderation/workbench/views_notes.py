"""Notes for colleagues, questions to units, the units' page, and a person's keys."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as account_queries
from participation.accounts.access import actor, can, person, requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.city import queries as city_queries
from participation.ideas import queries as idea_queries
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.moderation.addresses import kept
from participation.moderation.views import bp
from participation.moderation.workbench import attached, queries
from participation.moderation.workbench import notes as service
from participation.moderation.workbench.forms import HandoverForm, KeysForm, NoteForm, ReplyForm
from participation.moderation.workbench.rules import KEYS, keys_of
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/<number>/notes", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def notes(number: str) -> ResponseReturnValue:
    """Show the notes and questions on an idea, and add a note."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _notes(number, form, None)
    idea_id = idea_queries.by_number(number).id
    try:
        service.note(idea_id, form.text.data or "", actor=actor(), clock=clock)
    except BadInput as error:
        form.refuse(error)
        return _notes(number, form, None)
    flash(_("Die Notiz ist gespeichert."), "success")
    return redirect(url_for(".show", number=number, **kept(), _anchor="notes"))


@bp.route("/moderation/<number>/hand-over", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def hand_over(number: str) -> ResponseReturnValue:
    """Ask a unit about an idea."""
    form = HandoverForm(city_queries.units(active=True))
    idea_id = idea_queries.by_number(number).id
    if not form.validate_on_submit():
        return _notes(number, None, form)
    key, question = form.unit.data or "", form.question.data or ""
    try:
        service.hand_over(idea_id, key, question, actor=actor(), clock=clock)
    except (BadInput, Conflict) as error:
        form.refuse(error)
        return _notes(number, None, form)
    flash(_("Die Frage ist gestellt. Die Idee wartet so lange weiter."), "success")
    return redirect(url_for(".show", number=number, **kept(), _anchor="notes"))


def _notes(number: str, note: NoteForm | None, question: HandoverForm | None) -> str:
    idea = idea_queries.by_number(number)
    return render_template(
        "moderation/notes.html",
        idea=idea,
        round=idea.round,
        notes=attached.notes_on(idea.id),
        handovers=attached.handovers_of(idea.id),
        form=note if note and note.errors else question,
        note_form=note or NoteForm(formdata=None),
        question_form=question or HandoverForm(city_queries.units(active=True), formdata=None),
        kept=kept(),
    )


def _units() -> frozenset[int] | None:
    """Return the units that the person replies for, None for all."""
    if can(Permission.PLAN_STRATEGY):
        return None
    return account_queries.unit_ids(person().id)


def _rounds() -> frozenset[int] | None:
    """Return the rounds in which the person replies for units, None for all."""
    return rounds_to_read(Permission.ANSWER_FOR_UNIT)


@bp.route("/moderation/handed-over")
@requires(Permission.ANSWER_FOR_UNIT, any_round=True)
def handed_over() -> str:
    """List the questions to the person's units, open ones first."""
    return _handed_over(None, None)


@bp.route("/moderation/handed-over/<int:handover_id>", methods=["POST"])
@requires(Permission.ANSWER_FOR_UNIT, any_round=True)
@commits
def reply(handover_id: int) -> ResponseReturnValue:
    """Reply to a question about an idea."""
    form, units = ReplyForm.of(handover_id), _units()
    if not form.validate_on_submit():
        return _handed_over(handover_id, form)
    text = form.reply.data or ""
    try:
        service.reply(handover_id, text, units=units, rounds=_rounds(), actor=actor(), clock=clock)
    except (BadInput, Conflict) as error:
        form.refuse(error)
        return _handed_over(handover_id, form)
    flash(_("Ihre Antwort ist gespeichert. Die Moderation liest sie bei der Idee."), "success")
    return redirect(url_for(".handed_over"))


def _handed_over(replied: int | None, form: ReplyForm | None) -> str:
    found = queries.handed_to(_units(), _rounds())
    forms = {
        row.id: form if form and row.id == replied else ReplyForm.of(row.id, formdata=None)
        for row in found
        if row.replied_at is None or row.id == replied
    }
    return render_template(
        "moderation/handed_over.html", handovers=found, forms_by_id=forms, form=form
    )


@bp.route("/moderation/keys", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, any_round=True)
@commits
def keys() -> ResponseReturnValue:
    """Say what the keys do, and let the person switch them off or choose others."""
    me = person().id
    row = queries.keys_row(me)
    now = {key.value: sign for key, sign in keys_of(row.keys if row else {}).items()}
    form = KeysForm(data={"enabled": row is None or row.enabled} | now)
    if form.validate_on_submit():
        try:
            service.choose_keys(me, form.typed(), enabled=bool(form.enabled.data))
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Ihre Tasten sind gespeichert."), "success")
            return redirect(url_for(".keys", **kept()))
    return render_template("moderation/keys.html", form=form, usual=KEYS, all_keys=now, kept=kept())
