"""The audit record, for administrators."""

from __future__ import annotations

from flask import render_template, request

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.admin.views import bp
from participation.audit import queries
from participation.web.paging import page_number


@bp.route("/admin/audit")
@requires(Permission.ADMINISTER)
def audit() -> str:
    """List what happened, newest first, optionally one kind of it."""
    actions = queries.actions()
    action = request.args.get("action", "")
    listing = queries.entries(
        page_number(request.args.get("page")), action if action in actions else None
    )
    return render_template("admin/audit.html", listing=listing, actions=actions, action=action)
