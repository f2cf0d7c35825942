"""Drafts: kept for two weeks, used up by submitting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas import service_drafts
from participation.ideas.models import IdeaDraft
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotFound
from tests.factories import make_round
from tests.ideas.steps import GOOD, TOKEN, resident_of, submit


def test_submitting_uses_up_the_draft(app: Flask) -> None:
    round_ = make_round()
    author = resident_of(round_)
    service_drafts.keep_draft(round_.id, GOOD, form_token=TOKEN, account_id=None, clock=clock)
    db.session.commit()
    submit(round_, author)
    assert db.session.query(IdeaDraft).count() == 0


def test_a_draft_is_purged_at_the_very_end_of_its_time(app: Flask) -> None:
    round_, now = make_round(), clock.now()
    service_drafts.keep_draft(
        round_.id, GOOD, form_token=TOKEN, account_id=None, clock=FixedClock(now)
    )
    db.session.commit()
    end = now + timedelta(days=14)
    assert service_drafts.purge_drafts(FixedClock(end - timedelta(seconds=1))) == 0
    assert service_drafts.purge_drafts(FixedClock(end)) == 1
    db.session.rollback()


def test_submitting_leaves_other_drafts(app: Flask) -> None:
    round_ = make_round()
    for token in ("a" * 32, TOKEN, "z" * 32):
        service_drafts.keep_draft(round_.id, GOOD, form_token=token, account_id=None, clock=clock)
    db.session.commit()
    submit(round_, resident_of(round_))
    assert {row.form_token for row in db.session.query(IdeaDraft)} == {"a" * 32, "z" * 32}


def test_a_draft_for_a_round_that_does_not_exist_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        service_drafts.keep_draft(10**9, GOOD, form_token=TOKEN, account_id=None, clock=clock)


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
