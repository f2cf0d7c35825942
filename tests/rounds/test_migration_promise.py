"""A round that was published before a time could be promised promises none afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from participation.app import create_app
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.conftest import settings
from tests.factories import make_round


def test_only_rounds_published_without_the_setting_promise_nothing_and_rules_stay(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "promise")))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        make_round(slug="since")
        for slug, published in (("before", clock.now()), ("draft", None)):
            _as_before(make_round(slug=slug, published_at=published))
        db.session.remove()
        downgrade(revision="0033")
        upgrade()
        rounds = {row.slug: row for row in db.session.scalars(select(Round))}
        promised = {slug: row.promised_days for slug, row in rounds.items()}
        assert promised == {"since": 2, "before": None, "draft": 2}
        assert rounds["before"].settings.moderation_days == 2
        assert rounds["before"].rules_hash == "0" * 64
        db.session.remove()
        db.engine.dispose()


def _as_before(round_: Round) -> None:
    session = begin_write()
    document = dict(round_.settings_document)
    del document["moderation_days"]
    round_.settings_document = document
    session.commit()
