"""Planners' pages of papers: list, record, look at, show, hide, black out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.council import oparl, queries, service
from participation.council.papers import corrections, redaction, visibility
from participation.council.papers.forms import PaperForm, RedactForm
from participation.council.views import bp, staff_page
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.text import whole_number
from participation.strategy import queries as strategy_queries
from participation.web.filters import translate_error
from participation.web.forms import BaseForm
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/planning/papers/")
@requires(Permission.PLAN_STRATEGY)
def papers() -> str:
    """List all papers, public or not."""
    listing = queries.papers_page(page_number(request.args.get("page")), public=False)
    if listing.number > listing.pages:
        raise NotFound()
    strategies = strategy_queries.strategies()
    return render_template("council/papers.html", listing=listing, strategies=strategies)


@bp.route("/planning/papers/new", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_paper() -> ResponseReturnValue:
    """Record a paper; a pasted OParl object only fills the form."""
    form = PaperForm(strategies=strategy_queries.strategies())
    if request.form.get("step") == "paste":
        _paste(form)
    elif form.validate_on_submit() and (draft := form.read()) is not None:
        try:
            paper = service.record_paper(
                draft, token=form.token.data or "", actor=actor(), clock=clock
            )
        except (BadInput, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Die Vorlage ist erfasst. Sie ist noch nicht öffentlich."), "success")
            return redirect(url_for(".paper", key=paper.key))
    return render_template("council/new_paper.html", form=form, paper=None)


@bp.route("/planning/papers/<key>")
@requires(Permission.PLAN_STRATEGY)
def paper(key: str) -> str:
    """Show a paper with all of its consultations, public or not."""
    paper = queries.get(key)
    view = staff_page(paper)
    return render_template("council/paper.html", paper=paper, view=view)


@bp.route("/planning/papers/<key>/correct", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def correct_paper(key: str) -> ResponseReturnValue:
    """Correct a paper's particulars; what they said is kept."""
    paper = queries.get(key)
    form = PaperForm.correcting(paper, strategy_queries.strategies())
    if form.validate_on_submit() and (draft := form.read()) is not None:
        seen = form.version.data or 0
        try:
            corrections.correct_paper(key, draft, seen=seen, actor=actor(), clock=clock)
        except (BadInput, Conflict) as error:
            form.refuse(error)
            paper = queries.get(key)
        else:
            flash(_("Die Angaben sind berichtigt. Was vorher dastand, bleibt lesbar."), "success")
            return redirect(url_for(".paper", key=key))
    return render_template("council/new_paper.html", form=form, paper=paper)


@bp.route("/planning/papers/<key>/show", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def show_paper(key: str) -> ResponseReturnValue:
    """Show what everybody would see of a paper; then let everybody see it."""
    paper = queries.get(key)
    form = BaseForm()
    if form.validate_on_submit():
        ticked = [whole_number(raw) for raw in request.form.getlist("consultation")]
        chosen = [id_ for id_ in ticked if id_ is not None]
        visibility.show_paper(key, chosen, actor=actor(), clock=clock)
        flash(_("Die Vorlage ist jetzt öffentlich."), "success")
        return redirect(url_for(".paper", key=key))
    view = staff_page(paper).once_shown()
    return render_template("council/show_paper.html", form=form, paper=paper, view=view)


@bp.route("/planning/papers/<key>/hide", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def hide_paper(key: str) -> ResponseReturnValue:
    """Hide a paper with its consultations."""
    try:
        visibility.hide_paper(key, actor=actor(), clock=clock)
    except BadInput as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Die Vorlage und ihre Beratungen sind nicht mehr öffentlich."), "success")
    return redirect(url_for(".paper", key=key))


@bp.route("/planning/papers/<key>/black-out", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def black_out(key: str) -> ResponseReturnValue:
    """Say what blacking out does, then black a passage out wherever it stands."""
    paper = queries.get(key)
    form = RedactForm()
    if form.validate_on_submit():
        try:
            redaction.black_out(
                key,
                form.passage.data or "",
                reason=form.reason.data or "",
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Die Stelle ist geschwärzt."), "success")
            return redirect(url_for(".paper", key=key))
    view = staff_page(paper)
    return render_template("council/black_out.html", form=form, paper=paper, view=view)


def _paste(form: PaperForm) -> None:
    try:
        form.fill(oparl.read_paper(request.form.get("oparl", "")).fields)
    except BadInput as error:
        form.oparl.data = request.form.get("oparl", "")
        form.refuse(error)
