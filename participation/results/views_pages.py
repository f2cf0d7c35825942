"""Charts, the council summary, the look-up of receipts."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from participation.accounts.access import may_read, public
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.results import queries, visibility
from participation.results.forms import ReceiptForm
from participation.results.output import beside, figures
from participation.results.output.drawing.shapes import Picture
from participation.results.output.drawing.svg import svg
from participation.results.output.presenter import ResultPage
from participation.results.views import bp, name_bundle, version_asked
from participation.rounds import queries as round_queries
from participation.web.downloads import download
from participation.weighting.derivation import normalise_code

NO_CHART = N_("Dieses Diagramm gibt es nicht.")


def _result(slug: str) -> ResultPage:
    round_ = round_queries.get(slug)
    staff = may_read(Permission.PLAN_RESULTS, round_.id)
    return ResultPage(
        visibility.visible_snapshot(round_, clock.now(), staff=staff, number=version_asked())
    )


@bp.route("/rounds/<slug>/results/chart-<name>.svg")
@public
def chart(slug: str, name: str) -> Response:
    """Download a chart as SVG."""
    shown, drawn = _with_chart(slug, name)
    response = download(svg(drawn), f"{slug}-{name}.svg", "image/svg+xml; charset=utf-8")
    return name_bundle(response, shown.snapshot)


@bp.route("/rounds/<slug>/results/chart-<name>.png")
@public
def chart_png(slug: str, name: str) -> Response:
    """Download a chart as PNG."""
    shown, drawn = _with_chart(slug, name)
    response = download(figures.as_png(drawn), f"{slug}-{name}.png", "image/png")
    return name_bundle(response, shown.snapshot)


def _with_chart(slug: str, name: str) -> tuple[ResultPage, Picture]:
    shown = _result(slug)
    if name == beside.NAME:
        found = beside.beside(shown, round_queries.get(slug), clock.now())
        drawn = found.picture() if found else None
    else:
        drawn = figures.picture(shown, name) if name in figures.names(shown) else None
    if drawn is None:
        raise NotFound(NO_CHART)
    return shown, drawn


@bp.route("/rounds/<slug>/results/summary")
@public
def summary(slug: str) -> str:
    """Show the council summary: one page to print."""
    shown = _result(slug)
    round_ = round_queries.get(slug)
    return render_template(
        "results/summary.html",
        result=shown,
        snapshot=shown.snapshot,
        later=queries.later_deviations(shown.snapshot),
        round=round_,
    )


@bp.route("/rounds/<slug>/receipts", methods=["GET", "POST"])
@public
def receipts(slug: str) -> ResponseReturnValue:
    """Look a receipt's code up in the published list. It is sent by POST so that no address or log
    keeps it."""
    round_ = round_queries.get(slug)
    version = visibility.visible_version(round_, clock.now(), staff=False)
    form = ReceiptForm()
    listed = None
    if request.method == "POST" and form.validate():
        code = normalise_code(form.code.data or "")
        if code is None:
            form.refuse(visibility.NotACode(field="code"))
        else:
            listed = queries.is_listed(queries.snapshot(version.id), bytes.fromhex(code))
    return render_template("results/receipts.html", round=round_, form=form, listed=listed)
