"""Two rounds beside each other: what everybody can read of both, and nothing more."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.results import visibility
from participation.results.comparison.files import differences_csv
from participation.results.comparison.picture import picture
from participation.results.comparison.presenter import Comparison
from participation.results.comparison.queries import asked, in_order
from participation.results.comparison.rules import differently_asked
from participation.results.output import figures
from participation.results.output.drawing.svg import svg
from participation.results.output.files import file_name
from participation.results.output.presenter import ResultPage
from participation.results.views import bp
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.cache import kept_for_everyone
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular import kinds

SAME = N_("Eine Runde lässt sich nicht mit sich selbst vergleichen.")
NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")


@bp.route("/rounds/<slug>/results/compare/<other>")
@public
@kept_for_everyone()
def compare(slug: str, other: str) -> ResponseReturnValue:
    """Show how a round's result differs from that of an earlier one, or why both cannot be
    compared."""
    earlier, later = _rounds(slug, other)
    if later.slug != slug:
        # One page for two rounds, whichever is named first.
        return redirect(url_for(".compare", slug=later.slug, other=earlier.slug))
    reasons, comparison = _compared(earlier, later)
    return render_template(
        "results/compare.html",
        earlier=earlier,
        later=later,
        reasons=reasons,
        comparison=comparison,
    )


@bp.route("/rounds/<slug>/results/compare/<other>/differences.csv")
@public
def differences(slug: str, other: str) -> Response:
    """Download the differences."""
    comparison, name = _file(slug, other)
    asked_for = request.args.get("format", "csv")
    if asked_for not in set(Format):
        raise BadInput(NO_FORMAT)
    form = Format(asked_for)
    kind = kinds.KINDS[form]
    pieces = differences_csv(comparison, form)
    return download(b"".join(pieces), f"{name}{kind.ending}", kind.media_type)


@bp.route("/rounds/<slug>/results/compare/<other>/differences.svg")
@public
def differences_svg(slug: str, other: str) -> Response:
    """Download the differences as a picture (SVG)."""
    comparison, name = _file(slug, other)
    return download(svg(picture(comparison)), f"{name}.svg", "image/svg+xml; charset=utf-8")


@bp.route("/rounds/<slug>/results/compare/<other>/differences.png")
@public
def differences_png(slug: str, other: str) -> Response:
    """Download the differences as a picture (PNG)."""
    comparison, name = _file(slug, other)
    return download(figures.as_png(picture(comparison)), f"{name}.png", "image/png")


def _rounds(slug: str, other: str) -> tuple[Round, Round]:
    if slug == other:
        raise NotFound(SAME)
    return in_order(round_queries.get(slug), round_queries.get(other))


def _compared(earlier: Round, later: Round) -> tuple[list[str], Comparison]:
    """Return why two rounds cannot be compared, and both results. Raises what the page of a result
    raises that is not published."""
    pages = [
        ResultPage(visibility.visible_snapshot(round_, clock.now(), staff=False))
        for round_ in (earlier, later)
    ]
    comparison = Comparison(pages[0], pages[1])
    reasons = differently_asked(asked(earlier), asked(later))
    # Results of rounds that asked something else have nothing in common that could differ.
    return reasons or comparison.refused, comparison


def _file(slug: str, other: str) -> tuple[Comparison, str]:
    earlier, later = _rounds(slug, other)
    reasons, comparison = _compared(earlier, later)
    if reasons:
        raise NotFound(reasons[0])
    name = file_name(later.slug, f"{earlier.slug}-differences", "", clock.now())
    return comparison, name
