"""What everybody reads of a strategy: its page, its versions, their difference, a view to print."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import public
from participation.front.strategy import printed, queries, sides
from participation.kernel.errors import N_, NotFound
from participation.printing import queries as printing
from participation.printing.rules import Kind
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.strategy.forms_versions import STATES
from participation.web.cache import kept_for_everyone
from participation.web.downloads import download
from participation.web.urls import external_url

bp = Blueprint("public_strategy", __name__)
bp.context_processor(lambda: {"version_states": STATES})
NOTHING_PUBLIC = N_("Es gibt noch keine Strategie, die alle lesen können.")


@bp.route("/strategy/")
@public
@kept_for_everyone()
def index() -> ResponseReturnValue:
    """List the strategies that everybody may read; a single one is shown itself."""
    strategies = queries_versions.public_strategies()
    if not strategies:
        raise NotFound(NOTHING_PUBLIC)
    if len(strategies) == 1:
        return redirect(url_for(".show", slug=strategies[0].slug))
    return render_template("front/strategy/index.html", strategies=strategies)


@bp.route("/strategy/<slug>/")
@public
@kept_for_everyone()
def show(slug: str) -> str:
    """Show where a strategy stands: the way of its newest version, its fields, its projects."""
    shown = queries.strategy_page(slug)
    return render_template("front/strategy/show.html", shown=shown, page_of=shown.page)


@bp.route("/strategy/<slug>/versions/<int:number>")
@public
@kept_for_everyone()
def version(slug: str, number: int) -> str:
    """Show a version as a whole."""
    page_of = queries.version_page(slug, number)
    return render_template(
        "front/strategy/version.html",
        page_of=page_of,
        printed=printed.kept_version(slug, page_of.version),
    )


@bp.route("/strategy/<slug>/versions/<int:number>/print")
@public
@kept_for_everyone()
def print_version(slug: str, number: int) -> str:
    """Show a version as a document to print: cover, frame, how it is carried out, weights."""
    return render_template(
        "front/strategy/print_version.html",
        page_of=queries.version_page(slug, number),
        address=external_url("public_strategy.version", slug=slug, number=number),
    )


@bp.route("/strategy/<slug>/versions/<int:number>/version-<lang>.pdf")
@public
def version_pdf(slug: str, number: int, lang: str) -> Response:
    """Download a version as it was printed."""
    row = queries_versions.version(strategy_queries.get(slug).id, number)
    key, mark = printed.version_key(slug, number), printed.version_mark(row)
    content = printing.content(Kind.VERSION, key, lang, mark)
    return download(content, f"{slug}-version-{number}-{lang}.pdf", "application/pdf")


@bp.route("/strategy/<slug>/diff/<int:before>/<int:after>")
@public
@kept_for_everyone()
def diff(slug: str, before: int, after: int) -> ResponseReturnValue:
    """Show what differs between two versions, the earlier one to the left."""
    if before > after:
        return redirect(url_for(".diff", slug=slug, before=after, after=before))
    difference = queries.versions_diff(slug, before, after)
    old, new = difference.before_document, difference.after_document
    return render_template(
        "front/strategy/diff.html",
        difference=difference,
        groups=sides.groups(difference.frames),
        rows=sides.rows(difference.frames),
        title=sides.sides(old["frame"]["title"], new["frame"]["title"]),
        texts={name: sides.sides(old[name], new[name]) for name in ("preface", "concept")},
        kind_label=sides.kind_label,
    )
