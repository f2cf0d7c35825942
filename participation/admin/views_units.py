"""The city's units: list, add, change, switch off and on; and who acts for which."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as accounts
from participation.accounts import service_staff
from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.forms_units import AssignForm, NewUnitForm, UnitForm
from participation.admin.views import bp
from participation.city import queries, service_units
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.kernel.text import whole_number
from participation.web.filters import tr
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/units")
@requires(Permission.ADMINISTER)
def units() -> str:
    """List the units, those in use first, with how many people act for each."""
    rows = sorted(queries.units(), key=lambda unit: (not unit.active, tr(unit.title)))
    return render_template("admin/units.html", units=rows, people=accounts.people_of_units())


@bp.route("/admin/new-unit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def new_unit() -> ResponseReturnValue:
    """Add a unit."""
    form = NewUnitForm()
    if form.validate_on_submit():
        try:
            service_units.add_unit(
                key=form.key.data or "",
                title=form.titles(),
                contact=form.contact.data or "",
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Die Fachstelle ist angelegt."), "success")
            return redirect(url_for(".units"))
    return render_template("admin/unit.html", form=form, unit=None)


@bp.route("/admin/units/<key>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def edit_unit(key: str) -> ResponseReturnValue:
    """Change a unit's name and contact."""
    unit = queries.unit(key)
    form = UnitForm(
        title_de=unit.title.get("de", ""),
        title_en=unit.title.get("en", ""),
        contact=unit.contact,
        version=str(unit.version),
    )
    if form.validate_on_submit():
        try:
            service_units.change_unit(
                key,
                title=form.titles(),
                contact=form.contact.data or "",
                version=whole_number(form.version.data) or 0,
                actor=actor(),
                clock=clock,
            )
        except (BadInput, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".units"))
    return render_template("admin/unit.html", form=form, unit=unit)


@bp.route("/admin/units/<key>/switch", methods=["POST"])
@requires(Permission.ADMINISTER)
@commits
def switch_unit(key: str) -> ResponseReturnValue:
    """Switch a unit off or on, as the button says."""
    active = request.form.get("active") == "1"
    service_units.switch_unit(key, active=active, actor=actor(), clock=clock)
    flash(
        _("Die Fachstelle ist eingeschaltet.")
        if active
        else _("Die Fachstelle ist ausgeschaltet. Was sie veröffentlicht hat, bleibt stehen."),
        "success",
    )
    return redirect(url_for(".edit_unit", key=key))


@bp.route("/admin/people/<int:account_id>/units", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def assign_units(account_id: int) -> ResponseReturnValue:
    """Say for which units a member of staff acts."""
    account = accounts.get_staff(account_id)
    form = AssignForm()
    every = queries.units()
    form.offer(every, accounts.assigned_unit_ids(account.id))
    if form.validate_on_submit():
        chosen = [unit for unit in every if unit.key in (form.units.data or [])]
        try:
            service_staff.assign_units(account, units=chosen, actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".person", account_id=account.id))
    return render_template("admin/assign_units.html", account=account, form=form)
