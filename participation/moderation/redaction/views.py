"""The page of the city's words."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.moderation.redaction import queries
from participation.moderation.redaction.forms import WordsForm
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
