"""The pages for data protection: of which ideas an original is kept, reading it, deleting it.

A text is shown in answer to a POST alone: each reading is recorded, and auditors, who read every
staff page, do not come by it.
"""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.ideas import originals as kept_apart
from participation.ideas import queries as idea_queries
from participation.ideas.models import IdeaOriginal
from participation.ideas.originals import Original
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, NotFound
from participation.moderation.addresses import kept
from participation.moderation.blackout import originals, queries
from participation.moderation.views import bp
from participation.web.filters import translate_error
from participation.web.paging import page_number
from participation.web.transactions import commit_now, commits
from participation.web.translation import _

Opened = list[tuple[IdeaOriginal, Original]]


@bp.route("/originals/", endpoint="originals")
@requires(Permission.READ_ORIGINALS, any_round=True)
def index() -> str:
    """List the ideas of which an original is kept."""
    rounds = rounds_to_read(Permission.READ_ORIGINALS)
    listing = queries.listing(rounds, page_number(request.args.get("page")))
    if listing.number > listing.pages:
        raise NotFound()
    return render_template("moderation/blackout/originals.html", listing=listing)


@bp.route("/originals/<number>")
@requires(Permission.READ_ORIGINALS, of_round=idea_queries.round_id_of)
def original(number: str) -> str:
    """Show what is kept of an idea, and until when; not what it says."""
    return _page(number, None)


@bp.route("/originals/<number>/read", methods=["POST"])
@requires(Permission.READ_ORIGINALS, of_round=idea_queries.round_id_of)
def read_original(number: str) -> Response:
    """Show what an idea said, and record that somebody read it."""
    found = originals.read(idea_queries.by_number(number).id, actor=actor(), clock=clock)
    commit_now()
    response = make_response(_page(number, found))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/originals/<number>/delete", methods=["POST"])
@requires(Permission.READ_ORIGINALS, of_round=idea_queries.round_id_of)
@commits
def delete_original(number: str) -> ResponseReturnValue:
    """Delete everything that is kept of what an idea said."""
    try:
        originals.delete_now(idea_queries.by_number(number).id, actor=actor(), clock=clock)
    except Conflict as error:
        flash(translate_error(error), "error")
        return redirect(url_for(".original", number=number))
    flash(_("Die Fassung vor dem Schwärzen ist gelöscht."), "success")
    return redirect(url_for(".originals"))


@bp.route("/moderation/<number>/ask-deletion", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def ask_deletion(number: str) -> ResponseReturnValue:
    """Note that somebody whom the passage is about wants the original deleted at once."""
    originals.note_asked(idea_queries.by_number(number).id, actor=actor(), clock=clock)
    flash(_("Vermerkt. Wer für Datenschutz zuständig ist, sieht es unter „Heute“."), "success")
    return redirect(url_for(".show", number=number, **kept(), _anchor="redactions"))


def _page(number: str, opened: Opened | None) -> str:
    idea = idea_queries.by_number(number)
    rows = kept_apart.of_idea(idea.id)
    return render_template(
        "moderation/blackout/original.html",
        idea=idea,
        round=idea.round,
        rows=rows,
        kept_now=[row for row in rows if row.sealed],
        opened=[(row, said) for row, said in opened or []],
        readings=queries.readings(idea),
    )
