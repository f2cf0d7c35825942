"""What a resident does in 'Mein Bereich' across features: hear of results or not, leave a round,
leave altogether."""

from __future__ import annotations

from participation.accounts import queries as accounts_queries
from participation.accounts import service as accounts
from participation.accounts.models import Account
from participation.extensions import db
from participation.following import service as following
from participation.following.rules import Kind
from participation.ideas import queries as ideas_queries
from participation.ideas import service as ideas
from participation.ideas.expiry import take_away
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, NotFound, NotReady
from participation.keyring import service as keyring
from participation.keyring.queries import CONSENT_WITHDRAWN, key_file
from participation.organisations import service_members as organisations
from participation.outbox import erasing as outbox
from participation.rounds import queries as round_queries
from participation.rounds import service as rounds
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.transactions import begin_write
from participation.weighting import service as weighting
from participation.weighting.credentials import email_ballot_key

HELD = N_(
    "Eine Ihrer Ideen prüfen wir wegen einer Meldung. Erst danach können Sie Ihr Konto löschen."
)
NOT_JOINED = N_("An dieser Runde nehmen Sie nicht teil.")


def set_wants_results(account: Account, round_id: int, *, wanted: bool) -> None:
    """Note whether a person wants a mail when a round's result is there. Raises NotFound when they
    do not take part."""
    rounds.lock_round(round_id)
    agreement = round_queries.participation(round_id, account.id)
    if agreement is None:
        raise NotFound(NOT_JOINED)
    agreement.wants_results = wanted
    db.session.flush()


def leave_round(account: Account, round_id: int, *, clock: Clock) -> None:
    """Withdraw the consent to a round, and stop following it. While its window is open the ballot
    is taken back, too; ideas stay.

    Raises NotFound when the person does not take part.
    """
    round_ = take_back_consent(account, round_id, clock=clock)
    following.unfollow(account, Kind.ROUND, round_.slug, clock=clock)


def take_back_consent(account: Account, round_id: int, *, clock: Clock) -> Round:
    """Withdraw the consent to a round, as `leave_round` and a restored backup do: somebody may have
    followed the round again since. Returns the round.

    Raises NotFound when the person does not take part.
    """
    begin_write()
    if round_queries.participation(round_id, account.id) is None:
        raise NotFound(NOT_JOINED)
    round_ = rounds.lock_round(round_id)
    if phase(round_.weights_window, clock.now()) is Phase.OPEN:
        round_key = key_file().round_key(round_.uid)
        if round_key is not None:
            ballot = email_ballot_key(account, key_file())(round_key)
            weighting.withdraw(round_id=round_id, key=ballot, clock=clock)
    rounds.withdraw_consent(account.id, round_id, clock=clock)
    keyring.note_withdrawal(CONSENT_WITHDRAWN, account.address_hash, round_.uid, clock=clock)
    return round_


def leave(account: Account, *, withdraw_ideas: bool, clock: Clock) -> None:
    """Delete an account, and note it where restoring a backup looks. Raises NotReady while an idea
    is kept because of a threat to somebody's life.

    See `erase` for what goes with it.
    """
    begin_write()
    if ideas_queries.has_held(account.id):
        raise NotReady(HELD)
    hashed = account.address_hash
    erase(account, withdraw_ideas=withdraw_ideas, clock=clock)
    keyring.note_erasure(hashed, withdraw_ideas=withdraw_ideas, clock=clock)


def erase(account: Account, *, withdraw_ideas: bool, clock: Clock) -> None:
    """Delete an account: ballots in open windows are taken back, ideas lose the name; with
    `withdraw_ideas` all of them are withdrawn and their texts go, else only the texts that nobody
    was to read. Mails that wait for it go. An organisation of which it was the last member leaves.

    What was counted before a window closed stays counted; nobody can tell whose it was once the key
    is destroyed.
    """
    begin_write()
    number = account.id
    weighting.withdraw_for_account(account, clock)
    if withdraw_ideas:
        for row in ideas_queries.ideas_of(number):
            if row.Idea.state in READABLE_STATES:
                ideas.withdraw(row.Idea.id, author=account, clock=clock)
    others = () if withdraw_ideas else (Idea.state.in_((State.WAITING, State.WITHDRAWN)),)
    take_away(Idea.author_id == number, *others)
    ideas.forget_author(number)
    outbox.delete_for(accounts_queries.address_of(account))
    organisations.forget_account(number, clock=clock)
    accounts.erase(account)
