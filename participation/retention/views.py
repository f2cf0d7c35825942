"""What is kept until when: the list, the city's times, and for a round or the city what is held and
what the archive said. Kinds and figures, never names."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound, ParticipationError
from participation.kernel.text import whole_number
from participation.retention import due, idle, queries, service
from participation.retention.forms import HoldForm, TimesForm
from participation.retention.rules import NOTICE, Answer, CityKept
from participation.retention.wording import ANSWERS, KINDS, STATES
from participation.rounds import keeping
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import last_closing
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("retention", __name__, url_prefix="/admin/retention")
CITY = "_city"
"""Stands in the address where the slug of a round may stand; no slug begins like this."""


@bp.route("/")
@requires(Permission.ADMINISTER)
def index() -> str:
    """List what falls due when, by kind and number, and what went last."""
    now = clock.now()
    known = due.hindrances()
    waiting, told, first = idle.counts(known.kept.times, now)
    return render_template(
        "retention/index.html",
        rounds=due.of_rounds(now, known),
        of_city=[item for item in due.of_city(now, known) if item.count],
        idle={"waiting": waiting, "told": told, "first": first + NOTICE if first else None},
        idle_reason=known.reason(None, CityKept.ACCOUNTS),
        kept=known.kept,
        erased=queries.last_erased(),
        **_words(),
    )


@bp.route("/times", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def times() -> ResponseReturnValue:
    """Set for how long the city keeps what belongs to no round."""
    kept = queries.kept()
    form = TimesForm(
        idle=kept.times.idle,
        applications=kept.times.applications,
        audit=kept.times.audit,
        offers_archive=kept.offers_archive,
    )
    if form.validate_on_submit():
        try:
            service.change_times(
                form.times(), offers_archive=form.offers_archive.data, actor=actor(), clock=clock
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".index"))
    return render_template("retention/times.html", form=form)


@bp.route("/of/<scope>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def scope(scope: str) -> ResponseReturnValue:
    """Show what is kept of a round or of the city, hold something back."""
    round_ = _round(scope)
    form = HoldForm(kinds=CityKept if round_ is None else keeping.Kept)
    if form.validate_on_submit():
        try:
            number = round_.id if round_ else None
            reason, kind = form.reason.data or "", form.kind.data
            service.hold(number, kind, reason=reason, actor=actor(), clock=clock)
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(_("Das bleibt, bis jemand es freigibt."), "success")
            return redirect(url_for(".scope", scope=scope))
    return _show(scope, form)


@bp.route("/of/<scope>/release", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def release(scope: str) -> ResponseReturnValue:
    """End a hold."""
    round_ = _round(scope)
    number = round_.id if round_ else None
    service.release(number, request.form.get("kind", ""), actor=actor(), clock=clock)
    flash(_("Freigegeben. Was fällig ist, wird beim nächsten Lauf gelöscht."), "success")
    return redirect(url_for(".scope", scope=scope))


@bp.route("/of/<scope>/offer", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def offer(scope: str) -> ResponseReturnValue:
    """Note that the archive was offered the records."""
    round_ = _round(scope)
    service.offer(round_.id if round_ else None, actor=actor(), clock=clock)
    flash(_("Eingetragen: Die Unterlagen sind dem Archiv angeboten."), "success")
    return redirect(url_for(".scope", scope=scope))


@bp.route("/of/<scope>/answer", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def answer(scope: str) -> ResponseReturnValue:
    """Note what the archive said."""
    _round(scope)
    said = request.form.get("outcome", "")
    number = whole_number(request.form.get("offer", ""))
    if said not in set(Answer) or number is None:
        raise NotFound(service.NO_OFFER)
    service.answer(number, Answer(said), actor=actor(), clock=clock)
    flash(_("Die Antwort des Archivs ist eingetragen."), "success")
    return redirect(url_for(".scope", scope=scope))


def _round(scope: str) -> Round | None:
    return None if scope == CITY else round_queries.get(scope)


def _show(scope: str, form: HoldForm) -> str:
    now, round_ = clock.now(), _round(scope)
    number = round_.id if round_ else None
    known = due.hindrances()
    if round_ is None:
        items, ends = [item for item in due.of_city(now, known) if item.count], None
    else:
        items = [item for item in due.of_rounds(now, known) if item.round_ is round_]
        ends = last_closing(round_.windows)
    return render_template(
        "retention/scope.html",
        scope=scope,
        round=round_,
        form=form,
        items=items,
        holds=[hold for (held, _kind), hold in known.holds.items() if held == number],
        offers=queries.offers_of(number),
        may_offer=known.kept.offers_archive and (round_ is None or (ends and ends <= now)),
        kept=known.kept,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"kinds": KINDS, "states": STATES, "answers": ANSWERS, "city_scope": CITY}
