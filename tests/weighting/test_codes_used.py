"""Which codes are used: found out later and for many at once, while each counts once from the
start."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.rounds.service import lock_round
from participation.web.csvfile import FileRefused
from participation.weighting import jobs, queries, service
from participation.weighting.codes import service as codes
from participation.weighting.codes.code_format import format_code
from participation.weighting.credentials import code_ballot_key, code_hash
from participation.weighting.paper import imports
from participation.weighting.rules import Answers
from tests.factories import keys, make_round, make_staff


def make(count: int) -> tuple[Round, list[str]]:
    """A round and codes for it."""
    round_ = make_round(participation=["code"])
    made = codes.make_codes(round_id=round_.id, count=count, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    return round_, made


def key_of(round_: Round, code: str) -> bytes:
    """The key of a code's ballot."""
    round_key = keys().round_key(round_.uid)
    assert round_key
    return code_ballot_key(round_key, code_hash(round_, code))


def cast(round_: Round, used: Sequence[str], channel: str = "code") -> None:
    """Cast a ballot with each code."""
    for code in used:
        service.cast(
            round_id=round_.id,
            key=key_of(round_, code),
            channel=channel,
            answers=Answers((20, 0, 0)),
            base_version=0,
            clock=clock,
        )
        db.session.commit()


def used(round_: Round) -> int:
    """How many codes are known to be used once the worker has been there."""
    jobs.rewrite(clock)
    return codes.counts(round_.id)[0].used


def write(path: Path, *refs: str) -> Path:
    """A file of ballots with these references."""
    rows = "".join(f"{ref},20,0,0\n" for ref in refs)
    path.write_text("ref,mobility,energy,education\n" + rows, "utf-8")
    return path


def take_over(round_: Round, path: Path) -> imports.Imported:
    """Import a file of ballots that were cast with codes elsewhere."""
    done = imports.import_file(round_=round_, source=path, channel="code", actor=SHELL, clock=clock)
    db.session.commit()
    return done


def test_nothing_about_a_code_is_written_with_its_ballot(app: Flask, statements: list[str]) -> None:
    round_, made = make(1)
    statements.clear()
    cast(round_, made)
    assert not [line for line in statements if "codes" in line or "code_hash" in line]


def test_while_the_window_is_open_ten_codes_are_marked_together_or_none(app: Flask) -> None:
    round_, made = make(20)
    cast(round_, made[:9])
    assert used(round_) == 0
    cast(round_, made[9:10])
    assert used(round_) == 10
    cast(round_, made[10:19])
    assert used(round_) == 10


def test_after_the_window_every_code_with_a_ballot_is_marked(app: Flask) -> None:
    round_, made = make(5)
    cast(round_, made[:3])
    held = lock_round(round_.id, exclusive=True)
    held.weights_closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert used(round_) == 3


def test_codes_typed_from_paper_and_withdrawn_ballots_are_used_too(app: Flask) -> None:
    round_, made = make(12)
    cast(round_, made[:9])
    cast(round_, made[9:10], "paper")
    service.withdraw(round_id=round_.id, key=key_of(round_, made[0]), clock=clock)
    db.session.commit()
    assert used(round_) == 10


def test_without_the_rounds_key_no_code_is_marked(app: Flask) -> None:
    round_, made = make(10)
    cast(round_, made)
    keys().destroy_round_key(round_.uid, at=clock.now())
    assert codes.mark_used(round_, clock) == 0


@pytest.mark.parametrize("backend", ["postgresql"])
def test_after_the_worker_no_transaction_links_a_code_to_its_ballot(app: Flask) -> None:
    round_, made = make(20)
    cast(round_, made[:12])
    jobs.rewrite(clock)
    linked = "SELECT count(*) FROM codes JOIN ballots ON codes.xmin::text = ballots.xmin::text"
    assert db.session.scalar(text(linked)) == 0


def test_a_code_used_at_the_same_moment_in_two_browsers_counts_once(app: Flask) -> None:
    round_, [code] = make(1)
    round_id, key = round_.id, key_of(round_, code)
    db.session.commit()

    def run(points: int) -> str:
        with app.app_context():
            try:
                service.cast(
                    round_id=round_id,
                    key=key,
                    channel="code",
                    answers=Answers((20 - points, points, 0)),
                    base_version=0,
                    clock=clock,
                )
                db.session.commit()
            except service.OtherBallot:
                return "other"
            return "cast"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(run, range(8))) == ["cast"] + ["other"] * 7
    assert queries.ballot_count(round_id) == 1


def test_a_file_with_a_code_that_was_used_in_a_browser_is_refused(
    app: Flask, tmp_path: Path
) -> None:
    round_, made = make(2)
    cast(round_, made[:1])
    with pytest.raises(FileRefused) as refused:
        take_over(round_, write(tmp_path / "file.csv", format_code(made[0]), made[1]))
    assert "schon jemand teilgenommen" in str(refused.value.problems[0])
    db.session.rollback()
    assert queries.ballot_count(round_.id) == 1


def test_a_code_in_two_spellings_within_a_file_is_refused(app: Flask, tmp_path: Path) -> None:
    round_, [code] = make(1)
    with pytest.raises(FileRefused):
        take_over(round_, write(tmp_path / "file.csv", format_code(code), code.lower()))


def test_a_code_from_a_file_leads_its_holder_to_that_ballot(
    app: Flask, tmp_path: Path, new_client: Any
) -> None:
    round_, [code] = make(1)
    assert take_over(round_, write(tmp_path / "file.csv", format_code(code))).added == 1
    assert take_over(round_, write(tmp_path / "file.csv", format_code(code))).known == 1
    browser = new_client()
    browser.submit(f"/rounds/{round_.slug}/code", "/code", code=code)
    page = browser.get(f"/rounds/{round_.slug}/weights/receipt")
    assert "20 Punkte" in page.get_data(as_text=True)


def test_the_office_reads_that_the_number_of_used_codes_follows_later(
    app: Flask, new_client: Any
) -> None:
    round_, _ = make(1)
    page = new_client(make_staff("admin")).get(f"/admin/rounds/{round_.slug}/codes")
    assert "mindestens zehn Codes auf einmal" in page.get_data(as_text=True)
