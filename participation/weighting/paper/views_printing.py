"""Sheets and postcards to be printed."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.city.rules import LegalPage
from participation.kernel.errors import BadInput
from participation.kernel.text import whole_number
from participation.rounds import queries as round_queries
from participation.rounds.rules import Channel, InstrumentKind
from participation.web.qr import qr_picture
from participation.web.translation import _
from participation.web.urls import external_url
from participation.weighting.paper import printable
from participation.weighting.views import bp

KINDS = ("ballot", "large", "postcard")
MOST_PRINTED = 500
POSTCARD_FIELDS = 12
"""More fields do not fit on a postcard."""


@bp.get("/paper/<slug>/print")
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
def print_paper(slug: str) -> ResponseReturnValue:
    """Numbered ballots or postcards to print, in the frame's order."""
    round_ = round_queries.of_residents(slug)
    kind = request.args.get("kind", "ballot")
    first, count = _whole("first", 1, 99_999), _whole("count", 1, MOST_PRINTED)
    address = external_url("front.round_page", slug=slug)
    return render_template(
        "weighting/print_paper.html",
        round=round_,
        kind=kind if kind in KINDS else "ballot",
        sheets=printable.sheets(round_, range(first, min(first + count, 100_000))),
        first=first,
        count=count,
        is_pick=round_.settings.instrument.kind is InstrumentKind.PICK,
        with_code=Channel.CODE in round_.settings.participation,
        fits_a_postcard=len(round_.frame.fields) <= POSTCARD_FIELDS,
        address=address,
        privacy=external_url("front.legal", page=LegalPage.PRIVACY.value),
        qr=qr_picture(address),
    )


def _whole(name: str, default: int, most: int) -> int:
    number = whole_number(request.args.get(name) or str(default))
    if number is None or not 1 <= number <= most:
        raise BadInput(_("Schreiben Sie eine Zahl von 1 bis %(most)s.", most=most))
    return number
