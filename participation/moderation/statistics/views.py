"""Figures about decisions for everybody, and about the work of moderating for staff."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from flask import Blueprint, Response, render_template, request

from participation.accounts.access import public, requires, rounds_to_read
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.moderation import queries as moderation_queries
from participation.moderation.complaints.rules import OUTCOME_LABELS as COMPLAINT_OUTCOMES
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports.rules import OUTCOME_LABELS as REPORT_OUTCOMES
from participation.moderation.rules import LABELS
from participation.moderation.statistics import figures, queries, rules, tables
from participation.rounds import queries as round_queries
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS
from participation.web.tabular.tables import Filled, csv

bp = Blueprint("statistics", __name__)

NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")


@bp.route("/decisions")
@public
def city() -> str:
    """Show what was decided in all rounds, and in each."""
    now = clock.now()
    parts = figures.of_rounds(queries.rounds(), now)
    pages = figures.of_pages(now)
    return _public("statistics/city.html", figures.of_city([*parts, pages]), parts=parts)


@bp.route("/decisions.csv")
@public
def city_csv() -> Response:
    """Download the figures of every round."""
    now = clock.now()
    parts = [*figures.of_rounds(queries.rounds(), now), figures.of_pages(now)]
    return _file(tables.decisions(parts), "decisions")


@bp.route("/rounds/<slug>/decisions")
@public
def of_round(slug: str) -> str:
    """Show what was decided in a round."""
    round_ = round_queries.get(slug)
    [part] = figures.of_rounds([round_], clock.now())
    return _public("statistics/round.html", part, round=round_)


@bp.route("/rounds/<slug>/decisions.csv")
@public
def of_round_csv(slug: str) -> Response:
    """Download the figures of a round."""
    round_ = round_queries.get(slug)
    return _file(tables.decisions(figures.of_rounds([round_], clock.now())), f"{slug}-decisions")


@bp.route("/moderation/statistics/")
@requires(Permission.MODERATE_IDEAS, any_round=True)
def index() -> str:
    """List the rounds with figures about the work of moderating."""
    readable = rounds_to_read(Permission.MODERATE_IDEAS)
    rounds = [round_ for round_ in queries.rounds() if readable is None or round_.id in readable]
    return render_template("statistics/index.html", rounds=rounds)


@bp.route("/moderation/statistics/<slug>")
@requires(Permission.MODERATE_IDEAS, of_round=round_queries.id_of)
def work(slug: str) -> str:
    """Show how much waits in a round and how long decisions take; never by person."""
    round_ = round_queries.get(slug)
    arrived = queries.arrived([round_.id]).get(round_.id, [])
    made = queries.made([round_.id]).get(round_.id, [])
    ids = frozenset({round_.id})
    return render_template(
        "statistics/work.html",
        round=round_,
        load=moderation_queries.load(ids),
        reports=report_queries.open_for(ids),
        duration=rules.duration([hours for _at, hours in rules.waits(arrived, made)]),
        reasons=Counter(each.reason for each in made if each.reason).most_common(),
        labels=LABELS,
        weeks=rules.weeks(arrived, made, now=clock.now(), zone=round_.timezone),
    )


@bp.route("/moderation/statistics/<slug>.csv")
@requires(Permission.MODERATE_IDEAS, of_round=round_queries.id_of)
def work_csv(slug: str) -> Response:
    """Download the weeks of a round."""
    round_ = round_queries.get(slug)
    arrived, made = queries.arrived([round_.id]), queries.made([round_.id])
    found = rules.weeks(
        arrived.get(round_.id, []),
        made.get(round_.id, []),
        now=clock.now(),
        zone=round_.timezone,
    )
    return _file(tables.weeks(found), f"{slug}-moderation")


def _public(template: str, shown: figures.Figures, **more: object) -> str:
    return render_template(
        template,
        figures=shown,
        until=figures.until(clock.now()) - timedelta(days=1),
        labels=LABELS,
        report_outcomes=REPORT_OUTCOMES,
        complaint_outcomes=COMPLAINT_OUTCOMES,
        **more,
    )


def _file(filled: Filled, name: str) -> Response:
    form = request.args.get("format", Format.CSV)
    if form not in set(Format):
        raise NotFound(NO_FORMAT)
    kind = KINDS[Format(form)]
    return download(csv(filled, Format(form)), f"{name}{kind.ending}", kind.media_type)
