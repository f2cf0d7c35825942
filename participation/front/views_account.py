"""'Mein Bereich': a resident's ideas, rounds, name and data, and the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import queries as accounts_queries
from participation.accounts import service as accounts_service
from participation.accounts.access import end_session, requires, signed_in
from participation.accounts.forms import PseudonymForm
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.following import queries as following_queries
from participation.front import queries_account, service_account
from participation.front.forms_account import DeleteAccountForm, LanguageForm, LeaveRoundForm
from participation.front.my_data.document import as_file, data_of
from participation.front.views import bp
from participation.ideas import queries as ideas_queries
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound, NotReady
from participation.keyring.queries import key_file
from participation.organisations import queries as organisation_queries
from participation.rounds import queries as round_queries
from participation.rounds.rules import Phase, phase
from participation.web.downloads import download
from participation.web.transactions import commits
from participation.web.translation import _
from participation.web.urls import external_url
from participation.weighting.pages import UNCOMPRESSED


@bp.route("/account/")
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Show what is mine: ideas, rounds, name, data."""
    person = _person()
    if person.pseudonym is None:
        return redirect(url_for("accounts.welcome", next=url_for(".account")))
    now = clock.now()
    rows = queries_account.rounds_of(person.id)
    return render_template(
        "front/account.html",
        person=person,
        address=accounts_queries.address_of(person),
        ideas=ideas_queries.ideas_of(person.id),
        drafts=ideas_queries.drafts_of(person.id),
        organisations=organisation_queries.memberships(person.id),
        followed=following_queries.followed(person.id),
        rounds=[(row.Participation, row.Round, _has_ballot_page(row, now)) for row in rows],
    )


@bp.route("/account/name", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def account_name() -> ResponseReturnValue:
    """Change the pseudonym."""
    person = _person()
    form = PseudonymForm(obj=person)
    if form.validate_on_submit():
        try:
            accounts_service.choose_pseudonym(person, pseudonym=form.pseudonym.data)
        except BadInput as taken:
            form.refuse(taken)
        else:
            flash(
                _("Ihr Name ist geändert. Er steht so auch bei Ihren bisherigen Ideen."), "success"
            )
            return redirect(url_for(".account"))
    return render_template("front/account_name.html", form=form)


@bp.route("/account/language", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def account_language() -> ResponseReturnValue:
    """Change the language of the mails."""
    person = _person()
    form = LanguageForm(obj=person)
    if form.validate_on_submit():
        accounts_service.choose_language(person, language=form.language.data)
        flash(_("Wir schreiben Ihnen ab jetzt in dieser Sprache."), "success")
        return redirect(url_for(".account"))
    return render_template("front/account_language.html", form=form)


@bp.route("/account/rounds/<slug>/news", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def account_news(slug: str) -> BaseResponse:
    """Switch the mail about a round's result on or off."""
    wanted = request.form.get("wanted") == "1"
    service_account.set_wants_results(_person(), round_queries.get(slug).id, wanted=wanted)
    flash(
        (
            _("Sie bekommen eine E-Mail zum Ergebnis.")
            if wanted
            else _("Sie bekommen keine E-Mail zum Ergebnis.")
        ),
        "success",
    )
    return redirect(url_for(".account"))


@bp.route("/account/rounds/<slug>/leave", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def account_leave(slug: str) -> ResponseReturnValue:
    """Withdraw the consent to one round; the page says what that does."""
    # Whoever joined before a round was withdrawn can take the consent back all the same.
    person, round_ = _person(), round_queries.get_or_withdrawn(slug)
    if round_queries.participation(round_.id, person.id) is None:
        raise NotFound(service_account.NOT_JOINED)
    form = LeaveRoundForm()
    if form.validate_on_submit():
        service_account.leave_round(person, round_.id, clock=clock)
        flash(_("Sie haben Ihre Einwilligung widerrufen."), "success")
        return redirect(url_for(".account"))
    open_now = phase(round_.weights_window, clock.now()) is Phase.OPEN
    return render_template("front/account_leave.html", form=form, round=round_, open_now=open_now)


@bp.route("/account/data.json")
@requires(Permission.OWN_ACCOUNT)
def my_data() -> Response:
    """Hand over everything that is kept under this person's name."""
    person, now = _person(), clock.now()
    rows = [row for row in queries_account.rounds_of(person.id) if _has_ballot_page(row, now)]
    ballots = {
        row.Round.slug: external_url("weighting.receipt", slug=row.Round.slug) for row in rows
    }
    data = as_file(data_of(person, ballots, now))
    name = f"meine-daten-{now:%Y-%m-%d}.json"
    response = download(data, name, "application/json; charset=utf-8")
    # Compressed it would have as many lengths as there are ballots.
    response.headers["Cache-Control"] = UNCOMPRESSED
    return response


@bp.route("/account/delete", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def delete_account() -> ResponseReturnValue:
    """Delete the account; the page says plainly what becomes of ideas and ballots."""
    person = _person()
    form = DeleteAccountForm()
    if form.validate_on_submit():
        try:
            service_account.leave(person, withdraw_ideas=form.takes_texts, clock=clock)
        except NotReady as error:
            form.refuse(error)
            person = _person()
        else:
            end_session()
            flash(_("Ihr Konto ist gelöscht, Ihre E-Mail-Adresse auch."), "success")
            return redirect(url_for(".home"))
    return render_template(
        "front/delete_account.html", form=form, ideas=len(ideas_queries.ideas_of(person.id))
    )


def _person() -> Account:
    person = signed_in()
    assert person is not None, "the page requires somebody"
    return person


def _has_ballot_page(row: Row[Any], now: datetime) -> bool:
    round_ = row.Round
    begun = phase(round_.weights_window, now) in (Phase.OPEN, Phase.AFTER)
    destroyed = round_.key_destroyed_at is not None or round_.uid in key_file().destroyed()
    return begun and round_.published_at is not None and not destroyed
