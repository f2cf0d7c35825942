"""The moderators' page for blacking out: choose passages, see what stays, do it. A passage never
stands in an address, which servers log."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from participation.accounts.access import person, requires
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.ideas import queries as idea_queries
from participation.ideas.models import Idea
from participation.ideas.rules import Action, State
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.kernel.text import whole_number
from participation.moderation.addresses import kept
from participation.moderation.blackout import preview, service
from participation.moderation.blackout.elsewhere import also_in, quoted
from participation.moderation.blackout.forms import BlackOutForm, usual_facts
from participation.moderation.blackout.matching import BLACKED_OUT
from participation.moderation.blackout.places import Place, kinds_in, values_of
from participation.moderation.blackout.rules import check
from participation.moderation.choosing import read
from participation.moderation.redaction.queries import marked_text, words_row
from participation.moderation.views import bp
from participation.moderation.workbench import claims, deciding
from participation.moderation.workbench.bench import viewer
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/<number>/black-out", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def black_out(number: str) -> ResponseReturnValue:
    """Choose what is to go of an idea, see it without that, and black it out; a waiting idea can be
    published in the same step."""
    idea = idea_queries.by_number(number)
    form = BlackOutForm(data={"version": idea.version, "facts": usual_facts(idea)})
    passages = _marked(idea)
    form.offer(passages, [])
    if not form.is_submitted():
        chosen = whole_number(request.args.get("mark"), digits=3)
        if chosen is not None and chosen < len(passages):
            form.marked.data = [passages[chosen][1]]
        return _page(idea, form)
    if not form.validate():
        return _page(idea, form)
    try:
        check(form.passages(), form.facts.data or "")
        if form.previewed.data == form.digest() and not request.form.get("look"):
            return _do(idea, form, person())
        return _page(idea, form, service.there(idea, form.passages()))
    except BadInput as error:
        form.refuse(error)
        return _page(idea_queries.by_number(number), form)
    except Conflict as error:
        if service.is_done(idea.id, form.version.data or 0, person().id):
            # The button pressed twice.
            return redirect(url_for("moderation.show", number=number, **kept(), _anchor="idea"))
        return _conflict(number, error, form)


def _marked(idea: Idea) -> list[tuple[str, str]]:
    """Return what is marked in an idea: what it may be, and the passage, each once."""
    row = words_row()
    marked = marked_text(idea, row.words if row else "")
    found = {each.passage: each.label for each in marked.passages} if marked else {}
    return [(label, passage) for passage, label in found.items()]


def _do(idea: Idea, form: BlackOutForm, me: Account) -> ResponseReturnValue:
    number, idea_id, my_id = idea.number, idea.id, me.id
    publish = bool(request.form.get("publish")) and idea.state == State.WAITING
    who, choice = viewer(), read(request.args)
    claims.require_free(idea_id, my_id, clock.now())
    own = service.black_out(idea_id, form.order(), by=me, clock=clock, tell=not publish)
    if not publish:
        flash(
            _(
                "Geschwärzt. In der Idee und überall, wo Sie es gewählt haben. Öffentliche"
                " Seiten können die Stelle noch bis zu zehn Sekunden lang zeigen."
            ),
            "success",
        )
        return redirect(url_for("moderation.show", number=number, **kept(), _anchor="idea"))
    idea = idea_queries.by_number(number)
    text = service.told(idea, form.facts.data or "", clock.now()) if own else ""
    deciding.decide(
        idea_id,
        Action.PUBLISH,
        by=me,
        version=idea.version,
        clock=clock,
        reason=None,
        text=text,
    )
    return _to_next(deciding.go_on(choice, who, clock=clock))


def _to_next(idea_id: int | None) -> Response:
    if idea_id is None:
        return redirect(url_for("moderation.queue", **kept(), _anchor="idea"))
    number = idea_queries.number_of_id(idea_id)
    return redirect(url_for("moderation.show", number=number, **kept(), _anchor="idea"))


def _page(idea: Idea, form: BlackOutForm, found: list[Place] | None = None) -> str:
    """Show the form, and once passages are chosen what would stay of the idea without them."""
    form.previewed.raw_data = None
    form.previewed.data = form.digest() if found is not None else ""
    kinds = kinds_in(found or [])
    form.offer(_marked(idea), kinds)
    now = [place for place in found or [] if place.kind is None and place.row is idea]
    own = {place.column: place.left for place in now}
    return render_template(
        "moderation/blackout/black_out.html",
        idea=idea,
        form=form,
        mark=BLACKED_OUT,
        previewed=found is not None,
        title=own.get("title", idea.title),
        text=own.get("text", idea.text),
        kinds=kinds,
        going=preview.going(idea, found or []),
        staying=preview.staying(idea, values_of(idea), form.passages()) if found else [],
        others=also_in(idea, form.passages()) if found else [],
        quotes=quoted(idea, form.passages()) if found else [],
        waits=idea.state == State.WAITING,
        kept=kept(),
    )


def _conflict(number: str, error: Conflict, form: BlackOutForm) -> tuple[str, int]:
    idea = idea_queries.by_number(number)
    # Sent again it is about what is shown now, and shown once more before.
    form.version.data, form.version.raw_data = idea.version, None
    form.refuse(error)
    return _page(idea, form), 409
