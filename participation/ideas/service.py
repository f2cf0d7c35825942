"""What people do with ideas: keep a draft, submit, edit, withdraw, support. Each write checks the
window after it holds its lock."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, delete, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.extensions import Base
from participation.ideas import rules
from participation.ideas.models import Idea, IdeaDraft, IdeaSupport, IdeaVersion
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import Action, Content, State
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token, token_hash
from participation.kernel.errors import (
    N_,
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    NotReady,
    WindowClosed,
)
from participation.kernel.text import fold
from participation.rounds import queries as round_queries
from participation.rounds import rules as round_rules
from participation.rounds.models import Round
from participation.rounds.rules import Channel, Moderation, Phase
from participation.rounds.service import lock_round
from participation.web.transactions import begin_write

NOT_OPEN = N_("Ideen können Sie in dieser Runde zurzeit nicht einreichen.")
NO_EDIT = N_("Diese Idee können Sie nicht mehr ändern.")
NO_SUPPORT = N_("Diese Idee können Sie zurzeit nicht unterstützen.")
NOT_JOINED = N_("Stimmen Sie zuerst der Teilnahme an dieser Runde zu.")
ALREADY = N_(
    "Diese Idee haben Sie schon mit anderem Inhalt eingereicht. Ändern Sie die eingereichte Idee."
)
EDITED = N_(
    "Die Idee hat sich inzwischen geändert. Es wurde nichts überschrieben. Vergleichen Sie beide"
    " Texte."
)
NO_WITHDRAW = N_("Diese Idee ist schon zurückgezogen.")


class InvalidContent(BadInput):
    """What was typed breaks rules; `problems` are the errors with their form fields."""

    def __init__(self, problems: list[BadInput]) -> None:
        super().__init__(problems[0].message, field=problems[0].field, **problems[0].values)
        self.problems = problems


def new_form_token() -> str:
    """Return the token of a form; the idea that it becomes is unique under it."""
    return secrets.token_urlsafe(24)


def keep_draft(
    round_id: int, content: Content, *, form_token: str, account_id: int | None, clock: Clock
) -> str:
    """Store what was typed until the person is back, and return the token of its address; the table
    keeps its hash.

    Raises InvalidContent. The window is not checked: it will be when the idea is submitted.
    """
    session = begin_write()
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound(round_queries.NO_ROUND)
    _check(content, round_)
    token = new_token()
    session.add(
        IdeaDraft(
            token_hash=token_hash(token),
            form_token=form_token,
            round_id=round_id,
            account_id=account_id,
            slug=round_.slug,
            expires_at=clock.now() + timedelta(days=rules.DRAFT_DAYS),
            **_columns(content),
        )
    )
    session.flush()
    return token


def submit(
    round_id: int, content: Content, *, author: Account, form_token: str, clock: Clock
) -> Idea:
    """Take in an idea and return it; the same form with the same content returns the idea it became
    before.

    Raises WindowClosed, NotReady when the author has not agreed to take part, InvalidContent, and
    Conflict when the form already became an idea that says something else.
    """
    author_id = author.id
    round_ = lock_round(round_id)
    now = clock.now()
    session = begin_write()
    earlier = session.scalar(select(Idea).where(Idea.token == form_token))
    if earlier is not None:
        return _the_same(earlier, content, author_id)
    _require_open(round_, now)
    _require_joined(round_id, author_id)
    _check(content, round_)
    values = new_values(
        round_, content, at=now, channel=Channel.EMAIL, token=form_token, author_id=author_id
    )
    if round_.moderation == Moderation.PUBLISH:
        values |= {"state": State.PUBLISHED.value, "published_at": now}
    insert_once(session, Idea, values)
    idea = session.scalars(select(Idea).where(Idea.token == form_token)).one()
    session.execute(delete(IdeaDraft).where(IdeaDraft.form_token == form_token))
    return _the_same(idea, content, author_id)


def new_values(
    round_: Round,
    content: Content,
    *,
    at: datetime,
    channel: Channel,
    token: str,
    author_id: int | None,
) -> dict[str, Any]:
    """Return the columns of a new waiting idea; the year of its number is that of `at` in the
    round's zone."""
    return _columns(content) | {
        "year": at.astimezone(ZoneInfo(round_.timezone)).year,
        "round_id": round_.id,
        "token": token,
        "author_id": author_id,
        "state": State.WAITING.value,
        "channel": channel.value,
        "folded": folded(content),
        "version": 1,
        "submitted_at": at,
        "shuffle": secrets.randbelow(rules.SHUFFLE_SPAN),
        "change_asked": False,
        "support": 0,
        "note": "",
    }


