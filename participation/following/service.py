"""What people do to follow something, and what the rungs above tell them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, exists, func, insert, literal, select, update

from participation.accounts.models import Account
from participation.extensions import Translated, db
from participation.following import queries, subjects
from participation.following.models import Follow, News, NewsMark, NewsRecipient
from participation.following.rules import (
    KEEP_NEWS,
    MOST_FOLLOWS,
    Frequency,
)
from participation.following.unsubscribe_links import read_token
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.keyring.queries import FOLLOW_BEGUN, FOLLOW_ENDED
from participation.keyring.service import note_withdrawal
from participation.web.statements import affected_rows, insert_of, insert_once
from participation.web.transactions import begin_write

NOT_PUBLIC = N_("Dem können Sie nicht folgen. Es ist nicht öffentlich.")
NOT_FOLLOWED = N_("Dem folgen Sie nicht mehr.")


def follow(account: Account, kind: str, key: str, *, frequency: str, clock: Clock) -> None:
    """Follow a subject, or change how often mails about it come.

    Raises NotFound for what not everybody may read, and BadInput for an unknown frequency or for
    more than MOST_FOLLOWS.
    """
    wanted = _frequency(frequency)
    account_id = account.id
    session = begin_write()
    if subjects.public_subject(kind, key) is None:
        raise NotFound(NOT_PUBLIC)
    row = {"account_id": account_id, "kind": kind, "key": key}
    if not insert_once(Follow, row | {"frequency": wanted.value}):
        set_frequency(account, kind, key, frequency=wanted, clock=clock)
        return
    count = select(func.count(Follow.id)).where(Follow.account_id == account_id)
    if (session.scalar(count) or 0) > MOST_FOLLOWS:
        raise BadInput(
            N_("Sie folgen schon %(most)s Themen. Beenden Sie zuerst eines davon."),
            most=MOST_FOLLOWS,
        )
    _note(account, kind, key, wanted, clock)


def follow_own(account_id: int, kind: str, key: str) -> None:
    """Let an account follow what it has made itself, from the moment on that everybody can read it;
    one that follows it already goes on as it chose."""
    follow_own_each(kind, [(account_id, key)])


def follow_own_each(kind: str, made: Sequence[tuple[int, str]]) -> None:
    """Let accounts follow what each has made, by account and key, as `follow_own` does, with one
    statement for all."""
    rows = [
        {"account_id": account_id, "kind": kind, "key": key, "frequency": Frequency.AT_ONCE.value}
        for account_id, key in made
    ]
    if rows:
        db.session.execute(insert_of(Follow).on_conflict_do_nothing(), rows)


def set_frequency(account: Account, kind: str, key: str, *, frequency: str, clock: Clock) -> None:
    """Change how often mails about a followed subject come; with `never` nothing that waits is
    mailed. Raises NotFound when the account does not follow it, BadInput for an unknown
    frequency."""
    wanted = _frequency(frequency)
    session = begin_write()
    row = queries.follow_of(account.id, kind, key)
    if row is None:
        raise NotFound(NOT_FOLLOWED)
    row.frequency = wanted.value
    session.flush()
    if wanted is Frequency.NEVER:
        _forget_waiting(account.id, kind, key)
    _note(account, kind, key, wanted, clock)


def unfollow(account: Account, kind: str, key: str, *, clock: Clock) -> None:
    """Stop following a subject; doing it twice changes nothing."""
    begin_write()
    if _end(account.id, kind, key):
        _note(account, kind, key, Frequency.NEVER, clock)


def unsubscribe(token: str, *, clock: Clock) -> None:
    """End the follows that the link in a mail names; doing it twice changes nothing. Raises
    Expired."""
    account_id, follow_ids = read_token(token)
    session = begin_write()
    account = session.get(Account, account_id)
    named = select(Follow).where(Follow.account_id == account_id, Follow.id.in_(follow_ids))
    for row in session.scalars(named.order_by(Follow.id)).all():
        assert account is not None, "follows go with their account"
        unfollow(account, row.kind, row.key, clock=clock)


def end_again(account_id: int, kind: str, key: str) -> None:
    """End a follow that a restored backup has brought back."""
    begin_write()
    _end(account_id, kind, key)


def rename(kind: str, old: str, new: str) -> None:
    """Let those who follow a subject follow it under its new key."""
    session = begin_write()
    # Nothing else has this key now; what is left of something that had it would stand in the way.
    session.execute(delete(Follow).where(Follow.kind == kind, Follow.key == new))
    session.execute(update(Follow).where(Follow.kind == kind, Follow.key == old).values(key=new))
    for table in (News, NewsMark):
        session.execute(update(table).where(table.kind == kind, table.key == old).values(key=new))


def tell(
    kind: str,
    key: str,
    *,
    event: str,
    what: Translated,
    clock: Clock,
    path: str = "",
    about: tuple[str, str] | None = None,
    but_not: Collection[int] = (),
    once: str = "",
) -> None:
    """Tell those who follow a subject of a public event, in the caller's transaction.

    `event` is noun.verb. `what` is one plain sentence for each language
    (`web.translation.in_every_language`); it names nothing that could later be withdrawn, since the
    mail is written some time after. `path`, below BASE_URL (`web.urls.local_path`), is where to
    read of it; without it the subject's own page. `about` (kind and key) is what else the event is
    about: its page is where to read of it, and nobody is told while it is not public. `but_not` are
    accounts that are mailed of it anyway. `once` names an event that can happen again, as something
    hidden is shown again: followers of the subject are told of it the first time only.
    """
    tell_many(
        kind,
        [key],
        event=event,
        what=what,
        clock=clock,
        path=path,
        about=about,
        but_not=but_not,
        once=once,
    )


def tell_many(
    kind: str,
    keys: Sequence[str],
    *,
    event: str,
    what: Translated,
    clock: Clock,
    path: str = "",
    about: tuple[str, str] | None = None,
    but_not: Collection[int] = (),
    once: str = "",
) -> None:
    """Tell those who follow any of many subjects that the same happened to each, as `tell` does.
    Subjects that nobody follows cost no statement of their own."""
    session = begin_write()
    now = clock.now()
    keys = _not_told(kind, keys, once) if once else keys
    for key in queries.followed_keys(kind, keys):
        about_kind, about_key = about or ("", "")
        row = News(
            kind=kind,
            key=key,
            event=event,
            what=dict(what),
            path=path,
            about_kind=about_kind,
            about_key=about_key,
            happened_at=now,
        )
        session.add(row)
        session.flush()
        recipients = select(literal(row.id), Follow.account_id).where(
            Follow.kind == kind,
            Follow.key == key,
            Follow.frequency != Frequency.NEVER,
            Follow.account_id.not_in(but_not),
        )
        session.execute(insert(NewsRecipient).from_select(["news_id", "account_id"], recipients))


def take_back(kind: str, key: str, event: str) -> None:
    """Tell nobody any more of an event that did not last; whoever was mailed of it was."""
    same = (News.kind == kind, News.key == key, News.event == event)
    begin_write().execute(delete(News).where(*same))


def forget_old_news(clock: Clock) -> int:
    """Delete news that nobody waits for, or that is older than KEEP_NEWS. Returns how many."""
    waits = exists().where(NewsRecipient.news_id == News.id)
    old = News.happened_at < clock.now() - KEEP_NEWS
    return affected_rows(begin_write().execute(delete(News).where(~waits | old)))


def forget_all_news() -> int:
    """Delete all news: a restored backup cannot tell what has been mailed since. Returns how
    many."""
    return affected_rows(begin_write().execute(delete(News)))


def _not_told(kind: str, keys: Sequence[str], mark: str) -> list[str]:
    """Mark these subjects as told of something, and return those whose followers were not told
    before."""
    new: list[str] = []
    for start in range(0, len(keys), queries.CHUNK):
        rows = [
            {"kind": kind, "key": key, "mark": mark} for key in keys[start : start + queries.CHUNK]
        ]
        marking = insert_of(NewsMark).values(rows).on_conflict_do_nothing()
        new += db.session.scalars(marking.returning(NewsMark.key)).all()
    return new


def _frequency(value: str) -> Frequency:
    if value not in set(Frequency):
        raise BadInput(N_("Wählen Sie, wie oft wir Ihnen schreiben."), field="frequency")
    return Frequency(value)


def _note(account: Account, kind: str, key: str, frequency: Frequency, clock: Clock) -> None:
    """Note in the journal what a restored backup must not undo: that no more mails are wanted."""
    noted = FOLLOW_ENDED if frequency is Frequency.NEVER else FOLLOW_BEGUN
    note_withdrawal(noted, account.address_hash, kind, key, clock=clock)


def _end(account_id: int, kind: str, key: str) -> bool:
    _forget_waiting(account_id, kind, key)
    row = {"account_id": account_id, "kind": kind, "key": key}
    return bool(affected_rows(db.session.execute(delete(Follow).filter_by(**row))))


def _forget_waiting(account_id: int, kind: str, key: str) -> None:
    about = select(News.id).where(News.kind == kind, News.key == key)
    waiting = (NewsRecipient.account_id == account_id, NewsRecipient.news_id.in_(about))
    db.session.execute(delete(NewsRecipient).where(*waiting))
