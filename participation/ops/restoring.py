"""Restoring a backup without what was erased since: the journal beside the key file is replayed.

A backup is older than the database it replaces. Accounts that were deleted since are in it, ballots
under a key that was destroyed, links, invitations and sessions that have ended, mails that have
gone out, news that was mailed, follows that were ended. Before anybody is served they go again, and
mails are held until somebody releases them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from flask import current_app
from flask_migrate import upgrade

from participation.accounts import queries as accounts_queries
from participation.accounts import service as accounts
from participation.answers import telling as answers
from participation.audit.service import SHELL
from participation.council.papers import redaction, visibility
from participation.extensions import db
from participation.following import queries as following_queries
from participation.following import service as following
from participation.front import service_account
from participation.ideas import queries as ideas_queries
from participation.ideas import service as ideas
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.errors import N_, NotReady
from participation.kernel.journal import Entry
from participation.keyring import queries as keyring_queries
from participation.keyring import service as keyring
from participation.moderation.blackout import replay as blackout
from participation.ops import backup
from participation.organisations import service_members as organisations
from participation.organisations.service_restored import returned as ended_organisations
from participation.outbox import service as outbox
from participation.progress import telling as reports
from participation.results import key_destruction
from participation.results import queries as results
from participation.retention.running import returned as expired_records
from participation.rounds import queries as round_queries
from participation.rounds.ending import service as ending
from participation.web.logs import failure
from participation.web.transactions import commit_now

NO_JOURNAL = N_(
    "Neben der Schlüsseldatei fehlt das Löschprotokoll. Ohne es kommt zurück, was seit der"
    " Sicherung gelöscht wurde. Legen Sie die Kopie zurück oder nehmen Sie --without-journal."
)
INCOMPLETE = N_(
    "Nicht alles, was gelöscht war, ließ sich wieder löschen. Starten Sie die Dienste nicht."
    " Sehen Sie nach, was flask doctor sagt, und geben Sie dann ein: flask backup replay"
)

log = structlog.get_logger()


@dataclass(frozen=True)
class Replayed:
    """How many accounts were erased, ideas and consents withdrawn, follows ended, papers blacked
    out or hidden, organisations and memberships ended and keys of rounds destroyed again; how many
    mails were deleted since their links have ended, and how many are held; how much news was
    deleted that may have been mailed since."""

    accounts: int
    withdrawn: int
    rounds: int
    expired_mails: int
    held: int
    news: int


def restore(source: Path, *, without_journal: bool, clock: Clock) -> Replayed:
    """Replace the database's content by the backup's and erase again what was erased since.
    Commits by itself.

    Raises BadInput when the file is no sound backup, NotReady when there is no journal, or when
    something could not be erased again; then the application stays not ready.
    """
    journal = keyring_queries.journal()
    if not journal.path.exists():
        if not without_journal:
            raise NotReady(NO_JOURNAL)
        journal.begin(clock.now())
    backup.check(current_app.config["DATABASE_URL"], source)
    db.session.remove()
    db.engine.dispose()
    keyring.note_restore(finished=False, clock=clock)
    backup.restore(current_app.config["DATABASE_URL"], source)
    upgrade()
    return replay(restored=True, clock=clock)


def replay(*, restored: bool, clock: Clock) -> Replayed:
    """Erase again what the journal knows to be erased; may be repeated. Commits by itself.

    After a restore (`restored`, or when the journal knows of an unfinished one) links and sessions
    end and mails are held, too; nobody is told of answers that the backup knows as untold.
    """
    expired_mails = held = news = 0
    unfinished = keyring_queries.restore_is_unfinished()
    if restored or unfinished:
        expired_mails = accounts.end_links_and_sessions()
        organisations.end_invitations()
        held = outbox.hold_unsent(clock)
        news = following.forget_all_news()
        answers.settle_after_restore(clock)
        reports.settle_after_restore(clock)
        commit_now()
    erased, withdrawn, failed = _erase_again()
    rounds, failed_rounds = _finish_destructions(clock)
    if failed or failed_rounds:
        raise NotReady(INCOMPLETE)
    if restored or unfinished:
        keyring.note_restore(finished=True, clock=clock)
    return Replayed(erased, withdrawn, rounds, expired_mails, held, news)


def _erase_again() -> tuple[int, int, int]:
    """Erase again what people erased; return how many accounts, how many other things, and how much
    could not be.

    Everything is done as of the moment when it was done first: which windows were open is decided
    by that.
    """
    # Ideas first: without their author, nobody could withdraw them any more.
    others, failed = _each(
        [
            *_withdrawn_ideas(),
            *_withdrawn_consents(),
            *_ended_follows(),
            *_redacted_papers(),
            *_hidden_papers(),
            *_discarded_ballots(),
            *_redacted_ideas(),
            blackout.delete_again,
            *ended_organisations(),
            *expired_records(),
        ]
    )
    accounts_, failed_accounts = _each(_erased_accounts())
    return accounts_, others, failed_accounts + failed


def _each(steps: Iterable[Callable[[], object]]) -> tuple[int, int]:
    """Take every step and commit it; return how many succeeded and failed."""
    done = failed = 0
    for step in list(steps):
        try:
            step()
            commit_now()
            done += 1
        except Exception as error:
            db.session.rollback()
            log.error("replay", **failure(error))
            failed += 1
    return done, failed


def _erased_accounts() -> Iterator[Callable[[], object]]:
    entries = keyring_queries.erased(keyring_queries.ACCOUNT_ERASED)
    for account_id, address_hash, created_at in accounts_queries.residents():
        entry = entries.get(keyring_queries.erased_mark(address_hash))
        # Somebody who has come back since then has an account of a later date.
        if entry is not None and created_at <= entry.at:
            yield partial(_erase, account_id, entry)


def _erase(account_id: int, entry: Entry) -> None:
    service_account.erase(
        accounts_queries.get(account_id),
        withdraw_ideas=entry.detail == keyring.WITHDRAW_IDEAS,
        clock=FixedClock(entry.at),
    )


def _withdrawn_ideas() -> Iterator[Callable[[], object]]:
    entries = keyring_queries.erased(keyring_queries.IDEA_WITHDRAWN)
    for idea_id, token, author_id in ideas_queries.withdrawable():
        entry = entries.get(keyring_queries.erased_mark(token))
        if entry is not None:
            yield partial(_withdraw_idea, idea_id, author_id, entry)


def _withdraw_idea(idea_id: int, author_id: int, entry: Entry) -> None:
    author = accounts_queries.get(author_id)
    ideas.withdraw(idea_id, author=author, clock=FixedClock(entry.at))


def _withdrawn_consents() -> Iterator[Callable[[], object]]:
    entries = keyring_queries.erased(
        keyring_queries.CONSENT_WITHDRAWN, undone_by=keyring_queries.CONSENT_GIVEN_AGAIN
    )
    for account_id, address_hash, round_id, uid in round_queries.consents():
        entry = entries.get(keyring_queries.erased_mark(address_hash, uid))
        if entry is not None:
            yield partial(_leave_round, account_id, round_id, entry)


def _leave_round(account_id: int, round_id: int, entry: Entry) -> None:
    account = accounts_queries.get(account_id)
    service_account.take_back_consent(account, round_id, clock=FixedClock(entry.at))


def _ended_follows() -> Iterator[Callable[[], object]]:
    entries = keyring_queries.erased(
        keyring_queries.FOLLOW_ENDED, undone_by=keyring_queries.FOLLOW_BEGUN
    )
    for account_id, address_hash, kind, key in following_queries.follows():
        if keyring_queries.erased_mark(address_hash, kind, key) in entries:
            yield partial(following.end_again, account_id, kind, key)


def _redacted_papers() -> Iterator[Callable[[], object]]:
    for key in redaction.returned():
        yield partial(redaction.black_out_again, key)


def _redacted_ideas() -> Iterator[Callable[[], object]]:
    for idea_id in blackout.returned():
        yield partial(blackout.black_out_again, idea_id)


def _hidden_papers() -> Iterator[Callable[[], object]]:
    for key in visibility.returned():
        yield partial(visibility.hide_again, key)


def _discarded_ballots() -> Iterator[Callable[[], object]]:
    entries = keyring_queries.discarded_ballots()
    for round_id, uid in round_queries.ids_of(entries):
        then = FixedClock(entries[uid].at)
        yield partial(ending.discard_again, round_id, actor=SHELL, clock=then)


def _finish_destructions(clock: Clock) -> tuple[int, int]:
    done = failed = 0
    begun = results.with_begun_destruction()
    db.session.rollback()
    for round_id in begun:
        try:
            done += key_destruction.destroy_key(round_id, actor=SHELL, clock=clock, tell=False)
            key_destruction.vacuum(round_id, actor=SHELL, clock=clock)
        except Exception as error:
            db.session.rollback()
            log.error("replay", round=round_id, **failure(error))
            failed += 1
    for uid in results.with_returned_key():
        key_destruction.destroy_again(uid, clock)
    return done, failed
