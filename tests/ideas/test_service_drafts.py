"""Drafts: kept for two weeks, used up by submitting."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from participation.extensions import db
from participation.ideas import service_drafts
from participation.ideas.models import IdeaDraft
from participation.kernel.clock import FixedClock, clock
from tests.factories import make_round
from tests.ideas.steps import GOOD, TOKEN, resident_of, submit


def test_submitting_uses_up_the_draft(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    service_drafts.keep_draft(round_.id, GOOD, form_token=TOKEN, account_id=None, clock=clock)
    db.session.commit()
    submit(round_, author)
    assert db.session.query(IdeaDraft).count() == 0


def test_drafts_are_kept_two_weeks_under_a_hash(app: Flask) -> None:
    round_ = make_round()
    token = service_drafts.keep_draft(
        round_.id, GOOD, form_token=TOKEN, account_id=None, clock=clock
    )
    db.session.commit()
    draft = db.session.query(IdeaDraft).one()
    assert token not in (draft.token_hash, draft.form_token)
    now = clock.now()
    assert service_drafts.purge_drafts(FixedClock(now + timedelta(days=13))) == 0
    assert service_drafts.purge_drafts(FixedClock(now + timedelta(days=14, seconds=1))) == 1
    db.session.rollback()
