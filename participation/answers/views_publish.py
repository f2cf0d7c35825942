"""Pages on which several answers are staged, given to a unit, or published; all but the first are
for planners."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.answers import listing, publishing, queries, service
from participation.answers.checking import Checker, InvalidAnswer
from participation.answers.forms import AnswerForm, AssignForm, SeenForm, StatementForm
from participation.answers.progress import answer_count
from participation.answers.publishing import OBSTACLES
from participation.answers.rules import NAMES
from participation.answers.views import bp, writer
from participation.city import queries as city_queries
from participation.ideas.rules import parse_number
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.rounds import queries as round_queries
from participation.web.filters import tr
from participation.web.forms import choices
from participation.web.transactions import commits
from participation.web.translation import _

NOTHING_CHOSEN = N_("Wählen Sie zuerst Ideen aus der Liste.")


@bp.route("/planning/<slug>/answers/bulk", methods=["GET", "POST"])
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
@commits
def bulk(slug: str) -> ResponseReturnValue:
    """Write one answer for the chosen ideas, look at it, stage it."""
    round_ = round_queries.get(slug)
    rows = listing.chosen(round_.id, request.args.getlist("idea"))
    if not rows:
        raise NotFound(NOTHING_CHOSEN)
    by = writer(round_.id)
    ids = [row.id for row in rows]
    checker = Checker(by, service.today_in(round_, clock.now()))
    free = set(service.stageable(round_.id, ids, checker))
    form = AnswerForm()
    form.offer(round_, by)
    preview = False
    if form.validate_on_submit():
        try:
            checker.content(form.draft())
            preview = "change" not in request.form
            if "confirm" in request.form:
                count = service.stage_many(round_.id, ids, form.draft(), by=by, clock=clock)
                said = ngettext(
                    "%(num)s Antwort ist vorgemerkt.", "%(num)s Antworten sind vorgemerkt.", count
                )
                flash(said, "success")
                return redirect(url_for(".index", slug=slug, show="staged"))
        except InvalidAnswer as invalid:
            form.refuse_all(invalid)
        except Conflict as conflict:
            form.refuse(conflict)
    return render_template(
        "answers/bulk.html",
        round=round_,
        form=form,
        preview=preview,
        free=[row for row in rows if row.id in free],
        taken=[row for row in rows if row.id not in free],
        names=NAMES,
    )


@bp.route("/planning/<slug>/answers/assign", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY, of_round=round_queries.id_of)
@commits
def assign(slug: str) -> ResponseReturnValue:
    """Give the chosen ideas to a unit."""
    round_ = round_queries.get(slug)
    rows = listing.chosen(round_.id, request.args.getlist("idea"))
    if not rows:
        raise NotFound(NOTHING_CHOSEN)
    form = AssignForm()
    units = [(unit.key, tr(unit.title)) for unit in city_queries.units(active=True)]
    form.unit.choices = choices([("", _("keine")), *units])
    if form.validate_on_submit():
        ids = [row.id for row in rows]
        count = service.assign(round_.id, ids, form.unit.data or "", actor=actor(), clock=clock)
        said = ngettext("%(num)s Idee ist zugeteilt.", "%(num)s Ideen sind zugeteilt.", count)
        flash(said, "success")
        return redirect(url_for(".index", slug=slug))
    return render_template("answers/assign.html", round=round_, form=form, rows=rows)


@bp.route("/planning/<slug>/answers/publish", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY, of_round=round_queries.id_of)
@commits
def publish(slug: str) -> ResponseReturnValue:
    """Show what goes out and how many mails, then publish all staged answers or the chosen ones."""
    round_ = round_queries.get(slug)
    numbers = request.args.getlist("idea")
    ids = [parsed[1] for parsed in map(parse_number, numbers) if parsed] if numbers else None
    form = SeenForm()
    if form.validate_on_submit():
        try:
            batch = publishing.publish(
                round_.id, ids, seen=form.seen.data or "", actor=actor(), clock=clock
            )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            count = len(batch.ready)
            said = ngettext(
                "%(num)s Antwort ist veröffentlicht.",
                "%(num)s Antworten sind veröffentlicht.",
                count,
            )
            flash(said if count else _("Es ist keine Antwort mehr vorgemerkt."), "success")
            return redirect(url_for(".index", slug=slug))
    batch = publishing.staged_batch(round_.id, ids)
    form.seen.data = batch.seen
    units = {unit.id: unit for unit in city_queries.units()}
    return render_template(
        "answers/publish.html",
        round=round_,
        form=form,
        batch=batch,
        units=units,
        names=NAMES,
        obstacles=OBSTACLES,
    )


@bp.route("/planning/<slug>/answers/statement", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY, of_round=round_queries.id_of)
@commits
def statement(slug: str) -> ResponseReturnValue:
    """Publish what the city says to all ideas without an answer of their own."""
    round_ = round_queries.get(slug)
    last = queries.statement(round_.id)
    form = StatementForm(text=last.text if last else "")
    if form.validate_on_submit():
        try:
            publishing.state_generally(round_.id, form.text.data or "", actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Die allgemeine Antwort ist veröffentlicht."), "success")
            return redirect(url_for(".index", slug=slug))
    return render_template(
        "answers/statement.html",
        round=round_,
        form=form,
        last=last,
        progress=answer_count(round_),
    )
