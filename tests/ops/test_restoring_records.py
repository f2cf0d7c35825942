"""Records whose time was over stay erased when an older backup is restored."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.workbench.models import IdeaNote
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident
from tests.ops.erasing import Shell, leave
from tests.retention.aging import answered, fill, old_round, run


def test_records_of_a_round_that_went_do_not_come_back(app: Flask, shell: Shell, copy: str) -> None:
    round_ = old_round()
    number, idea = round_.id, fill(round_).id
    shell("backup", "create", copy)
    answered(db.session.get_one(Round, number))
    run(2)
    shell("backup", "restore", copy, "--yes")
    assert db.session.scalar(select(func.count()).select_from(IdeaNote)) == 0
    assert db.session.get_one(Idea, idea).text == "[gelöscht]"


def test_texts_that_went_with_an_account_do_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    me = make_resident()
    idea = make_idea(old_round(), me, state="published", text="Mein Text").id
    number = me.id
    shell("backup", "create", copy)
    leave(number, withdraw_ideas=True)
    shell("backup", "restore", copy, "--yes")
    assert db.session.get_one(Idea, idea).text == "[gelöscht]"
