"""The planners' page of the next draft beside what is published."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.front.strategy import drafting
from participation.front.strategy.forms import CitationsForm
from participation.front.strategy.views import bp
from participation.kernel.clock import clock
from participation.strategy import service_versions
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/strategies/<slug>/draft", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def draft(slug: str) -> ResponseReturnValue:
    """Show the draft beside published weights and ideas, and choose which results it cites."""
    shown = drafting.draft_page(slug)
    form = CitationsForm.of(shown.draft, shown.citations)
    if form.validate_on_submit():
        chosen = form.rounds.data or []
        service_versions.set_citations(
            slug,
            [citation for citation in shown.citations if citation["round"] in chosen],
            seen=form.seen.data or "",
            actor=actor(),
            clock=clock,
        )
        flash(_("Gespeichert ist, was der Entwurf zitiert."), "success")
        return redirect(url_for(".draft", slug=slug, _anchor="citations"))
    return render_template("front/strategy/draft.html", shown=shown, form=form)
