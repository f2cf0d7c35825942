"""The page of moderation beside the place of work: what was decided."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from participation.accounts.access import requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.ideas.rules import SEARCH_LENGTH
from participation.kernel.errors import NotFound
from participation.kernel.text import clean_line
from participation.moderation import queries
from participation.moderation.rules import LABELS
from participation.web.paging import page_number

bp = Blueprint("moderation", __name__)


@bp.route("/moderation/decided")
@requires(Permission.READ_ALL_IDEAS, any_round=True)
def decided() -> str:
    """List what was decided; search any idea by number or text."""
    search = clean_line(request.args.get("q"))[:SEARCH_LENGTH]
    listing = queries.decided_page(
        page_number(request.args.get("page")), search, rounds_to_read(Permission.READ_ALL_IDEAS)
    )
    if listing.number > listing.pages:
        raise NotFound()
    return render_template(
        "moderation/decided.html", listing=listing, search=search, reasons=LABELS
    )
