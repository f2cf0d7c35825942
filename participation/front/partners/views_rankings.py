"""Who ranks what, by name: page and files of a closed round of organisations."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from participation.accounts.access import public
from participation.front.partners import presenter
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, NotFound, NotReady
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import next_change, phase
from participation.web.cache import kept_for_everyone, stale_at
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.weighting.named import queries
from participation.weighting.named.ranking import ballots_file, fields_file, ranking

bp = Blueprint("rankings", __name__)
KINDS = {"ballots": ballots_file, "fields": fields_file}
NO_FILE = N_("Diese Datei gibt es nicht.")
NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")
NO_WEIGHTS = N_("In dieser Runde wird nicht gewichtet.")


@bp.route("/partners/<slug>")
@public
@kept_for_everyone()
def show(slug: str) -> str:
    """Show which organisation weighted how, once weighting has closed; before that, when it
    will."""
    round_ = _round(slug)
    now = clock.now()
    stale_at(next_change(round_.windows, now))
    try:
        shown = ranking(round_, now)
    except NotReady:
        current = phase(round_.weights_window, now)
        return render_template("front/partners/waiting.html", round=round_, phase=current)
    return render_template(
        "front/partners/show.html",
        round=round_,
        shown=shown,
        finding=presenter.finding(shown),
        pictures=presenter.pictures(shown),
        rounding=presenter.rounding(shown),
        deviations=round_queries.deviations(round_.id),
    )


@bp.route("/partners/<slug>/<name>.csv")
@public
def files(slug: str, name: str) -> Response:
    """Download every organisation beside every field, or the fields alone."""
    round_ = _round(slug)
    if name not in KINDS:
        raise NotFound(NO_FILE)
    asked = request.args.get("format", "csv")
    if asked not in set(Format):
        raise BadInput(NO_FORMAT)
    pieces = KINDS[name](ranking(round_, clock.now()), Format(asked))
    day = f"{clock.now():%Y-%m-%d}"
    return download(
        b"".join(pieces), f"{slug}-organisations-{name}-{day}.csv", "text/csv; charset=utf-8"
    )


def _round(slug: str) -> Round:
    """Return a round of organisations in which is weighted. Raises NotFound."""
    round_ = queries.get(slug)
    if round_.weights_window.absent:
        raise NotFound(NO_WEIGHTS)
    return round_
