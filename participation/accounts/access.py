"""Access to pages: closed until declared. Flask-Login is wrapped here and nowhere else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.models import Account
from participation.accounts.permissions import (
    GRANTS,
    Grant,
    Permission,
    Role,
    allowed,
    rounds_allowed,
)
from participation.accounts.rules import SESSION_LASTS
from participation.audit.service import Actor
from participation.extensions import db, login_manager
from participation.kernel.clock import clock
from participation.kernel.errors import Forbidden
from participation.kernel.text import whole_number
from participation.web.public import public

__all__ = [
    "actor",
    "can",
    "end_session",
    "first_page",
    "may_read",
    "public",
    "requires",
    "rounds_to_read",
    "signed_in",
    "start_session",
]

P = ParamSpec("P")
R = TypeVar("R")
RESIDENT_PERMISSIONS = GRANTS[Role.RESIDENT]
STAFF_HOME = "admin.staff_home"


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """A reader who has not signed in."""

    id = None
    grants = frozenset({Grant(Role.ANONYMOUS)})
    is_staff = False
    label = ""


def requires(
    permission: Permission,
    *,
    of_round: Callable[..., int] | None = None,
    any_round: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a page open to those with this permission; others sign in first or are refused.

    The permission is needed for all rounds, unless the page belongs to one round: `of_round` takes
    what the view takes and returns that round's id. A page that lists rounds says `any_round` and
    shows those of `rounds_to_read`. Auditors read every staff page and post to none.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                return cast("R", _to_sign_in(permission))

            def holds(wanted: Permission) -> bool:
                rounds = rounds_allowed(_grants(), wanted)
                if rounds is None:
                    return True
                if not rounds or of_round is None:
                    return any_round and bool(rounds)
                return of_round(*args, **kwargs) in rounds

            writes = holds(permission)
            if not writes and not (_is_reading(permission) and holds(Permission.READ_STAFF_PAGES)):
                raise Forbidden()
            g.reads_only = not writes
            return view(*args, **kwargs)

        wrapper.access = permission  # type: ignore[attr-defined]
        wrapper.scope = "round" if of_round else "any" if any_round else "all"  # type: ignore[attr-defined]
        return wrapper

    return decorate


def can(permission: Permission | str, round_id: int | None = None) -> bool:
    """Tell whether the person of this request has a permission for a round, or for all rounds.

    Templates give the permission's name.
    """
    return allowed(_grants(), Permission(permission), round_id)


def may_read(permission: Permission | str, round_id: int | None = None) -> bool:
    """Tell whether the person may see what this permission is about: they have it or audit it."""
    return can(permission, round_id) or can(Permission.READ_STAFF_PAGES, round_id)


def rounds_to_read(permission: Permission | str) -> frozenset[int] | None:
    """Return the rounds for which the person may see what this permission is about; None for all
    rounds."""
    own = rounds_allowed(_grants(), Permission(permission))
    audited = rounds_allowed(_grants(), Permission.READ_STAFF_PAGES)
    return None if own is None or audited is None else own | audited


def reads_anywhere(permission: Permission | str) -> bool:
    """Tell whether a page that lists rounds opens for the person: for the navigation."""
    return rounds_to_read(permission) != frozenset()


def may_write() -> bool:
    """Tell whether the person of this page may also post to it, which an auditor may not."""
    return not g.get("reads_only", False)


def _grants() -> frozenset[Grant]:
    # Asked many times for one page; read once. An error page can ask when the database is away.
    if "grants" not in g:
        g.grants = current_user.grants if current_user else Anonymous.grants
    return cast("frozenset[Grant]", g.grants)


def _is_reading(permission: Permission) -> bool:
    return request.method in ("GET", "HEAD") and permission not in RESIDENT_PERMISSIONS


def signed_in() -> Account | None:
    """Return the account of this request, or None."""
    return (
        cast("Account", current_user._get_current_object())
        if current_user.is_authenticated
        else None
    )


def person() -> Account:
    """Return the account of a page that requires one."""
    account = signed_in()
    if account is None:
        raise Forbidden()
    return account


def actor() -> Actor:
    """Return the person of this request for the audit record."""
    account = signed_in()
    return Actor(account.id, account.label) if account else Actor(None, "")


def start_session(account: Account) -> None:
    """Sign in. The session is a new one, so nothing of the signed-out one carries over but the
    language."""
    session.clear()
    session.permanent = True
    login_user(account)
    g.pop("grants", None)
    # Flask-Login would keep a hash of the network address here; nothing of that kind is kept, not
    # even in a cookie.
    session.pop("_id", None)
    session["since"] = int(clock.now().timestamp())


def end_session() -> None:
    """Sign out in this browser."""
    logout_user()
    session.clear()
    g.pop("grants", None)


def first_page() -> str:
    """Return the address where a member of staff begins."""
    return url_for(STAFF_HOME)


def _to_sign_in(permission: Permission) -> BaseResponse:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    endpoint = (
        "accounts.sign_in" if permission in RESIDENT_PERMISSIONS else "accounts.staff_sign_in"
    )
    return redirect(url_for(endpoint, next=target))


def _load(session_id: str) -> Account | None:
    number, _, token = session_id.partition("|")
    account_id = whole_number(number)
    if account_id is None or _session_expired():
        return None
    # The roles come along: every page of staff asks for them.
    account = db.session.get(Account, account_id, options=[joinedload(Account.roles)])
    if account is None or not account.active or account.session_token != token:
        return None
    return account


def _session_expired() -> bool:
    # The cookie is signed anew whenever something in it changes, so its own age says too little.
    since = session.get("since")
    return since is not None and clock.now().timestamp() - since > SESSION_LASTS.total_seconds()


def init_access(app: Flask) -> None:
    """Register sign-in state and the rule that an undeclared page is closed."""
    login_manager.anonymous_user = Anonymous
    login_manager.user_loader(_load)
    login_manager.session_protection = None
    login_manager.init_app(app)
    app.jinja_env.globals.update(
        can=can, may_read=may_read, reads_anywhere=reads_anywhere, may_write=may_write
    )

    @app.before_request
    def _closed_until_declared() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return
        if not hasattr(app.view_functions[endpoint], "access"):
            abort(403)
