"""The pages on which staff take over ideas from a file: handed in, looked at, then done."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.extensions import db
from participation.ideas.intake.importing import Plan, import_ideas, plan_ideas
from participation.ideas.intake.reading import COLUMNS, GERMAN
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import CHANNEL_NAMES, Phase, phase
from participation.web.csv_upload import ConfirmForm, CsvForm, lines_of
from participation.web.csv_writer import Format, encode
from participation.web.csvfile import FileRefused
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("intake", __name__)
SHOWN = 5
"""Ideas that are shown as they will read; the rest is counted."""


@bp.route("/paper/<slug>/ideas", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
def ideas(slug: str) -> ResponseReturnValue:
    """Take a file of ideas and say what it would add, or what is wrong in which line."""
    round_ = round_queries.of_residents(slug)
    form, confirm = CsvForm(), ConfirmForm(formdata=None)
    if not form.validate_on_submit():
        return _upload(round_, form)
    try:
        handed = form.read()
        plan = plan_ideas(round_, handed.content, clock=clock)
        confirm.carry(handed.content, plan.counts)
    except ParticipationError as error:
        return _upload(round_, form, error)
    return _preview(round_, plan, confirm, guessed=handed.guessed)


@bp.post("/paper/<slug>/ideas/confirm")
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def add_ideas(slug: str) -> ResponseReturnValue:
    """Add the ideas that were looked at, all or none."""
    form, content = ConfirmForm(), b""
    try:
        if form.validate_on_submit():
            content = form.read()
        added, known = import_ideas(slug, content, actor=actor(), clock=clock, seen=form.counts)
    except ParticipationError as error:
        db.session.rollback()
        return _as_it_is_now(slug, content, error), 409
    if added:
        flash(_("Neue Ideen: %(added)s. Sie warten auf die Prüfung.", added=added), "success")
    else:
        flash(_("Diese Ideen sind schon da: %(known)s.", known=known), "success")
    return redirect(url_for(".ideas", slug=slug))


@bp.get("/paper/<slug>/ideas/template.csv")
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
def ideas_template(slug: str) -> Response:
    """Download an empty file with the columns of ideas."""
    round_ = round_queries.of_residents(slug)
    kind = KINDS[Format.EXCEL]
    content = b"".join(encode(_headings(), [], Format.EXCEL))
    return download(content, f"{round_.slug}-ideas.csv", kind.media_type)


def _as_it_is_now(slug: str, content: bytes, error: ParticipationError) -> str:
    """Show what the file would add by now, or the form with what was handed in."""
    round_ = round_queries.of_residents(slug)
    confirm = ConfirmForm(formdata=None)
    if content and not isinstance(error, FileRefused):
        try:
            plan = plan_ideas(round_, content, clock=clock)
            confirm.carry(content, plan.counts)
        except ParticipationError as now:
            error = now
        else:
            confirm.refuse(error)
            return _preview(round_, plan, confirm)
    form = CsvForm(formdata=None, data={"text": content.decode("utf-8", "replace")})
    return _upload(round_, form, error)


def _upload(round_: Round, form: CsvForm, error: ParticipationError | None = None) -> str:
    if error is not None:
        form.refuse(error)
    return render_template(
        "intake/ideas.html",
        round=round_,
        form=form,
        problems=lines_of(error),
        is_late=_is_late(round_),
        headings=dict(zip(COLUMNS, _headings(), strict=True)),
    )


def _preview(round_: Round, plan: Plan, form: ConfirmForm, *, guessed: bool = False) -> str:
    return render_template(
        "intake/ideas_preview.html",
        round=round_,
        form=form,
        plan=plan,
        shown=plan.new[:SHOWN],
        guessed=guessed,
        ways=CHANNEL_NAMES,
        is_late=_is_late(round_),
    )


def _is_late(round_: Round) -> bool:
    return phase(round_.ideas_window, clock.now()) is Phase.AFTER


def _headings() -> tuple[str, ...]:
    """Return the columns of ideas as the reader's language calls them."""
    return GERMAN if str(get_locale()) == "de" else COLUMNS
