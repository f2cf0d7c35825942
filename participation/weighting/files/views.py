"""The page on which ballots come in from a file: handed in, looked at, then done."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import CHANNEL_NAMES, Channel, InstrumentKind, Phase, phase
from participation.strategy.naming import key_of
from participation.strategy.rules import Field
from participation.web.csv_upload import lines_of, planned_again
from participation.web.csv_writer import Format, encode, safe
from participation.web.downloads import download
from participation.web.filters import tr
from participation.web.tabular.kinds import KINDS
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting.files.forms import BallotsForm, ConfirmBallotsForm
from participation.weighting.paper.imports import Imported, Planned, import_file, plan_file
from participation.weighting.paper.sheet_file import GERMAN, REFERENCE
from participation.weighting.rules import NO_OPINION
from participation.weighting.views import bp

SHOWN = 5
"""Sheets that are shown as they were read; the rest is counted."""


@bp.route("/paper/<slug>/ballots", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def paper_ballots(slug: str) -> ResponseReturnValue:
    """Take a file of ballots and say what it would add, or what is wrong in which line."""
    round_ = round_queries.of_residents(slug)
    form, confirm = BallotsForm(), ConfirmBallotsForm(formdata=None)
    form.offer(round_)
    if not form.validate_on_submit():
        return _upload(round_, form)
    confirm.channel.data, confirm.reason.data = form.channel.data, form.reason.data
    try:
        handed = form.read()
        plan = _plan(round_, handed.content, confirm)
        confirm.carry(handed.content, plan.counts)
    except ParticipationError as error:
        return _upload(round_, form, error)
    return _preview(round_, plan, confirm, guessed=handed.guessed)


@bp.post("/paper/<slug>/ballots/confirm")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def paper_ballots_add(slug: str) -> ResponseReturnValue:
    """Add the ballots that were looked at, all or none."""
    round_ = round_queries.of_residents(slug)
    form, content = ConfirmBallotsForm(), b""
    try:
        if form.validate_on_submit():
            content = form.read()
        done = import_file(
            round_=round_,
            source=content,
            channel=form.channel.data or "",
            reason=form.reason.data or "",
            seen=form.counts,
            actor=actor(),
            clock=clock,
        )
    except ParticipationError as error:
        db.session.rollback()
        return _as_it_is_now(slug, form, content, error), 409
    flash(_sentence(done), "success")
    return redirect(url_for(".paper", slug=slug))


@bp.get("/paper/<slug>/ballots/template.csv")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def paper_ballots_template(slug: str) -> Response:
    """Download an empty file with one column per field."""
    round_ = round_queries.of_residents(slug)
    fields = round_.frame.fields
    header = [_reference(), *(_heading(field, fields) for field in fields)]
    content = b"".join(encode(header, [], Format.EXCEL))
    return download(content, f"{round_.slug}-ballots.csv", KINDS[Format.EXCEL].media_type)


def _plan(round_: Round, content: bytes, form: ConfirmBallotsForm) -> Planned:
    return plan_file(
        round_=round_,
        source=content,
        channel=form.channel.data or "",
        reason=form.reason.data or "",
        clock=clock,
    )


def _as_it_is_now(
    slug: str, sent: ConfirmBallotsForm, content: bytes, refused: ParticipationError
) -> str:
    """Show what the file would add by now, or the form with what was handed in."""
    round_ = round_queries.of_residents(slug)
    said = {"channel": sent.channel.data, "reason": sent.reason.data}
    confirm = ConfirmBallotsForm(formdata=None, data=said)
    plan, error = planned_again(confirm, content, refused, lambda: _plan(round_, content, confirm))
    if plan is not None:
        return _preview(round_, plan, confirm)
    text = content.decode("utf-8", "replace")
    form = BallotsForm(formdata=None, data=said | {"text": text})
    form.offer(round_)
    return _upload(round_, form, error)


def _upload(round_: Round, form: BallotsForm, error: ParticipationError | None = None) -> str:
    if error is not None:
        form.refuse(error)
    return render_template(
        "weighting/ballots_file.html",
        round=round_,
        form=form,
        problems=lines_of(error),
        reference=_reference(),
        is_pick=round_.settings.instrument.kind is InstrumentKind.PICK,
        is_late=_is_late(round_),
        is_twice=round_.settings.paper_double_entry,
    )


def _preview(
    round_: Round, plan: Planned, form: ConfirmBallotsForm, *, guessed: bool = False
) -> str:
    sheets = sorted(plan.fresh.values(), key=lambda sheet: sheet.line)[:SHOWN]
    return render_template(
        "weighting/ballots_preview.html",
        round=round_,
        form=form,
        added=len(plan.fresh),
        known=plan.known,
        shown=[(sheet.line, said(round_, sheet.values)) for sheet in sheets],
        guessed=guessed,
        is_late=_is_late(round_),
        way=_(CHANNEL_NAMES[Channel(form.channel.data or "")]),
    )


def said(round_: Round, values: tuple[int, ...]) -> str:
    """Return what a ballot says in words: what was given to which field, and where nothing was
    said."""
    fields = list(zip(round_.frame.fields, values, strict=True))
    is_pick = round_.settings.instrument.kind is InstrumentKind.PICK
    given = [
        tr(field.title) if is_pick else f"{tr(field.title)}: {value}"
        for field, value in fields
        if value > 0
    ]
    silent = [tr(field.title) for field, value in fields if value == NO_OPINION]
    if silent:
        given.append(_("keine Angabe: %(titles)s", titles=", ".join(silent)))
    return " · ".join(given)


def _sentence(done: Imported) -> str:
    if done.batch is None:
        return _("Diese Bögen sind schon da: %(known)s.", known=done.known)
    return _("Neue Bögen: %(added)s, als Stapel %(batch)s.", added=done.added, batch=done.batch)


def _is_late(round_: Round) -> bool:
    return phase(round_.weights_window, clock.now()) is Phase.AFTER


def _heading(field: Field, fields: tuple[Field, ...]) -> str:
    """Return a field's title where a file can name it so, else its key."""
    title = tr(field.title)
    try:
        fits = key_of(title, fields) == field.key and safe(title) == title
    except BadInput:
        fits = False
    return title if fits and title.casefold() not in ("ref", *REFERENCE) else field.key


def _reference() -> str:
    """Return the column of references as the reader's language calls it."""
    return GERMAN if str(get_locale()) == "de" else "ref"
