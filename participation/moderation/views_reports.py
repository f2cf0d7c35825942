"""The page on which a reader reports an idea."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public, signed_in
from participation.extensions import limiter
from participation.ideas import queries as idea_queries
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput
from participation.moderation import service
from participation.moderation.forms import ReportForm
from participation.moderation.views import bp
from participation.rounds import queries as round_queries
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/rounds/<slug>/ideas/<number>/report", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
@commits
def report(slug: str, number: str) -> ResponseReturnValue:
    """Let a reader, signed in or not, tell the moderators what is wrong with an idea."""
    round_ = round_queries.get(slug)
    idea = idea_queries.visible_idea(round_.id, number, idea_queries.PUBLIC)
    form = ReportForm()
    if not form.validate_on_submit():
        return render_template("moderation/report.html", round=round_, idea=idea, form=form)
    try:
        reason = form.chosen()
        if reason is None:
            raise BadInput(N_("Wählen Sie, was Sie stört."), field="reason")
        service.report(
            idea.id, reason=reason, text=form.text.data or "", reporter=signed_in(), clock=clock
        )
    except BadInput as error:
        form.refuse(error)
        round_, idea = (
            round_queries.get(slug),
            idea_queries.visible_idea(round_.id, number, idea_queries.PUBLIC),
        )
        return render_template("moderation/report.html", round=round_, idea=idea, form=form)
    flash(_("Danke. Wir sehen uns die Idee an."), "success")
    return redirect(url_for("ideas.show", slug=slug, number=number))
