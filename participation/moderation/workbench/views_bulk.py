"""Decisions on several ideas of the list in one go, what came of them, and taking them back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from participation.accounts.access import person, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.kernel.text import whole_number
from participation.moderation.addresses import kept
from participation.moderation.views import bp
from participation.moderation.workbench import bulk as service
from participation.moderation.workbench import queries_bulk
from participation.moderation.workbench.bulk import Pick
from participation.moderation.workbench.forms import BulkForm
from participation.moderation.workbench.rules import PROBLEMS, Bulk
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/bulk", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, any_round=True)
@commits
def bulk() -> ResponseReturnValue:
    """Decide on all ideas that are ticked, and show what came of it."""
    form = BulkForm()
    kind = request.form.get("kind")
    if kind not in set(Bulk) or not form.validate_on_submit() or not form.token.data:
        raise NotFound()
    picks = [pick for raw in request.form.getlist("pick") if (pick := _pick(raw))]
    token = form.token.data[:64]
    try:
        done = service.decide(Bulk(kind), picks, by=person(), token=token, clock=clock)
    except BadInput as error:
        flash(translate_error(error), "error")
        return redirect(url_for(".queue", **kept(), _anchor="list"))
    return redirect(url_for(".bulk_done", bulk_id=done.id, **kept()))


@bp.route("/moderation/bulk/<int:bulk_id>")
@requires(Permission.MODERATE_IDEAS, any_round=True)
def bulk_done(bulk_id: int) -> str:
    """List what was decided in one go, and what was not and why, for whoever did it."""
    found = queries_bulk.bulk(bulk_id, person().id)
    return render_template(
        "moderation/bulk.html",
        bulk=found,
        decided=[item for item in found.items if item.decision_id],
        left_out=[item for item in found.items if not item.decision_id],
        kinds=Bulk,
        problems=PROBLEMS,
        undoable=found.undone_at is None and service.can_undo(found, clock),
        kept=kept(),
    )


@bp.route("/moderation/bulk/<int:bulk_id>/undo", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, any_round=True)
@commits
def undo_bulk(bulk_id: int) -> ResponseReturnValue:
    """Take back what was decided in one go."""
    done, late = service.undo(bulk_id, by=person(), clock=clock)
    if done:
        sentence = ngettext(
            "%(num)s Entscheidung ist zurückgenommen.",
            "%(num)s Entscheidungen sind zurückgenommen.",
            done,
        )
        flash(f"{sentence} {_('Es geht keine E-Mail hinaus.')}", "success")
    if late or not done:
        flash(_("Was sich nicht mehr zurücknehmen ließ, steht in der Liste."), "error")
    return redirect(url_for(".bulk_done", bulk_id=bulk_id, **kept()))


def _pick(raw: str) -> Pick | None:
    idea_id, _colon, version = raw.partition(":")
    found, seen = whole_number(idea_id, digits=9), whole_number(version, digits=9)
    return Pick(found, seen) if found and seen else None
