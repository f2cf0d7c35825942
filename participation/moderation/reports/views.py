"""The pages on which readers report an idea or any other page, signed in or not."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from participation.accounts.access import public, signed_in
from participation.extensions import limiter
from participation.ideas import queries as idea_queries
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput
from participation.moderation.reports import service
from participation.moderation.reports.forms import PageReportForm, ReportForm
from participation.moderation.reports.rules import PAGE_LENGTH
from participation.moderation.reports.service import Reporter
from participation.rounds import queries as round_queries
from participation.web.filters import language
from participation.web.transactions import commits

bp = Blueprint("reports", __name__)

NO_PAGE = N_(
    "Unter dieser Adresse gibt es hier keine Seite, die alle lesen können. Kopieren Sie die ganze"
    " Adresse aus der Adresszeile."
)


@bp.route("/rounds/<slug>/ideas/<number>/report", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
@commits
def idea(slug: str, number: str) -> ResponseReturnValue:
    """Let a reader, signed in or not, tell the moderators what is wrong with an idea."""
    found = idea_queries.visible_idea(round_queries.get(slug).id, number, idea_queries.PUBLIC)
    form = ReportForm()
    if form.validate_on_submit() and _taken(form, found.id):
        return redirect(url_for(".received"))
    round_ = round_queries.get(slug)
    found = idea_queries.visible_idea(round_.id, number, idea_queries.PUBLIC)
    return render_template("reports/idea.html", round=round_, idea=found, form=form, me=signed_in())


@bp.route("/report", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
@commits
def page() -> ResponseReturnValue:
    """Let a reader report any page by its address; the page they come from is filled in."""
    form = PageReportForm()
    if not form.is_submitted():
        form.page.data = _prefilled()
    elif form.validate_on_submit():
        try:
            path, idea_id = _subject(form.page.data or "")
        except BadInput as error:
            form.refuse(error)
        else:
            if _taken(form, idea_id, path):
                return redirect(url_for(".received"))
    return render_template("reports/page.html", form=form, me=signed_in())


@bp.route("/report/received")
@public
def received() -> str:
    """Say that a report came in, and what happens now."""
    return render_template("reports/received.html")


def _taken(form: ReportForm, idea_id: int | None, path: str = "") -> bool:
    reporter = Reporter(
        account=signed_in(),
        name=form.name.data or "",
        address=form.email.data or "",
        language=language(),
        good_faith=bool(form.good_faith.data),
    )
    try:
        service.report(
            idea_id,
            reason=form.chosen(),
            text=form.text.data or "",
            by=reporter,
            clock=clock,
            page=path,
            token=form.token.data,
        )
    except BadInput as error:
        form.refuse(error)
        return False
    return True


def _prefilled() -> str:
    came_from = request.args.get("page") or request.referrer or ""
    try:
        return _known(came_from)[0]
    except BadInput:
        return ""


def _subject(typed: str) -> tuple[str, int | None]:
    """Return the path of a typed address and, where it is an idea's, the id. Raises BadInput
    (`page`)."""
    path, endpoint, values = _known(typed)
    if endpoint != "ideas.show":
        return path, None
    round_ = round_queries.get(values["slug"])
    found = idea_queries.visible_idea(round_.id, values["number"], idea_queries.PUBLIC)
    return "", found.id


def _known(typed: str) -> tuple[str, str, dict[str, str]]:
    """Return path, endpoint and values of a page that everybody can read. Raises BadInput
    (`page`); what holds a token is nobody else's page."""
    base: str = current_app.config["BASE_URL"]
    path = urlsplit(typed.removeprefix(base)).path if typed.startswith((base, "/")) else ""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        endpoint, values = "", {}
    view = current_app.view_functions.get(endpoint)
    is_open = getattr(view, "access", None) == "public" and endpoint not in ("", "reports.page")
    if not path or not is_open or "token" in values or len(path) > PAGE_LENGTH:
        raise BadInput(NO_PAGE, field="page")
    return path, endpoint, dict(values)
