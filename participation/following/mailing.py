"""Writing the mails about news: what may be said at this moment, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Row, delete

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.city.queries import city
from participation.extensions import db
from participation.following import mails, queries, subjects
from participation.following.mails import Links, SubjectNews
from participation.following.models import News, NewsRecipient
from participation.following.rules import SUBJECTS_PER_MAIL, Frequency
from participation.following.subjects import Subject
from participation.following.unsubscribe_links import make_token
from participation.kernel.clock import Clock
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url

Name = tuple[str, str]
"""Kind and key of a subject."""


def mail_news(account_id: int, frequency: Frequency, until: datetime, clock: Clock) -> bool:
    """Write one mail about the news up to a moment that an account waits for; tell whether there
    was one.

    What goes into the mail stops waiting in the same transaction, and so does what may not be read
    any more, which nobody is told. More subjects than fit wait for the next mail.
    """
    session = begin_write()
    rows = _first_subjects(queries.waiting_news(account_id, frequency, until))
    taken = _take(account_id, [row.News.id for row in rows])
    account = session.get(Account, account_id)
    readable = _readable(row.News for row in rows if row.News.id in taken)
    if account is None or not account.active or not readable:
        return False
    follow_ids = {row.follow_id for row in rows if _name(row.News) in readable}
    links = Links(
        unsubscribe=external_url("following.unsubscribe", token=make_token(account_id, follow_ids)),
        account=external_url("front.account"),
    )
    draft = mails.news(
        list(readable.values()),
        frequency,
        links=links,
        city=city().name,
        language=account.language,
    )
    enqueue(draft, to=accounts.address_of(account), clock=clock)
    return True


def _name(news: News) -> Name:
    return news.kind, news.key


def _first_subjects(rows: list[Row[Any]]) -> list[Row[Any]]:
    names = list(dict.fromkeys(_name(row.News) for row in rows))
    first = set(names[:SUBJECTS_PER_MAIL])
    return [row for row in rows if _name(row.News) in first]


def _take(account_id: int, news_ids: list[int]) -> set[int]:
    """Let the account no longer wait for these, and return those that nobody else took before: of
    two workers one mails them."""
    mine = (NewsRecipient.account_id == account_id, NewsRecipient.news_id.in_(news_ids))
    taken = delete(NewsRecipient).where(*mine).returning(NewsRecipient.news_id)
    return set(db.session.scalars(taken))


def _readable(news: Iterable[News]) -> dict[Name, SubjectNews]:
    """Return what may be said of these news at this moment, by subject; those of which nothing may
    be said are left out."""
    by_subject: dict[Name, list[News]] = {}
    for each in news:
        by_subject.setdefault(_name(each), []).append(each)
    about = {(each.about_kind, each.about_key) for each in _all(by_subject) if each.about_kind}
    public = _public({*by_subject, *about})
    readable = {}
    for name, told in by_subject.items():
        if name not in public:
            continue
        # The same thing told twice is one line.
        events = {
            (str(each.what), url): (each.what, url)
            for each in told
            if (url := _url(each, public)) is not None
        }
        if events:
            readable[name] = SubjectNews(public[name].title, tuple(events.values()))
    return readable


def _all(by_subject: dict[Name, list[News]]) -> Iterable[News]:
    return (each for news in by_subject.values() for each in news)


def _public(names: set[Name]) -> dict[Name, Subject]:
    """Return those of the subjects that everybody may read now, with one question for each kind."""
    public: dict[Name, Subject] = {}
    for kind in sorted({kind for kind, _key in names}):
        keys = sorted(key for each, key in names if each == kind)
        readable = subjects.public_subjects(kind, keys)
        public |= {(kind, key): subject for key, subject in readable.items()}
    return public


def _url(news: News, public: dict[Name, Subject]) -> str | None:
    """Return where to read of news, None when what it is about may not be read."""
    subject = public.get((news.about_kind, news.about_key) if news.about_kind else _name(news))
    if subject is None:
        return None
    base: str = current_app.config["BASE_URL"]
    return base + news.path if news.path else external_url(subject.endpoint, **subject.values)
