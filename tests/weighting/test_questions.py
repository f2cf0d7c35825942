"""Voluntary questions: after the ballot, each with 'keine Angabe', kept apart."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.models import QuestionAnswer
from participation.weighting.questions import service
from tests.conftest import CheckingClient
from tests.factories import make_round
from tests.pages import main_text, tree
from tests.weighting import casting as ballots

QUESTIONS = [
    {
        "key": key,
        "title": {"de": title, "en": title},
        "classes": [
            {"key": f"{key}-{n}", "title": {"de": f"{title} {n}"}, "share": None} for n in (1, 2)
        ],
    }
    for key, title in (("age", "Alter"), ("district", "Stadtteil"))
]


def asking_round(**values: Any) -> Round:
    """A round with two questions in which a browser is enough."""
    return make_round(participation=["open"], questions=QUESTIONS, **values)


def cast(client: CheckingClient, round_: Round) -> Any:
    """Cast a ballot and return the receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **{"points-mobility": "20"})
    return client.get(client.submit(page, "/review").location)


def test_the_questions_come_after_the_ballot_and_nothing_is_preselected(
    app: Flask, client: CheckingClient
) -> None:
    round_ = asking_round()
    path = f"/rounds/{round_.slug}/weights/questions"
    assert client.get(path).location.endswith("/weights")
    assert "Fragen beantworten" in main_text(cast(client, round_))
    page = client.get(path)
    assert main_text(page).count("keine Angabe") == 2
    assert not [field for field in tree(page).iter("input") if field.get("checked") is not None]


def test_the_questions_name_the_smallest_group_of_their_round(
    app: Flask, client: CheckingClient
) -> None:
    round_ = asking_round(thresholds={"group": 25})
    cast(client, round_)
    page = client.get(f"/rounds/{round_.slug}/weights/questions")
    assert "Gruppen unter 25 Gewichtungen zeigen wir nie einzeln." in main_text(page)


def test_the_questions_say_how_long_their_answers_are_kept(
    app: Flask, client: CheckingClient
) -> None:
    round_ = asking_round()
    cast(client, round_)
    page = client.get(f"/rounds/{round_.slug}/weights/questions")
    assert "bis der Schlüssel der Runde vernichtet ist" in main_text(page)


def test_answers_are_kept_replaced_and_taken_back(app: Flask, client: CheckingClient) -> None:
    round_ = asking_round()
    cast(client, round_)
    path = f"/rounds/{round_.slug}/weights/questions"
    answer = client.submit(path, "/questions", **{"question-age": "age-1", "question-district": ""})
    assert answer.status_code == 302
    assert [row[1:] for row in queries.answers_of(round_.id)] == [("age", "age-1")]
    client.submit(
        path, "/questions", **{"question-age": "age-2", "question-district": "district-1"}
    )
    assert [row[1:] for row in queries.answers_of(round_.id)] == [
        ("age", "age-2"),
        ("district", "district-1"),
    ]
    client.submit(path, "/questions", **{"question-age": "", "question-district": "district-1"})
    assert [row[1:] for row in queries.answers_of(round_.id)] == [("district", "district-1")]


def test_an_unknown_answer_is_refused(app: Flask, client: CheckingClient) -> None:
    round_ = asking_round()
    cast(client, round_)
    page = client.submit(
        f"/rounds/{round_.slug}/weights/questions", "/questions", **{"question-age": "district-1"}
    )
    assert "Diese Antwort gibt es nicht" in main_text(page)
    assert queries.answers_of(round_.id) == []


def test_a_withdrawn_ballot_takes_its_answers_with_it(app: Flask, client: CheckingClient) -> None:
    round_ = asking_round()
    cast(client, round_)
    client.submit(
        f"/rounds/{round_.slug}/weights/questions", "/questions", **{"question-age": "age-1"}
    )
    client.submit(f"/rounds/{round_.slug}/weights/withdraw", "/withdraw")
    assert db.session.query(QuestionAnswer).count() == 0


def answer(round_: Round, proof: str = "token", **answers: str) -> dict[str, str]:
    """Keep answers without pages; return what is stored for this ballot."""
    ballot = ballots.key(round_, proof)
    service.answer(round_id=round_.id, key=ballot, answers=answers, clock=clock)
    db.session.commit()
    return service.of_ballot(round_.id, ballot)


def test_answers_need_a_ballot_that_was_not_withdrawn(app: Flask) -> None:
    round_ = asking_round()
    with pytest.raises(Conflict, match="Zu Ihnen ist nichts gespeichert"):
        answer(round_, age="age-1")
    ballots.cast(round_)
    ballots.take_back(round_)
    with pytest.raises(Conflict, match="Zu Ihnen ist nichts gespeichert"):
        answer(round_, age="age-1")


@pytest.mark.parametrize("given", [{"color": "age-1"}, {"color": ""}, {"age": "district-1"}])
def test_what_is_not_asked_is_refused(app: Flask, given: dict[str, str]) -> None:
    round_ = asking_round()
    ballots.cast(round_)
    with pytest.raises(BadInput) as refused:
        answer(round_, **given)
    assert refused.value.field == next(iter(given))


def test_answers_of_one_ballot_leave_those_of_others(app: Flask) -> None:
    other, round_ = asking_round(), asking_round()
    proofs = [f"person {number}" for number in range(5)]
    for each in (other, round_):
        for proof in proofs:
            ballots.cast(each, proof=proof)
            assert answer(each, proof, age="age-1", district="district-1") == {
                "age": "age-1",
                "district": "district-1",
            }
    assert answer(round_, proofs[2], age="", district="district-2") == {"district": "district-2"}
    ballots.take_back(round_, proofs[3])
    kept = [len(service.of_ballot(round_.id, ballots.key(round_, proof))) for proof in proofs]
    assert kept == [2, 2, 1, 0, 2]
    assert len(queries.answers_of(other.id)) == 10


def test_a_round_without_questions_has_no_such_page(app: Flask, client: CheckingClient) -> None:
    round_ = make_round(participation=["open"])
    cast(client, round_)
    assert client.get(f"/rounds/{round_.slug}/weights/questions").status_code == 404
