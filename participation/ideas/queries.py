"""Reading ideas. What anybody may see goes through `visible`; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, defer, joinedload

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.subjects import Subject
from participation.ideas import lineage, originals, rules
from participation.ideas.models import Idea, IdeaDraft, IdeaSupport, IdeaVersion
from participation.ideas.rules import (
    PUBLIC_STATES,
    READABLE_STATES,
    Action,
    State,
    after,
    parse_number,
)
from participation.kernel.crypto import token_hash
from participation.kernel.errors import N_, NotFound
from participation.rounds.models import Round
from participation.rounds.rules import state

NO_IDEA = N_(
    "Hier steht keine Idee, die alle lesen können. Ist es Ihre eigene? Dann melden Sie sich an."
)
HELD = N_(
    "Diese Idee prüfen wir wegen einer Meldung. Solange können Sie sie weder ändern noch"
    " zurückziehen."
)
NO_DRAFT = N_(
    "Dieser Entwurf ist nicht mehr da. Entwürfe bleiben 14 Tage oder bis Sie die Idee einreichen."
)


@dataclass(frozen=True)
class Viewer:
    """Who reads: an account's id (None when signed out) and whether they may read what is not
    public."""

    account_id: int | None = None
    reads_all: bool = False


PUBLIC = Viewer()
ALL = Viewer(reads_all=True)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition every list of ideas stands under: published ones, one's own, or all for
    staff."""
    return _seen(viewer, PUBLIC_STATES)


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which an idea that is asked for by its number is shown: what is
    listed, and what went into such a one."""
    return _seen(viewer, READABLE_STATES)


def _seen(viewer: Viewer, states: Collection[State]) -> ColumnElement[bool]:
    if viewer.reads_all:
        return true()
    public = Idea.state.in_(states)
    own = Idea.author_id == viewer.account_id if viewer.account_id is not None else false()
    return or_(public, own) if viewer.account_id is not None else public


def visible_idea(round_id: int, number: str, viewer: Viewer) -> Idea:
    """Return an idea with its author by its public number. Raises NotFound when there is none or it
    is not for this viewer."""
    idea = _one(number, and_(Idea.round_id == round_id, readable(viewer)))
    if idea is None:
        raise NotFound(NO_IDEA)
    return idea


def visible_idea_and_support(round_id: int, number: str, viewer: Viewer) -> tuple[Idea, bool, bool]:
    """Return what `visible_idea` returns, whether the viewer supports it or what went into it, and
    whether it has a lineage (one statement)."""
    query = _by_number(number, and_(Idea.round_id == round_id, readable(viewer)))
    idea_id = (parse_number(number) or (0, 0))[1]
    further = (lineage.supported_by(idea_id, viewer.account_id), lineage.has_lineage(idea_id))
    row = db.session.execute(query.add_columns(*further)).one_or_none()
    if row is None:
        raise NotFound(NO_IDEA)
    return row[0], bool(row[1]), bool(row[2])


def by_number(number: str) -> Idea:
    """Return any idea of any round by its public number, for staff. Raises NotFound."""
    idea = _one(number, true())
    if idea is None:
        raise NotFound(NO_IDEA)
    return idea


def number_of_id(idea_id: int) -> str:
    """Return the public number of an idea that exists."""
    query = select(Idea.year).where(Idea.id == idea_id)
    return rules.number_of(db.session.scalars(query).one(), idea_id)


def round_id_of(number: str, **_: object) -> int:
    """Return the id of the round that a staff page about this idea belongs to. Raises NotFound."""
    return by_number(number).round_id


def public_subjects(numbers: Collection[str]) -> dict[str, Subject]:
    """Return those of the ideas that everybody may read, as what can be followed."""
    ids = [parsed[1] for parsed in map(parse_number, numbers) if parsed]
    query = (
        select(Idea, Round.slug)
        .join(Round, Round.id == Idea.round_id)
        .where(Idea.id.in_(ids), readable(PUBLIC), Round.published_at.is_not(None))
        .order_by(Idea.id)
    )
    subjects = {
        idea.number: Subject(
            {"de": f"{idea.title} ({idea.number})"},
            "ideas.show",
            {"slug": slug, "number": idea.number},
        )
        for idea, slug in db.session.execute(query)
    }
    return {number: subject for number, subject in subjects.items() if number in numbers}


def _one(number: str, condition: ColumnElement[bool]) -> Idea | None:
    return db.session.scalar(_by_number(number, condition))


def _by_number(number: str, condition: ColumnElement[bool]) -> Select[Idea]:
    year, idea_id = parse_number(number) or (0, 0)
    query = (
        select(Idea)
        .outerjoin(Account, Account.id == Idea.author_id)
        .options(contains_eager(Idea.author), joinedload(Idea.organisation))
    )
    return query.where(Idea.id == idea_id, Idea.year == year, condition)


def public_ideas(ids: Sequence[int]) -> list[Idea]:
    """Return those of the ideas that everybody may read, with their authors, in the order given."""
    query = (
        select(Idea)
        .outerjoin(Account, Account.id == Idea.author_id)
        .options(contains_eager(Idea.author), joinedload(Idea.organisation))
        .where(Idea.id.in_(ids), visible(PUBLIC))
    )
    found = {idea.id: idea for idea in db.session.scalars(query)}
    return [found[idea_id] for idea_id in ids if idea_id in found]


def support_shown(round_: Round, now: datetime) -> bool:
    """Tell whether a round lets anybody see how many people support an idea."""
    return not round_.is_named and rules.support_shown(
        state(round_.windows, now), during=round_.settings.show_support
    )


def concerns(number: str, account_id: int) -> bool:
    """Tell whether an idea, or what went into it, is an account's own or one it supports."""
    parsed = parse_number(number)
    if parsed is None:
        return False
    ids = select(lineage.family(parsed[1]).c.id)
    supported = exists().where(IdeaSupport.idea_id.in_(ids), IdeaSupport.account_id == account_id)
    own = exists().where(Idea.id.in_(ids), Idea.author_id == account_id)
    return bool(db.session.scalar(select(or_(supported, own))))


