"""Applying for an organisation, and deleting the application."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from participation.accounts.access import can, public, requires, signed_in
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.extensions import limiter
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Forbidden
from participation.organisations import queries, service
from participation.organisations.forms import ApplyForm, ConfirmForm
from participation.organisations.rules import OrganisationKind, OrganisationState
from participation.organisations.wording import COLOURS, KINDS, STATES
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("organisations", __name__)


@bp.app_template_filter("organisation_kind")
def kind_in_words(kind: str) -> str:
    """Return what an organisation is, as the form words it."""
    return str(KINDS[OrganisationKind(kind)])


@bp.app_template_filter("organisation_state")
def state_in_words(state: str) -> tuple[str, str]:
    """Return the words of a state and the colour of its badge."""
    each = OrganisationState(state)
    return str(STATES[each]), COLOURS[each]


@bp.route("/partners/apply", methods=["GET", "POST"])
@public
@limiter.limit("30 per hour", methods=["POST"], exempt_when=lambda: current_user.is_anonymous)
@commits
def apply() -> ResponseReturnValue:
    """Take an application; signed out, it waits for the person's return."""
    account = signed_in()
    if account is not None and not can(Permission.OWN_ACCOUNT):
        raise Forbidden()
    token = request.args.get("draft")
    draft = queries.draft_of(token, clock.now())
    form = ApplyForm.filled(draft)
    if form.validate_on_submit():
        try:
            if account is None:
                return _wait(form)
            organisation = service.apply(
                form.application(), account=account, clock=clock, draft=token
            )
        except BadInput as error:
            form.tell(error)
        else:
            flash(_("Ihr Antrag ist eingegangen."), "success")
            return redirect(url_for("organisations.own", organisation_id=organisation.id))
    return render_template("organisations/apply.html", form=form, draft=draft)


@bp.route("/account/organisations/<int:organisation_id>/delete", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def withdraw(organisation_id: int) -> ResponseReturnValue:
    """Delete an application that waits or was refused."""
    account = person()
    organisation = queries.own(organisation_id, account.id)
    if organisation.state not in (OrganisationState.APPLIED, OrganisationState.REFUSED):
        return redirect(url_for("organisations.own", organisation_id=organisation_id))
    form = ConfirmForm()
    if form.validate_on_submit():
        service.withdraw(organisation_id, account=account, clock=clock)
        flash(_("Der Antrag ist gelöscht."), "success")
        return redirect(url_for("front.account"))
    return render_template("organisations/withdraw.html", form=form, organisation=organisation)


def person() -> Account:
    """Return the resident of this request."""
    account = signed_in()
    assert account is not None, "the page requires somebody"
    return account


# Only signed-out people write through this without being known; a school behind one address stays
# far below.
@limiter.limit("200 per hour")
def _wait(form: ApplyForm) -> ResponseReturnValue:
    token = service.keep_draft(form.application(), clock=clock)
    return redirect(url_for("accounts.sign_in", next=url_for(".apply", draft=token)))
