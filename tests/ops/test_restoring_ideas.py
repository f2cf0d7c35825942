"""What was blacked out of ideas, when an older backup is restored."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas import originals
from participation.ideas import service as ideas
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.rules import Content
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.moderation.blackout import originals as kept_apart
from participation.moderation.blackout.matching import BLACKED_OUT
from participation.moderation.remedies import Side
from participation.web.transactions import commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.blackout.blacking import NAME, black_out, fill, naming, stored
from tests.moderation.complaining import complaint
from tests.moderation.complaints.test_black_outs import settle
from tests.ops.erasing import Shell


def now(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def kept() -> list[str | None]:
    """The originals that are kept, by the text that they had."""
    rows = db.session.scalars(select(IdeaOriginal).order_by(IdeaOriginal.id)).all()
    opened = [originals.opened(row) for row in rows]
    return [each.text if each else None for each in opened]


def test_what_was_blacked_out_since_is_blacked_out_everywhere_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    idea = fill(naming())
    number, before = idea.id, idea.text
    shell("backup", "create", copy)
    black_out(now(number))
    black_out(now(number), "am Markt")
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        db.session.expire_all()
        text = db.session.scalars(select(Idea.text)).one()
        assert text == f"{BLACKED_OUT} wohnt {BLACKED_OUT}. Eine Bank hilft."
        assert {name for name, rows in stored().items() if NAME in rows} == set()
        assert kept() == [before, f"{BLACKED_OUT} wohnt am Markt. Eine Bank hilft."]


def test_also_where_the_author_had_changed_the_idea_in_between(
    app: Flask, shell: Shell, copy: str
) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author, title="Bank", text=f"Für {NAME}.", folded="")
    number, author_id = idea.id, author.id
    shell("backup", "create", copy)
    content = Content("Bank", f"Eine Bank für {NAME}.", now(number).field_key)
    version, author = now(number).version, db.session.get_one(Account, author_id)
    ideas.edit(number, content, author=author, version=version, clock=clock)
    commit_now()
    black_out(now(number))
    shell("backup", "restore", copy, "--yes")
    assert db.session.scalars(select(Idea.text)).one() == f"Für {BLACKED_OUT}."


def test_an_original_that_was_deleted_since_is_deleted_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    number = naming().id
    black_out(now(number))
    shell("backup", "create", copy)
    kept_apart.delete_now(number, actor=SHELL, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert kept() == [None]


def test_blacking_out_again_makes_no_original_that_was_deleted_since(
    app: Flask, shell: Shell, copy: str
) -> None:
    number = naming().id
    shell("backup", "create", copy)
    black_out(now(number))
    kept_apart.delete_now(number, actor=SHELL, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert kept() == [None]
    assert NAME not in db.session.scalars(select(Idea.text)).one()


def uphold(idea_id: int) -> None:
    """Complain about the last black-out of an idea, and put it back."""
    row = db.session.scalars(select(IdeaOriginal).order_by(IdeaOriginal.id.desc())).first()
    assert row
    made = complaint(Side.BLACKED_OUT, row.id)
    settle(made, make_staff())


def test_what_was_put_back_on_a_complaint_is_not_blacked_out_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    idea = fill(naming())
    number, before = idea.id, idea.text
    shell("backup", "create", copy)
    black_out(now(number), by=make_staff())
    uphold(number)
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        assert db.session.scalars(select(Idea.text)).one() == before
    black_out(now(number), "am Markt")
    shell("backup", "restore", copy, "--yes")
    assert db.session.scalars(select(Idea.text)).one() == before.replace("am Markt", BLACKED_OUT)


def test_what_was_blacked_out_before_stays_so_where_a_later_black_out_was_put_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    number = naming().id
    shell("backup", "create", copy)
    black_out(now(number))
    black_out(now(number), "am Markt", by=make_staff())
    uphold(number)
    shell("backup", "restore", copy, "--yes")
    text = db.session.scalars(select(Idea.text)).one()
    assert text == f"{BLACKED_OUT} wohnt am Markt. Eine Bank hilft."


def test_what_was_never_put_back_for_good_is_blacked_out_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    idea = naming()
    number, token = idea.id, idea.token
    shell("backup", "create", copy)
    black_out(now(number))
    since = db.session.scalars(select(IdeaOriginal.at)).one()
    keyring.note_putting_back(token, since=since, clock=clock)
    db.session.rollback()
    shell("backup", "restore", copy, "--yes")
    assert NAME not in db.session.scalars(select(Idea.text)).one()