def draft_of(token: str, account_id: int) -> tuple[IdeaDraft, Round]:
    """Return an unexpired draft and its round. Raises NotFound also for a draft that belongs to
    somebody else."""
    query = (
        select(IdeaDraft, Round)
        .join(Round, Round.id == IdeaDraft.round_id)
        .where(
            IdeaDraft.token_hash == token_hash(token),
            or_(IdeaDraft.account_id.is_(None), IdeaDraft.account_id == account_id),
        )
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(NO_DRAFT)
    return row.IdeaDraft, row.Round


def versions(idea_id: int) -> list[IdeaVersion]:
    """Return what an idea said before its edits, oldest first; `number` is the last version that
    said so."""
    query = select(IdeaVersion).where(IdeaVersion.idea_id == idea_id).order_by(IdeaVersion.number)
    return list(db.session.scalars(query))


def ideas_of(account_id: int) -> list[Row[Any]]:
    """Return an account's ideas, newest first, each with its `Round` but for the frame, which is
    long."""
    query = (
        select(Idea, Round)
        .join(Round, Round.id == Idea.round_id)
        .options(defer(Round.frame_document))
        .where(Idea.author_id == account_id)
        .order_by(Idea.id.desc())
    )
    return list(db.session.execute(query))


def drafts_of(account_id: int) -> list[IdeaDraft]:
    """Return an account's unfinished ideas, newest first."""
    query = (
        select(IdeaDraft).where(IdeaDraft.account_id == account_id).order_by(IdeaDraft.id.desc())
    )
    return list(db.session.scalars(query))


def data_of(account_id: int, now: datetime) -> dict[str, Any]:
    """Return everything kept about an account's ideas as JSON values: ideas with versions, drafts,
    supported ideas."""
    kept = originals.data_of(account_id)
    return {
        "ideas": [
            _document(row.Idea, row.Round, now) | {"originals": kept.get(row.Idea.number, [])}
            for row in ideas_of(account_id)
        ],
        "drafts": [_content(draft) | {"round": draft.slug} for draft in drafts_of(account_id)],
        "supports": [
            {"number": row.Idea.number, "at": row.at.isoformat()}
            for row in db.session.execute(
                select(Idea, IdeaSupport.at)
                .join(Idea, Idea.id == IdeaSupport.idea_id)
                .where(IdeaSupport.account_id == account_id)
                .order_by(IdeaSupport.at, Idea.id)
            )
        ],
    }


def _document(idea: Idea, round_: Round, now: datetime) -> dict[str, Any]:
    return _content(idea) | {
        "number": idea.number,
        "round": round_.slug,
        "state": idea.state,
        "reason": idea.reason,
        "note": idea.note,
        "remark": idea.remark,
        "support": idea.support if support_shown(round_, now) else None,
        "submitted_at": idea.submitted_at.isoformat(),
        "decided_at": _iso(idea.decided_at),
        "versions": [
            _content(version) | {"written_at": _iso(version.written_at)}
            for version in versions(idea.id)
        ],
    }


def _content(thing: Idea | IdeaDraft | IdeaVersion) -> dict[str, Any]:
    return {
        "title": thing.title,
        "text": thing.text,
        "field": thing.field_key,
        "goal": thing.goal_key,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def published_count(round_id: int) -> int:
    """Return how many ideas of a round everybody can see."""
    query = select(func.count()).where(Idea.round_id == round_id, Idea.state == State.PUBLISHED)
    return db.session.scalar(query) or 0


def has_held(account_id: int) -> bool:
    """Tell whether an idea of an account is kept because a report says that a life is in danger."""
    held = exists().where(Idea.author_id == account_id, Idea.held_at.is_not(None))
    return bool(db.session.scalar(select(held)))


def withdrawable() -> Iterator[tuple[int, str, int]]:
    """Yield the ideas that their author could withdraw: id, the form's token, the author's id."""
    query = select(Idea.id, Idea.token, Idea.author_id, Idea.state).where(
        Idea.author_id.is_not(None)
    )
    for row in db.session.execute(query.order_by(Idea.id)):
        if row.author_id is not None and after(row.state, Action.WITHDRAW) is not None:
            yield row.id, row.token, row.author_id
