"""Following something, changing how often mails come, stopping; and the link in a mail that stops
without signing in."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from participation.accounts.access import public, requires, signed_in
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.extensions import csrf
from participation.following import queries, service
from participation.following.forms import FREQUENCIES, FollowForm
from participation.following.rules import Frequency, Kind
from participation.following.subjects import Subject, public_subject
from participation.following.unsubscribe_links import read_token
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.web.transactions import commit_now, commits
from participation.web.translation import _
from participation.web.urls import safe_next

bp = Blueprint("following", __name__, url_prefix="/follow")

UNREADABLE = {
    Kind.ROUND: N_("Eine Runde, die nicht öffentlich ist (%(key)s)"),
    Kind.IDEA: N_("Eine Idee, die nicht öffentlich ist (%(key)s)"),
    Kind.PROJECT: N_("Ein Projekt, das nicht öffentlich ist (%(key)s)"),
}
"""What something is called while its title may not be read."""


@bp.app_template_global("unreadable_subject")
def unreadable_subject(kind: str, key: str) -> str:
    """Return what stands in place of the title of something that may not be read."""
    return _(UNREADABLE[Kind(kind)], key=key)


@bp.app_template_filter("frequency")
def frequency_in_words(value: str) -> str:
    """Return how often mails come, as the form words it."""
    return str(FREQUENCIES[value])


@bp.route("/<any(round, idea, project):kind>/<key>", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def follow(kind: str, key: str) -> ResponseReturnValue:
    """Follow a subject, or change how often mails about it come."""
    person = _person()
    existing, subject = queries.follow_of(person.id, kind, key), public_subject(kind, key)
    if existing is None and subject is None:
        raise NotFound(service.NOT_PUBLIC)
    form = FollowForm(frequency=existing.frequency if existing else Frequency.WEEKLY.value)
    if form.validate_on_submit():
        try:
            service.follow(person, kind, key, frequency=form.frequency.data or "", clock=clock)
        except BadInput as error:
            form.refuse(error)
        else:
            flash(_("Gespeichert. Sie finden es in „Mein Bereich“."), "success")
            return redirect(_page_of(subject))
    return render_template(
        "following/follow.html", form=form, kind=kind, key=key, subject=subject, existing=existing
    )


@bp.route("/<any(round, idea, project):kind>/<key>/stop", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
@commits
def stop(kind: str, key: str) -> ResponseReturnValue:
    """Stop following a subject."""
    service.unfollow(_person(), kind, key, clock=clock)
    flash(_("Sie folgen dem nicht mehr."), "success")
    return redirect(safe_next(request.form.get("next"), _page_of(public_subject(kind, key))))


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def unsubscribe(token: str) -> Response:
    """Stop following what a mail was about: the token alone decides, for mail programs post here
    with neither session nor form token (RFC 8058). Looking at the page changes nothing."""
    account_id, follow_ids = read_token(token)
    followed = queries.followed(account_id, follow_ids)
    done = request.method == "POST"
    if done:
        service.unsubscribe(token, clock=clock)
        commit_now()
    # No redirect after the POST, which mail programs do not follow.
    page = render_template("following/unsubscribe.html", token=token, followed=followed, done=done)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _person() -> Account:
    person = signed_in()
    assert person is not None, "the page requires somebody"
    return person


def _page_of(subject: Subject | None) -> str:
    if subject is None:
        return url_for("front.account")
    values: dict[str, Any] = dict(subject.values)
    return url_for(subject.endpoint, **values)
