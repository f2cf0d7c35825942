"""The page of a person's day, what they set for themselves, and the link that ends the mail."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as accounts
from participation.accounts.access import person, public, requires
from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role
from participation.admin.forms_people import ROLES
from participation.admin.today import queries, service
from participation.admin.today.assembling import Today, today_of
from participation.admin.today.mails import GROUPS
from participation.admin.today.off_links import read_token
from participation.admin.today.rules import Area, Group
from participation.admin.today.wording import short_day, weekday
from participation.admin.views import bp
from participation.city import queries as city_queries
from participation.city.models import Unit
from participation.extensions import csrf
from participation.kernel.clock import clock
from participation.rounds import queries as round_queries
from participation.web.filters import tr
from participation.web.transactions import commit_now, commits
from participation.web.translation import _

bp.add_app_template_filter(weekday, "weekday")
bp.add_app_template_filter(short_day, "short_day")


@bp.app_template_global("staff_today")
def staff_today(area: str | None = None) -> Today:
    """Return what needs the person of this request, everywhere or in one area, for the pages that
    show it above their lists."""
    return today_of(person(), clock.now(), tuple(Area) if area is None else (Area(area),))


@bp.app_template_filter("task_group")
def group_in_words(group: Group) -> str:
    """Return by when the tasks of a group have to be done."""
    return _(GROUPS[group])


@bp.route("/staff/")
@requires(Permission.STAFF_HOME, any_round=True)
def staff_home() -> str:
    """Show what needs a member of staff, and the pages that their roles open."""
    return render_template("admin/today.html", mailed=queries.wants_mail(person().id))


@bp.route("/staff/own")
@requires(Permission.STAFF_HOME, any_round=True)
def own_page() -> str:
    """Show a member of staff their roles and units, and what they can set for themselves."""
    me = person()
    titles = {round_.id: tr(round_.title) for round_ in round_queries.without_frames()}
    return render_template(
        "admin/own_page.html",
        roles=ROLES,
        rounds=titles,
        units=_own_units(me),
        mailed=queries.wants_mail(me.id),
    )


@bp.route("/staff/daily-mail", methods=["POST"])
@requires(Permission.STAFF_HOME, any_round=True)
@commits
def switch_daily_mail() -> ResponseReturnValue:
    """Switch the morning's mail on or off."""
    on = request.form.get("on") == "1"
    service.switch_mail(person().id, on=on, clock=clock)
    sentence = (
        _("Sie bekommen die Liste an Arbeitstagen um 7 Uhr, wenn etwas auf Sie wartet.")
        if on
        else _("Sie bekommen die Liste nicht mehr als E-Mail.")
    )
    flash(sentence, "success")
    return redirect(url_for(".own_page"))


@bp.route("/staff/daily-mail/off/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def daily_mail_off(token: str) -> Response:
    """Switch the mail off: the token alone decides, for mail programs post here with neither
    session nor form token (RFC 8058). Looking at the page changes nothing."""
    account_id = read_token(token)
    done = request.method == "POST"
    if done:
        service.switch_mail(account_id, on=False, clock=clock)
        commit_now()
    # No redirect after the POST, which mail programs do not follow.
    response = make_response(render_template("admin/daily_mail_off.html", token=token, done=done))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _own_units(person: Account) -> list[Unit] | None:
    """Return the units that the person acts for, None for one without the role."""
    if Role.UNIT not in {grant.role for grant in person.grants}:
        return None
    own = accounts.unit_ids(person.id)
    return [unit for unit in city_queries.units(active=True) if unit.id in own]
