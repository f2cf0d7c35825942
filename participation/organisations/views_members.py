"""What members see of their organisation and do: invite, accept, remove, leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as accounts
from participation.accounts.access import requires
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.extensions import limiter
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.organisations import queries, service_members
from participation.organisations.forms import ConfirmForm, InviteForm
from participation.organisations.models import Organisation
from participation.organisations.rules import OrganisationState
from participation.organisations.views import bp, person
from participation.web.filters import language
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _

MEMBERS_PER_PAGE = 50
OWN = "/account/organisations/<int:organisation_id>"


@bp.route(OWN, methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("60 per hour", methods=["POST"])
@commits
def own(organisation_id: int) -> ResponseReturnValue:
    """Show a member what became of the application, and let them invite others."""
    account = person()
    organisation = queries.own(organisation_id, account.id)
    form = InviteForm()
    if form.validate_on_submit():
        try:
            service_members.invite(
                organisation_id,
                email=form.email.data,
                account=account,
                language=language(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Die Einladung ist unterwegs."), "success")
            return redirect(url_for(".own", organisation_id=organisation_id))
    return _page(organisation, account, form)


@bp.route(f"{OWN}/invitations/<int:invitation_id>/take-back", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def take_back(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """End an open invitation."""
    service_members.take_back(organisation_id, invitation_id, account=person(), clock=clock)
    flash(_("Die Einladung gilt nicht mehr."), "success")
    return redirect(url_for(".own", organisation_id=organisation_id))


@bp.route("/partners/invitations/<token>", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation to whom it was mailed, and make them a member."""
    account = person()
    row = queries.invitation(token, account.address_hash, clock.now())
    form = ConfirmForm()
    if form.validate_on_submit():
        organisation_id = service_members.accept(token, account=account, clock=clock)
        flash(_("Sie sind jetzt Mitglied."), "success")
        return redirect(url_for(".own", organisation_id=organisation_id))
    organisation = queries.get(row.organisation_id)
    return render_template("organisations/invitation.html", form=form, organisation=organisation)


@bp.route(f"{OWN}/members/<int:member_id>/remove", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def remove(organisation_id: int, member_id: int) -> ResponseReturnValue:
    """Remove another member."""
    account = person()
    organisation = queries.own(organisation_id, account.id)
    if member_id == account.id:
        return redirect(url_for(".leave", organisation_id=organisation_id))
    form = ConfirmForm()
    if form.validate_on_submit():
        service_members.remove(organisation_id, member_id, account=account, clock=clock)
        flash(_("Die Person ist nicht mehr Mitglied."), "success")
        return redirect(url_for(".own", organisation_id=organisation_id))
    if not queries.is_member(organisation_id, member_id):
        raise NotFound(queries.NO_ORGANISATION)
    address = accounts.address_of(accounts.get(member_id))
    return render_template(
        "organisations/remove.html", form=form, organisation=organisation, address=address
    )


@bp.route(f"{OWN}/leave", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def leave(organisation_id: int) -> ResponseReturnValue:
    """Stop being a member; the last one lets the organisation leave."""
    account = person()
    organisation = queries.own(organisation_id, account.id)
    if organisation.state not in queries.PUBLIC:
        return redirect(url_for(".withdraw", organisation_id=organisation_id))
    last = organisation.state == OrganisationState.APPROVED and (
        queries.member_count(organisation_id) == 1
    )
    form = ConfirmForm()
    if form.validate_on_submit():
        service_members.leave(organisation_id, account=account, clock=clock)
        flash(_("Sie sind nicht mehr Mitglied."), "success")
        return redirect(url_for("front.account"))
    return render_template(
        "organisations/leave.html", form=form, organisation=organisation, last=last
    )


@bp.route(f"{OWN}/let-leave", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def let_leave(organisation_id: int) -> ResponseReturnValue:
    """Let an organisation leave."""
    service_members.let_leave(organisation_id, account=person(), clock=clock)
    flash(_("Ihre Organisation ist ausgetreten."), "success")
    return redirect(url_for(".own", organisation_id=organisation_id))


def _page(organisation: Organisation, account: Account, form: InviteForm) -> str:
    members, addresses, invited = None, {}, []
    if organisation.state == OrganisationState.APPROVED:
        number = page_number(request.args.get("page"))
        members = queries.members_page(organisation.id, number, MEMBERS_PER_PAGE)
        addresses = {each.id: accounts.address_of(each) for each in members.items}
        rows = queries.open_invitations(organisation.id, clock.now())
        invited = [(row, queries.address_of_invitation(row)) for row in rows]
    return render_template(
        "organisations/own.html",
        organisation=organisation,
        contact=queries.contact_of(organisation),
        account=account,
        form=form,
        members=members,
        addresses=addresses,
        invited=invited,
    )
