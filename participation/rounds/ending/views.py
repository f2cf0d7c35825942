"""The pages on which a round ends before its time. Each says what will happen, with figures, asks
for the reason and cannot be undone."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, ParticipationError, WindowClosed
from participation.rounds import queries as round_queries
from participation.rounds.ending import service
from participation.rounds.ending.figures import figures_of
from participation.rounds.ending.forms import EndForm
from participation.rounds.ending.rules import discards_ballots, may_stop, may_withdraw
from participation.rounds.ending.wording import departure
from participation.rounds.models import Deviation, Round
from participation.rounds.rules import phase
from participation.rounds.views import bp, version_of
from participation.web.filters import translate_error
from participation.web.transactions import commits
from participation.web.translation import _


@bp.app_template_filter("departure")
def departure_in_words(deviation: Deviation) -> str:
    """Return what departed from the rules and why."""
    return departure(deviation.kind, deviation.reason)


@bp.route("/admin/rounds/<slug>/stop", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def stop(slug: str) -> ResponseReturnValue:
    """Say what stopping a round does, then stop it."""
    done = _("Die Runde ist gestoppt. Die Begründung steht auf ihrer Seite.")
    return _end(slug, service.stop, done, _stop_page)


@bp.route("/admin/rounds/<slug>/withdraw", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def withdraw(slug: str) -> ResponseReturnValue:
    """Say what withdrawing a round does, then withdraw it."""
    done = _("Die Runde ist zurückgezogen. Auf ihrer Seite steht, warum.")
    return _end(slug, service.withdraw, done, _withdraw_page)


def _end(
    slug: str,
    end: Callable[..., Deviation],
    done: str,
    page: Callable[[Round, EndForm], str],
) -> ResponseReturnValue:
    round_ = round_queries.get_any(slug)
    form = EndForm(version=str(round_.version))
    if form.validate_on_submit():
        version, reason = version_of(form.version.data), form.reason.data or ""
        try:
            end(round_.id, reason=reason, version=version, actor=actor(), clock=clock)
        except BadInput as error:
            form.refuse(error)
        except (Conflict, WindowClosed) as error:
            return _conflict(slug, reason, error)
        else:
            flash(done, "success")
            return redirect(url_for(".overview", slug=slug))
    return page(round_queries.get_any(slug), form)


def _stop_page(round_: Round, form: EndForm) -> str:
    now = clock.now()
    discards = not round_.is_named and discards_ballots(
        round_.weights_window, round_.settings.when_stopped, now
    )
    return render_template(
        "rounds/stop.html",
        form=form,
        round=round_,
        possible=round_.published_at is not None and may_stop(round_.windows, now),
        discards=discards,
        figures=figures_of(round_),
        phases={
            "ideas": phase(round_.ideas_window, now),
            "weights": phase(round_.weights_window, now),
        },
    )


def _withdraw_page(round_: Round, form: EndForm) -> str:
    possible = round_.published_at is not None and may_withdraw(round_.windows, clock.now())
    return render_template(
        "rounds/withdraw.html",
        form=form,
        round=round_,
        possible=possible,
        figures=figures_of(round_),
    )


def _conflict(slug: str, reason: str, error: ParticipationError) -> ResponseReturnValue:
    """Say that the round is not as it was any more, and keep the reason that was typed."""
    body = render_template(
        "rounds/end_conflict.html",
        round=round_queries.get_any(slug),
        sentence=translate_error(error),
        reason=reason,
    )
    return make_response(body, 409)
