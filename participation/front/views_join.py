"""Agreeing to take part in a round."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import requires, signed_in
from participation.accounts.permissions import Permission
from participation.front.forms import JoinForm
from participation.front.views import bp
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from participation.rounds import consent, service
from participation.rounds import queries as round_queries
from participation.web.transactions import commits
from participation.web.urls import safe_next


@bp.route("/rounds/<slug>/join", methods=["GET", "POST"])
@requires(Permission.SUBMIT_IDEA)
@commits
def join(slug: str) -> ResponseReturnValue:
    """Ask for consent, self-declaration and age; whoever has joined goes straight on."""
    round_ = round_queries.get(slug)
    if round_.is_named:
        return redirect(url_for("weighting.organisations", slug=slug))
    account = signed_in()
    assert account is not None
    go_on = safe_next(request.args.get("next"), url_for("front.round_page", slug=slug))
    if round_queries.participation(round_.id, account.id):
        return redirect(go_on)
    form = JoinForm(consent_version=consent.current().version)
    if form.validate_on_submit():
        try:
            _join(form, account.id, round_.id)
        except service.MissingTicks as error:
            for problem in error.problems:
                form.refuse(problem)
        except Conflict as error:
            form.refuse(error)
            form.consent_version.data = consent.current().version
        else:
            return redirect(go_on)
    return render_template("front/join.html", form=form, round=round_, consent=consent.current())


def _join(form: JoinForm, account_id: int, round_id: int) -> None:
    service.join_round(
        account_id,
        round_id,
        consent_version=form.consent_version.data or "",
        agreed=form.agreed.data,
        declared=form.declared.data,
        of_age=form.of_age.data,
        wants_results=form.wants_results.data,
        clock=clock,
    )
