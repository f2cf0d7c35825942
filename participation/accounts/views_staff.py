"""Pages of staff accounts: sign in with password and second factor, set both up with a one-time
link."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from participation.accounts import queries, service_sign_in, service_tries
from participation.accounts.access import first_page, public, signed_in, start_session
from participation.accounts.forms import CodeForm, PasswordForm, StaffSignInForm
from participation.accounts.models import Account
from participation.accounts.rules import DEVICE_LASTS, PASSWORD_SHORTEST, SECOND_STEP_LASTS, Client
from participation.accounts.views import bp, not_stored
from participation.city.queries import city
from participation.extensions import limiter
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Expired, NotFound, TooManyTries
from participation.kernel.networks import network_of
from participation.web.qr import qr_picture
from participation.web.transactions import commit_now, commits
from participation.web.translation import _
from participation.web.urls import safe_next

TRYING = "20 per minute; 200 per hour"


@bp.route("/staff/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(TRYING, methods=["POST"])
@commits
def staff_sign_in() -> ResponseReturnValue:
    """Ask for address and password; the answer to a wrong pair is one and the same."""
    target = safe_next(request.args.get("next"), "")
    account = signed_in()
    if account is not None and account.is_staff:
        return redirect(target or first_page())
    form = StaffSignInForm()
    if form.validate_on_submit():
        try:
            account = service_sign_in.check_credentials(
                address=form.email.data or "",
                password=form.password.data or "",
                client=_client(),
                clock=clock,
            )
        except (BadInput, TooManyTries) as refusal:
            form.refuse(refusal)
        else:
            session["second_step"] = [account.get_id(), int(clock.now().timestamp())]
            return redirect(url_for(".staff_code", next=target or None))
    return render_template("accounts/staff_sign_in.html", form=form)


@bp.route("/staff/sign-in/code", methods=["GET", "POST"])
@public
@limiter.limit(TRYING, methods=["POST"])
@commits
def staff_code() -> ResponseReturnValue:
    """Ask for the second factor of the person whose password was right a moment ago."""
    account = _pending_second_factor()
    target = safe_next(request.args.get("next"), "")
    if account is None:
        flash(
            _("Das hat zu lange gedauert. Bitte geben Sie Ihr Passwort noch einmal ein."), "warning"
        )
        return redirect(url_for(".staff_sign_in", next=target or None))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            service_sign_in.check_second_factor(
                account, code=form.code.data or "", client=_client(), clock=clock
            )
        except (BadInput, TooManyTries) as refusal:
            form.refuse(refusal)
        else:
            start_session(account)
            return _remember_device(redirect(target or first_page()), account)
    return render_template("accounts/staff_code.html", form=form)


@bp.route("/staff/set-up/<token>", methods=["GET", "POST"])
@public
@limiter.limit(TRYING, methods=["POST"])
@commits
def staff_set_up(token: str) -> ResponseReturnValue:
    """First step of a set-up link: choose a password."""
    form = PasswordForm()
    try:
        if form.validate_on_submit():
            service_sign_in.set_password(
                token=token, password=form.password.data or "", clock=clock
            )
            return redirect(url_for(".staff_second_factor", token=token))
        account = queries.account_of_link(token, clock.now())
    except Expired:
        return not_stored(render_template("accounts/expired_set_up.html"), 410)
    except BadInput as refusal:
        form.refuse(refusal)
        account = queries.account_of_link(token, clock.now())
    address = queries.address_of(account)
    page = render_template(
        "accounts/staff_set_up.html", form=form, address=address, least=PASSWORD_SHORTEST
    )
    return not_stored(page)


@bp.route("/staff/set-up/<token>/code", methods=["GET", "POST"])
@public
@limiter.limit(TRYING, methods=["POST"])
@commits
def staff_second_factor(token: str) -> ResponseReturnValue:
    """Second step: connect an authenticator app, then show the recovery codes, this once."""
    form = CodeForm()
    try:
        account = queries.account_of_link(token, clock.now())
        if account.password_hash is None:
            return redirect(url_for(".staff_set_up", token=token))
        if form.validate_on_submit():
            account, codes = service_sign_in.finish_set_up(
                token=token, code=form.code.data or "", clock=clock
            )
            # The page with the codes is no redirect, because they are kept nowhere; so this is
            # committed here.
            commit_now()
            start_session(account)
            start = first_page()
            page = render_template("accounts/recovery_codes.html", codes=codes, start=start)
            return _remember_device(not_stored(page), account)
    except Expired:
        return not_stored(render_template("accounts/expired_set_up.html"), 410)
    except BadInput as refusal:
        form.refuse(refusal)
        account = queries.account_of_link(token, clock.now())
    secret = service_sign_in.secret_of_link(token)
    uri = service_sign_in.provisioning_uri(account, secret, city().name)
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return not_stored(
        render_template(
            "accounts/staff_second_factor.html",
            form=form,
            secret=groups,
            uri=uri,
            picture=qr_picture(uri, scale=5),
        )
    )


def _pending_second_factor() -> Account | None:
    kept, since = session.get("second_step") or ("", 0)
    if clock.now().timestamp() - since > SECOND_STEP_LASTS.total_seconds():
        return None
    try:
        account = queries.get_staff(int(kept.partition("|")[0] or 0))
    except NotFound:
        return None
    # A role change or a reset in between has changed the session token.
    return account if account.active and account.get_id() == kept else None


def _client() -> Client:
    name = current_app.config["DEVICE_COOKIE_NAME"]
    return Client(network_of(request.remote_addr), request.cookies.get(name, ""))


def _remember_device(response: AnyResponse, account: Account) -> AnyResponse:
    """Let this device be known from now on: guesses from elsewhere do not block it."""
    response.set_cookie(
        current_app.config["DEVICE_COOKIE_NAME"],
        service_tries.new_device(account, clock),
        max_age=DEVICE_LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
