"""The pages on which members fill in, change and withdraw the ballot of their organisation."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from participation.accounts.access import public, signed_in
from participation.accounts.models import Account
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, Forbidden, WindowClosed
from participation.organisations import queries as organisation_queries
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.transactions import commits
from participation.web.translation import _
from participation.weighting import checking
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.forms import BallotForm, hidden, items, prefix_of, stored_as_typed
from participation.weighting.named import queries, service
from participation.weighting.named.presenter import NamedSheet
from participation.weighting.pages import said_of, written_in
from participation.weighting.queries import Stored
from participation.weighting.rules import Answers
from participation.weighting.service import OtherBallot
from participation.weighting.views import bp
from participation.weighting.voters import NOT_STAFF
from participation.weighting.wording import ballot_noun


@dataclass(frozen=True)
class Delegate:
    """A member at the ballot of one organisation."""

    round_: Round
    account: Account
    organisation: Organisation

    @property
    def stored(self) -> Stored | None:
        """The organisation's ballot, a withdrawn one too."""
        return queries.stored_of(self.round_.id, self.organisation.id)

    @property
    def is_open(self) -> bool:
        """Whether ballots may be cast now."""
        return phase(self.round_.weights_window, clock.now()) is Phase.OPEN

    def url(self, page: str) -> str:
        """Return the address of one of this ballot's pages."""
        return url_for(f".{page}", slug=self.round_.slug, key=self.organisation.key)


@bp.get("/rounds/<slug>/organisations")
@public
def organisations(slug: str) -> ResponseReturnValue:
    """Say who weights in this round, and lead each reader on: to sign in, to the ballot of the
    one organisation, to a choice, or to an application."""
    account = _resident()
    round_ = queries.get(slug)
    mine = organisation_queries.memberships(account.id) if account else []
    acting = organisation_queries.of_account(account.id) if account else []
    current = phase(round_.weights_window, clock.now())
    if current is Phase.OPEN and len(acting) == len(mine) == 1:
        return redirect(url_for(".organisation_weigh", slug=slug, key=acting[0].key))
    return render_template(
        "weighting/organisations.html",
        round=round_,
        account=account,
        mine=mine,
        acting=[organisation.id for organisation in acting],
        having_cast=queries.having_cast(round_.id, [organisation.id for organisation in mine]),
        phase=current,
    )


@bp.route("/rounds/<slug>/organisations/<key>/weights", methods=["GET", "POST"])
@public
def organisation_weigh(slug: str, key: str) -> ResponseReturnValue:
    """An organisation's ballot to fill in; a valid one leads to its review."""
    delegate = _delegate(slug, key)
    if not isinstance(delegate, Delegate):
        return delegate
    if not delegate.is_open:
        return _closed(delegate)
    form = BallotForm()
    if request.method == "GET":
        stored = delegate.stored
        form.version.data = str(stored.version if stored else 0)
        return _form_page(delegate, form, _as_typed(delegate.round_, stored))
    said = said_of(delegate.round_)
    try:
        answers = _answers(delegate.round_, said)
    except BadBallot as problem:
        form.refuse_ballot(problem)
        return _form_page(delegate, form, said)
    return render_template(
        "weighting/organisation_review.html",
        delegate=delegate,
        round=delegate.round_,
        form=form,
        sheet=NamedSheet(delegate.round_, answers.fields),
        carried=hidden(said, prefix_of(delegate.round_.settings.instrument.kind)),
    )


@bp.route("/rounds/<slug>/organisations/<key>/weights/review", methods=["GET", "POST"])
@public
@commits
def organisation_review(slug: str, key: str) -> ResponseReturnValue:
    """Hand in what the review page showed, or go back to the form with it."""
    delegate = _delegate(slug, key)
    if not isinstance(delegate, Delegate):
        return delegate
    if request.method == "GET":
        return redirect(delegate.url("organisation_weigh"))
    form, said = BallotForm(), said_of(delegate.round_)
    if form.change.data:
        return _form_page(delegate, form, said)
    try:
        answers = _answers(delegate.round_, said)
        service.cast(
            round_id=delegate.round_.id,
            organisation=key,
            account_id=delegate.account.id,
            answers=answers,
            base_version=form.base_version,
            clock=clock,
        )
    except BadBallot as problem:
        form.refuse_ballot(problem)
        return _form_page(delegate, form, said)
    except WindowClosed:
        return _closed(delegate)
    except OtherBallot as other:
        return _conflict(delegate, form, said, other)
    return redirect(url_for(".organisation_ballot", slug=slug, key=key))


@bp.get("/rounds/<slug>/organisations/<key>/ballot")
@public
def organisation_ballot(slug: str, key: str) -> ResponseReturnValue:
    """What an organisation has handed in, for its members."""
    delegate = _delegate(slug, key)
    if not isinstance(delegate, Delegate):
        return delegate
    sheet = _sheet(delegate.round_, delegate.stored)
    if sheet is None:
        return redirect(delegate.url("organisation_weigh"))
    return render_template(
        "weighting/organisation_ballot.html", delegate=delegate, round=delegate.round_, sheet=sheet
    )


