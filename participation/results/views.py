"""Pages of results: what residents read, what planners do."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, may_read, public, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound, NotReady, ParticipationError
from participation.kernel.text import whole_number
from participation.results import queries, service, visibility
from participation.results.comparison.queries import comparable
from participation.results.forms import PublishForm, ReasonForm
from participation.results.models import Snapshot
from participation.results.output import round_status
from participation.results.output.annex import Annex
from participation.results.output.beside import beside
from participation.results.output.census import census_example
from participation.results.output.checklist import open_points
from participation.results.output.presenter import ResultPage
from participation.rounds import queries as round_queries
from participation.rounds.ending.rules import STOPPED
from participation.rounds.rules import Phase, next_change, registered_late
from participation.rounds.way import way_of
from participation.web.cache import kept_for_everyone, stale_at
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting.named import queries as named_queries

bp = Blueprint("results", __name__)


@bp.route("/rounds/<slug>/results")
@public
@kept_for_everyone()
def show(slug: str) -> ResponseReturnValue:
    """Show the result: to staff once the window has closed, to everyone once it is published;
    before that, when and where."""
    round_ = round_queries.get(slug)
    if round_.is_named:
        return redirect(url_for("rankings.show", slug=slug))
    stale_at(next_change(round_.windows, clock.now()))
    staff = may_read(Permission.PLAN_RESULTS, round_.id)
    known = queries.versions(round_.id)
    try:
        snapshot = visibility.visible_snapshot(
            round_, clock.now(), staff=staff, number=version_asked(), known=known
        )
    except NotFound:
        raise
    except ParticipationError:
        return render_template(
            "results/waiting.html",
            round=round_,
            now=clock.now(),
            phase=round_status.waiting(round_, clock.now()),
        )
    versions = [version for version in known if staff or version.published_at]
    goes = round_.key_destroyed_at or (round_.key_due if round_.results_published_at else None)
    backup_days = current_app.config["BACKUP_DAYS"]
    result = ResultPage(snapshot)
    return render_template(
        "results/show.html",
        round=round_,
        snapshot=snapshot,
        result=result,
        annex=Annex(result),
        example=census_example(result),
        beside=beside(result, round_, clock.now()),
        steps=way_of(round_),
        comparable=comparable(round_),
        registered_late=registered_late(round_.created_at, round_.windows),
        versions=versions,
        later=queries.later_deviations(snapshot),
        key_goes=goes,
        key_overdue=goes is not None and goes <= clock.now(),
        backup_days=backup_days,
        backups_gone=goes + timedelta(days=backup_days) if goes else None,
    )


def version_asked() -> int | None:
    """Return the version named in the address, None for the newest. Raises NotFound for anything
    but a number."""
    raw = request.args.get("version")
    if raw is None:
        return None
    number = whole_number(raw, digits=6)
    if number is None:
        raise NotFound(visibility.NO_VERSION)
    return number


def name_bundle(response: Response, snapshot: Snapshot) -> Response:
    """Let a file of a published version name the checksum of the bundle that was made with it."""
    if snapshot.bundle_sha256 is not None:
        response.headers["Bundle-SHA256"] = snapshot.bundle_sha256
    return response


@bp.route("/planning/")
@requires(Permission.PLAN_RESULTS, any_round=True)
def planning() -> str:
    """List the rounds with their state, their files, and what is missing before the result is
    published."""
    rounds = [
        status
        for status in round_status.all_statuses(clock.now())
        if may_read(Permission.PLAN_RESULTS, status.round.id)
    ]
    return render_template("results/planning.html", rounds=rounds, named=named_queries.rounds())


@bp.route("/planning/<slug>/")
@requires(Permission.PLAN_RESULTS, of_round=round_queries.id_of)
def plan(slug: str) -> str:
    """Show one round to planners: its files, its versions, its signals, the next step."""
    return _plan_page(slug, ReasonForm(formdata=None))


@bp.route("/planning/<slug>/snapshot", methods=["POST"])
@requires(Permission.PLAN_RESULTS, of_round=round_queries.id_of)
@commits
def compute(slug: str) -> ResponseReturnValue:
    """Make the result of a closed round now, or a further version, which needs a reason once one is
    published."""
    round_ = round_queries.of_residents(slug)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _plan_page(slug, form)
    before = queries.versions(round_.id)[-1:]
    reason = form.reason.data or ""
    make = service.new_version if before and before[-1].published_at else service.make_snapshot
    try:
        snapshot = make(round_.id, reason=reason, actor=actor(), clock=clock)
    except BadInput as error:
        form.refuse(error)
        return _plan_page(slug, form)
    except NotReady as error:
        flash(translate_error(error), "error")
    else:
        number = snapshot.number
        if before and number == before[-1].number:
            flash(_("Es gibt keine neue Fassung. Fassung %(number)s gilt.", number=number), "info")
        else:
            flash(_("Fassung %(number)s ist berechnet.", number=number), "success")
    return redirect(url_for(".plan", slug=slug))


def _plan_page(slug: str, form: ReasonForm) -> str:
    round_ = round_queries.of_residents(slug)
    status = round_status.status(round_, clock.now())
    snapshot = status.snapshot if status.phase is Phase.AFTER else None
    result = ResultPage(snapshot) if snapshot else None
    logged = round_queries.deviations(round_.id) if round_.stopped_at else []
    return render_template(
        "results/plan.html",
        status=status,
        open_points=open_points(status),
        round=round_,
        stops=[each for each in logged if each.kind == STOPPED],
        snapshot=snapshot,
        result=result,
        annex=Annex(result) if result else None,
        form=form,
    )


@bp.route("/planning/<slug>/publish", methods=["GET", "POST"])
@requires(Permission.PUBLISH_RESULTS, of_round=round_queries.id_of)
@commits
def publish(slug: str) -> ResponseReturnValue:
    """Ask the short checklist, then publish."""
    round_ = round_queries.get(slug)
    known = queries.versions(round_.id)
    snapshot = visibility.visible_snapshot(
        round_, clock.now(), staff=True, number=version_asked(), known=known
    )
    form = PublishForm()
    if snapshot.published_at is not None:
        return redirect(url_for(".show", slug=slug))
    if form.validate_on_submit():
        try:
            service.publish(round_.id, number=snapshot.number, actor=actor(), clock=clock)
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(_("Das Ergebnis ist veröffentlicht."), "success")
            return redirect(url_for(".show", slug=slug))
    return render_template(
        "results/publish.html",
        round=round_,
        form=form,
        result=ResultPage(snapshot),
        snapshot=snapshot,
        open_points=open_points(round_status.status(round_, clock.now(), known)),
    )
