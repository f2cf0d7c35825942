"""What authors do with ideas: submit, edit, withdraw. Each write checks the window after it holds
its lock."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.rules import Kind
from participation.following.service import follow_own
from participation.ideas import lineage, originals, rules
from participation.ideas.models import Idea, IdeaDraft, IdeaSupport, IdeaVersion
from participation.ideas.queries import HELD, NO_IDEA
from participation.ideas.rules import Action, Content, State
from participation.kernel.clock import Clock
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
from participation.keyring import service as keyring
from participation.keyring.queries import IDEA_WITHDRAWN
from participation.organisations import queries as organisations
from participation.rounds import queries as round_queries
from participation.rounds import rules as round_rules
from participation.rounds.models import Round
from participation.rounds.rules import Channel, Moderation, Phase
from participation.rounds.service import lock_round
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

NOT_OPEN = N_("Ideen können Sie in dieser Runde zurzeit nicht einreichen.")
NO_EDIT = N_("Diese Idee können Sie nicht mehr ändern.")
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


def submit(
    round_id: int,
    content: Content,
    *,
    author: Account,
    form_token: str,
    organisation: str = "",
    clock: Clock,
) -> Idea:
    """Take in an idea and return it; the same form with the same content returns the idea it became
    before.

    In a round of organisations it is handed in for the one with the key `organisation`. Raises
    WindowClosed, NotReady when the author has not agreed to take part, Forbidden when they do not
    act for the organisation, InvalidContent, and Conflict when the form already became an idea that
    says something else.
    """
    author_id = author.id
    round_ = lock_round(round_id)
    now = clock.now()
    earlier = db.session.scalar(select(Idea).where(Idea.token == form_token))
    if earlier is not None:
        return _the_same(earlier, content, author_id)
    _require_open(round_, now)
    if not round_.is_named:
        require_joined(round_id, author_id)
    check_content(content, round_)
    values = new_values(
        round_, content, at=now, channel=Channel.EMAIL, token=form_token, author_id=author_id
    )
    if round_.is_named:
        values["organisation_id"] = _organisation(organisation, author_id)
    if round_.settings.moderation == Moderation.PUBLISH:
        values |= {"state": State.PUBLISHED.value, "published_at": now}
    insert_once(Idea, values)
    idea = db.session.scalars(select(Idea).where(Idea.token == form_token)).one()
    db.session.execute(delete(IdeaDraft).where(IdeaDraft.form_token == form_token))
    if idea.published_at is not None and idea.author_id == author_id:
        follow_own(author_id, Kind.IDEA, idea.number)
    return _the_same(idea, content, author_id)


def _organisation(key: str, account_id: int) -> int:
    """Return the id of the organisation that an account hands an idea in for, held."""
    organisation_id = organisations.held(key, account_id)
    if organisation_id is None:
        raise Forbidden(organisations.NOT_FOR_IT)
    return organisation_id


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
    return columns_of(content) | {
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
    WindowClosed when it can no longer be changed, Forbidden when it speaks for an organisation that
    the author does not act for any more, and InvalidContent.
    """
    author_id = author.id
    idea, round_, now = _own(idea_id, author_id, clock)
    if idea.version != version:
        raise Conflict(EDITED)
    if not editable(idea, round_, author_id, now):
        raise WindowClosed(NO_EDIT)
    if idea.organisation is not None:
        _organisation(idea.organisation.key, author_id)
    check_content(content, round_)
    if _content(idea) == content:
        return idea
    rewrite(idea, content, now)
    return idea


def rewrite(idea: Idea, content: Content, now: datetime) -> None:
    """Let a locked idea say something else, and keep what it said."""
    before = columns_of(_content(idea))
    db.session.add(IdeaVersion(idea_id=idea.id, number=idea.version, written_at=now, **before))
    write_in(idea, content)
    idea.change_asked = False
    db.session.flush()


def write_in(idea: Idea, content: Content) -> None:
    """Put content into an idea's columns, also as it is searched."""
    for name, value in columns_of(content).items():
        setattr(idea, name, value)
    idea.folded = folded(content)


def editable(idea: Idea, round_: Round, account_id: int | None, now: datetime) -> bool:
    """Tell whether an account may change an idea now (`rules.may_edit` on its values)."""
    return rules.may_edit(
        state=idea.state,
        is_author=account_id is not None and idea.author_id == account_id,
        window_open=round_rules.phase(round_.ideas_window, now) is Phase.OPEN,
        publish_first=round_.settings.moderation == Moderation.PUBLISH,
        submitted_at=idea.submitted_at,
        decided=idea.decided_at is not None,
        now=now,
    )


def withdraw(idea_id: int, *, author: Account, clock: Clock) -> Idea:
    """Take back one's own idea, at any time. Raises NotFound for somebody else's and Conflict when
    there is nothing to do."""
    author_id = author.id
    idea, _round, now = _own(idea_id, author_id, clock)
    target = rules.after(idea.state, Action.WITHDRAW)
    if target is None:
        raise Conflict(NO_WITHDRAW)
    idea.state = target.value
    idea.change_asked = False
    db.session.flush()
    lineage.settle([idea], now)
    keyring.note_withdrawal(IDEA_WITHDRAWN, idea.token, clock=clock)
    return idea


def forget_author(account_id: int) -> None:
    """Part an account from its ideas before it is deleted: published ones stay, 'ohne Namen', those
    that wait for a decision are withdrawn; drafts and support are erased."""
    session = begin_write()
    own = update(Idea).where(Idea.author_id == account_id)
    session.execute(
        own.where(Idea.state == State.WAITING.value).values(
            state=State.WITHDRAWN.value, version=Idea.version + 1
        )
    )
    originals.delete_of(account_id)
    session.execute(own.values(author_id=None))
    supported = select(IdeaSupport.idea_id).where(IdeaSupport.account_id == account_id)
    supported_ones = session.scalars(select(Idea).where(Idea.id.in_(supported))).all()
    session.execute(delete(IdeaSupport).where(IdeaSupport.account_id == account_id))
    # Counted anew rather than one less: of a merged family the person may support several.
    for idea_id in sorted({id_ for idea in supported_ones for id_ in lineage.counted_at(idea)}):
        lineage.recount(idea_id)
    session.execute(delete(IdeaDraft).where(IdeaDraft.account_id == account_id))
    session.expire_all()


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
    if idea.held_at is not None:
        raise Conflict(HELD)
    return idea, round_, clock.now()


def _the_same(idea: Idea, content: Content, author_id: int) -> Idea:
    if idea.author_id != author_id:
        raise Conflict()
    if _content(idea) != content:
        raise Conflict(ALREADY)
    return idea


def _require_open(round_: Round, now: datetime) -> None:
    is_open = round_rules.phase(round_.ideas_window, now) is Phase.OPEN
    if not is_open or round_.stopped_at is not None:
        raise WindowClosed(NOT_OPEN)


def require_joined(round_id: int, account_id: int) -> None:
    """Raise NotReady unless the account has agreed to take part in the round."""
    if round_queries.participation(round_id, account_id) is None:
        raise NotReady(NOT_JOINED)


def check_content(content: Content, round_: Round) -> None:
    """Raise InvalidContent with every problem of what was typed."""
    errors = rules.problems(content, round_.frame)
    if errors:
        raise InvalidContent(errors)


def _content(idea: Idea) -> Content:
    return Content(idea.title, idea.text, idea.field_key, idea.goal_key)


def columns_of(content: Content) -> dict[str, Any]:
    """Return content by the names of its columns."""
    return {
        "title": content.title,
        "text": content.text,
        "field_key": content.field_key,
        "goal_key": content.goal_key,
    }
