"""Writing the mails about news: what may be said at this moment, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Row, delete, select

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.city.queries import city
from participation.extensions import db
from participation.following import mails, queries, subjects
from participation.following.mails import SubjectNews
from participation.following.models import News, NewsRecipient
from participation.following.rules import SUBJECTS_PER_MAIL, Frequency
from participation.following.subjects import Subject
from participation.following.unsubscribe_links import make_token
from participation.kernel.clock import Clock
from participation.outbox.rules import MailDraft
from participation.outbox.service import enqueue_many
from participation.web.transactions import begin_write
from participation.web.urls import external_url

Name = tuple[str, str]
"""Kind and key of a subject."""


def mail_news(
    account_ids: Collection[int], frequency: Frequency, until: datetime, clock: Clock
) -> int:
    """Write each of these accounts one mail about the news up to a moment that it waits for; return
    how many mails.

    What goes into a mail stops waiting in the same transaction, and so does what may not be read
    any more, which nobody is told. More subjects than fit wait for the next mail. What is the same
    for several accounts is read once.
    """
    session = begin_write()
    waiting = _by_account(queries.waiting_news(account_ids, frequency, until))
    _take(waiting)
    active = select(Account).where(Account.id.in_(waiting), Account.active)
    letter = _Letter(frequency, city().name, external_url("front.account"))
    drafts = []
    for account in session.scalars(active.order_by(Account.id)):
        draft = letter.to(account, waiting[account.id])
        if draft is not None:
            drafts.append((draft, accounts.address_of(account)))
    enqueue_many(drafts, clock=clock)
    return len(drafts)


class _Letter:
    """What goes to several accounts in one transaction."""

    def __init__(self, frequency: Frequency, city_name: str, account_url: str) -> None:
        self._frequency = frequency
        self._city_name = city_name
        self._account_url = account_url
        self._readable: dict[tuple[int, ...], dict[Name, SubjectNews]] = {}
        self._drafts: dict[tuple[tuple[int, ...], str], MailDraft] = {}

    def to(self, account: Account, rows: list[Row[Any]]) -> MailDraft | None:
        """Return the mail to an account, None when nothing may be said."""
        news_ids = tuple(row.News.id for row in rows)
        if news_ids not in self._readable:
            self._readable[news_ids] = _readable(row.News for row in rows)
        readable = self._readable[news_ids]
        if not readable:
            return None
        follow_ids = {row.follow_id for row in rows if _name(row.News) in readable}
        draft = self._drafts.get((news_ids, account.language))
        if draft is None:
            draft = mails.news(
                list(readable.values()),
                self._frequency,
                account_url=self._account_url,
                city=self._city_name,
                language=account.language,
            )
            self._drafts[news_ids, account.language] = draft
        token = make_token(account.id, follow_ids)
        return with_link(draft, external_url("following.unsubscribe", token=token))


def with_link(draft: MailDraft, unsubscribe: str) -> MailDraft:
    """Return the mail to one person, with the link that stops theirs."""
    body = draft.body.replace(mails.LINK, unsubscribe)
    return replace(draft, body=body, unsubscribe=unsubscribe)


def _name(news: News) -> Name:
    return news.kind, news.key


def _by_account(rows: list[Row[Any]]) -> dict[int, list[Row[Any]]]:
    by_account: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_account.setdefault(row.account_id, []).append(row)
    return {account_id: _first_subjects(rows) for account_id, rows in by_account.items()}


def _first_subjects(rows: list[Row[Any]]) -> list[Row[Any]]:
    names = list(dict.fromkeys(_name(row.News) for row in rows))
    first = set(names[:SUBJECTS_PER_MAIL])
    return [row for row in rows if _name(row.News) in first]


def _take(waiting: dict[int, list[Row[Any]]]) -> None:
    """Let the accounts no longer wait for these, with one statement for all that wait for the
    same."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for account_id, rows in waiting.items():
        alike.setdefault(tuple(row.News.id for row in rows), []).append(account_id)
    for news_ids, account_ids in alike.items():
        theirs = (NewsRecipient.account_id.in_(account_ids), NewsRecipient.news_id.in_(news_ids))
        db.session.execute(delete(NewsRecipient).where(*theirs))


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
