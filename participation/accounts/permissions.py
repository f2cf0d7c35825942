"""Who may do what: one enum and one table, to be read aloud."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may act as. A staff account has any number of roles, each for all rounds or for
    one."""

    ANONYMOUS = "anonymous"
    RESIDENT = "resident"
    MODERATOR = "moderator"
    PLANNER = "planner"
    UNIT = "unit"
    HEAD = "head"
    PRIVACY = "privacy"
    AUDITOR = "auditor"
    ADMIN = "admin"


STAFF = (
    Role.MODERATOR,
    Role.PLANNER,
    Role.UNIT,
    Role.HEAD,
    Role.PRIVACY,
    Role.AUDITOR,
    Role.ADMIN,
)


GUARDED = (Role.PRIVACY, Role.AUDITOR)
"""Who has one of these reads what administrators do not, so changes of such accounts are mailed."""


class Permission(StrEnum):
    """One thing a person can do. Reading what is public and taking part with a browser alone need
    none."""

    SUBMIT_IDEA = "submit_idea"
    SUPPORT_IDEA = "support_idea"
    OWN_ACCOUNT = "own_account"
    STAFF_HOME = "staff_home"
    READ_STAFF_PAGES = "read_staff_pages"
    MODERATE_IDEAS = "moderate_ideas"
    DECIDE_COMPLAINTS = "decide_complaints"
    READ_ALL_IDEAS = "read_all_ideas"
    PLAN_RESULTS = "plan_results"
    PUBLISH_RESULTS = "publish_results"
    PLAN_STRATEGY = "plan_strategy"
    APPROVE_ORGANISATIONS = "approve_organisations"
    ENTER_PAPER = "enter_paper"
    ANSWER_FOR_UNIT = "answer_for_unit"
    REPORT_FOR_UNIT = "report_for_unit"
    KEEP_MAILS = "keep_mails"
    ADMINISTER = "administer"
    READ_RECORD_BY_PERSON = "read_record_by_person"
    READ_ORIGINALS = "read_originals"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ANONYMOUS: frozenset(),
    Role.RESIDENT: frozenset({P.SUBMIT_IDEA, P.SUPPORT_IDEA, P.OWN_ACCOUNT}),
    Role.MODERATOR: frozenset(
        {
            P.STAFF_HOME,
            P.MODERATE_IDEAS,
            P.DECIDE_COMPLAINTS,
            P.READ_ALL_IDEAS,
            P.ENTER_PAPER,
        }
    ),
    Role.PLANNER: frozenset(
        {
            P.STAFF_HOME,
            P.READ_ALL_IDEAS,
            P.PLAN_RESULTS,
            P.PUBLISH_RESULTS,
            P.PLAN_STRATEGY,
            P.APPROVE_ORGANISATIONS,
            P.ANSWER_FOR_UNIT,
            P.REPORT_FOR_UNIT,
        }
    ),
    Role.UNIT: frozenset({P.STAFF_HOME, P.ANSWER_FOR_UNIT, P.REPORT_FOR_UNIT}),
    Role.HEAD: frozenset({P.STAFF_HOME, P.DECIDE_COMPLAINTS}),
    Role.PRIVACY: frozenset({P.STAFF_HOME, P.READ_ORIGINALS}),
    Role.AUDITOR: frozenset({P.STAFF_HOME, P.READ_STAFF_PAGES, P.READ_RECORD_BY_PERSON}),
    Role.ADMIN: frozenset(
        {
            P.STAFF_HOME,
            P.MODERATE_IDEAS,
            P.DECIDE_COMPLAINTS,
            P.READ_ALL_IDEAS,
            P.PLAN_RESULTS,
            P.PUBLISH_RESULTS,
            P.PLAN_STRATEGY,
            P.APPROVE_ORGANISATIONS,
            P.ANSWER_FOR_UNIT,
            P.REPORT_FOR_UNIT,
            P.ENTER_PAPER,
            P.KEEP_MAILS,
            P.ADMINISTER,
        }
    ),
}


@dataclass(frozen=True)
class Grant:
    """A role that an account has, for the round with this id or for all rounds (None)."""

    role: Role
    round_id: int | None = None


def allowed(grants: Collection[Grant], permission: Permission, round_id: int | None = None) -> bool:
    """Tell whether these grants give a permission for a round, or for all rounds (None)."""
    return any(
        permission in GRANTS[grant.role]
        for grant in grants
        if grant.round_id is None or grant.round_id == round_id
    )


def rounds_allowed(grants: Collection[Grant], permission: Permission) -> frozenset[int] | None:
    """Return the ids of the rounds that these grants give a permission for; None for all rounds."""
    if allowed(grants, permission):
        return None
    return frozenset(
        grant.round_id
        for grant in grants
        if grant.round_id is not None and permission in GRANTS[grant.role]
    )
