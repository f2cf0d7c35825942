"""The council's papers as everybody may see them."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from participation.accounts.access import public
from participation.council import printed, queries
from participation.council.background import background_of
from participation.council.models import Paper
from participation.council.presenter import PaperPage, paper_page
from participation.kernel.errors import NotFound
from participation.printing import queries as printing
from participation.printing.rules import Kind
from participation.web.cache import kept_for_everyone
from participation.web.downloads import download
from participation.web.paging import page_number

bp = Blueprint("council", __name__)


@bp.route("/council/")
@public
@kept_for_everyone()
def index() -> str:
    """List the public papers."""
    listing = queries.papers_page(page_number(request.args.get("page")), public=True)
    if listing.number > listing.pages:
        raise NotFound()
    return render_template("council/index.html", listing=listing)


@bp.route("/council/<key>")
@public
@kept_for_everyone()
def show(key: str) -> str:
    """Show a paper: what was decided, when, by whom, and how the votes were."""
    paper = queries.get_public(key)
    rows = queries.public_rows(paper.id)
    view = paper_page(paper, rows, public=True)
    background = background_of(paper, rows)
    return render_template(
        "council/show.html",
        paper=paper,
        view=view,
        background=background,
        printed=printing.kept(Kind.PAPER, key, printed.paper_mark(view)),
    )


@bp.route("/council/<key>/paper-<lang>.pdf")
@public
def paper_pdf(key: str, lang: str) -> Response:
    """Download a paper as it was printed, unless it says something else since."""
    paper = queries.get_public(key)
    view = paper_page(paper, queries.public_rows(paper.id), public=True)
    content = printing.content(Kind.PAPER, key, lang, printed.paper_mark(view))
    return download(content, f"{key}-{lang}.pdf", "application/pdf")


def staff_page(paper: Paper) -> PaperPage:
    """Return a paper with all that is recorded about it, as planners see it."""
    return paper_page(paper, queries.consultations(paper.id), public=False)
