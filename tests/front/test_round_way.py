"""The way of a round: taking part, result, the version that rests on it, committee and council."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.rounds.models import Round
from participation.strategy.models import Strategy, StrategyVersion
from tests.factories import closed, make_round
from tests.front.chains import held, pending, public_paper, read
from tests.results.making import published
from tests.results.test_publishing import counted
from tests.strategy.making import (
    adopt,
    begin_next_draft,
    draft_of,
    make_whole_strategy,
    open_consultation,
    withdraw,
)

UNKNOWN = "noch nicht, Termin noch nicht bekannt"


def way_of(client: Any, round_: Round, page: str = "", language: str = "de") -> str:
    heading = "Der Weg dieser Runde" if language == "de" else "The way of this round"
    return read(client, f"/rounds/{round_.slug}/{page}", language).partition(heading)[2]


def cited_by(strategy: Strategy, round_: Round) -> StrategyVersion:
    """A version in consultation that cites a round."""
    draft_of(strategy).citations = [{"round": round_.slug, "round_title": {}, "version": 1}]
    db.session.commit()
    return open_consultation(strategy)


def test_an_open_round_says_until_when_and_leaves_the_rest_open(app: Flask, client: Any) -> None:
    way = way_of(client, make_round())
    assert "Mitmachen jetzt bis einschließlich" in way
    assert f"Ergebnis als Nächstes {UNKNOWN}" in way
    assert f"Strategie offen {UNKNOWN}" in way
    assert f"Beratung und Beschluss offen {UNKNOWN}" in way
    assert "Consultation and decision open not yet" in way_of(client, make_round(), language="en")


def test_a_coming_round_says_from_when(app: Flask, client: Any) -> None:
    opens = datetime.now(UTC) + timedelta(days=3)
    times = {"ideas_opens_at": opens, "weights_opens_at": opens}
    assert "Mitmachen als Nächstes noch nicht, ab " in way_of(client, make_round(**times))


def test_a_closed_round_names_its_last_day(app: Flask, client: Any) -> None:
    # Midnight in Berlin: the day before was the last one.
    closes = datetime(2026, 9, 30, 22, tzinfo=UTC)
    times = {"ideas_closes_at": closes, "weights_closes_at": closes}
    times |= {name: closes - timedelta(days=9) for name in ("ideas_opens_at", "weights_opens_at")}
    way = way_of(client, make_round(**times))
    assert way.startswith(" Mitmachen geschehen 30. September 2026 Ergebnis als Nächstes")


@pytest.mark.parametrize(
    ("days", "words"), [(5, "noch nicht, fällig am "), (-5, "noch nicht, vorgesehen war: ")]
)
def test_a_result_that_is_announced_says_when(
    app: Flask, client: Any, days: int, words: str
) -> None:
    at = datetime.now(UTC) + timedelta(days=days)
    way = way_of(client, make_round(**closed(20), publish_results_at=at))
    assert f"Ergebnis als Nächstes {words}" in way


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_page_of_the_result_shows_the_same_way(
    app: Flask, client: Any, statements: list[str]
) -> None:
    round_ = counted()
    published(round_)
    path = f"/rounds/{round_.slug}/results"
    statements.clear()
    assert "Strategie als Nächstes" in read(client, path)
    assert len(statements) <= 8, statements
    assert "Ergebnis ansehen" in way_of(client, round_)


def test_a_round_without_weights_is_promised_no_strategy(app: Flask, client: Any) -> None:
    way = way_of(client, make_round(weights_opens_at=None, weights_closes_at=None))
    assert "Mitmachen jetzt" in way
    for promise in ("Ergebnis", "Strategie", "Beschluss"):
        assert promise not in way


def test_committee_and_council_stand_with_what_they_did(
    app: Flask, client: Any, statements: list[str]
) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    version, paper = cited_by(strategy, round_), public_paper(reference="2026/9")
    assert "Fassung 1 ist vorgelegt. Sie nennt das Ergebnis." in way_of(client, round_)
    page = client.get(f"/rounds/{round_.slug}/").text
    assert f'href="/strategy/{strategy.slug}/versions/1"' in page
    assert f"Beratung und Beschluss als Nächstes {UNKNOWN}" in way_of(client, round_)
    values = {"version_id": version.id, "body": "Hauptausschuss", "role": "preparation"}
    held(paper, **values, outcome="recommended", authoritative=False)
    way = way_of(client, round_)
    assert "Hauptausschuss geschehen 14. Juli 2026, empfohlen Vorlage 2026/9" in way
    assert f"Beschluss als Nächstes {UNKNOWN}" in way
    pending(paper, "2099-12", version_id=version.id, body="Gemeinderat")
    path = f"/rounds/{round_.slug}/"
    statements.clear()
    way = read(client, path).partition("Der Weg dieser Runde")[2]
    assert len(statements) <= 8, statements
    assert "Gemeinderat als Nächstes noch nicht, fällig im Dezember 2099" in way
    assert "Beschluss" not in way


def test_a_postponed_decision_is_still_to_be_made(app: Flask, client: Any) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    version = cited_by(strategy, round_)
    held(public_paper(), version_id=version.id, body="Gemeinderat", outcome="postponed")
    way = way_of(client, round_)
    assert "Gemeinderat geschehen 14. Juli 2026, vertagt" in way
    assert f"Beschluss als Nächstes {UNKNOWN}" in way


def test_what_is_not_public_of_the_council_is_not_on_the_way(app: Flask, client: Any) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    version, paper = cited_by(strategy, round_), public_paper(title="Kanarienvorlage")
    row = held(paper, version_id=version.id, body="Kanarienrat")
    assert "Kanarienrat" in way_of(client, round_)
    paper.public = False
    db.session.commit()
    assert "Kanarien" not in way_of(client, round_)
    paper.public, row.public = True, False
    db.session.commit()
    assert "Kanarien" not in way_of(client, round_)


def test_a_decision_whose_paper_is_not_public_is_not_said_to_be_still_to_come(
    app: Flask, client: Any
) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    adopt(cited_by(strategy, round_))
    way = way_of(client, round_)
    assert "Beschluss geschehen gefasst. Die Beratung dazu ist nicht öffentlich." in way
    assert "Beschluss offen" not in way


def test_a_version_that_a_later_one_replaced_waits_for_no_decision(app: Flask, client: Any) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    cited_by(strategy, round_)
    begin_next_draft(strategy, 1).citations = []
    db.session.commit()
    adopt(open_consultation(strategy))
    way = way_of(client, round_)
    assert "Fassung 1 ist vorgelegt. Sie nennt das Ergebnis." in way
    assert "Beschluss geschehen zu einer späteren Fassung, die diese ablöst" in way


def test_a_version_put_forward_later_with_the_same_frame_is_named_as_that(
    app: Flask, client: Any
) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(5), strategy_id=strategy.id)
    version = open_consultation(strategy)
    assert "Fassung 1 ist vorgelegt. Sie hat dieselben Handlungsfelder wie diese Runde." in way_of(
        client, round_
    )
    withdraw(version)
    assert "Fassung 1" not in way_of(client, round_)


def test_a_version_from_before_the_round_rests_on_nothing_of_it(app: Flask, client: Any) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    assert round_.weights_closes_at is not None
    open_consultation(strategy, at=FixedClock(round_.weights_closes_at - timedelta(days=1)))
    assert f"Strategie offen {UNKNOWN}" in way_of(client, round_)


def test_a_draft_that_cites_the_round_is_named_to_nobody(app: Flask, client: Any) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    draft_of(strategy).citations = [{"round": round_.slug, "round_title": {}, "version": 1}]
    db.session.commit()
    assert "Fassung" not in way_of(client, round_)
