"""Staff accounts: add, give and take roles, switch off, hand over a new set-up link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries
from participation.accounts import service_staff as service
from participation.accounts.access import actor, requires
from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role
from participation.admin.forms_people import ROLES, ConfirmForm, PersonForm, RoleForm
from participation.admin.views import bp
from participation.city import queries as city_queries
from participation.city.models import Unit
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotFound
from participation.rounds import queries as round_queries
from participation.web.filters import tr, translate_error
from participation.web.transactions import commit_now, commits
from participation.web.translation import _


@bp.route("/admin/people", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def people() -> ResponseReturnValue:
    """List staff accounts and add one; its set-up link is shown once, on the page that answers."""
    form = PersonForm()
    form.offer(round_queries.all_rounds())
    if form.validate_on_submit():
        try:
            account, link = service.add_staff(
                address=form.email.data,
                role=form.role.data or "",
                round_id=form.round_id,
                name=form.name.data,
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            return _show_link(account.label, link)
    return render_template(
        "admin/people.html", form=form, people=queries.staff(), roles=ROLES, rounds=_round_titles()
    )


@bp.route("/admin/people/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def person(account_id: int) -> ResponseReturnValue:
    """Show one staff account with what can be done about it."""
    account = queries.get_staff(account_id)
    form = RoleForm()
    form.offer(round_queries.all_rounds())
    if request.method == "POST":
        try:
            done = _change(account, request.form.get("action", ""), form)
        except BadInput as error:
            flash(translate_error(error), "error")
        else:
            if done is not None:
                return done
    return render_template(
        "admin/person.html",
        account=account,
        address=queries.address_of(account),
        form=form,
        roles=ROLES,
        rounds=_round_titles(),
        units=_units_of(account),
    )


@bp.route("/admin/people/<int:account_id>/<any('switch-off', reset):step>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def close_person(account_id: int, step: str) -> ResponseReturnValue:
    """Say what switching off or a new set-up does to an account, then do it."""
    account = queries.get_staff(account_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            if step == "reset":
                link = service.reset_staff(account, actor=actor(), clock=clock)
                return _show_link(account.label, link)
            service.switch_off(account, actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Das Konto ist ausgeschaltet."), "success")
            return redirect(url_for(".person", account_id=account.id))
    return render_template("admin/close_person.html", account=account, form=form, step=step)


def _change(account: Account, action: str, form: RoleForm) -> ResponseReturnValue | None:
    """Do what was asked for; None when the form has to be shown again."""
    ended = _("Gespeichert. Offene Sitzungen dieses Kontos sind beendet.")
    if action == "on":
        service.switch_on(account, actor=actor(), clock=clock)
        ended = _("Das Konto ist eingeschaltet.")
    elif action in ("give", "take"):
        if not form.validate():
            return None
        change = service.give_role if action == "give" else service.take_role
        change(
            account, role=form.role.data or "", round_id=form.round_id, actor=actor(), clock=clock
        )
    else:
        raise NotFound()
    flash(ended, "success")
    return redirect(url_for(".person", account_id=account.id))


def _units_of(account: Account) -> list[Unit] | None:
    """Return the units assigned to an account, None for one that acts for no unit at all."""
    if Role.UNIT not in {grant.role for grant in account.grants}:
        return None
    assigned = queries.assigned_unit_ids(account.id)
    return [unit for unit in city_queries.units() if unit.id in assigned]


def _round_titles() -> dict[int, str]:
    return {round_.id: tr(round_.title) for round_ in round_queries.all_rounds()}


def _show_link(name: str, link: str) -> str:
    # The link cannot be read again, so the change has to stand before it is shown.
    commit_now()
    return render_template("admin/setup_link.html", name=name, link=link)
