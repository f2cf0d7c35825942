"""Authors follow their own ideas from the moment on that everybody can read them."""

from __future__ import annotations

from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.following import jobs, queries, service
from participation.ideas.models import Idea
from participation.ideas.rules import Action, Content
from participation.ideas.service import submit
from participation.kernel.clock import clock
from participation.moderation.rules import Reason
from participation.moderation.service import decide
from participation.rounds.rules import Moderation
from tests.factories import agree, make_idea, make_resident, make_round, make_staff
from tests.following.conftest import SOON, mails, tell


def publish(idea: Idea) -> None:
    decide(idea.id, Action.PUBLISH, by=make_staff(), version=idea.version, clock=clock)
    db.session.commit()


def frequency(account: Account, idea: Idea) -> str | None:
    db.session.rollback()
    follow = queries.follow_of(account.id, "idea", idea.number)
    return follow.frequency if follow else None


def test_an_author_follows_the_idea_once_it_is_published(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    assert frequency(author, idea) is None
    publish(idea)
    assert frequency(author, idea) == "at_once"


def test_the_mail_about_the_publication_says_so(app: Flask) -> None:
    publish(make_idea(make_round(), make_resident()))
    assert "Wer eine Idee einreicht, folgt ihr von selbst" in mails()[0].body


def test_an_idea_that_appears_at_once_is_followed_at_once(app: Flask) -> None:
    author, round_ = make_resident(), make_round(moderation=Moderation.PUBLISH)
    agree(author, round_)
    content = Content("Mehr Bänke im Park", "Damit man sich setzen kann.", "mobility")
    idea = submit(round_.id, content, author=author, form_token="t" * 32, clock=clock)
    db.session.commit()
    assert frequency(author, idea) == "at_once"


def test_an_author_who_has_stopped_is_not_made_to_follow_again(app: Flask) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    publish(idea)
    service.unfollow(author, "idea", idea.number, clock=clock)
    db.session.commit()
    decide(
        idea.id,
        Action.REMOVE,
        by=make_staff(),
        version=idea.version,
        reason=next(iter(Reason)),
        text="Grund",
        clock=clock,
    )
    db.session.commit()
    publish(idea)
    assert frequency(author, idea) is None


def test_an_author_hears_of_what_happens_to_the_idea(app: Flask) -> None:
    author = make_resident("author@example.org")
    idea = make_idea(make_round(), author)
    publish(idea)
    tell("idea", idea.number, "Ein Projekt der Stadt greift diese Idee auf.")
    assert jobs.mail_at_once(SOON) == 1
    news = [mail for mail in mails() if mail.subject.startswith("Neues")]
    assert [mail.to for mail in news] == ["author@example.org"]


def test_an_idea_without_an_author_is_followed_by_nobody(app: Flask) -> None:
    idea = make_idea(make_round())
    publish(idea)
    assert queries.followed_keys("idea", [idea.number]) == []
