"""What the demo city does not have by itself: rounds in further states, and people at every point
of their way."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.accounts.permissions import Grant, Role
from participation.admin.today import off_links
from participation.audit.service import Actor
from participation.demo import service as demo
from participation.demo.rules import ROLES, staff_address
from participation.extensions import db
from participation.following import queries as following_queries
from participation.following import service as following
from participation.following.unsubscribe_links import make_token
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.results import service as results
from participation.rounds import queries as rounds
from participation.rounds.models import Round
from participation.rounds.rules import Window
from participation.strategy import edits
from participation.strategy import queries as strategies
from participation.strategy import service as strategy_service
from participation.strategy.lineage import Line
from participation.weighting.paper import service as paper
from tests.browser import (
    answers,
    comparisons,
    council,
    disputes,
    ended,
    moderation,
    money,
    organisations,
    projects,
    rankings,
    reports,
)
from tests.browser import strategies as strategy_stage
from tests.factories import (
    agree,
    closed,
    make_idea,
    make_resident,
    make_round,
    make_staff,
    make_strategy,
)
from tests.strategy.making import (
    adopt,
    begin_next_draft,
    open_consultation,
    rename_field,
    set_lineage,
    withdraw,
)

if TYPE_CHECKING:
    from tests.browser.conftest import Site

CLASSES = [
    {"key": "young", "title": {"de": "bis 29 Jahre", "en": "up to 29"}, "share": 0.3},
    {"key": "older", "title": {"de": "ab 30 Jahren", "en": "30 and older"}, "share": 0.7},
]
QUESTIONS = [
    {
        "key": "age",
        "title": {"de": "Wie alt sind Sie?", "en": "How old are you?"},
        "classes": CLASSES,
    }
]
LATER = (clock.now() + timedelta(days=50), clock.now() + timedelta(days=60))
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 2


@dataclass(frozen=True)
class Stage:
    """Slugs of rounds, cookies of people, numbers of ideas."""

    open: str
    closed: str
    coming: str
    partner_round: str
    trial: str
    full: str
    pick: str
    waiting: str
    computed: str
    draft: str
    later: str
    preview: str
    people: dict[str, dict[str, Any]]
    account_ids: dict[str, int]
    staff_id: int
    strategy: str
    unused_strategy: str
    next_strategy: str
    consulted_strategy: str
    public_strategy: str
    ideas: dict[str, str]
    batch: int
    unsubscribe: str
    mail_off: str
    milestone: int
    ledger: council.Ledger
    criteria: tuple[int, int]
    answered: answers.Answered
    money_line: int
    partners: organisations.Partners
    disputes: disputes.Disputes
    bulk: int
    related: tuple[str, str]
    ended: tuple[str, ...]


@functools.lru_cache(maxsize=1)
def stage_of(site: Site) -> Stage:
    """Arrange everything, once for each site."""
    with site.app.app_context():
        slugs = demo.slugs()
        open_ = rounds.get(slugs.open)
        more = _rounds(open_)
        resident = make_resident(pseudonym="Eisvogel 7", pseudonym_folded="eisvogel 7")
        for round_ in (open_, more["full"]):
            agree(resident, round_)
        ideas = _ideas(open_, resident)
        results.make_snapshot(more["computed"].id, actor=Actor(None, "Test"), clock=clock)
        batch = paper.begin_batch(
            round_id=more["full"].id, reason="", actor=Actor(None, "Test"), clock=clock
        )
        db.session.commit()
        projects.arrange(rounds.get(slugs.closed), ideas["published"].number)
        people = {"resident": resident, "stranger": make_resident(), "nameless": _nameless()}
        people |= {role: _staff(role) for role in ROLES} | {
            role: make_staff(role) for role in ("head", "privacy")
        }
        reports.arrange(_next_strategy())
        rankings.arrange(open_, resident)
        comparisons.arrange(rounds.get(slugs.closed))
        return Stage(
            *slugs,
            **{name: round_.slug for name, round_ in more.items()},
            preview=more["draft"].preview_token,
            people={name: site.cookies(account) for name, account in people.items()},
            account_ids={name: account.id for name, account in people.items()},
            staff_id=_staff("moderator").id,
            strategy=open_.strategy.slug,
            unused_strategy=_unused_strategy(),
            next_strategy="folge",
            consulted_strategy=_consulted_strategy(),
            public_strategy=strategy_stage.arrange(slugs.closed),
            ideas={name: idea.number for name, idea in ideas.items()},
            batch=batch.number,
            unsubscribe=_unsubscribe_token(resident, open_),
            mail_off=off_links.make_token(resident.id),
            milestone=projects.milestone_id(),
            ledger=council.arrange(rounds.get(slugs.closed), "beraten"),
            criteria=projects.criteria_ids(),
            answered=answers.arrange(rounds.get(slugs.closed)),
            money_line=money.arrange("beraten", people["planner"].id),
            partners=organisations.arrange(people["resident"]),
            disputes=disputes.arrange(open_, resident, people["moderator"]),
            ended=ended.arrange(open_, Window(*LATER)),
            bulk=moderation.arrange(more["full"], people["moderator"]),
            related=moderation.arrange_related(open_, people["moderator"], "verkehr"),
        )


def _unsubscribe_token(account: Account, round_: Round) -> str:
    """Let somebody follow a round, and return the token of the link in their mails."""
    following.follow(account, "round", round_.slug, frequency="weekly", clock=clock)
    db.session.commit()
    follow = following_queries.follow_of(account.id, "round", round_.slug)
    assert follow is not None
    return make_token(account.id, [follow.id])


def with_new_sessions(stage: Stage, site: Site) -> Stage:
    """The stage with everybody signed in anew: signing out ends the sessions of all devices."""
    with site.app.app_context():
        accounts = {
            name: db.session.get_one(Account, id_) for name, id_ in stage.account_ids.items()
        }
        return replace(stage, people={name: site.cookies(who) for name, who in accounts.items()})


def _rounds(open_: Round) -> dict[str, Round]:
    frame = {"frame_document": open_.frame_document, "strategy_id": open_.strategy_id}
    everything: dict[str, Any] = frame | {
        "goals_points": 10,
        "no_opinion": True,
        "questions": QUESTIONS,
        "participation": ["email", "open", "code", "paper"],
        "moderation": "publish",
    }
    past = closed() | {"participation": ["open"]}
    return {
        "full": make_round(slug="alles-an", **everything),
        "pick": make_round(
            slug="drei-aus-zehn",
            instrument_kind="pick",
            participation=["open"],
            no_opinion=True,
            **frame,
        ),
        "waiting": make_round(slug="eben-beendet", **(frame | past)),
        "computed": make_round(slug="berechnet", **(frame | past)),
        "later": make_round(
            slug="spaeter",
            ideas=Window(*LATER),
            weights=Window(*LATER),
            strategy_id=open_.strategy_id,
        ),
        "draft": make_round(
            slug="entwurf", published_at=None, frame_document=None, strategy_id=open_.strategy_id
        ),
    }


def _ideas(round_: Round, author: Account) -> dict[str, Idea]:
    note = {"note": "Bitte nennen Sie einen Ort."}
    return {
        "waiting": make_idea(round_, author, title="Trinkbrunnen am Markt", submitted_at=_ago(9)),
        "published": make_idea(round_, author, state="published", title=LONG[:120], text=LONG * 3),
        "asked": make_idea(round_, author, change_asked=True, title="Mehr Bänke", **note),
        "rejected": make_idea(round_, author, state="rejected", title="Alles kostenlos", **note),
        "withdrawn": make_idea(round_, author, state="withdrawn", title="Doch nicht"),
    }


def _unused_strategy() -> str:
    """A strategy that no round asks about and from which a goal was deleted."""
    strategy = make_strategy(slug="frei")
    frame = edits.without(strategies.frame_of(strategy), "energy-1")
    strategy_service.save("frei", frame, actor=Actor(None, "Test"), clock=clock)
    db.session.commit()
    return "frei"


def _next_strategy() -> str:
    """A strategy with an adopted version and the draft of the next one, with a lineage."""
    strategy = make_strategy(slug="folge")
    adopt(open_consultation(strategy))
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    set_lineage(strategy, [Line("renamed", "energy", "heat")])
    return "folge"


def _consulted_strategy() -> str:
    """A strategy with a withdrawn version and one in consultation."""
    strategy = make_strategy(slug="beraten")
    withdraw(open_consultation(strategy))
    begin_next_draft(strategy, 1)
    open_consultation(strategy)
    return "beraten"


def _nameless() -> Account:
    return make_resident(pseudonym=None, pseudonym_folded=None)


def _staff(role: str) -> Account:
    account = account_queries.staff_by_address(staff_address(role))
    assert account is not None
    assert Grant(Role(role)) in account.grants
    return account


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
