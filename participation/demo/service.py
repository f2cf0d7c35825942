"""Building the fictitious city through the features' own services, its past with clocks that stand
in the past."""

from __future__ import annotations

from enum import StrEnum

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from participation.audit.service import record
from participation.demo import (
    answered,
    closed_round,
    decided_strategy,
    disputed,
    funded,
    open_round,
    partners,
    people,
    planned_projects,
    preliminary_round,
    queries,
    reported,
    typed_sheets,
)
from participation.demo.clearing import clear_strategies_and_rounds
from participation.demo.content import Content
from participation.demo.queries import DemoState, state
from participation.demo.rules import SLUGS, Slugs
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, Forbidden
from participation.keyring.queries import key_file
from participation.rounds.loading import load
from participation.rounds.models import Round
from participation.rounds.rules import Origin, RoundState
from participation.rounds.rules import state as round_state
from participation.web.transactions import begin_write, commit_now

NO_DEMO = N_("Die Vorführung gibt es nur mit DEMO=1. Diese Installation läuft ohne.")
FOREIGN = N_("Hier gibt es Runden, die nicht zur Vorführung gehören. Es wurde nichts geändert.")
OWN_DATABASE = (
    "Unset DEMO, or give the demo a database of its own: set INSTANCE, unset DATABASE_URL"
)
NOT_HTTPS = (
    "Unset DEMO, or set BASE_URL to http://127.0.0.1:8000 to try the demo out on this machine"
)
LOCK = 7302
"""Number of the advisory lock that keeps two builders apart on PostgreSQL."""


class DemoRefused(RuntimeError):
    """DEMO=1 stands where something real would be opened to everyone; the text is one line."""


class Outcome(StrEnum):
    """What `ensure` did."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    FOREIGN = "foreign"


def require_safe_place() -> None:
    """Raise DemoRefused where a demo, which signs anybody in as staff, would open something real.

    A start with DEMO=1 asks this first. A database without tables is new and holds nothing.
    """
    if current_app.config["BASE_URL"].startswith("https://"):
        raise DemoRefused(f"under https it would let anybody in as staff. {NOT_HTTPS}")
    try:
        if not queries.has_tables():
            return
        if queries.has_real_rounds():
            raise DemoRefused(f"this database holds rounds of a city. {OWN_DATABASE}")
        if queries.has_protected_staff():
            raise DemoRefused(f"this database holds staff with a second factor. {OWN_DATABASE}")
    except SQLAlchemyError as error:
        raise DemoRefused(
            f"the database cannot be read, so nobody knows what it holds. {OWN_DATABASE}"
        ) from error


def slugs() -> Slugs:
    """Return the addresses of the rounds: open, closed, coming, and the one of organisations."""
    return SLUGS


def ensure(clock: Clock) -> Outcome:
    """Build the demo on the first start and again once its open round has closed; commits by
    itself.

    Where somebody has made rounds of their own, nothing is touched. Raises Forbidden outside the
    demo.
    """
    _require_demo()
    _begin()
    demo = state()
    if demo.foreign:
        return _leave(Outcome.FOREIGN)
    if demo.complete and not _is_over(demo, clock):
        commit_now()
        _conclude(demo.round(SLUGS.closed).id, demo.round(SLUGS.preliminary).id, clock)
        return Outcome.UNCHANGED
    _build(demo, clock)
    return Outcome.BUILT


def build(clock: Clock) -> None:
    """Rebuild the demo, whatever its age, and commit.

    Raises Forbidden outside the demo and Conflict where somebody has made rounds of their own.
    """
    _require_demo()
    _begin()
    demo = state()
    if demo.foreign:
        _leave(Outcome.FOREIGN)
        raise Conflict(FOREIGN)
    _build(demo, clock)


def _build(demo: DemoState, clock: Clock) -> None:
    old = [round_.uid for round_ in demo.own]
    # Mails of the past are written without a request that would say in which language.
    content = Content.of(clock.now())
    with force_locale("de"):
        closed_id, preliminary_id = _write(content, clock)
    commit_now()
    _conclude(closed_id, preliminary_id, clock)
    planned_projects.cite(closed_id, content)
    commit_now()
    _forget(old)


def _conclude(closed_id: int, preliminary_id: int, clock: Clock) -> None:
    """Publish the results of the rounds that are over and let the council decide on the strategy,
    each where that is not done; commits by itself."""
    closed_round.publish_results(closed_id, clock)
    with force_locale("de"):
        decided_strategy.decide(db.session.get_one(Round, closed_id), Content.of(clock.now()))
    # The strategy rests on the closed round alone, and would name every result that is there.
    closed_round.publish_results(preliminary_id, clock)


def _write(content: Content, clock: Clock) -> tuple[int, int]:
    """Write everything but the results, which are made from what is committed; return the ids of
    the closed round and of the preliminary one."""
    clear_strategies_and_rounds()
    people.set_up_city(content)
    staff = people.staff(content)
    residents = people.residents(content)
    partners.take_part(content, staff["planner"])
    rounds = _load(content)
    closed, open_ = rounds[SLUGS.closed], rounds[SLUGS.open]
    people.join(residents, closed, content, -61)
    closed_round.fill(closed, content, residents, staff["moderator"])
    disputed.dispute(closed, content, residents, staff)
    planned_projects.plan(closed, content)
    funded.fund(closed, content)
    reported.report_first(closed, content)
    planned_projects.go_on(content)
    reported.begin_next(closed, content)
    answered.answer(closed, content)
    people.join(residents, open_, content, -7)
    open_round.fill(open_, content, residents, staff["moderator"])
    typed_sheets.type_in(open_, content, (staff["moderator"], staff["admin"]))
    preliminary_round.fill(rounds[SLUGS.preliminary], content)
    partners.speak(rounds[SLUGS.partners], content, staff["moderator"])
    uids = [round_.uid for round_ in rounds.values()]
    record(
        actor=people.DEMO,
        action="demo.built",
        subject_kind="demo",
        subject_id="demo",
        clock=clock,
        rounds=uids,
    )
    return closed.id, rounds[SLUGS.preliminary].id


def _load(content: Content) -> dict[str, Round]:
    loaded = {}
    for name, slug, day in (
        ("closed", SLUGS.closed, -64),
        ("open", SLUGS.open, -9),
        ("coming", SLUGS.coming, -8),
        ("partners", SLUGS.partners, -9),
        ("preliminary", SLUGS.preliminary, -119),
    ):
        loaded[slug] = load(
            content.round_file(name), actor=people.DEMO, clock=content.clock(day)
        ).round
        loaded[slug].origin = Origin.DEMO.value
    return loaded


def _is_over(demo: DemoState, clock: Clock) -> bool:
    return round_state(demo.round(SLUGS.open).windows, clock.now()) is RoundState.CLOSED


def _begin() -> None:
    session = begin_write()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def _leave(outcome: Outcome) -> Outcome:
    commit_now()
    return outcome


def _forget(uids: list[str]) -> None:
    # Only once the rounds are gone for good: a key that is destroyed too early cannot be had back.
    for uid in uids:
        key_file().forget_round(uid)
    current_app.extensions["pages"].clear()


def _require_demo() -> None:
    if not current_app.config["DEMO"]:
        raise Forbidden(NO_DEMO)
