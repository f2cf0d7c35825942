"""The planners' page for council and press, and the administrators' page of the template."""

from __future__ import annotations

from contextlib import closing

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, Conflict, NotFound, NotReady, ParticipationError
from participation.results import queries as result_queries
from participation.results import visibility
from participation.results.council_paper import queries, service
from participation.results.council_paper.forms import TemplateForm
from participation.results.council_paper.ideas_part import decided
from participation.results.council_paper.placeholders import PICTURES, PLACEHOLDERS
from participation.results.council_paper.press import press_text
from participation.results.models import Snapshot
from participation.results.output import beside, figures
from participation.results.output.presenter import ResultPage
from participation.results.views import bp, name_bundle, version_asked
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.downloads import download
from participation.web.filters import translate_error
from participation.web.tabular.kinds import DOCX, TEXT
from participation.web.transactions import commits
from participation.web.translation import _

UNPUBLISHED = N_(
    "Vorlage und Pressetext gibt es, sobald das Ergebnis veröffentlicht ist. Bis dahin kann es sich"
    " noch ändern."
)
NO_OWN = N_("Eine eigene Vorlage ist nicht hinterlegt.")


@bp.route("/planning/<slug>/council")
@requires(Permission.PLAN_RESULTS, of_round=round_queries.id_of)
def council(slug: str) -> str:
    """Show what there is for council and press: draft, press text, charts, ideas by decision."""
    round_, snapshot = _published(slug)
    result, now = ResultPage(snapshot), clock.now()
    charts = figures.titled(result)
    if beside.beside(result, round_, now):
        charts[beside.NAME] = _("Ideen")
    return render_template(
        "results/council.html",
        round=round_,
        snapshot=snapshot,
        result=result,
        charts=charts,
        decided=decided(round_, now),
        now=now,
        press=press_text(round_, snapshot),
        own=queries.template(),
    )


@bp.route("/planning/<slug>/council-paper.docx")
@requires(Permission.PLAN_RESULTS, of_round=round_queries.id_of)
def council_paper(slug: str) -> Response:
    """Download the draft of the council paper."""
    round_, snapshot = _published(slug)
    made = service.council_paper(round_, snapshot, clock.now())
    name = f"{slug}-beschlussvorlage-v{snapshot.number}{DOCX.ending}"
    return name_bundle(download(made, name, DOCX.media_type), snapshot)


@bp.route("/planning/<slug>/press.txt")
@requires(Permission.PLAN_RESULTS, of_round=round_queries.id_of)
def press(slug: str) -> Response:
    """Download the text for the press."""
    round_, snapshot = _published(slug)
    name = f"{slug}-presse-v{snapshot.number}{TEXT.ending}"
    return name_bundle(download(press_text(round_, snapshot), name, TEXT.media_type), snapshot)


def _published(slug: str) -> tuple[Round, Snapshot]:
    round_ = round_queries.of_residents(slug)
    now = clock.now()
    version = visibility.visible_version(round_, now, staff=True, number=version_asked())
    if version.published_at is None:
        # The newest may be one that nobody has published yet; what counts is what stands.
        if version_asked() is not None or round_.results_published_at is None:
            raise NotReady(UNPUBLISHED)
        version = visibility.visible_version(round_, now, staff=False)
    return round_, result_queries.snapshot(version.id)


@bp.route("/admin/council-template", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def council_template() -> ResponseReturnValue:
    """Show which template council papers use, and take another one."""
    form = TemplateForm()
    if form.validate_on_submit():
        with closing(form.file.data) as upload:
            name, data = upload.filename or "", upload.read(service.LARGEST + 1)
        try:
            seen = form.seen.data or ""
            service.keep_template(name=name, data=data, seen=seen, actor=actor(), clock=clock)
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(_("Die Vorlage gilt ab jetzt."), "success")
            return redirect(url_for(".council_template"))
    own = queries.template()
    form.seen.data = own.sha256 if own else ""
    return render_template(
        "results/council_template.html",
        form=form,
        own=own,
        placeholders=PLACEHOLDERS,
        pictures=PICTURES,
    )


@bp.route("/admin/council-template/drop", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def drop_council_template() -> ResponseReturnValue:
    """Go back to the template that the program brings."""
    try:
        seen = request.form.get("seen", "")
        service.drop_template(seen=seen, actor=actor(), clock=clock)
    except Conflict as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Es gilt wieder die Vorlage, die mitgeliefert ist."), "success")
    return redirect(url_for(".council_template"))


@bp.route("/admin/council-template/default.docx")
@requires(Permission.ADMINISTER)
def default_council_template() -> Response:
    """Download the template that the program brings, to begin with."""
    return download(service.default_template(), f"vorlage{DOCX.ending}", DOCX.media_type)


@bp.route("/admin/council-template/own.docx")
@requires(Permission.ADMINISTER)
def own_council_template() -> Response:
    """Download the city's own template."""
    own = queries.template()
    if own is None:
        raise NotFound(NO_OWN)
    return download(own.content, f"vorlage-stadt{DOCX.ending}", DOCX.media_type)