def folded(content: Content) -> str:
    """Return title and text as they are searched."""
    return fold(f"{content.title}\n{content.text}")


def edit(idea_id: int, content: Content, *, author: Account, version: int, clock: Clock) -> Idea:
    """Change one's own idea and keep what it said before.

    Raises NotFound for somebody else's, Conflict when `version` is not the present one,
    WindowClosed when it can no longer be changed, and InvalidContent.
    """
    author_id = author.id
    idea, round_, now = _own(idea_id, author_id, clock)
    if idea.version != version:
        raise Conflict(EDITED)
    if not editable(idea, round_, author_id, now):
        raise WindowClosed(NO_EDIT)
    _check(content, round_)
    if _content(idea) == content:
        return idea
    session = begin_write()
    session.add(
        IdeaVersion(
            idea_id=idea.id, number=idea.version, written_at=now, **_columns(_content(idea))
        )
    )
    for name, value in _columns(content).items():
        setattr(idea, name, value)
    idea.folded = folded(content)
    idea.change_asked = False
    session.flush()
    return idea


def editable(idea: Idea, round_: Round, account_id: int | None, now: datetime) -> bool:
    """Tell whether an account may change an idea now (`rules.may_edit` on its values)."""
    return rules.may_edit(
        state=idea.state,
        is_author=account_id is not None and idea.author_id == account_id,
        window_open=round_rules.phase(round_.ideas_window, now) is Phase.OPEN,
        publish_first=round_.moderation == Moderation.PUBLISH,
        submitted_at=idea.submitted_at,
        decided=idea.decided_at is not None,
        now=now,
    )


def withdraw(idea_id: int, *, author: Account, clock: Clock) -> Idea:
    """Take back one's own idea, at any time. Raises NotFound for somebody else's and Conflict when
    there is nothing to do."""
    author_id = author.id
    idea, _round, _now = _own(idea_id, author_id, clock)
    target = rules.after(idea.state, Action.WITHDRAW)
    if target is None:
        raise Conflict(NO_WITHDRAW)
    idea.state = target.value
    idea.change_asked = False
    begin_write().flush()
    return idea


def support(idea_id: int, *, account: Account, wanted: bool, clock: Clock) -> None:
    """Support an idea, or take that back; doing either twice changes nothing.

    Raises NotFound for what is not public, Forbidden for one's own idea, NotReady when the account
    has not agreed to take part, and WindowClosed before the ideas' window opens and after the
    round's last one closes.
    """
    account_id = account.id
    session = begin_write()
    round_id = session.scalar(select(Idea.round_id).where(Idea.id == idea_id))
    if round_id is None:
        raise NotFound(NO_IDEA)
    round_ = lock_round(round_id)
    now = clock.now()
    idea = session.get_one(Idea, idea_id)
    if idea.state not in rules.PUBLIC_STATES:
        raise NotFound(NO_IDEA)
    if idea.author_id == account_id:
        raise Forbidden(N_("Ihre eigene Idee können Sie nicht unterstützen."))
    if not supportable(idea, round_, account_id, now):
        raise WindowClosed(NO_SUPPORT)
    _require_joined(round_id, account_id)
    row = {"idea_id": idea_id, "account_id": account_id}
    if wanted:
        changed = insert_once(session, IdeaSupport, row | {"at": now})
    else:
        changed = _rows(session.execute(delete(IdeaSupport).filter_by(**row)))
    step = changed if wanted else -changed
    if step:
        # Straight in SQL: the counter is no edit, so it must not move the version that forms carry.
        session.execute(update(Idea).where(Idea.id == idea_id).values(support=Idea.support + step))


