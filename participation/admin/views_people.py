"""Staff accounts: add, change the role, switch off at once, hand over a new set-up link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from participation.accounts import queries
from participation.accounts import service_staff as service
from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.forms_people import ROLES, PersonForm
from participation.admin.views import bp
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.web.filters import translate_error
from participation.web.transactions import commit_now, commits


@bp.route("/admin/people", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def people() -> ResponseReturnValue:
    """List staff accounts and add one; its set-up link is shown once, on the page that answers."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            account, link = service.add_staff(
                address=form.email.data,
                role=form.role.data or "",
                name=form.name.data,
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            return _show_link(account.label, link)
    return render_template(
        "admin/people.html", form=form, people=queries.staff(), roles=dict(ROLES)
    )


@bp.route("/admin/people/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def person(account_id: int) -> ResponseReturnValue:
    """Show one staff account with what can be done about it."""
    account = queries.get_staff(account_id)
    if request.method == "POST":
        action = request.form.get("action")
        try:
            if action == "role":
                service.change_role(
                    account, role=request.form.get("role", ""), actor=actor(), clock=clock
                )
            elif action == "off":
                service.switch_off(account, actor=actor(), clock=clock)
            elif action == "on":
                service.switch_on(account, actor=actor(), clock=clock)
            elif action == "reset":
                return _show_link(
                    account.label, service.reset_staff(account, actor=actor(), clock=clock)
                )
        except BadInput as error:
            flash(translate_error(error), "error")
        else:
            flash(gettext("Gespeichert. Offene Sitzungen dieses Kontos sind beendet."), "success")
            return redirect(url_for(".people"))
    return render_template(
        "admin/person.html", account=account, address=queries.address_of(account), roles=dict(ROLES)
    )


def _show_link(name: str, link: str) -> str:
    # The link cannot be read again, so the change has to stand before it is shown.
    commit_now()
    return render_template("admin/setup_link.html", name=name, link=link)
