"""What staff see of organisations and decide: who applied, who takes part."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as accounts
from participation.accounts.access import requires, signed_in
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.organisations import queries, service_decisions
from participation.organisations.forms import ReasonForm
from participation.organisations.models import Organisation
from participation.organisations.rules import OrganisationState
from participation.organisations.views import bp
from participation.organisations.wording import STATES
from participation.web.filters import translate_error
from participation.web.paging import PER_PAGE, page_number
from participation.web.transactions import commits
from participation.web.translation import _

APPLICATION = "/admin/organisations/<int:organisation_id>"


@bp.route("/admin/organisations/")
@requires(Permission.APPROVE_ORGANISATIONS)
def index() -> str:
    """List the organisations in one state, those that wait for a decision first."""
    raw = request.args.get("state") or OrganisationState.APPLIED
    if raw not in set(OrganisationState):
        raise NotFound()
    state = OrganisationState(raw)
    counts = queries.state_counts()
    listing = queries.listed(
        state, counts.get(state, 0), page_number(request.args.get("page")), PER_PAGE
    )
    options = [
        (label, url_for(".index", state=each), each == state, counts.get(each, 0))
        for each, label in STATES.items()
    ]
    return render_template(
        "organisations/index.html", listing=listing, state=state, options=options
    )


@bp.route(APPLICATION)
@requires(Permission.APPROVE_ORGANISATIONS)
def application(organisation_id: int) -> str:
    """Show an organisation with what staff may decide about it."""
    return _page(queries.get(organisation_id), ReasonForm())


@bp.route(f"{APPLICATION}/approve", methods=["POST"])
@requires(Permission.APPROVE_ORGANISATIONS)
@commits
def approve(organisation_id: int) -> ResponseReturnValue:
    """Let an organisation take part."""
    return _decide(
        organisation_id,
        ReasonForm(),
        lambda: service_decisions.approve(organisation_id, by=_staff(), clock=clock),
        _("Die Organisation ist aufgenommen."),
    )


@bp.route(f"{APPLICATION}/refuse", methods=["POST"])
@requires(Permission.APPROVE_ORGANISATIONS)
@commits
def refuse(organisation_id: int) -> ResponseReturnValue:
    """Refuse an application."""
    form = ReasonForm()
    reason = form.reason.data or ""
    return _decide(
        organisation_id,
        form,
        lambda: service_decisions.refuse(organisation_id, reason=reason, by=_staff(), clock=clock),
        _("Der Antrag ist abgelehnt."),
    )


@bp.route(f"{APPLICATION}/dismiss", methods=["POST"])
@requires(Permission.APPROVE_ORGANISATIONS)
@commits
def dismiss(organisation_id: int) -> ResponseReturnValue:
    """End that an organisation takes part."""
    form = ReasonForm()
    reason = form.reason.data or ""
    return _decide(
        organisation_id,
        form,
        lambda: service_decisions.dismiss(organisation_id, reason=reason, by=_staff(), clock=clock),
        _("Die Organisation nimmt nicht mehr teil."),
    )


def _decide(
    organisation_id: int, form: ReasonForm, store: Callable[[], object], done: str
) -> ResponseReturnValue:
    """Store a decision and go on; when somebody else was faster, show what was typed."""
    try:
        store()
    except Conflict as error:
        page = render_template(
            "organisations/conflict.html",
            organisation=queries.get(organisation_id),
            sentence=translate_error(error),
            reason=form.reason.data,
        )
        return make_response(page, 409)
    except BadInput as error:
        form.refuse(error)
        return _page(queries.get(organisation_id), form)
    flash(done, "success")
    return redirect(url_for(".application", organisation_id=organisation_id))


def _page(organisation: Organisation, form: ReasonForm) -> str:
    waits = organisation.state == OrganisationState.APPLIED
    applicants = queries.members(organisation.id) if waits else []
    return render_template(
        "organisations/application.html",
        organisation=organisation,
        contact=queries.contact_of(organisation),
        applicants=[accounts.address_of(each) for each in applicants],
        members=0 if waits else queries.member_count(organisation.id),
        same_name=queries.of_the_same_name(organisation),
        form=form,
    )


def _staff() -> Account:
    account = signed_in()
    assert account is not None, "the page requires somebody"
    return account
