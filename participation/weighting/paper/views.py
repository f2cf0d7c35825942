"""Paper: ballots to be printed, and the office's form to type them in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.accounts.access import actor, may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, ParticipationError
from participation.kernel.text import whole_number
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel, InstrumentKind
from participation.web.forms import BaseForm
from participation.web.qr import qr_picture
from participation.web.transactions import commits
from participation.web.translation import _
from participation.web.urls import external_url
from participation.weighting import checking, queries
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.forms import BallotForm, items, prefix_of, typed
from participation.weighting.models import BallotBatch
from participation.weighting.paper import service
from participation.weighting.views import bp

KINDS = ("ballot", "large", "postcard")
MOST_PRINTED = 500


class BeginForm(BaseForm):
    """A new batch."""

    reason = TextAreaField(_l("Begründung (nur nach dem Ende nötig)"), [Length(max=1000)])


class AsideForm(BaseForm):
    """Why a batch is not counted."""

    reason = TextAreaField(
        _l("Begründung"), [InputRequired(_l("Geben Sie eine Begründung an.")), Length(max=1000)]
    )


class SheetForm(BallotForm):
    """One sheet; its points are not WTForms fields."""

    ref = StringField(
        _l("Nummer des Bogens"), [InputRequired(_l("Schreiben Sie die Nummer des Bogens."))]
    )
    code = StringField(_l("Code, falls einer auf dem Bogen steht"))
    correct = BooleanField(_l("Diesen Bogen berichtigen"))


class CloseForm(BaseForm):
    """The count of a batch."""

    sheets = IntegerField(_l("Gezählte Bögen"), [InputRequired(_l("Schreiben Sie eine Zahl."))])
    although = BooleanField(_l("Die Zahlen weichen ab. Ich schließe trotzdem ab."))


@bp.get("/paper/")
@requires(Permission.ENTER_PAPER, any_round=True)
def paper_rounds() -> str:
    """The rounds that sheets can be typed in for."""
    rounds = [
        round_
        for round_ in round_queries.published_rounds()
        if not round_.weights_window.absent
        and not round_.is_named
        and round_.key_destroyed_at is None
        and may_read(Permission.ENTER_PAPER, round_.id)
    ]
    return render_template("weighting/paper_rounds.html", rounds=rounds)


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
        batches=queries.batches(round_.id),
        entered=service.entered_by_batch(round_.id),
    )


@bp.route("/paper/<slug>/<int(max=32767):number>", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def paper_batch(slug: str, number: int) -> ResponseReturnValue:
    """Type in the sheets of a batch, one after the other."""
    round_ = round_queries.of_residents(slug)
    batch = service.find_batch(round_.id, number)
    form, prefix = SheetForm(), prefix_of(round_.settings.instrument.kind)
    said = typed(request.form, prefix, round_.frame.field_keys)
    if form.validate_on_submit():
        try:
            _enter(round_, number, form, said)
        except BadBallot as problem:
            form.refuse_ballot(problem)
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(_("Bogen %(ref)s ist erfasst.", ref=form.ref.data), "success")
            return redirect(url_for(".paper_batch", slug=slug, number=number))
    # What was typed into a batch that somebody else has closed meanwhile is shown once more.
    return _batch_page(round_, batch.sheets is None or request.method == "POST", number, form, said)


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
    typed_in = service.entered(round_.id, number)
    return render_template(
        "weighting/close_paper_batch.html",
        round=round_,
        form=form,
        number=number,
        typed_in=typed_in,
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


@bp.get("/paper/<slug>/print")
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
def print_paper(slug: str) -> ResponseReturnValue:
    """Numbered ballots or postcards to print, in the frame's order."""
    round_ = round_queries.of_residents(slug)
    kind = request.args.get("kind", "ballot")
    first, count = _whole("first", 1, 10**6), _whole("count", 1, MOST_PRINTED)
    address = external_url("front.round_page", slug=slug)
    return render_template(
        "weighting/print_paper.html",
        round=round_,
        kind=kind if kind in KINDS else "ballot",
        numbers=[f"{number:05d}" for number in range(first, first + count)],
        first=first,
        count=count,
        is_pick=round_.settings.instrument.kind is InstrumentKind.PICK,
        with_code=Channel.CODE in round_.settings.participation,
        address=address,
        qr=qr_picture(address),
    )


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


def _enter(round_: Round, number: int, form: SheetForm, said: Typed) -> None:
    values = checking.answers(
        said, round_.frame.field_keys, round_.settings.instrument, no_opinion=True
    )
    service.enter_sheet(
        round_id=round_.id,
        number=number,
        ref=form.ref.data or "",
        values=values,
        code=form.code.data or "",
        correct=bool(form.correct.data),
        clock=clock,
    )


def _batch_page(round_: Round, is_open: bool, number: int, form: SheetForm, said: Typed) -> str:
    prefix = prefix_of(round_.settings.instrument.kind)
    fields = round_.frame.fields
    rows = items(fields, range(len(fields)), said, form.errors_by_key)
    problems = form.summary(prefix, rows[0].key)
    problems += [(field.id, field.errors[0]) for field in (form.ref, form.code) if field.errors]
    return render_template(
        "weighting/paper_batch.html",
        round=round_,
        form=form,
        items=rows,
        prefix=prefix,
        problems=problems,
        number=number,
        is_open=is_open,
        typed_in=service.entered(round_.id, number),
        is_pick=round_.settings.instrument.kind is InstrumentKind.PICK,
        with_code=Channel.CODE in round_.settings.participation,
    )


def _whole(name: str, default: int, most: int) -> int:
    number = whole_number(request.args.get(name) or str(default))
    if number is None or not 1 <= number <= most:
        raise BadInput(_("Schreiben Sie eine Zahl von 1 bis %(most)s.", most=most))
    return number
