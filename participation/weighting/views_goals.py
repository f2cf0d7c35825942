"""The goals of a field, after the fields: every page can be skipped, and the ballot counts
already."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound, WindowClosed
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting import checking, queries, service
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.forms import POINTS, GoalsForm, items, stored_as_typed, typed
from participation.weighting.pages import closed_page, filled_up
from participation.weighting.presenter import BallotView, GoalPage, goals_form_room
from participation.weighting.rules import Answers, Asked, reached
from participation.weighting.views import bp, for_voter
from participation.weighting.voters import Voter


@bp.route("/rounds/<slug>/weights/goals/<key>", methods=["GET", "POST"])
@public
@commits
@for_voter()
def goals(voter: Voter, key: str) -> ResponseReturnValue:
    """The goals of one field; what is given is kept as a new version of the whole ballot."""
    position = _position(voter, key)
    stored = queries.get(voter.round_.id, voter.key)
    answers = stored.answers(voter.layout) if stored else None
    if stored is None or answers is None:
        return redirect(url_for(".weigh", slug=voter.round_.slug))
    if not answers.asked or answers.asked[position] is Asked.NOT:
        raise BadInput(service.NOT_ASKED)
    form, names = GoalsForm(), [goal.key for goal in voter.frame.fields[position].goals]
    if request.method == "GET":
        form.version.data = str(stored.version)
        given = (
            stored_as_typed(answers.goals[position], names)
            if reached(answers, position)
            else Typed()
        )
        return _page(voter, answers, position, form, given)
    said = typed(request.form, POINTS, names)
    try:
        _save(voter, position, form, said, names)
    except BadBallot as problem:
        form.refuse_ballot(problem)
    except WindowClosed:
        return closed_page(voter.round_)
    except service.OtherBallot:
        form.refuse_ballot(BadInput(service.OTHER_WINDOW))
        form.version.data = str(stored.version)
    else:
        flash(_("Gespeichert. Ihre Gewichtung zählt. Sie können jederzeit aufhören."), "success")
        return redirect(_after(voter, position))
    return _page(voter, answers, position, form, said)


def _position(voter: Voter, key: str) -> int:
    keys = voter.frame.field_keys
    if voter.round_.settings.goals is None or key not in keys:
        raise NotFound()
    return keys.index(key)


def _save(voter: Voter, position: int, form: GoalsForm, said: Typed, names: list[str]) -> None:
    rules = voter.round_.settings.goals
    assert rules is not None
    values = None if form.clear.data else checking.points(said, names, rules.points)
    service.cast_goals(
        round_id=voter.round_.id,
        key=voter.key,
        channel=voter.channel,
        field=position,
        values=values,
        base_version=form.base_version,
        clock=clock,
    )


def _after(voter: Voter, position: int) -> str:
    """Return where to go on: the next field that is still open, otherwise the receipt."""
    stored = queries.get(voter.round_.id, voter.key)
    answers = stored.answers(voter.layout) if stored else None
    following = _following(voter, answers, position) if answers else None
    if following is None:
        return url_for(".receipt", slug=voter.round_.slug)
    return url_for(".goals", slug=voter.round_.slug, key=following.key)


def _following(voter: Voter, answers: Answers, position: int) -> GoalPage | None:
    pages = BallotView(voter, answers).goal_pages
    here = next(
        (number for number, page in enumerate(pages) if page.key == _key(voter, position)),
        len(pages),
    )
    return next((page for page in pages[here + 1 :] if not page.done), None)


def _key(voter: Voter, position: int) -> str:
    return voter.frame.fields[position].key


def _page(voter: Voter, answers: Answers, position: int, form: GoalsForm, said: Typed) -> Response:
    field = voter.frame.fields[position]
    rows = items(field.goals, voter.goal_order(position), said, form.errors_by_key)
    pages = BallotView(voter, answers).goal_pages
    page = render_template(
        "weighting/goals.html",
        round=voter.round_,
        voter=voter,
        field=field,
        form=form,
        items=rows,
        prefix=POINTS,
        problems=form.summary(POINTS, rows[0].key),
        drawn=answers.asked[position] is Asked.DRAWN,
        done=reached(answers, position),
        number=[page.key for page in pages].index(field.key) + 1,
        count=len(pages),
        following=_following(voter, answers, position),
    )
    # Whose goals are asked tells which fields somebody finds important.
    return filled_up(page, goals_form_room(voter.frame.fields))
