"""Dry runs from outside: choosing a moment and ending on a page of the city, and the way into the
copy, for nobody but whoever made it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import requires, signed_in
from participation.accounts.permissions import Permission
from participation.dry_run import mounting, queries, service
from participation.dry_run.rules import NAMES, stops
from participation.extensions import csrf, db
from participation.kernel.clock import clock
from participation.kernel.errors import N_, Frozen, NotFound, NotReady
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import may_change_rules
from participation.web.translation import _

OVER = N_(
    "Dieser Probelauf ist zu Ende, oder er gehört jemand anderem. Beginnen Sie auf der Seite der"
    " Runde einen neuen."
)

bp = Blueprint("dry_run", __name__)


@bp.app_context_processor
def _seen() -> dict[str, Any]:
    return {"seen_in_dry_runs": seen_of}


def seen_of(round_: Round) -> list[dict[str, Any]]:
    """Return the moments of a round in their order, each with when it was seen last."""
    seen = queries.seen(round_.id)
    return [
        {
            "moment": stop.moment.value,
            "name": _(NAMES[stop.moment]),
            "at": stop.at,
            "seen_at": seen[stop.moment][0] if stop.moment in seen else None,
            "is_old": stop.moment in seen and seen[stop.moment][1] != round_.version,
        }
        for stop in stops(round_.settings)
    ]


@bp.route("/admin/rounds/<slug>/dry-run", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def show(slug: str) -> ResponseReturnValue:
    """Offer the moments of a round that has not begun, and lead into the dry run at one."""
    round_ = round_queries.get_any(slug)
    if not may_change_rules(round_.windows, clock.now(), published=round_.published_at is not None):
        if request.method == "POST":
            raise Frozen()
        return redirect(url_for("rounds.overview", slug=slug))
    problem = None
    if request.method == "POST":
        try:
            wanted = request.form.get("moment", "")
            token = service.go_to(round_, wanted, account_id=_person(), clock=clock)
        except NotReady as error:
            problem = error
            round_ = round_queries.get_any(slug)
        else:
            page = url_for("front.round_page", slug=slug)
            return redirect(mounting.prefix(token) + page)
    run = queries.of_account(_person())
    going_on = run if run and service.goes_on(run, clock.now()) else None
    page = render_template(
        "dry_run/show.html",
        round=round_,
        ways=seen_of(round_),
        obstacles=service.obstacles(round_),
        run=going_on,
        is_of_this=going_on is not None and going_on.round_id == round_.id,
        inside=mounting.prefix(going_on.token) if going_on else None,
        problem=problem,
    )
    return page, 409 if problem else 200


@bp.route("/admin/rounds/<slug>/dry-run/end", methods=["POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def end(slug: str) -> ResponseReturnValue:
    """End one's own dry run."""
    page = url_for(".show", slug=round_queries.get_any(slug).slug)
    service.end(_person())
    flash(_("Der Probelauf ist beendet. Alles, was darin war, ist gelöscht."), "success")
    return redirect(page)


@bp.route("/dry-run/<token>/", defaults={"rest": ""}, methods=["GET", "POST"])
@bp.route("/dry-run/<token>/<path:rest>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@requires(Permission.ADMINISTER, of_round=queries.round_of)
def inside(token: str, rest: str) -> Response:  # noqa: ARG001 (the copy reads the path itself)
    """Hand the request on to the copy, which checks form tokens of its own."""
    run, now = queries.get(token), clock.now()
    if run is None or run.account_id != _person() or not service.goes_on(run, now):
        raise NotFound(OVER)
    assert run.pretended_at is not None
    assert run.since is not None
    pretended = run.pretended_at + (now - run.since)
    # The copy takes its time; the city's database is not held meanwhile.
    db.session.rollback()
    return mounting.serve(token, pretended)


def _person() -> int:
    account = signed_in()
    assert account is not None
    return account.id
