"""The rounds for administrators: the list, one round's overview, and what happens when two change
the same one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template

from participation.accounts.access import may_read, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.kernel.text import whole_number
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import RESERVED_SLUGS
from participation.rounds.configuration.settings import Settings
from participation.rounds.file import roundfile
from participation.rounds.models import Round
from participation.rounds.rules import may_change_rules, state
from participation.strategy import queries as strategy_queries
from participation.strategy.keys import key_from
from participation.web.filters import translate_error

bp = Blueprint("rounds", __name__)


@bp.route("/admin/rounds")
@requires(Permission.ADMINISTER, any_round=True)
def index() -> str:
    """List all rounds with their state."""
    now = clock.now()
    listed = [
        (round_, state(round_.windows, now))
        for round_ in round_queries.all_rounds()
        if may_read(Permission.ADMINISTER, round_.id)
    ]
    return render_template("rounds/index.html", rounds=listed)


@bp.route("/admin/rounds/<slug>")
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
def overview(slug: str) -> str:
    """Show a round's state and what can be done with it."""
    round_ = round_queries.get_any(slug)
    now = clock.now()
    changeable = may_change(round_)
    newer = changeable and bool(round_.published_at) and _strategy_moved_on(round_)
    return render_template(
        "rounds/overview.html",
        round=round_,
        state=state(round_.windows, now),
        may_change=changeable,
        newer_strategy=newer,
        deviations=round_queries.deviations(round_.id),
    )


def slug_for(settings: Settings, present: str = "") -> str:
    """Return an address made from a round's title that no other round has; `present` is its own."""
    taken = (round_queries.slugs() | RESERVED_SLUGS) - {present}
    return key_from(settings.title.get("de", ""), taken, otherwise="runde")


def version_of(text: str | None) -> int:
    """Return the version that a form was made from."""
    # What is no number was not made by our form and matches no version.
    number = whole_number(text)
    return -1 if number is None else number


def may_change(round_: Round) -> bool:
    """Tell whether everything about a round may still change."""
    if round_.withdrawn_at is not None:
        return False
    return may_change_rules(round_.windows, clock.now(), published=round_.published_at is not None)


def _strategy_moved_on(round_: Round) -> bool:
    return strategy_queries.frame_of(round_.strategy).document() != round_.frame.document()


def conflict(
    slug: str,
    labels: Callable[[Settings, Settings], list[str]],
    typed: Settings,
    error: ParticipationError,
) -> Response:
    """Say that somebody else was faster, and show what was typed; `labels` names what differs."""
    round_ = round_queries.get_any(slug)
    mine = roundfile.dump(
        round_.strategy.slug,
        round_queries.frame_of(round_),
        typed,
        published=bool(round_.published_at),
    )
    body = render_template(
        "rounds/conflict.html",
        round=round_,
        sentence=translate_error(error),
        labels=labels(typed, round_.settings),
        mine=mine[mine.index("\nround:") + 1 :],
    )
    return make_response(body, 409)