@bp.route("/rounds/<slug>/organisations/<key>/withdraw", methods=["GET", "POST"])
@public
@commits
def organisation_withdraw(slug: str, key: str) -> ResponseReturnValue:
    """Ask once, then take the organisation's ballot back."""
    delegate = _delegate(slug, key)
    if not isinstance(delegate, Delegate):
        return delegate
    stored = delegate.stored
    sheet = _sheet(delegate.round_, stored)
    if stored is None or sheet is None:
        return redirect(delegate.url("organisation_weigh"))
    form = BallotForm()
    if form.validate_on_submit():
        try:
            service.withdraw(
                round_id=delegate.round_.id,
                organisation=key,
                account_id=delegate.account.id,
                base_version=form.base_version,
                clock=clock,
            )
        except WindowClosed:
            return _closed(delegate)
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(
                _(
                    "Die %(ballot)s Ihrer Organisation ist zurückgezogen. Sie zählt nicht mehr.",
                    ballot=ballot_noun(delegate.round_),
                ),
                "success",
            )
            return redirect(url_for("front.round_page", slug=slug))
    form.version.data = str(stored.version)
    return render_template(
        "weighting/organisation_withdraw.html",
        delegate=delegate,
        round=delegate.round_,
        form=form,
        sheet=sheet,
    )


def _resident() -> Account | None:
    """Return who is signed in. Raises Forbidden for staff, who act for no organisation."""
    account = signed_in()
    if account is not None and account.is_staff:
        raise Forbidden(NOT_STAFF)
    return account


def _delegate(slug: str, key: str) -> Delegate | AnyResponse:
    """Return the member of this request, or the way to sign in. Raises NotFound, and Forbidden for
    who may not act for the organisation now."""
    account = _resident()
    round_ = queries.get(slug)
    if account is None:
        return redirect(url_for("accounts.sign_in", next=url_for(".organisations", slug=slug)))
    acting = organisation_queries.of_account(account.id)
    organisation = next((each for each in acting if each.key == key), None)
    if organisation is None:
        raise Forbidden(organisation_queries.NOT_FOR_IT)
    return Delegate(round_, account, organisation)


def _answers(round_: Round, said: Typed) -> Answers:
    """Return the ballot that was typed. Raises BadBallot."""
    settings = round_.settings
    keys = round_.frame.field_keys
    return Answers(checking.answers(said, keys, settings.instrument, no_opinion=False))


def _as_typed(round_: Round, stored: Stored | None) -> Typed:
    answers = stored.answers(queries.layout(round_.frame)) if stored else None
    return stored_as_typed(answers.fields, round_.frame.field_keys) if answers else Typed()


def _sheet(round_: Round, stored: Stored | None) -> NamedSheet | None:
    answers = stored.answers(queries.layout(round_.frame)) if stored else None
    return NamedSheet(round_, answers.fields) if answers else None


def _form_page(delegate: Delegate, form: BallotForm, said: Typed) -> str:
    round_, fields = delegate.round_, delegate.round_.frame.fields
    prefix = prefix_of(round_.settings.instrument.kind)
    rows = items(fields, range(len(fields)), said, form.errors_by_key)
    stored = delegate.stored
    return render_template(
        "weighting/organisation_weigh.html",
        delegate=delegate,
        round=round_,
        form=form,
        items=rows,
        prefix=prefix,
        problems=form.summary(prefix, rows[0].key),
        changing=stored is not None and stored.packed is not None,
        several=len(organisation_queries.memberships(delegate.account.id)) > 1,
    )


def _closed(delegate: Delegate) -> ResponseReturnValue:
    """Return the page of a window that is not open; what was typed is shown on it."""
    round_ = delegate.round_
    page = render_template(
        "weighting/organisation_closed.html",
        delegate=delegate,
        round=round_,
        phase=phase(round_.weights_window, clock.now()),
        sheet=_sheet(round_, delegate.stored),
        written=written_in(round_),
    )
    return page, 409 if request.method == "POST" else 200


def _conflict(
    delegate: Delegate, form: BallotForm, said: Typed, other: OtherBallot
) -> ResponseReturnValue:
    """Return the page that shows both ballots and lets the member choose."""
    round_ = delegate.round_
    form.version.data = str(other.stored.version if other.stored else 0)
    page = render_template(
        "weighting/organisation_conflict.html",
        delegate=delegate,
        round=round_,
        form=form,
        stored=_sheet(round_, other.stored),
        offered=NamedSheet(round_, other.offered.fields),
        carried=hidden(said, prefix_of(round_.settings.instrument.kind)),
    )
    return page, 409
