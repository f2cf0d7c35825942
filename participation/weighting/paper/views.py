"""Paper: batches of sheets, begun, counted, closed and set aside, and the sheets that wait."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.accounts.access import actor, may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.web.forms import BaseForm
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting import queries as weighting_queries
from participation.weighting.models import BallotBatch
from participation.weighting.paper import double_entry, queries, service
from participation.weighting.paper.comparing import compared
from participation.weighting.paper.forms import AgainForm
from participation.weighting.paper.sheets import Target
from participation.weighting.paper.views_typing import propose
from participation.weighting.views import bp


class BeginForm(BaseForm):
    """A new batch."""

    reason = TextAreaField(_l("Begründung (nur nach dem Ende nötig)"), [Length(max=1000)])


class AsideForm(BaseForm):
    """Why a batch is not counted."""

    reason = TextAreaField(
        _l("Begründung"), [InputRequired(_l("Geben Sie eine Begründung an.")), Length(max=1000)]
    )


class CloseForm(BaseForm):
    """The count of a batch."""

    sheets = IntegerField(_l("Gezählte Bögen"), [InputRequired(_l("Schreiben Sie eine Zahl."))])
    although = BooleanField(_l("Die Zahlen weichen ab. Ich schließe trotzdem ab."))


@bp.get("/paper/")
@requires(Permission.ENTER_PAPER, any_round=True)
def paper_rounds() -> str:
    """The rounds that sheets, postcards and files can be taken in for."""
    rounds = [
        (round_, _takes_sheets(round_))
        for round_ in round_queries.published_rounds()
        if not round_.is_named
        and may_read(Permission.ENTER_PAPER, round_.id)
        and (_takes_sheets(round_) or not round_.ideas_window.absent)
    ]
    return render_template("weighting/paper_rounds.html", rounds=rounds)


def _takes_sheets(round_: Round) -> bool:
    return not round_.weights_window.absent and round_.key_destroyed_at is None


@bp.route("/paper/<slug>/", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def paper(slug: str) -> ResponseReturnValue:
    """The batches of a round, and a new one."""
    round_ = round_queries.of_residents(slug)
    form = BeginForm()
    if form.validate_on_submit():
        try:
            batch = service.begin_batch(
                round_id=round_.id, reason=form.reason.data or "", actor=actor(), clock=clock
            )
        except ParticipationError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".paper_batch", slug=slug, number=batch.number))
    return render_template(
        "weighting/paper.html",
        round=round_,
        form=form,
        batches=weighting_queries.batches(round_.id),
        progress={
            number: progress
            for (_round, number), progress in queries.progress_by_batch([round_.id]).items()
        },
    )


@bp.route("/paper/<slug>/<int(max=32767):number>/differences", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def paper_differences(slug: str, number: int) -> ResponseReturnValue:
    """The sheets of a batch that wait: for a second person, or for a look at the sheet."""
    round_ = round_queries.of_residents(slug)
    service.find_batch(round_.id, number)
    form = AgainForm()
    if form.validate_on_submit():
        return _again(round_, number, form)
    waiting = double_entry.waiting(Target.of(round_, Channel.PAPER), number)
    return render_template(
        "weighting/paper_differences.html",
        round=round_,
        form=form,
        number=number,
        single=[sheet.ref for sheet in waiting if not sheet.differs],
        differing=[compared(round_, sheet) for sheet in waiting if sheet.differs],
    )


@bp.route("/paper/<slug>/<int(max=32767):number>/close", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def close_paper_batch(slug: str, number: int) -> ResponseReturnValue:
    """Register the count of sheets and close the batch."""
    round_ = round_queries.of_residents(slug)
    service.find_batch(round_.id, number)
    form = CloseForm()
    if form.validate_on_submit():
        step = partial(
            service.close_batch, sheets=form.sheets.data or 0, although=bool(form.although.data)
        )
        if _carry_out(step, round_, number, form):
            flash(_("Der Stapel ist abgeschlossen."), "success")
            return redirect(url_for(".paper", slug=slug))
    return render_template(
        "weighting/close_paper_batch.html",
        round=round_,
        form=form,
        number=number,
        progress=queries.progress(round_.id, number),
    )


@bp.route("/paper/<slug>/<int(max=32767):number>/set-aside", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def set_aside_batch(slug: str, number: int) -> ResponseReturnValue:
    """Leave a batch out of the result, with a reason."""
    round_ = round_queries.of_residents(slug)
    service.find_batch(round_.id, number)
    form = AsideForm()
    if form.validate_on_submit():
        step = partial(service.set_aside, reason=form.reason.data or "")
        if _carry_out(step, round_, number, form):
            flash(_("Der Stapel zählt nicht mit. Jedes Ergebnis nennt die Begründung."), "success")
            return redirect(url_for(".paper", slug=slug))
    return render_template("weighting/set_aside_batch.html", round=round_, form=form, number=number)


def _carry_out(
    step: Callable[..., BallotBatch], round_: Round, number: int, form: BaseForm
) -> bool:
    """Carry out a step of a batch; return False, with the refusal in the form, when it is
    refused."""
    try:
        step(round_id=round_.id, number=number, actor=actor(), clock=clock)
    except ParticipationError as error:
        form.refuse(error)
        return False
    return True


def _again(round_: Round, number: int, form: AgainForm) -> ResponseReturnValue:
    """Lead to the sheet once more, or delete what was typed in of it."""
    ref = form.ref.data or ""
    if not form.discard.data:
        propose(round_, number, ref, correct=bool(form.correct.data))
        return redirect(url_for(".paper_batch", slug=round_.slug, number=number))
    service.discard_entries(round_id=round_.id, number=number, ref=ref, actor=actor(), clock=clock)
    flash(_("Die Eingaben zu Bogen %(ref)s sind gelöscht.", ref=ref), "success")
    return redirect(url_for(".paper_differences", slug=round_.slug, number=number))