def supportable(idea: Idea, round_: Round, account_id: int | None, now: datetime) -> bool:
    """Tell whether an account (or, with None, anybody after signing in) may support an idea now."""
    return rules.may_support(
        state=idea.state,
        is_author=account_id is not None and idea.author_id == account_id,
        begun=round_rules.phase(round_.ideas_window, now) in (Phase.OPEN, Phase.AFTER),
        over=round_rules.state(round_.windows, now) is round_rules.State.CLOSED,
    )


def forget_author(account_id: int) -> None:
    """Part an account from its ideas before it is deleted.

    Published ones stay, „ohne Namen“; those that wait for a decision are withdrawn; drafts and
    support are erased.
    """
    session = begin_write()
    own = update(Idea).where(Idea.author_id == account_id)
    session.execute(
        own.where(Idea.state == State.WAITING.value).values(
            state=State.WITHDRAWN.value, version=Idea.version + 1
        )
    )
    session.execute(own.values(author_id=None))
    supported = select(IdeaSupport.idea_id).where(IdeaSupport.account_id == account_id)
    session.execute(update(Idea).where(Idea.id.in_(supported)).values(support=Idea.support - 1))
    session.execute(delete(IdeaSupport).where(IdeaSupport.account_id == account_id))
    session.execute(delete(IdeaDraft).where(IdeaDraft.account_id == account_id))
    session.expire_all()


def purge_drafts(clock: Clock) -> int:
    """Delete drafts that have waited long enough; return how many."""
    session = begin_write()
    return _rows(session.execute(delete(IdeaDraft).where(IdeaDraft.expires_at <= clock.now())))


def insert_once(session: Session, model: type[Base], values: dict[str, Any]) -> int:
    """Insert a row unless one with a same unique key is there, waiting for whoever inserts it now;
    return 1 or 0."""
    build: Callable[..., Any] = (
        postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    # PostgreSQL's driver tells no row count here; a returned row is told by both.
    statement = build(model).values(**values).on_conflict_do_nothing().returning(literal(1))
    return len(session.execute(statement).all())


def _own(idea_id: int, author_id: int, clock: Clock) -> tuple[Idea, Round, datetime]:
    session = begin_write()
    round_id = session.scalar(select(Idea.round_id).where(Idea.id == idea_id))
    if round_id is None:
        raise NotFound(NO_IDEA)
    round_ = lock_round(round_id)
    # FOR UPDATE: a moderator's decision on the same idea comes before or after, never in between.
    query = (
        select(Idea)
        .where(Idea.id == idea_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    idea = session.scalars(query).one()
    if idea.author_id != author_id:
        raise NotFound(NO_IDEA)
    return idea, round_, clock.now()


def _the_same(idea: Idea, content: Content, author_id: int) -> Idea:
    if idea.author_id != author_id:
        raise Conflict()
    if _content(idea) != content:
        raise Conflict(ALREADY)
    return idea


def _require_open(round_: Round, now: datetime) -> None:
    if round_rules.phase(round_.ideas_window, now) is not Phase.OPEN:
        raise WindowClosed(NOT_OPEN)


def _require_joined(round_id: int, account_id: int) -> None:
    if round_queries.participation(round_id, account_id) is None:
        raise NotReady(NOT_JOINED)


def _check(content: Content, round_: Round) -> None:
    found = rules.problems(content, round_.frame)
    if found:
        raise InvalidContent(found)


def _content(idea: Idea) -> Content:
    return Content(idea.title, idea.text, idea.field_key, idea.goal_key)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "text": content.text,
        "field_key": content.field_key,
        "goal_key": content.goal_key,
    }


def _rows(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
