"""Access to pages: closed until declared. Flask-Login is wrapped here and nowhere else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, abort, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, current_user, login_user, logout_user

from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role, allowed
from participation.accounts.rules import SESSION_LASTS
from participation.audit.service import Actor
from participation.extensions import db, login_manager
from participation.kernel.clock import clock
from participation.kernel.errors import Forbidden
from participation.web.public import public

__all__ = ["actor", "can", "end_session", "public", "requires", "signed_in", "start_session"]

P = ParamSpec("P")
R = TypeVar("R")
RESIDENT_PERMISSIONS = frozenset(
    {Permission.SUBMIT_IDEA, Permission.SUPPORT_IDEA, Permission.WEIGH, Permission.OWN_ACCOUNT}
)


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """A reader who has not signed in."""

    id = None
    role_ = Role.ANONYMOUS
    is_staff = False
    label = ""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a page open to those with this permission; others sign in first or are refused."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                return cast("R", _to_sign_in(permission))
            if not can(permission):
                raise Forbidden()
            return view(*args, **kwargs)

        wrapper.access = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


def can(permission: Permission | str) -> bool:
    """Tell whether the person of this request has a permission; templates give its name."""
    return allowed(current_role(), Permission(permission))


def current_role() -> Role:
    """Return the role of the person of this request."""
    return cast("Role", current_user.role_) if current_user else Role.ANONYMOUS


def signed_in() -> Account | None:
    """Return the account of this request, or None."""
    return (
        cast("Account", current_user._get_current_object())
        if current_user.is_authenticated
        else None
    )


def actor() -> Actor:
    """Return the person of this request for the audit record."""
    account = signed_in()
    return Actor(account.id, account.label) if account else Actor(None, "")


def start_session(account: Account) -> None:
    """Sign in. The session starts anew, so nothing of the signed-out one carries over but the
    language."""
    session.clear()
    session.permanent = True
    login_user(account)
    # Flask-Login would keep a hash of the network address here; nothing of that kind is kept, not
    # even in a cookie.
    session.pop("_id", None)
    session["since"] = int(clock.now().timestamp())


def end_session() -> None:
    """Sign out in this browser."""
    logout_user()
    session.clear()


def _to_sign_in(permission: Permission) -> Any:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    endpoint = (
        "accounts.sign_in" if permission in RESIDENT_PERMISSIONS else "accounts.staff_sign_in"
    )
    return redirect(url_for(endpoint, next=target))


def _load(session_id: str) -> Account | None:
    number, _, token = session_id.partition("|")
    if not number.isascii() or not number.isdigit() or len(number) > 18 or _session_expired():
        return None
    account = db.session.get(Account, int(number))
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
    app.jinja_env.globals.update(can=can)

    @app.before_request
    def _closed_until_declared() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return
        if not hasattr(app.view_functions[endpoint], "access"):
            abort(403)
