"""Pages of residents' accounts: ask for a link, confirm it, choose a pseudonym, sign out."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import queries, service
from participation.accounts.access import end_session, public, requires, signed_in, start_session
from participation.accounts.forms import ConfirmForm, PseudonymForm, SignInForm
from participation.accounts.permissions import Permission
from participation.accounts.rules import Purpose
from participation.extensions import limiter
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Expired
from participation.web.filters import language
from participation.web.transactions import commits
from participation.web.translation import _
from participation.web.urls import safe_next

bp = Blueprint("accounts", __name__)

SENDING = "20 per minute; 200 per hour"
"""Per network address, in memory only. A school or a library signs in behind one address."""


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(SENDING, methods=["POST"])
@commits
def sign_in() -> ResponseReturnValue:
    """Ask for an address and mail a link to it; the answer is the same for every address."""
    target = safe_next(request.values.get("next"), "")
    account = signed_in()
    if account is not None and not account.is_staff:
        return redirect(target or url_for("front.account"))
    form = SignInForm()
    if form.validate_on_submit():
        service.request_link(
            address=form.email.data, next_path=target, language=language(), clock=clock
        )
        # Only for the next page, in the person's own browser; signing in clears it.
        session["sent_to"] = form.email.data
        return redirect(url_for(".link_sent", next=target or None))
    return render_template("accounts/sign_in.html", form=form, target=target, expired=False)


@bp.route("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    """Say that the link was mailed, and offer to send it again."""
    if "sent_to" not in session:
        return redirect(url_for(".sign_in"))
    target = safe_next(request.args.get("next"), "")
    return not_stored(
        render_template("accounts/link_sent.html", address=session["sent_to"], target=target)
    )


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@public
@limiter.limit(SENDING, methods=["POST"])
@commits
def confirm(token: str) -> ResponseReturnValue:
    """Show one button, so that a mail scanner's fetching does not use the link up; pressing it
    signs in."""
    form = ConfirmForm()
    try:
        if form.validate_on_submit():
            account, target = service.confirm(token=token, language=language(), clock=clock)
            start_session(account)
            target = safe_next(target, "")
            if account.pseudonym is None:
                return redirect(url_for(".welcome", next=target or None))
            return redirect(target or url_for("front.account"))
        link = queries.valid_link(token, Purpose.SIGN_IN, clock.now())
    except Expired:
        return _expired_link(token)
    return not_stored(
        render_template("accounts/confirm.html", form=form, address=queries.address_of_link(link))
    )


@bp.route("/account/welcome", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def welcome() -> ResponseReturnValue:
    """Choose the first pseudonym, then go on to where the person wanted to go."""
    account = signed_in()
    assert account is not None
    target = safe_next(request.args.get("next"), url_for("front.home"))
    if account.pseudonym is not None:
        return redirect(target)
    form = PseudonymForm()
    if form.validate_on_submit():
        try:
            service.choose_pseudonym(account, pseudonym=form.pseudonym.data)
        except BadInput as taken:
            form.refuse(taken)
        else:
            return redirect(target)
    elif request.method == "GET":
        form.pseudonym.data = service.suggestion()
    return render_template("accounts/welcome.html", form=form)


@bp.route("/sign-out", methods=["POST"])
@public
@commits
def sign_out() -> BaseResponse:
    """Sign out, in every browser: a cookie that was copied before is worth nothing afterwards."""
    account = signed_in()
    if account is not None:
        service.sign_out_everywhere(account)
    end_session()
    flash(_("Sie sind abgemeldet, auf allen Geräten."), "success")
    return redirect(url_for("front.home"))


def _expired_link(token: str) -> BaseResponse:
    """Answer a link that is used, expired, altered or foreign: say so and offer a new one. An owner
    who is already signed in is redirected."""
    link = queries.link(token, Purpose.SIGN_IN)
    target = safe_next(link.next_path if link else None, "")
    account = signed_in()
    if (
        link is not None
        and account is not None
        and not account.is_staff
        and account.address_hash == link.address_hash
    ):
        return redirect(target or url_for("front.account"))
    page = render_template(
        "accounts/sign_in.html", form=SignInForm(formdata=None), target=target, expired=True
    )
    return not_stored(page, 410)


def not_stored(page: str, status: int = 200) -> Response:
    """Answer with a page that no browser or proxy keeps and no search engine lists."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
