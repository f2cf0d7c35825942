"""Who may do what: one enum and one table, to be read aloud."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account is. A staff account has exactly one role."""

    ANONYMOUS = "anonymous"
    RESIDENT = "resident"
    MODERATOR = "moderator"
    PLANNER = "planner"
    ADMIN = "admin"


STAFF = (Role.MODERATOR, Role.PLANNER, Role.ADMIN)


class Permission(StrEnum):
    """One thing a person can do. Reading what is public and taking part with a browser alone need
    none."""

    SUBMIT_IDEA = "submit_idea"
    SUPPORT_IDEA = "support_idea"
    WEIGH = "weigh"
    OWN_ACCOUNT = "own_account"
    STAFF_ACCOUNT = "staff_account"
    MODERATE_IDEAS = "moderate_ideas"
    READ_ALL_IDEAS = "read_all_ideas"
    PLAN_RESULTS = "plan_results"
    PUBLISH_RESULTS = "publish_results"
    ENTER_PAPER = "enter_paper"
    ADMINISTER = "administer"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ANONYMOUS: frozenset(),
    Role.RESIDENT: frozenset({P.SUBMIT_IDEA, P.SUPPORT_IDEA, P.WEIGH, P.OWN_ACCOUNT}),
    Role.MODERATOR: frozenset({P.STAFF_ACCOUNT, P.MODERATE_IDEAS, P.READ_ALL_IDEAS, P.ENTER_PAPER}),
    Role.PLANNER: frozenset({P.STAFF_ACCOUNT, P.READ_ALL_IDEAS, P.PLAN_RESULTS, P.PUBLISH_RESULTS}),
    Role.ADMIN: frozenset(
        {
            P.STAFF_ACCOUNT,
            P.MODERATE_IDEAS,
            P.READ_ALL_IDEAS,
            P.PLAN_RESULTS,
            P.PUBLISH_RESULTS,
            P.ENTER_PAPER,
            P.ADMINISTER,
        }
    ),
}


def allowed(role: Role, permission: Permission) -> bool:
    """Tell whether a role has a permission."""
    return permission in GRANTS[role]
