"""The reports that everybody reads: the list with what is due, one report, its file."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput
from participation.printing import queries as printing
from participation.printing.rules import Kind
from participation.progress import files, listing, presenter, printed, queries
from participation.progress.publishing import compared, today
from participation.projects.queries import get_public
from participation.strategy import queries as strategy_queries
from participation.web.cache import kept_for_everyone
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS

bp = Blueprint("progress", __name__)
NO_FORMAT = N_("Dieses Format gibt es nicht. Wählen Sie csv oder excel.")


@bp.route("/reports/")
@public
@kept_for_everyone()
def index() -> str:
    """List the reports of all strategies, with when the next ones are due and which are missing."""
    return render_template(
        "progress/index.html", strategies=listing.public_strategies(today(clock))
    )


@bp.route("/reports/<int:number>")
@public
def short(number: int) -> ResponseReturnValue:
    """Lead to the report with this number; where several strategies have one, to the list."""
    slugs = queries.strategies_of_number(number)
    if len(slugs) != 1:
        return redirect(url_for(".index"))
    return redirect(url_for(".show", slug=slugs[0], number=number))


@bp.route("/reports/newest")
@public
def newest() -> ResponseReturnValue:
    """Lead to the report that was published last; where there is none, to the list."""
    found = queries.newest()
    if found is None:
        return redirect(url_for(".index"))
    report, strategy = found
    return redirect(url_for(".show", slug=strategy.slug, number=report.number))


@bp.route("/projects/<key>/reports")
@public
@kept_for_everyone()
def of_project(key: str) -> str:
    """Show what the reports say of a published project, the latest first."""
    project = get_public(key)
    entries = queries.entries_of_project(project.id)
    return render_template("progress/of_project.html", project=project, entries=entries)


@bp.route("/strategy/<slug>/reports/<int:number>")
@public
@kept_for_everyone()
def show(slug: str, number: int) -> str:
    """Show a published report as it was fixed, what changed since the one before it first."""
    strategy = strategy_queries.get(slug)
    report = queries.get_public(strategy.id, number)
    content = queries.content(report)
    correction = queries.correction_of(report.id)
    key, mark = printed.report_key(slug, number), printed.report_mark(report)
    return render_template(
        "progress/show.html",
        strategy=strategy,
        report=report,
        content=content,
        shown=presenter.shown(content, compared(report, content)),
        correction=correction if correction and correction.published_at else None,
        days_late=listing.days_late(report),
        printed=printing.kept(Kind.REPORT, key, mark),
        table=printing.kept(Kind.FINANCE, key, mark),
    )


@bp.route("/strategy/<slug>/reports/<int:number>/entries.csv")
@public
def entries_csv(slug: str, number: int) -> Response:
    """Download what a published report says of each project."""
    report = queries.get_public(strategy_queries.get(slug).id, number)
    asked = request.args.get("format", Format.CSV.value)
    if asked not in set(Format):
        raise BadInput(NO_FORMAT)
    kind = KINDS[Format(asked)]
    content = b"".join(files.entries(queries.content(report), Format(asked)))
    return download(content, f"{slug}-report-{number}{kind.ending}", kind.media_type)


@bp.route("/strategy/<slug>/reports/<int:number>/report-<lang>.pdf")
@public
def report_pdf(slug: str, number: int, lang: str) -> Response:
    """Download a published report as it was printed."""
    return _printed(Kind.REPORT, slug, number, lang)


@bp.route("/strategy/<slug>/reports/<int:number>/finance-<lang>.pdf")
@public
def finance_pdf(slug: str, number: int, lang: str) -> Response:
    """Download the table of who pays what as it was kept with a published report."""
    return _printed(Kind.FINANCE, slug, number, lang)


def _printed(kind: Kind, slug: str, number: int, lang: str) -> Response:
    report = queries.get_public(strategy_queries.get(slug).id, number)
    key, mark = printed.report_key(slug, number), printed.report_mark(report)
    content = printing.content(kind, key, lang, mark)
    return download(content, f"{slug}-{kind}-{number}-{lang}.pdf", "application/pdf")
