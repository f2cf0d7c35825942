"""The steps of a round, each on a page that says what will happen: take the strategy over, extend,
archive. Archiving can be undone."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.rounds import editing, lifecycle
from participation.rounds import queries as round_queries
from participation.rounds.editor.forms import ExtendForm, TakeFrameForm, VersionForm
from participation.rounds.rules import (
    may_change_rules,
    parse_moment,
)
from participation.rounds.views import bp, version_of
from participation.strategy import edits
from participation.strategy import queries as strategy_queries
from participation.strategy.service import fingerprint
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/rounds/<slug>/take-frame", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def take_frame(slug: str) -> ResponseReturnValue:
    """Show what is different in the strategy, then take it over into a published round that has
    not begun."""
    round_ = round_queries.get_any(slug)
    if round_.published_at is None:
        return redirect(url_for(".overview", slug=slug))
    newest = strategy_queries.frame_of(round_.strategy)
    form = TakeFrameForm(version=str(round_.version), seen=fingerprint(newest))
    if form.validate_on_submit():
        version, seen = version_of(form.version.data), form.seen.data or ""
        editing.take_frame(round_.id, seen=seen, version=version, actor=actor(), clock=clock)
        flash(_("Die Runde hat jetzt den neuen Stand der Strategie."), "success")
        return redirect(url_for(".overview", slug=slug))
    return render_template(
        "rounds/take_frame.html",
        form=form,
        round=round_,
        may_change=may_change_rules(round_.windows, clock.now(), published=True),
        comparison=edits.compare(round_.frame, newest),
    )


@bp.route("/admin/rounds/<slug>/extend", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def extend(slug: str) -> ResponseReturnValue:
    """Let a window close later."""
    round_ = round_queries.get_any(slug)
    form = ExtendForm(
        version=str(round_.version), window="ideas" if round_.weights_window.absent else "weights"
    )
    if form.validate_on_submit():
        try:
            closes = parse_moment(form.closes.data or "", round_.timezone, field="closes")
            _extend(round_.id, form, closes)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(
                _("Das Zeitfenster ist verlängert. Die Begründung steht auf der Seite der Runde."),
                "success",
            )
            return redirect(url_for(".overview", slug=slug))
    return render_template("rounds/extend.html", form=form, round=round_queries.get_any(slug))


def _extend(round_id: int, form: ExtendForm, closes: datetime) -> None:
    version, reason = version_of(form.version.data), form.reason.data or ""
    lifecycle.extend_window(
        round_id,
        form.window.data,
        closes,
        reason=reason,
        version=version,
        actor=actor(),
        clock=clock,
    )


@bp.route("/admin/rounds/<slug>/archive", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def archive(slug: str) -> ResponseReturnValue:
    """Say what the archive is, then take a finished round off the home page."""
    round_ = round_queries.get_any(slug)
    form = VersionForm(version=str(round_.version))
    obstacle = lifecycle.in_the_way_of_archiving(round_, clock.now())
    if form.validate_on_submit():
        lifecycle.archive(round_.id, actor=actor(), clock=clock)
        flash(_("Die Runde ist im Archiv. Ihre Seiten bleiben erreichbar."), "success")
        return redirect(url_for(".overview", slug=slug))
    return render_template("rounds/archive.html", form=form, round=round_, obstacle=obstacle)


@bp.route("/admin/rounds/<slug>/bring-back", methods=["POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def bring_back(slug: str) -> ResponseReturnValue:
    """Show an archived round on the home page again."""
    lifecycle.bring_back(round_queries.get_any(slug).id, actor=actor(), clock=clock)
    flash(_("Die Runde ist nicht mehr im Archiv."), "success")
    return redirect(url_for(".overview", slug=slug))
