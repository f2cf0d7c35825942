"""Whose ballot it is: the proof this request brings, and what is missing when it brings none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import Response, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from participation.accounts.access import end_session, signed_in
from participation.accounts.models import Account
from participation.accounts.service import sign_out_everywhere
from participation.kernel.crypto import new_token
from participation.kernel.errors import N_, Forbidden, WindowClosed
from participation.keyring.queries import key_file
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.strategy.rules import Frame
from participation.weighting.credentials import code_ballot_key, code_hash, email_ballot_key
from participation.weighting.derivation import Receipts, ballot_key, order_of, tab_name
from participation.weighting.rules import Layout, layout_of

CODES = "codes"
"""Where the session keeps the invitation codes a person has typed in: round uid -> normalised
code."""
COOKIE_SECONDS = 90 * 24 * 3600
NOT_STAFF = N_(
    "Mit einem Dienstkonto können Sie nicht teilnehmen. Melden Sie sich ab und nehmen Sie privat"
    " teil."
)
NO_KEY = N_(
    "Der Schlüssel dieser Runde ist vernichtet. Was Sie abgegeben haben, lässt sich hier nicht mehr"
    " zeigen."
)


@dataclass(frozen=True)
class Voter:
    """A person of a round as their ballot knows them: how they came in, and the key of their
    ballot."""

    round_: Round
    round_key: bytes
    channel: Channel
    key: bytes

    @cached_property
    def frame(self) -> Frame:
        """The round's frame, read from its document once per request."""
        return self.round_.frame

    @cached_property
    def layout(self) -> Layout:
        """The layout of the round's ballots."""
        return layout_of(self.frame, self.round_.settings.goals)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The fields in the order of this person."""
        return order_of(self.round_key, self.key, self.frame.field_keys)

    @cached_property
    def draw(self) -> tuple[int, ...]:
        """The fields in the order of this person's draw."""
        return order_of(self.round_key, self.key, self.frame.field_keys, "draw")

    def goal_order(self, field: int) -> tuple[int, ...]:
        """The goals of a field in the order of this person."""
        return order_of(
            self.round_key, self.key, [goal.key for goal in self.frame.fields[field].goals]
        )

    @property
    def tab(self) -> str:
        """The name under which this person's unfinished form is kept in their browser."""
        return tab_name(self.round_key, self.key)

    @property
    def receipts(self) -> Receipts:
        """What the receipts of this round are made with."""
        return Receipts(self.round_key, self.round_.slug, self.frame, self.layout)


def voter_of(round_: Round) -> Voter | AnyResponse:
    """Return the voter of this request, or the answer that leads to what is missing (sign-in,
    joining, a code).

    A code that was typed in comes first, then an address that is signed in, then this browser.
    Raises Forbidden for staff and WindowClosed when the round has no key any more.
    """
    account = signed_in()
    if account is not None and account.is_staff:
        raise Forbidden(NOT_STAFF)
    destroyed = round_.key_destroyed_at is not None
    round_key = None if destroyed else key_file().round_key(round_.uid)
    if round_key is None:
        raise WindowClosed(NO_KEY)
    offered: Sequence[str] = round_.settings.participation
    code = session.get(CODES, {}).get(round_.uid)
    if code and Channel.CODE in offered:
        key = code_ballot_key(round_key, code_hash(round_, code))
        return Voter(round_, round_key, Channel.CODE, key)
    if account is not None and Channel.EMAIL in offered:
        return _by_address(round_, round_key, account)
    if Channel.OPEN in offered:
        return Voter(
            round_, round_key, Channel.OPEN, ballot_key(round_key, Channel.OPEN, browser_token())
        )
    return _to_proof(round_, offered)


def _by_address(round_: Round, round_key: bytes, account: Account) -> Voter | AnyResponse:
    here = url_for("weighting.weigh", slug=round_.slug)
    if account.pseudonym is None:
        return redirect(url_for("accounts.welcome", next=here))
    if round_queries.participation(round_.id, account.id) is None:
        return redirect(url_for("front.join", slug=round_.slug, next=here))
    return Voter(round_, round_key, Channel.EMAIL, email_ballot_key(account, key_file())(round_key))


def _to_proof(round_: Round, offered: Sequence[str]) -> AnyResponse:
    if Channel.CODE in offered:
        return redirect(url_for("weighting.code", slug=round_.slug))
    return redirect(url_for("accounts.sign_in", next=url_for("weighting.weigh", slug=round_.slug)))


def browser_token() -> str:
    """Return the token of this browser, a new one when it has none yet; `keep_private` sends it
    along."""
    known = request.cookies.get(current_app.config["BROWSER_COOKIE_NAME"], "")
    if "browser_token" not in g:
        g.browser_token = known if 40 <= len(known) <= 60 and known.isascii() else new_token()
    return str(g.browser_token)


def keep_code(round_: Round, code: str) -> None:
    """Remember in the session that this person came with a code."""
    session[CODES] = {**session.get(CODES, {}), round_.uid: code}


def start_anew() -> bool:
    """Start over with another person at this device: nobody is signed in, no code is known, and the
    browser has a new token. Return whether somebody was signed in before.

    As with any sign-out, the person's sessions end everywhere.
    """
    account = signed_in()
    if account is not None:
        sign_out_everywhere(account)
    end_session()
    g.browser_token = new_token()
    return account is not None


def keep_private(response: Response) -> Response:
    """Let no browser and no proxy keep a ballot's pages: going back on a shared device shows none.
    Set the cookie of this browser where a ballot was begun in it, and nowhere else."""
    if "browser_token" in g:
        response.set_cookie(
            current_app.config["BROWSER_COOKIE_NAME"],
            g.browser_token,
            max_age=COOKIE_SECONDS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    response.cache_control.no_store = True
    return response
