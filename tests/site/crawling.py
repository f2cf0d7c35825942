"""Which pages a crawl asks for in which role, where not everything is asked for: each page in some
role that may open it, and in another role where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from participation.accounts.permissions import GRANTS, Permission, Role
from tests.sampling import everything, lot
from tests.site.world import rules

SHARE = 3


def access_of(app: Flask, rule: Rule) -> Any:
    """What the view of a route declares, None for none."""
    return getattr(app.view_functions[rule.endpoint], "access", None)


def asked_for(app: Flask, role: Role, turn: int = 0) -> Iterator[Rule]:
    """The routes with GET that a crawl in this role asks for; each turn takes others."""
    for rule in rules(app):
        if "GET" in (rule.methods or ()) and takes(access_of(app, rule), rule.endpoint, role, turn):
            yield rule


def takes(access: str, endpoint: str, role: Role, turn: int = 0) -> bool:
    """Tell whether a page with this access is asked for in this role: a third of the roles that may
    open it, and of those that may not, ask for it, one at least."""
    if everything():
        return True
    able = [each for each in Role if access == "public" or Permission(access) in GRANTS[each]]
    alike = able if role in able else [each for each in Role if each not in able]
    place = alike.index(role) + lot(endpoint, len(alike)) + turn
    return place % len(alike) < -(-len(alike) // SHARE)
