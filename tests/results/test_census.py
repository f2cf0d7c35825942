"""The example with groups as large as the census shares that a round names: what it says, and when
there is none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from participation.results.models import Snapshot
from participation.results.output.bundle import methods_document
from participation.results.output.census import census_example
from participation.results.output.presenter import ResultPage
from tests.pages import main_text
from tests.results.making import make, published
from tests.results.sheets import cast_all, closed_round, points

Labels = list[dict[str, str]]
AGES = {"young": 0.5, "old": 0.5}
ROLES = {"student": 0.4, "other": 0.6}


def question(key: str, shares: Mapping[str, float | None]) -> dict[str, Any]:
    """A voluntary question whose answers have these shares in the city."""
    return {
        "key": key,
        "title": {"de": f"Frage {key}", "en": f"Question {key}"},
        "classes": [
            {"key": name, "title": {"de": name, "en": name}, "share": share}
            for name, share in shares.items()
        ],
    }


def ages(**sizes: int) -> Labels:
    """What people answered; `none` gave no answer."""
    return [{} if name == "none" else {"age": name} for name, n in sizes.items() for _ in range(n)]


def result(labels: Labels, *questions: dict[str, Any], **values: Any) -> Snapshot:
    """The result of a round in which people answered so."""
    round_ = closed_round(questions=list(questions), **values)
    cast_all(round_, points(len(labels)), labels=labels)
    return make(round_)


def said(snapshot: Snapshot) -> dict[str, Any]:
    """What the result says of the example."""
    example: dict[str, Any] = snapshot.tables["notes"]["raking"]
    return example


def test_groups_count_as_in_the_city_and_those_without_an_answer_as_many_as_they_are(
    app: Flask,
) -> None:
    """Worked out by hand from the means of the groups, without any fitting."""
    sizes = {"young": 60, "old": 210, "none": 30}
    snapshot = result(ages(**sizes), question("age", AGES))
    ballots, start, means = points(300), 0, {}
    for name, n in sizes.items():
        own = ballots[start : start + n]
        means[name] = [sum(ballot[j] for ballot in own) / n / 20 for j in range(3)]
        start += n
    expected = [
        0.1 * means["none"][j] + 0.9 * (0.5 * means["young"][j] + 0.5 * means["old"][j])
        for j in range(3)
    ]
    raked = [row for row in snapshot.tables["sensitivity"] if row["variant"] == "raked"]
    assert [row["share"] for row in raked] == pytest.approx(expected, abs=2e-5)
    groups = {row["group"]: row for row in snapshot.tables["raking"]}
    assert [groups[name]["n_weighted"] for name in ("young", "old", "no_answer")] == [135, 135, 30]
    assert [groups[name]["share"] for name in groups] == [0.222222, 0.777778, None]
    # Σ w²: 60·2.25² + 210·0.642857² + 30
    squares = 60 * 2.25**2 + 135**2 / 210 + 30
    assert said(snapshot)["design_effect"] == round(squares / 300, 2)
    assert said(snapshot)["effective"] == round(300**2 / squares)
    assert said(snapshot)["largest"] == 2.3


def test_shares_like_those_observed_change_nothing(app: Flask) -> None:
    snapshot = result(ages(young=150, old=150), question("age", AGES))
    rows = [row for row in snapshot.tables["sensitivity"] if row["variant"] == "raked"]
    assert {row["difference"] for row in rows} == {0.0}
    assert (said(snapshot)["design_effect"], said(snapshot)["effective"]) == (1.0, 300)


def crossed(*sizes: int) -> Labels:
    """Answers to two questions, every combination so often."""
    kinds = [(age, role) for age in AGES for role in ROLES]
    return [
        {"age": age, "role": role}
        for (age, role), n in zip(kinds, sizes, strict=True)
        for _ in range(n)
    ]


PARTLY = question("age", {"young": 0.5, "old": None})
SHORT = question("age", {"young": 0.5, "old": 0.4})
BOTH = (question("age", AGES), question("role", ROLES))


@pytest.mark.parametrize(
    ("labels", "questions", "values", "reason"),
    [
        (ages(young=150, old=149), BOTH[:1], {}, "few_ballots"),
        (ages(young=150, old=150), (PARTLY,), {}, "shares"),
        (ages(young=150, old=150), (SHORT,), {}, "shares"),
        (ages(young=291, old=9), BOTH[:1], {}, "groups"),
        (ages(young=150, old=141, none=9), BOTH[:1], {}, "groups"),
        (ages(young=300), BOTH[:1], {}, "groups"),
        (ages(young=25, old=275), (question("age", {"young": 0.9, "old": 0.1}),), {}, "cap"),
        (ages(young=150, old=150), BOTH[:1], {"publish_ballots": True}, "ballot_rows"),
        (crossed(100, 110, 5, 100), BOTH, {}, "derivable"),
        (crossed(150, 0, 0, 150), BOTH, {}, "unconverged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_there_is_no_example_where_it_would_be_arbitrary_or_give_somebody_away(
    app: Flask,
    labels: Labels,
    questions: tuple[dict[str, Any], ...],
    values: dict[str, Any],
    reason: str,
) -> None:
    snapshot = result(labels, *questions, **values)
    assert said(snapshot)["refused"] == reason
    assert snapshot.tables["raking"] == []
    assert "raked" not in {row["variant"] for row in snapshot.tables["sensitivity"]}
    with app.test_request_context():
        example = census_example(ResultPage(snapshot))
        assert example is not None
        assert example.refusal.count(".") >= 2


def test_a_combination_of_ten_gives_nobody_away(app: Flask) -> None:
    assert said(result(crossed(100, 110, 10, 100), *BOTH))["refused"] is None


def test_a_question_whose_shares_are_incomplete_is_named_and_not_used(app: Flask) -> None:
    partly = question("role", {"student": 0.4, "other": None})
    snapshot = result(crossed(100, 80, 70, 60), BOTH[0], partly)
    assert (said(snapshot)["refused"], said(snapshot)["not_used"]) == (None, ["role"])
    assert Counter(row["dimension"] for row in snapshot.tables["raking"]) == {"age": 2}


def test_a_round_that_names_no_shares_says_nothing_of_an_example(app: Flask) -> None:
    without = question("age", dict.fromkeys(AGES))
    snapshot = result(ages(young=150, old=150), without)
    assert snapshot.tables["notes"]["raking"] is None
    with app.test_request_context():
        assert census_example(ResultPage(snapshot)) is None


def test_page_file_and_bundle_call_it_an_example_and_the_headline_stays(app: Flask) -> None:
    labels = ages(young=60, old=210, none=30)
    with_shares = closed_round(questions=[question("age", {"young": 0.6, "old": 0.4})])
    without = closed_round(questions=[question("age", dict.fromkeys(AGES))])
    for round_ in (with_shares, without):
        cast_all(round_, points(300), labels=labels)
    snapshot, plain = published(with_shares), published(without)
    assert [row["mean_share"] for row in snapshot.tables["weights"]] == [
        row["mean_share"] for row in plain.tables["weights"]
    ]
    client = app.test_client()
    address = f"/rounds/{with_shares.slug}/results"
    text = main_text(client.get(address))
    assert "Das ist ein Rechenbeispiel, keine Hochrechnung." in text
    assert "Angeglichen ist nach: „Frage age“." in text
    assert "Alle ohne Angabe zu einer Frage zählen zusammen so viel wie im Ergebnis." in text
    file = client.get(f"{address}/raking.csv").text.splitlines()
    assert file[0].startswith("dimension,group,label_de,label_en,n_ballots,share,census_share")
    assert file[1] == "age,young,young,young,60,0.222222,0.600000,162,1.740000,172"
    method = json.loads(json.dumps(methods_document(snapshot)))
    assert method["raking"]["design_effect"] == 1.74
    other = f"/rounds/{without.slug}/results"
    assert "Rechenbeispiel" not in main_text(client.get(other))
    assert client.get(f"{other}/raking.csv").status_code == 404
