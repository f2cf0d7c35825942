"""The pages of administrators, and the first page of everybody on the staff, for the browser
tests."""

from __future__ import annotations

from tests.browser.stage import Stage


def pages(stage: Stage) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens which of these pages, by endpoint."""
    admin = "admin"
    return {
        "admin.home": [(admin, "/admin/")],
        "admin.audit": [(admin, "/admin/audit"), ("auditor", "/admin/audit?kind=idea&number=x")],
        "admin.audit_of_person": [("auditor", "/admin/audit/person")],
        "admin.city": [(admin, "/admin/city"), ("auditor", "/admin/city")],
        "admin.legal": [(admin, "/admin/legal")],
        "admin.edit_legal": [(admin, "/admin/legal/impressum")],
        "admin.mails": [(admin, "/admin/mails")],
        "admin.people": [(admin, "/admin/people")],
        "admin.person": [(admin, f"/admin/people/{stage.staff_id}")],
        "admin.close_person": [
            (admin, f"/admin/people/{stage.staff_id}/{step}") for step in ("switch-off", "reset")
        ],
        "admin.staff_home": [
            (role, "/staff/")
            for role in ("moderator", "planner", "unit", "head", "privacy", "auditor", admin)
        ],
        "admin.own_page": [(role, "/staff/own") for role in ("unit", admin)],
        "admin.daily_mail_off": [(None, f"/staff/daily-mail/off/{stage.mail_off}")],
        "admin.open_data": [(admin, "/admin/open-data")],
        "admin.units": [(admin, "/admin/units")],
        "admin.new_unit": [(admin, "/admin/new-unit")],
        "admin.edit_unit": [(admin, "/admin/units/verkehr")],
        "admin.assign_units": [(admin, f"/admin/people/{stage.account_ids['unit']}/units")],
    }
