"""Merging sets one pointer: support counts each person once, and undoing takes all of it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from participation.accounts.models import Account
from participation.extensions import db
from participation.following.models import News
from participation.ideas import service as ideas
from participation.ideas import service_support
from participation.ideas.lineage import lineage_of, root_of
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import Clock, FixedClock, clock
from participation.kernel.crypto import decrypt
from participation.kernel.errors import BadInput, Conflict, Forbidden
from participation.keyring.queries import key_file
from participation.moderation import service as moderation
from participation.moderation.merging import service
from participation.moderation.merging.service import Versions
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from participation.rounds.models import Round
from tests.factories import agree, make_idea, make_resident, make_round, make_staff

NOW = clock.now()


@pytest.fixture
def round_(app: Flask) -> Round:
    return make_round()


@pytest.fixture
def moderator(app: Flask) -> Account:
    return make_staff()


def published(round_: Round, author: Account | None = None, **values: object) -> Idea:
    return make_idea(round_, author, state="published", **values)


def merge(source: Idea, target: Idea, by: Account, at: Clock = clock) -> None:
    versions = Versions(source.version, target.version)
    service.merge(source.id, target.number, by=by, versions=versions, clock=at)
    db.session.commit()


def undo(idea: Idea, by: Account, at: Clock = clock) -> None:
    service.undo_merge(idea.id, by=by, version=idea.version, clock=at)
    db.session.commit()


def support(idea: Idea, people: list[Account], *, wanted: bool = True) -> None:
    for person in people:
        service_support.support(idea.id, account=person, wanted=wanted, clock=clock)
    db.session.commit()


def residents(round_: Round, count: int) -> list[Account]:
    people = [make_resident() for _ in range(count)]
    for person in people:
        agree(person, round_)
    return people


def columns(idea: Idea) -> dict[str, object]:
    """What an idea's row says, the version aside, which every change moves on."""
    db.session.refresh(idea)
    names = [each.key for each in inspect(Idea).column_attrs if each.key != "version"]
    return {name: getattr(idea, name) for name in names}


def mails() -> list[tuple[str, str]]:
    """Kind and recipient of each mail."""
    key = key_file().address_key
    rows = db.session.query(Mail).order_by(Mail.id)
    return [(row.kind, decrypt(key, row.recipient or "")) for row in rows]


def test_support_counts_each_person_once_over_a_chain_of_merges(
    round_: Round, moderator: Account
) -> None:
    people = residents(round_, 4)
    a, b, c = (published(round_) for _ in range(3))
    support(a, people[:2])
    support(b, people[1:3])
    support(c, people[2:])
    merge(a, b, moderator)
    assert b.support == 3
    merge(b, c, moderator)
    assert c.support == 4
    assert root_of(a).id == c.id
    assert [each.id for each in lineage_of(c).members] == [a.id, b.id]


def test_undoing_puts_both_ideas_back_exactly(round_: Round, moderator: Account) -> None:
    people = residents(round_, 3)
    a, b = published(round_), published(round_)
    support(a, people[:2])
    support(b, people[1:])
    before = columns(a), columns(b)
    merge(a, b, moderator)
    assert b.support == 3
    undo(a, moderator)
    assert (columns(a), columns(b)) == before


def test_a_waiting_idea_waits_again_after_undoing(round_: Round, moderator: Account) -> None:
    author = make_resident()
    a, b = make_idea(round_, author), published(round_)
    before = columns(a)
    merge(a, b, moderator)
    assert (a.state, a.published_at is not None) == ("merged", True)
    undo(a, moderator)
    assert columns(a) == before


def test_who_supports_part_of_a_family_takes_all_of_it_back_at_once(
    round_: Round, moderator: Account
) -> None:
    [person] = residents(round_, 1)
    a, b = published(round_), published(round_)
    support(a, [person])
    merge(a, b, moderator)
    support(b, [person])
    assert b.support == 1
    support(b, [person], wanted=False)
    db.session.refresh(b)
    assert b.support == 0


