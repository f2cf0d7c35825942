"""The pages that show a ballot which is not stored: form, review, conflict, a closed window."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind, phase
from participation.web.translation import _
from participation.weighting import queries
from participation.weighting.checking import Typed
from participation.weighting.forms import BallotForm, hidden, items, prefix_of, typed
from participation.weighting.presenter import BallotView, fields_form_room, padded
from participation.weighting.rules import Answers
from participation.weighting.service import OtherBallot
from participation.weighting.voters import Voter

UNCOMPRESSED = "no-store, no-transform"
"""A proxy that compresses a page would let its length depend on the ballot again."""


def said_of(round_: Round) -> Typed:
    """Return what the request says about the fields."""
    return typed(request.form, prefix_of(round_.settings.instrument.kind), round_.frame.field_keys)


def form_page(voter: Voter, form: BallotForm, said: Typed) -> Response:
    """Return the form with what was typed in it, on a page whose length does not tell that."""
    round_ = voter.round_
    prefix = prefix_of(round_.settings.instrument.kind)
    rows = items(voter.frame.fields, voter.order, said, form.errors_by_key)
    # The version of a withdrawn ballot goes on counting, though nothing is stored that would hold.
    stored = queries.get(round_.id, voter.key)
    page = render_template(
        "weighting/weigh.html",
        round=round_,
        voter=voter,
        form=form,
        items=rows,
        prefix=prefix,
        problems=form.summary(prefix, rows[0].key),
        changing=stored is not None and stored.packed is not None,
    )
    return filled_up(page, fields_form_room(voter.frame.fields))


def review_page(
    voter: Voter, form: BallotForm, said: Typed, answers: Answers
) -> ResponseReturnValue:
    """Return the ballot as it would be handed in, on a page whose length does not tell what it
    says."""
    prefix = prefix_of(voter.round_.settings.instrument.kind)
    page = render_template(
        "weighting/review.html",
        round=voter.round_,
        voter=voter,
        form=form,
        sheet=BallotView(voter, answers),
        carried=hidden(said, prefix),
    )
    return uncompressed(page)


def conflict_page(
    voter: Voter, form: BallotForm, said: Typed, other: OtherBallot
) -> ResponseReturnValue:
    """Return the page that shows both ballots and lets the person choose."""
    stored = other.stored.answers(voter.layout) if other.stored else None
    form.version.data = str(other.stored.version if other.stored else 0)
    page = render_template(
        "weighting/conflict.html",
        round=voter.round_,
        voter=voter,
        form=form,
        stored=BallotView(voter, stored) if stored else None,
        offered=BallotView(voter, other.offered),
        carried=hidden(said, prefix_of(voter.round_.settings.instrument.kind)),
    )
    return uncompressed(page, 409)


def uncompressed(page: str, status: int = 200) -> Response:
    """Return the response of a page whose length does not tell what the ballot says."""
    return make_response(page, status, {"Cache-Control": UNCOMPRESSED})


def filled_up(page: str, room: int, status: int = 200) -> Response:
    """Return the response of a page that takes `room` bytes at most, filled up to that length."""
    return uncompressed(padded(Markup(page), room), status)  # noqa: S704 (a rendered template)


def closed_page(round_: Round) -> ResponseReturnValue:
    """Return the page of a window that is not open; what was typed is shown on it, so that nothing
    is lost."""
    current = phase(round_.weights_window, clock.now())
    page = render_template(
        "weighting/closed.html", round=round_, phase=current, written=written_in(round_)
    )
    room = fields_form_room(round_.frame.fields)
    return filled_up(page, room, 409 if request.method == "POST" else 200)


def written_in(round_: Round) -> list[tuple[str, str]]:
    """Return what the request says about the fields as titles and words."""
    said = said_of(round_)
    rows = items(round_.frame.fields, range(len(round_.frame.fields)), said)
    pick, chosen = round_.settings.instrument.kind is InstrumentKind.PICK, _("gewählt")
    return [
        (row.title, chosen if pick and row.value else row.value or _("keine Angabe"))
        for row in rows
        if row.value or row.no_opinion
    ]
