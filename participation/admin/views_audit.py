"""The audit record in words, for administrators; by person for auditors alone, which is noted."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from participation.accounts import queries as accounts
from participation.accounts import service as accounts_service
from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.admin.forms_audit import PersonsRecordForm, RecordForm
from participation.admin.views import bp
from participation.audit import queries, wording
from participation.audit.models import AuditEntry
from participation.kernel.clock import clock
from participation.web.paging import Page, page_number
from participation.web.transactions import commit_now


@bp.route("/admin/audit")
@requires(Permission.ADMINISTER)
def audit() -> str:
    """List what happened, newest first, narrowed to an action, a thing or days."""
    form = RecordForm(request.args, meta={"csrf": False})
    form.offer(queries.actions())
    page = page_number(request.args.get("page"))
    listing = queries.entries(page, form.search()) if form.validate() else None
    return render_template("admin/audit.html", form=form, listing=listing, wording=wording)


@bp.route("/admin/audit/person", methods=["GET", "POST"])
@requires(Permission.READ_RECORD_BY_PERSON)
def audit_of_person() -> ResponseReturnValue:
    """Ask whose entries are to be read; show them once it is noted who reads them."""
    form = PersonsRecordForm()
    form.offer(accounts.staff())
    listing = _read(form) if form.validate_on_submit() else None
    return render_template(
        "admin/audit_of_person.html", form=form, listing=listing, wording=wording
    )


def _read(form: PersonsRecordForm) -> Page[AuditEntry]:
    """Note the look before anything is read. Each page of the list is a look of its own."""
    person = accounts.get_staff(int(form.person.data))
    page = page_number(request.form.get("page"))
    days = {
        key: day.data.isoformat()
        for key, day in (("first", form.first), ("last", form.last))
        if day.data
    }
    accounts_service.record_about(
        person, "record.read_by_person", actor=actor(), clock=clock, **days
    )
    commit_now()
    search = queries.Search(since=form.since, until=form.until)
    return queries.entries_of_person(page, person.id, search)
