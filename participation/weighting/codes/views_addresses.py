"""Letters with addresses: a print run of its own, apart from the codes, or one file with both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, ParticipationError
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.csv_writer import Format, encode
from participation.web.csvfile import FileRefused, sentences
from participation.web.downloads import download
from participation.web.filters import translate_error
from participation.web.forms import BaseForm
from participation.web.transactions import commit_now
from participation.web.urls import external_url
from participation.weighting.codes import addresses, service
from participation.weighting.codes.addresses import Address
from participation.weighting.codes.code_format import format_code
from participation.weighting.views import bp

FILE = _l("Anschriften (CSV)")
NO_FILE = _l("Wählen Sie die Datei mit den Anschriften.")


class AddressesForm(BaseForm):
    """Addresses to be printed or saved, without codes."""

    file = FileField(FILE, [FileRequired(NO_FILE)])
    save = SubmitField()


class ListForm(BaseForm):
    """Addresses that get a code each, in one file, and the word that this is meant."""

    file = FileField(FILE, [FileRequired(NO_FILE)])
    purpose = StringField(_l("Wofür"), [Length(max=120)])
    meant = BooleanField(
        _l("Ich weiß: Diese Datei ist eine Liste, wer welchen Stimmzettel hat."),
        [InputRequired(_l("Bestätigen Sie, dass Sie wissen, was diese Datei ist."))],
    )
    again = BooleanField(_l("Ich brauche noch eine Datei, mit neuen Codes."))


@bp.route("/admin/rounds/<slug>/codes/addresses", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def code_addresses(slug: str) -> ResponseReturnValue:
    """The addresses of letters, shuffled, to be printed or as CSV. Nothing of them is kept, and no
    code is here."""
    round_ = round_queries.of_residents(slug)
    form, problems = AddressesForm(), list[str]()
    if form.validate_on_submit():
        try:
            shuffled = addresses.shuffled(_addresses(form))
        except FileRefused as refused:
            problems = sentences(refused)
        except BadInput as error:
            form.refuse(error)
        else:
            return _saved(round_, shuffled) if form.save.data else _printed(round_, shuffled)
    return render_template(
        "weighting/code_addresses.html",
        round=round_,
        form=form,
        problems=problems,
        columns=addresses.COLUMNS,
        most=service.MOST,
    )


@bp.route("/admin/rounds/<slug>/codes/list", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def codes_with_addresses(slug: str) -> ResponseReturnValue:
    """New codes with an address each in one file, for those who confirm what that is."""
    round_ = round_queries.of_residents(slug)
    form, problems = ListForm(), list[str]()
    if form.validate_on_submit():
        try:
            listed = _addresses(form)
            codes = service.make_codes(
                round_id=round_.id,
                count=len(listed),
                purpose=form.purpose.data or "",
                actor=actor(),
                clock=clock,
                listed=True,
                again=bool(form.again.data),
            )
        except FileRefused as refused:
            problems = sentences(refused)
        except ParticipationError as error:
            form.refuse(error)
        else:
            # The file that follows is the only one that ever has these codes.
            commit_now()
            return _listed(round_, listed, codes)
    why_none = service.refusal(round_, clock.now())
    return render_template(
        "weighting/codes_with_addresses.html",
        round=round_,
        form=form,
        problems=problems,
        columns=addresses.COLUMNS,
        most=service.MOST,
        refused=translate_error(why_none) if why_none else None,
    )


def _addresses(form: AddressesForm | ListForm) -> list[Address]:
    return addresses.read(form.file.data.read(addresses.LARGEST + 1), service.MOST)


def _printed(round_: Round, shuffled: Sequence[Address]) -> ResponseReturnValue:
    page = render_template("weighting/address_letters.html", round=round_, addresses=shuffled)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _saved(round_: Round, shuffled: Sequence[Address]) -> Response:
    rows = (address.cells for address in shuffled)
    return _file(round_, "anschriften", encode(addresses.COLUMNS, rows, Format.CSV))


def _listed(round_: Round, listed: Sequence[Address], codes: list[str]) -> Response:
    """Return the combined file. Codes come sorted: unshuffled, they would tell the place in the
    list."""
    link = external_url("weighting.code", slug=round_.slug)
    pairs = zip(listed, addresses.shuffled(codes), strict=True)
    rows = ((*address.cells, format_code(code), link) for address, code in pairs)
    header = (*addresses.COLUMNS, "code", "link")
    return _file(round_, "anschriften-und-codes", encode(header, rows, Format.CSV))


def _file(round_: Round, name: str, content: Iterator[bytes]) -> Response:
    response = download(content, f"{name}-{round_.slug}.csv", "text/csv; charset=utf-8")
    # A proxy passes the file on as it comes and puts nothing of it on its disk.
    response.headers["X-Accel-Buffering"] = "no"
    return response
