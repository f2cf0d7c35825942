"""The ballot's pages: form, review, receipt, withdrawal. What is not handed in yet exists in the
browser alone."""

from __future__ import annotations

import functools
from collections.abc import Callable

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, WindowClosed
from participation.rounds import queries as round_queries
from participation.rounds.rules import Phase, phase
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting import checking, queries, service
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.derivation import grouped
from participation.weighting.forms import BallotForm, PlainForm, stored_as_typed
from participation.weighting.pages import (
    closed_page,
    conflict_page,
    form_page,
    review_page,
    said_of,
    uncompressed,
)
from participation.weighting.presenter import BallotView, padded
from participation.weighting.rules import Answers, with_fields
from participation.weighting.voters import Voter, keep_private, start_anew, voter_of
from participation.weighting.wording import ballot_noun, ballots_noun_of, ballots_of

View = Callable[..., ResponseReturnValue]

bp = Blueprint("weighting", __name__)
bp.after_request(keep_private)
bp.add_app_template_filter(grouped, "grouped")
bp.add_app_template_filter(padded, "padded")
bp.add_app_template_filter(ballot_noun, "ballot_noun")
bp.add_app_template_filter(ballots_noun_of, "ballots_noun")
bp.add_app_template_filter(ballots_of, "ballots")


def for_voter(*, open_only: bool = True) -> Callable[[View], View]:
    """Give the view the voter instead of the slug; who has no proof is led to one, a closed window
    gets its own page, and a round of organisations has other pages."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(slug: str, **values: str) -> ResponseReturnValue:
            round_ = round_queries.get(slug)
            if round_.is_named:
                return redirect(url_for(".organisations", slug=slug))
            if open_only and phase(round_.weights_window, clock.now()) is not Phase.OPEN:
                return closed_page(round_)
            voter = voter_of(round_)
            return view(voter, **values) if isinstance(voter, Voter) else voter

        return wrapper

    return decorate


@bp.route("/rounds/<slug>/weights", methods=["GET", "POST"])
@public
@for_voter()
def weigh(voter: Voter) -> ResponseReturnValue:
    """The ballot to fill in; a valid one leads to its review."""
    round_ = voter.round_
    stored = queries.get(round_.id, voter.key)
    form = BallotForm()
    if request.method == "GET":
        before = stored.answers(voter.layout) if stored else None
        form.version.data = str(stored.version if stored else 0)
        return form_page(
            voter,
            form,
            stored_as_typed(before.fields, voter.frame.field_keys) if before else Typed(),
        )
    said = said_of(round_)
    try:
        answers = answers_of(voter, said)
    except BadBallot as problem:
        form.refuse_ballot(problem)
        return form_page(voter, form, said)
    return review_page(voter, form, said, answers)


@bp.route("/rounds/<slug>/weights/review", methods=["GET", "POST"])
@public
@commits
@for_voter()
def review(voter: Voter) -> ResponseReturnValue:
    """Hand in what the review page showed, or go back to the form with it."""
    if request.method == "GET":
        return redirect(url_for(".weigh", slug=voter.round_.slug))
    form, said = BallotForm(), said_of(voter.round_)
    if form.change.data:
        return form_page(voter, form, said)
    try:
        answers = answers_of(voter, said)
        hand_in(voter, answers, form.base_version)
    except BadBallot as problem:
        form.refuse_ballot(problem)
        return form_page(voter, form, said)
    except WindowClosed:
        return closed_page(voter.round_)
    except service.OtherBallot as other:
        return conflict_page(voter, form, said, other)
    return redirect(url_for(".receipt", slug=voter.round_.slug))


@bp.get("/rounds/<slug>/weights/receipt")
@public
@for_voter(open_only=False)
def receipt(voter: Voter) -> ResponseReturnValue:
    """The stored ballot of this person, its code, and what can be done with it."""
    round_ = voter.round_
    stored = queries.get(round_.id, voter.key)
    if stored is None or stored.packed is None:
        return redirect(url_for(".weigh", slug=round_.slug))
    answers = stored.answers(voter.layout)
    assert answers is not None
    now = clock.now()
    planned = round_.result_expected_at
    code = voter.receipts.code(voter.key, stored.version, stored.packed)
    nonce = voter.receipts.nonce(voter.key, stored.version).hex()
    page = render_template(
        "weighting/receipt.html",
        round=round_,
        voter=voter,
        sheet=BallotView(voter, answers),
        code=code,
        nonce=nonce,
        is_open=phase(round_.weights_window, now) is Phase.OPEN,
        expected_at=planned if planned and planned > now else None,
        has_questions=bool(round_.settings.questions),
    )
    return uncompressed(page)


@bp.route("/rounds/<slug>/weights/withdraw", methods=["GET", "POST"])
@public
@commits
@for_voter()
def withdraw(voter: Voter) -> ResponseReturnValue:
    """Ask once, then take the ballot back."""
    round_ = voter.round_
    stored = queries.get(round_.id, voter.key)
    if stored is None or stored.packed is None:
        return redirect(url_for(".weigh", slug=round_.slug))
    form = BallotForm()
    if form.validate_on_submit():
        try:
            service.withdraw(
                round_id=round_.id, key=voter.key, base_version=form.base_version, clock=clock
            )
        except WindowClosed:
            return closed_page(round_)
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(
                _(
                    "Ihre %(ballot)s ist zurückgezogen. Sie zählt nicht mehr.",
                    ballot=ballot_noun(round_),
                ),
                "success",
            )
            return redirect(url_for("front.round_page", slug=round_.slug))
    form.version.data = str(stored.version)
    answers = stored.answers(voter.layout)
    assert answers is not None
    page = render_template(
        "weighting/withdraw.html",
        round=round_,
        voter=voter,
        form=form,
        sheet=BallotView(voter, answers),
    )
    return uncompressed(page)


@bp.post("/rounds/<slug>/weights/another")
@public
@commits
def another(slug: str) -> ResponseReturnValue:
    """Start over with another person at this device; whoever was signed in is signed out."""
    round_ = round_queries.get(slug)
    if PlainForm().validate_on_submit():
        if start_anew():
            flash(_("Die Person vor Ihnen ist abgemeldet, auf allen Geräten."), "success")
        flash(_("Hier kann jetzt eine weitere Person teilnehmen."), "success")
    return redirect(url_for(".weigh", slug=round_.slug))


def answers_of(voter: Voter, said: Typed) -> Answers:
    """Return the ballot that was typed, with what the stored one says about goals. Raises
    BadBallot."""
    round_ = voter.round_
    values = checking.answers(
        said,
        voter.frame.field_keys,
        round_.settings.instrument,
        no_opinion=round_.settings.no_opinion,
    )
    stored = queries.get(round_.id, voter.key)
    before = stored.answers(voter.layout) if stored else None
    return with_fields(
        values,
        voter.layout,
        round_.settings.goals,
        order=voter.order,
        draw=voter.draw,
        before=before,
    )


def hand_in(voter: Voter, answers: Answers, base_version: int) -> service.Cast:
    """Cast this person's ballot."""
    return service.cast(
        round_id=voter.round_.id,
        key=voter.key,
        channel=voter.channel,
        answers=answers,
        base_version=base_version,
        clock=clock,
    )
