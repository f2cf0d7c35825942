"""What each role may do, written down by hand, and what a visitor should therefore meet."""

from __future__ import annotations

from tests.site.visitors import ELSEWHERE, STAFF

HOLDERS = {
    "submit_idea": {"resident"},
    "support_idea": {"resident"},
    "own_account": {"resident"},
    "staff_home": {"moderator", "planner", "unit", "head", "privacy", "auditor", "admin"},
    "moderate_ideas": {"moderator", "admin"},
    "decide_complaints": {"moderator", "head", "admin"},
    "read_all_ideas": {"moderator", "planner", "admin"},
    "plan_results": {"planner", "admin"},
    "publish_results": {"planner", "admin"},
    "plan_strategy": {"planner", "admin"},
    "approve_organisations": {"planner", "admin"},
    "answer_for_unit": {"planner", "unit", "admin"},
    "report_for_unit": {"planner", "unit", "admin"},
    "enter_paper": {"moderator", "admin"},
    "keep_mails": {"admin"},
    "administer": {"admin"},
    "read_record_by_person": {"auditor"},
    "read_originals": {"privacy"},
}
OF_RESIDENTS = {"submit_idea", "support_idea", "own_account"}
VISITORS = ("anonymous", "resident", *STAFF, ELSEWHERE)


def expected(visitor: str, who: str, method: str) -> str:
    """What the table says: "open", "refused", or the page to sign in on."""
    permission, _, scope = who.partition(":")
    if permission == "public":
        return "open"
    if permission == "residents":
        return "open" if visitor in ("anonymous", "resident") else "refused"
    if visitor == "anonymous":
        return "/sign-in" if permission in OF_RESIDENTS else "/staff/sign-in"
    if visitor == "auditor" and method == "GET" and permission not in OF_RESIDENTS:
        return "open"
    if visitor == ELSEWHERE:
        return "open" if scope == "any" and permission not in OF_RESIDENTS else "refused"
    return "open" if visitor in HOLDERS[permission] else "refused"
