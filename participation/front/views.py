"""The blueprint of home, rounds, 'Mein Bereich', legal pages and health; here are home and the
pages of a round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import ngettext

from participation.accounts.access import public
from participation.front import queries
from participation.front.chain.rounds import way_of
from participation.front.rules import Unit, time_left
from participation.ideas.progress import answer_count
from participation.kernel.clock import clock
from participation.kernel.crypto import same
from participation.kernel.errors import NotFound
from participation.rounds import queries as round_queries
from participation.rounds.configuration.document import canonical, rules_document, rules_hash
from participation.rounds.ending.rules import WITHDRAWN
from participation.rounds.models import Round
from participation.rounds.rules import first_opening, next_change, registered_late
from participation.web.cache import kept_for_everyone, kept_when_signed_out, stale_at
from participation.web.filters import localdate

bp = Blueprint("front", __name__)


@bp.app_template_filter("time_left")
def time_left_in_words(until: datetime, now: datetime) -> str:
    """Return how long it is from `now` until a moment in words: 'noch 12 Tage'."""
    number, unit = time_left(until, now)
    if unit is Unit.DAYS:
        return str(ngettext("noch %(num)s Tag", "noch %(num)s Tage", number))
    if unit is Unit.HOURS:
        return str(ngettext("noch %(num)s Stunde", "noch %(num)s Stunden", number))
    return str(ngettext("noch %(num)s Minute", "noch %(num)s Minuten", number))


@bp.app_template_filter("last_day")
def last_day(closes: datetime, zone: str) -> str:
    """Return the last day that counted, written out: a round that closes at midnight ended the day
    before."""
    return localdate(closes - timedelta(microseconds=1), zone)


@bp.app_template_filter("from_iso")
def from_iso(text: str) -> datetime:
    """Return the moment that a rules document writes as ISO text in UTC."""
    return datetime.fromisoformat(text)


@bp.route("/")
@public
@kept_for_everyone()
def home() -> str:
    """Show the rounds: open, coming, closed."""
    now = clock.now()
    page = queries.home(now)
    stale_at(page.changes_at)
    return render_template("front/home.html", home=page, now=now)


@bp.route("/rounds/<slug>/")
@public
def round_page(slug: str) -> Response:
    """Show a round; one that is not published yet only to who has the secret link."""
    token = request.args.get("preview")
    return _preview(slug, token) if token else _round_page(slug)


@kept_for_everyone()
def _round_page(slug: str) -> str:
    round_ = round_queries.get_or_withdrawn(slug)
    if round_.withdrawn_at is not None:
        return _notice(round_)
    shown = queries.round_page(round_, clock.now())
    stale_at(shown.changes_at)
    return render_template(
        "front/round_page.html",
        shown=shown,
        round=shown.round,
        answers=answer_count(shown.round),
        steps=way_of(shown.round),
        preview=False,
    )


def _notice(round_: Round) -> str:
    """Return the page that stands where a withdrawn round would be."""
    reasons = (
        each.reason for each in round_queries.deviations(round_.id) if each.kind == WITHDRAWN
    )
    return render_template(
        "front/withdrawn.html",
        round=round_,
        reason=next(reasons, ""),
        opening=first_opening(round_.windows),
    )


def _preview(slug: str, token: str) -> Response:
    round_ = round_queries.get_any(slug)
    if round_.withdrawn_at is not None or not same(token, round_.preview_token):
        raise NotFound(round_queries.NO_ROUND)
    shown = queries.round_page(round_, clock.now())
    response = make_response(
        render_template("front/round_page.html", shown=shown, round=round_, preview=True)
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.route("/rounds/<slug>/procedure")
@public
@kept_when_signed_out
def procedure(slug: str) -> str:
    """Say how the round works: in plain language first, the exact rules and their hash below."""
    round_ = round_queries.get(slug)
    stale_at(next_change(round_.windows, clock.now()))
    document = _rules(round_)
    page = "procedure_organisations" if round_.is_named else "procedure"
    return render_template(
        f"front/{page}.html",
        round=round_,
        document=document,
        rules_hash=rules_hash(document),
        deviations=round_queries.deviations(round_.id),
        registered_late=registered_late(round_.created_at, round_.windows),
        **_key_dates(round_),
    )


@bp.route("/rounds/<slug>/procedure.json")
@public
@kept_when_signed_out
def procedure_json(slug: str) -> Response:
    """Give the exact text that the rules' hash is over."""
    document = _rules(round_queries.get(slug))
    return Response(canonical(document), mimetype="application/json")


def _rules(round_: Round) -> dict[str, Any]:
    return round_.rules_document or rules_document(round_.settings, round_.frame)


def _key_dates(round_: Round) -> dict[str, Any]:
    days, due, gone = current_app.config["BACKUP_DAYS"], round_.key_due, round_.key_destroyed_at
    until = gone + timedelta(days=days) if gone else None
    return {
        "key_due": due,
        "key_overdue": due is not None and due <= clock.now(),
        "backups_until": until,
        "copies_overdue": until is not None and until <= clock.now(),
        "backup_days": days,
    }
