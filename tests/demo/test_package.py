"""The demo's strategy leaves as a package and is the same elsewhere."""

from __future__ import annotations

from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.packages import loading
from participation.strategy import queries, queries_versions, service_versions
from participation.strategy.models import Strategy
from participation.strategy.rules_versions import digest
from tests.emptying import begin_anew


def test_the_demos_packages_loaded_elsewhere_are_dumped_with_the_same_bytes(
    city: Flask, backend: str, migrated_apps: dict[str, Flask]
) -> None:
    dumps = {strategy.slug: put_forward(strategy) for strategy in queries.strategies()}
    db.session.rollback()
    assert any("projects:\n  - key: " in dump for dump in dumps.values())
    elsewhere = migrated_apps[backend]
    with elsewhere.app_context():
        begin_anew(elsewhere, backend)
        for slug, dump in dumps.items():
            loading.load(dump.encode(), as_record=True, actor=SHELL, clock=clock)
            db.session.commit()
            assert loading.dump(slug) == dump
        db.session.remove()


def put_forward(strategy: Strategy) -> str:
    """The package of a strategy whose draft, if it has one, is put forward; nothing is
    committed."""
    draft = queries_versions.draft(strategy.id)
    if draft is not None:
        seen = digest(queries_versions.contents(draft).document())
        service_versions.open_consultation(strategy.slug, seen=seen, actor=SHELL, clock=clock)
    return loading.dump(strategy.slug)
