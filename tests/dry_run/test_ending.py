"""A dry run is thrown away: by the button, by its time, with whoever made it, and when the server
starts."""

from __future__ import annotations

import runpy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from participation.dry_run import jobs, mounting, service, views, world
from participation.dry_run.models import DryRun, SeenMoment
from participation.dry_run.rules import LASTS, MOST
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotReady
from participation.rounds.models import Round
from tests.dry_run.walking import Walk, token
from tests.factories import make_staff, save
from tests.pages import main_text

GUNICORN = Path(__file__).parents[2] / "gunicorn.conf.py"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def count() -> int:
    db.session.rollback()
    return db.session.query(DryRun).count()


def test_ending_throws_everything_away_but_what_was_seen(walk: Walk) -> None:
    walk.go("before")
    place = mounting.folder(token())
    assert place.is_dir()
    assert place.stat().st_mode & 0o077 == 0
    assert walk.end().status_code == 302
    assert not place.exists()
    assert count() == 0
    assert walk.get("/rounds/draft/").status_code == 404
    assert db.session.query(SeenMoment.moment).all() == [("before",)]


@SQLITE
def test_ending_twice_changes_nothing(walk: Walk) -> None:
    walk.go("before")
    assert [walk.end().status_code for _ in range(2)] == [302, 302]


@SQLITE
def test_after_two_hours_nobody_gets_in_although_the_worker_stands_still(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.go("before")
    monkeypatch.setattr(views, "clock", FixedClock(clock.now() + LASTS))
    assert walk.get("/rounds/draft/").status_code == 404
    assert "Weiter im Probelauf" not in main_text(walk.client.get(walk.page))


def test_the_worker_throws_away_what_is_over_and_nothing_else(walk: Walk) -> None:
    walk.go("before")
    place = mounting.folder(token())
    (job,) = jobs.JOBS
    assert job.run(FixedClock(clock.now() + LASTS - timedelta(minutes=1))) == 0
    assert place.is_dir()
    assert job.run(FixedClock(clock.now() + LASTS)) == 1
    assert not place.exists()
    assert count() == 0


@SQLITE
def test_the_worker_throws_away_a_folder_that_belongs_to_nobody(nothing_left: None) -> None:
    mounting.make_folder("left-by-a-crash")
    assert service.end_old(clock) == 1
    assert mounting.tokens() == []


@pytest.mark.parametrize("hook", ["on_starting", "on_reload"])
def test_a_start_of_the_server_throws_all_away(
    hook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    (tmp_path / mounting.FOLDER / "token").mkdir(parents=True)
    (tmp_path / "keys.json").touch()
    runpy.run_path(str(GUNICORN))[hook](None)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@SQLITE
def test_after_a_start_of_the_server_another_one_begins(walk: Walk) -> None:
    walk.go("before")
    mounting.throw_away(token())
    assert walk.get("/rounds/draft/").status_code == 404
    assert walk.go("before").status_code == 200
    assert count() == 1


@SQLITE
def test_what_fails_while_it_is_made_leaves_nothing(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no more room")

    monkeypatch.setattr(world, "go_through", fail)
    with pytest.raises(RuntimeError):
        walk.go("before")
    assert count() == 0
    assert mounting.tokens() == []


@SQLITE
def test_no_more_go_on_than_the_server_bears(draft: Round, walk: Walk) -> None:
    for number in range(MOST):
        mounting.make_folder(f"other-{number}")
        save(
            DryRun(
                token=f"other-{number}",
                round_id=draft.id,
                account_id=make_staff("admin").id,
                round_version=1,
                ends_at=clock.now() + LASTS,
                moment="before",
            )
        )
    answer = walk.post(walk.page, walk.page, moment="before")
    assert answer.status_code == 409
    assert "Zurzeit laufen schon 3 Probeläufe" in main_text(answer)
    with pytest.raises(NotReady):
        service.go_to(draft, "before", account_id=make_staff("admin").id, clock=clock)
