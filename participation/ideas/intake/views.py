"""The pages on which staff take in ideas that came otherwise: from a file, looked at before it is
done, and from postcards, one after the other."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.extensions import db
from participation.ideas.intake import postcards
from participation.ideas.intake.forms import CardForm
from participation.ideas.intake.importing import Plan, import_ideas, plan_ideas
from participation.ideas.intake.reading import COLUMNS, GERMAN
from participation.ideas.service import InvalidContent
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import CHANNEL_NAMES, Phase, phase
from participation.web.csv_upload import ConfirmForm, CsvForm, lines_of, planned_again
from participation.web.csv_writer import Format, encode
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("intake", __name__)
SHOWN = 5
"""Ideas that are shown as they will read; the rest is counted."""

NEXT = "postcard_next"
"""Where the session keeps the number that is proposed next: round and number."""
LANGUAGE = "de"
"""Mails about a card are in German until its author chooses otherwise."""


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


@bp.route("/paper/<slug>/postcards", methods=["GET", "POST"])
@requires(Permission.ENTER_PAPER, of_round=round_queries.id_of)
@commits
def postcard(slug: str) -> ResponseReturnValue:
    """Type in a postcard; the next one follows at once."""
    round_ = round_queries.of_residents(slug)
    form = CardForm()
    form.offer(round_.frame)
    if request.method == "GET":
        _propose(round_, form)
        return _card_page(round_, form)
    if not form.validate_on_submit():
        return _card_page(round_, form)
    try:
        taken = postcards.take_in(
            round_.id, form.card(), actor=actor(), language=LANGUAGE, clock=clock
        )
    except InvalidContent as invalid:
        for problem in invalid.problems:
            form.refuse(problem)
        return _card_page(round_, form)
    except ParticipationError as error:
        db.session.rollback()
        form.refuse(error)
        return _card_page(round_queries.of_residents(slug), form), _status(error)
    typed = form.number.data or ""
    session[NEXT] = [slug, postcards.next_number(typed)]
    flash(_sentence(taken, typed), "success")
    return redirect(url_for(".postcard", slug=slug))


def _as_it_is_now(slug: str, content: bytes, refused: ParticipationError) -> str:
    """Show what the file would add by now, or the form with what was handed in."""
    round_ = round_queries.of_residents(slug)
    confirm = ConfirmForm(formdata=None)
    plan, error = planned_again(
        confirm, content, refused, lambda: plan_ideas(round_, content, clock=clock)
    )
    if plan is not None:
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
        is_late=is_late(round_),
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
        is_late=is_late(round_),
    )


def is_late(round_: Round) -> bool:
    """Tell whether the window for ideas has closed."""
    return phase(round_.ideas_window, clock.now()) is Phase.AFTER


def _headings() -> tuple[str, ...]:
    """Return the columns of ideas as the reader's language calls them."""
    return GERMAN if str(get_locale()) == "de" else COLUMNS


def _sentence(taken: postcards.Taken, card: str) -> str:
    if not taken.new:
        return _("Die Karte %(card)s ist schon da: Idee %(idea)s.", card=card, idea=taken.idea)
    return _("Karte %(card)s: Idee %(idea)s wartet auf die Prüfung.", card=card, idea=taken.idea)


def _status(error: ParticipationError) -> int:
    return 409 if isinstance(error, Conflict) else 200


def _propose(round_: Round, form: CardForm) -> None:
    slug, number = session.get(NEXT, ["", ""])
    if slug == round_.slug:
        form.number.data = number


def _card_page(round_: Round, form: CardForm) -> str:
    if not form.errors:
        first = form.field if form.number.data else form.number
        first.render_kw = {"autofocus": True}
    return render_template("intake/postcard.html", round=round_, form=form, is_late=is_late(round_))