def test_somebody_who_wrote_what_went_into_an_idea_cannot_support_it(
    round_: Round, moderator: Account
) -> None:
    [author] = residents(round_, 1)
    a, b = published(round_, author), published(round_)
    merge(a, b, moderator)
    with pytest.raises(Forbidden):
        support(b, [author])


@pytest.mark.parametrize("leaving", ["withdrawn", "removed"])
def test_what_went_into_an_idea_that_leaves_the_public_stands_for_itself_again(
    round_: Round, moderator: Account, leaving: str
) -> None:
    author = make_resident()
    a, b = published(round_), published(round_, author)
    merge(a, b, moderator)
    if leaving == "withdrawn":
        ideas.withdraw(b.id, author=author, clock=clock)
    else:
        why: dict[str, Any] = {"reason": Reason.ADVERT, "text": "Werbung."}
        moderation.decide(b.id, Action.REMOVE, by=moderator, version=b.version, clock=clock, **why)
    db.session.refresh(a)
    assert (a.state, a.merged_into_id) == ("published", None)


def test_a_merged_idea_that_is_withdrawn_no_longer_counts_in_the_other(
    round_: Round, moderator: Account
) -> None:
    author = make_resident()
    a, b = published(round_, author), published(round_)
    support(a, residents(round_, 2))
    merge(a, b, moderator)
    ideas.withdraw(a.id, author=author, clock=clock)
    db.session.refresh(b)
    assert (a.state, b.support, lineage_of(b).members) == ("withdrawn", 0, ())


def test_an_erased_person_is_counted_off_a_family_once(round_: Round, moderator: Account) -> None:
    people = residents(round_, 2)
    a, b = published(round_), published(round_)
    support(a, people)
    support(b, people)
    merge(a, b, moderator)
    ideas.forget_author(people[0].id)
    db.session.refresh(b)
    assert b.support == 1


def test_no_circle_can_come_about(round_: Round, moderator: Account) -> None:
    a, b = published(round_), published(round_)
    merge(a, b, moderator)
    for target in (a, b):
        with pytest.raises(BadInput):
            merge(b, target, moderator)


def test_an_idea_that_changed_since_it_was_read_is_not_merged(
    round_: Round, moderator: Account
) -> None:
    a, b, c = (published(round_) for _ in range(3))
    seen = Versions(a.version, b.version)
    merge(a, c, moderator)
    with pytest.raises(Conflict):
        service.merge(a.id, b.number, by=moderator, versions=seen, clock=clock)


def test_nobody_merges_their_own_idea(round_: Round) -> None:
    mine, other = make_resident("somebody@example.org"), make_resident()
    a, b = published(round_, mine), published(round_, other)
    moderator = make_staff(address="Somebody@example.org")
    for source, target in ((a, b), (b, a)):
        with pytest.raises(Forbidden):
            merge(source, target, moderator)


def test_every_author_is_mailed_once_when_the_time_for_undoing_is_over(
    round_: Round, moderator: Account
) -> None:
    first, second = make_resident("a@example.org"), make_resident("b@example.org")
    a, b, c = published(round_, first), published(round_, second), published(round_, first)
    merge(a, b, moderator)
    assert mails() == [("idea.merged", "a@example.org"), ("idea.joined", "b@example.org")]
    merge(b, c, moderator)
    assert mails()[2:] == [("idea.merged", "a@example.org"), ("idea.merged", "b@example.org")]
    assert all(mail.next_try_at > NOW + timedelta(minutes=9) for mail in db.session.query(Mail))


def test_undoing_in_time_tells_nobody_anything(round_: Round, moderator: Account) -> None:
    a, b = published(round_, make_resident()), published(round_, make_resident())
    merge(a, b, moderator)
    undo(a, moderator, FixedClock(NOW + timedelta(minutes=3)))
    assert mails() == []
    assert db.session.query(News).count() == 0


def test_undoing_later_tells_whoever_was_told(round_: Round, moderator: Account) -> None:
    a, b = published(round_, make_resident("a@example.org")), published(round_)
    merge(a, b, moderator)
    db.session.query(Mail).one().sent_at = clock.now()
    db.session.commit()
    undo(a, moderator, FixedClock(NOW + timedelta(hours=1)))
    assert mails()[1:] == [("idea.separated", "a@example.org")]
