"""The pages of the city's words and of an editors' remark."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, person, requires
from participation.accounts.permissions import Permission
from participation.ideas import queries as idea_queries
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.moderation.addresses import kept
from participation.moderation.redaction import queries
from participation.moderation.redaction.forms import RemarkForm, WordsForm
from participation.moderation.redaction.remarks import save_remark
from participation.moderation.redaction.words import save
from participation.moderation.views import bp
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/words", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def words() -> ResponseReturnValue:
    """Edit the words that moderators see marked in ideas."""
    row = queries.words_row()
    values = {"words": row.words, "started_from": row.version} if row else {"started_from": 0}
    form, newer, status = WordsForm(data=values), None, 200
    if form.validate_on_submit():
        started_from = form.started_from.data
        try:
            save(
                form.words.data or "",
                started_from=-1 if started_from is None else started_from,
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        except Conflict as error:
            newer, status = queries.words_row(), 409
            # Sent again it replaces the list that is shown above.
            form.started_from.data = newer.version if newer else 0
            form.started_from.raw_data = None
            form.refuse(error)
        else:
            flash(_("Die Liste ist gespeichert und gilt sofort."), "success")
            return redirect(url_for(".words"))
    page = render_template("moderation/words.html", form=form, row=row, newer=newer)
    return page, status


@bp.route("/moderation/<number>/remark", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def remark(number: str) -> ResponseReturnValue:
    """Write, change or take away what the editors add to a public idea."""
    me = person()
    idea = idea_queries.by_number(number)
    form, newer = RemarkForm(data={"version": idea.version, "text": idea.remark}), False
    if form.validate_on_submit():
        text, version = form.text.data or "", form.version.data or 0
        try:
            save_remark(idea.id, text, by=me, version=version, clock=clock)
        except BadInput as error:
            form.refuse(error)
        except Conflict as error:
            newer = True
            # Sent again it replaces what is shown above.
            idea = idea_queries.by_number(number)
            form.version.data, form.version.raw_data = idea.version, None
            form.refuse(error)
        else:
            done = _("Die Anmerkung ist gespeichert.") if text else _("Keine Anmerkung mehr.")
            flash(done, "success")
            return redirect(url_for("moderation.show", number=number, **kept()))
    page = render_template("moderation/remark.html", form=form, idea=idea, newer=newer, kept=kept())
    return page, 409 if newer else 200
