"""Invitation codes: the page where one is typed in, and the office's pages that make them."""

from __future__ import annotations

import csv
import io

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from participation.accounts.access import actor, public, requires, signed_in
from participation.accounts.permissions import Permission
from participation.extensions import limiter
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Forbidden, NotFound, ParticipationError
from participation.kernel.text import whole_number
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel, Phase, phase
from participation.web.downloads import download
from participation.web.filters import translate_error
from participation.web.forms import BaseForm
from participation.web.qr import qr_picture
from participation.web.transactions import commit_now
from participation.web.translation import _
from participation.web.urls import external_url
from participation.weighting.codes import service
from participation.weighting.codes.code_format import format_code, parse
from participation.weighting.pages import closed_page
from participation.weighting.views import bp
from participation.weighting.voters import NOT_STAFF, keep_code

TRIES = "20 per 15 minutes"


class CodeForm(BaseForm):
    """The code of a letter."""

    code = StringField(
        _l("Ihr Code"),
        [InputRequired(_l("Schreiben Sie den Code aus Ihrem Brief.")), Length(max=60)],
    )


class MakeCodesForm(BaseForm):
    """How many codes, and what for."""

    count = IntegerField(
        _l("Anzahl"),
        [InputRequired(_l("Schreiben Sie eine Zahl.")), NumberRange(1, service.MOST)],
        default=1,
    )
    purpose = StringField(_l("Wofür"), [Length(max=120)])


class ListForm(BaseForm):
    """The codes of the page before, to be saved as a file."""


@bp.route("/rounds/<slug>/code", methods=["GET", "POST"])
@public
@limiter.limit(TRIES, methods=["POST"], deduct_when=lambda response: response.status_code != 302)
def code(slug: str) -> ResponseReturnValue:
    """The page where the code of a letter is typed in."""
    round_ = round_queries.of_residents(slug)
    if Channel.CODE not in round_.settings.participation:
        raise NotFound()
    account = signed_in()
    if account is not None and account.is_staff:
        raise Forbidden(NOT_STAFF)
    if phase(round_.weights_window, clock.now()) is not Phase.OPEN:
        return closed_page(round_)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            keep_code(
                round_, service.check_code(round_=round_, text=form.code.data or "", clock=clock)
            )
        except BadInput as wrong:
            service.note_failure(round_.id)
            commit_now()
            form.refuse(wrong)
        else:
            return redirect(url_for(".weigh", slug=slug))
    return render_template("weighting/code.html", round=round_, form=form)


@bp.route("/admin/rounds/<slug>/codes", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def codes(slug: str) -> ResponseReturnValue:
    """Counts of a round's codes, and new ones; the letters of new ones are shown once."""
    round_ = round_queries.of_residents(slug)
    form = MakeCodesForm(count=whole_number(request.args.get("count") or "1") or 1)
    if form.validate_on_submit():
        try:
            made = service.make_codes(
                round_id=round_.id,
                count=form.count.data or 0,
                purpose=form.purpose.data or "",
                actor=actor(),
                clock=clock,
            )
        except ParticipationError as error:
            form.refuse(error)
        else:
            # The page that follows is the only one that ever shows these codes, so they are stored
            # before it is made.
            commit_now()
            return letters_page(round_, made)
    refused = service.refusal(round_, clock.now())
    return render_template(
        "weighting/codes.html",
        round=round_,
        form=form,
        batches=service.counts(round_.id),
        failures=service.failures(round_.id),
        refused=translate_error(refused) if refused else None,
    )


@bp.post("/admin/rounds/<slug>/codes/file")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def codes_file(slug: str) -> ResponseReturnValue:
    """The codes of the page before as CSV; nothing is looked up but whether they belong to the
    round."""
    round_ = round_queries.of_residents(slug)
    form = ListForm()
    codes = [code_ for code_ in map(parse, request.form.get("codes", "").split()) if code_]
    if not form.validate_on_submit() or not codes:
        return redirect(url_for(".codes", slug=slug))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["code", "address"])
    address = external_url("weighting.code", slug=slug)
    writer.writerows([format_code(code_), address] for code_ in service.of_round(round_, codes))
    name = f"codes-{slug}-{clock.now():%Y-%m-%d}.csv"
    return download(text.getvalue(), name, "text/csv; charset=utf-8")


def letters_page(round_: Round, made: list[str]) -> ResponseReturnValue:
    """Return the letters of new codes, one a printed page."""
    # The QR code leads to the page, not to the code itself: a code in an address would stand in
    # logs and histories.
    address = external_url("weighting.code", slug=round_.slug)
    page = render_template(
        "weighting/letters.html",
        round=round_,
        codes=[format_code(code_) for code_ in made],
        form=ListForm(formdata=None),
        address=address,
        short=address.removeprefix("https://").removeprefix("http://"),
        qr=qr_picture(address),
        title=_("Codes und Briefe"),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
