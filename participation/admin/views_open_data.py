"""What the city says of its data: licence, contact, official key."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.forms_open_data import OpenDataForm
from participation.admin.views import bp
from participation.city import queries, service
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/open-data", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
@commits
def open_data() -> ResponseReturnValue:
    """Edit licence, contact and official key."""
    now = queries.open_data()
    form = OpenDataForm(
        open_licence=now.licence.key if now.licence else "",
        open_contact=now.contact,
        region_key=now.region_key,
    )
    if form.validate_on_submit():
        try:
            service.change_open_data(
                licence=form.open_licence.data or "",
                contact=form.open_contact.data or "",
                region_key="".join((form.region_key.data or "").split()),
                actor=actor(),
                clock=clock,
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".open_data"))
    return render_template("admin/open_data.html", form=form, licence=now.licence)
