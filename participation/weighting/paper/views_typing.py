"""Typing in the sheets of a batch: the fields first, then the goals that each one is asked for."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel, InstrumentKind
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting.checking import BadBallot
from participation.weighting.forms import prefix_of
from participation.weighting.models import BallotBatch
from participation.weighting.paper import entering, forms, queries, service
from participation.weighting.paper.double_entry import Outcome
from participation.weighting.paper.forms import GOALS, SheetForm
from participation.weighting.paper.reading import Reading
from participation.weighting.paper.sheets import Target, sheet_number
from participation.weighting.rules import Asked
from participation.weighting.views import bp

NEXT = "paper_next"
"""Where the session keeps the number that is proposed next; an address would stand in logs."""


@bp.route("/paper/<slug>/<int(max=32767):number>", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def paper_batch(slug: str, number: int) -> ResponseReturnValue:
    """Type in the sheets of a batch, one after the other."""
    round_ = round_queries.of_residents(slug)
    batch = service.find_batch(round_.id, number)
    form = SheetForm()
    form.offer_reasons(pick=_is_pick(round_))
    if request.method == "GET":
        _propose(round_, number, form)
        return _fields_page(round_, batch, form)
    if not form.validate() or form.back.data:
        return _fields_page(round_, batch, form)
    try:
        return _go_on(round_, batch, form)
    except BadBallot as bad:
        forms.refuse_reading(form, bad)
        if form.stage.data == GOALS and not any(_of_fields(round_, form)):
            return _goals_page(round_, batch, form, forms.read_fields(round_, request.form))
    except ParticipationError as error:
        form.refuse(error)
    # What was typed into a batch that somebody else has closed meanwhile is shown once more.
    return _fields_page(round_, batch, form)


def propose(round_: Round, number: int, ref: str, *, correct: bool = False) -> None:
    """Propose a sheet of a batch to whoever types it in next in this browser."""
    session[NEXT] = [round_.slug, number, ref, correct]


def _go_on(round_: Round, batch: BallotBatch, form: SheetForm) -> ResponseReturnValue:
    """Store what the form says, or ask for the goals. Raises BadBallot and what the service
    raises."""
    if (reason := form.is_invalid) is not None:
        return _enter(round_, batch.number, form, Reading(invalid=reason))
    values = forms.read_fields(round_, request.form)
    asked = _asked(round_, form, values)
    if asked and form.stage.data != GOALS:
        entering.check_sheet(round_=round_, number=batch.number, **_sheet(form))
        return _goals_page(round_, batch, form, values)
    goals = forms.read_goals(round_, asked, request.form)
    return _enter(round_, batch.number, form, Reading(values, goals))


def _enter(round_: Round, number: int, form: SheetForm, reading: Reading) -> ResponseReturnValue:
    outcome = entering.enter_sheet(
        round_id=round_.id,
        number=number,
        reading=reading,
        actor=actor(),
        clock=clock,
        **_sheet(form),
    )
    ref = sheet_number(form.ref.data or "")
    flash(_sentence(round_, outcome, ref), "warning" if outcome is Outcome.DIFFERS else "success")
    following = str(int(ref) + 1).zfill(len(ref)) if ref.isascii() and ref.isdigit() else ""
    propose(round_, number, following)
    return redirect(url_for(".paper_batch", slug=round_.slug, number=number))


def _sheet(form: SheetForm) -> dict[str, Any]:
    return {
        "ref": form.ref.data or "",
        "code": form.code.data or "",
        "correct": bool(form.correct.data),
    }


def _sentence(round_: Round, outcome: Outcome, ref: str) -> str:
    if outcome is Outcome.WAITS:
        return _("Bogen %(ref)s wartet darauf, dass eine zweite Person ihn eingibt.", ref=ref)
    if outcome is Outcome.DIFFERS:
        return _("Bogen %(ref)s ist verschieden eingegeben. Sehen Sie am Bogen nach.", ref=ref)
    if round_.settings.paper_double_entry:
        return _("Bogen %(ref)s ist erfasst, beide Eingaben stimmen überein.", ref=ref)
    return _("Bogen %(ref)s ist erfasst.", ref=ref)


def _propose(round_: Round, number: int, form: SheetForm) -> None:
    slug, batch, ref, correct = session.get(NEXT, ["", 0, "", False])
    if (slug, batch) == (round_.slug, number):
        form.ref.data, form.correct.data = ref, correct


def _asked(round_: Round, form: SheetForm, values: tuple[int, ...]) -> tuple[int, ...]:
    if round_.settings.goals is None:
        return ()
    target = Target.of(round_, Channel.PAPER)
    asked = entering.asked_of(target, form.ref.data or "", values)
    return tuple(position for position, why in enumerate(asked) if why)


def _of_fields(round_: Round, form: SheetForm) -> list[str]:
    prefix = prefix_of(round_.settings.instrument.kind)
    return [name for name in form.errors_by_key if name.startswith(prefix)] + form.form_errors


def _is_pick(round_: Round) -> bool:
    return round_.settings.instrument.kind is InstrumentKind.PICK


def _fields_page(round_: Round, batch: BallotBatch, form: SheetForm) -> str:
    prefix = prefix_of(round_.settings.instrument.kind)
    form.stage.data = ""
    return render_template(
        "weighting/paper_batch.html",
        round=round_,
        form=form,
        rows=forms.field_rows(round_, request.form, form.errors_by_key),
        carried=forms.carried(request.form, "goal-"),
        problems=form.problems(),
        number=batch.number,
        is_open=batch.sheets is None or request.method == "POST",
        progress=queries.progress(round_.id, batch.number),
        is_pick=_is_pick(round_),
        is_last=round_.settings.goals is None,
        reading_is_wrong=any(name.startswith(prefix) for name in form.errors_by_key)
        or bool(form.form_errors),
        with_code=Channel.CODE in round_.settings.participation,
    )


def _goals_page(round_: Round, batch: BallotBatch, form: SheetForm, values: tuple[int, ...]) -> str:
    target = Target.of(round_, Channel.PAPER)
    asked = entering.asked_of(target, form.ref.data or "", values)
    drawn = frozenset(at for at, why in enumerate(asked) if why is Asked.DRAWN)
    positions = [at for at, why in enumerate(asked) if why]
    form.stage.data = GOALS
    blocks = forms.goal_blocks(round_, positions, drawn, request.form, form.errors_by_key)
    return render_template(
        "weighting/paper_goals.html",
        round=round_,
        form=form,
        blocks=blocks,
        carried=forms.carried(request.form, prefix_of(round_.settings.instrument.kind)),
        problems=form.problems(),
        number=batch.number,
        ref=sheet_number(form.ref.data or ""),
        total=round_.settings.goals.points if round_.settings.goals else 0,
    )
