"""A package that is wrong is refused whole, each error with its line."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.packages.reading import BOUNDS
from participation.strategy import queries
from tests.packages.making import MOTION, WHOLE, load, refusal, refusals

WRONG = [
    ("link: https://example.org/1", "link: javascript:alert(1)", "papers.0.link", "https://"),
    ("link: https://example.org/anfang", "link: http://10.0.0.1", "0.link", "nicht erreichbar"),
    ("unit: water-board", "unit: fire-board", "projects.0.unit", "„fire-board“ steht nicht"),
    ("main_field: water", "main_field: fire", "main_field", "„fire“ gibt es"),
    ("{key: water-clean, effect", "{key: fire, effect", "goals.0.key", "„fire“ gibt es"),
    ("{paper: p-2, number: 1}", "{paper: p-9, number: 1}", "0.paper", "„p-9“ steht nicht"),
    ("{paper: p-2, number: 1}", "{paper: p-2, number: 2}", "0.number", "Nummer 2"),
    ("number: 2025-00007", "number: idea-7", "ideas.0.number", "keine Nummer einer Idee"),
    ("criterion: kosten, points: 2", "criterion: kosten, points: 6", "scores.0", "0 bis 5"),
    ("{set: 1, criterion: kosten", "{set: 2, criterion: kosten", "0.set", "Nummer 2"),
    ('"1234.56"', '"-1.00"', "finance.lines.0.amount", "nie negativ"),
    ('"1234.56"', "1234.56", "finance.lines.0.amount", "Anführungszeichen"),
    ('"1234.56"', '"99999999999999999999.00"', "lines.0.amount", "groß"),
    ('amount: "1234.56"', "note: a", "finance.lines.0.amount", "fehlt"),
    (
        "year: 2025, stage",
        "year: 9223372036854775808, stage",
        "lines.0.year",
        "9223372036854775808",
    ),
    ("rate: 6500", "rate: 65000", "approvals.0.rate", "0 und 100"),
    ("votes_for: 20", "votes_for: 9223372036854775808", "votes_for", "von 0 bis"),
    ("number: 3\n", "number: 5\n", "versions.2.number", "Fassung 3"),
    ("state: running", "state: started", "projects.0.state", "started"),
    ("share: 0.25", "share: .inf", "share", "Zahl"),
    ("        round_title: {de: Runde, en: Round}\n", "", "round_title", "fehlt"),
    ("kind: renamed", "kind: split", "versions.1.lineage.0", "geteilt"),
    ("withdrawn_reason: Ein Kapitel fehlte.", "", "withdrawn_reason", "fehlt"),
    ("planned: 2025-Q1", "planned: 2025-Q5", "milestones.0.planned", "kein Datum"),
    ("months: 12", "months: 0", "reports.months", "Monat"),
    ("    state: adopted\n", "    state: draft\n", "versions.1.state", "Entwurf"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), WRONG)
def test_what_is_wrong_is_named_with_its_line(
    sqlite_app: Flask, old: str, new: str, key: str, words: str
) -> None:
    assert old in WHOLE
    found = refusals(WHOLE.replace(old, new, 1))
    assert [row for row in found if key in row[1] and words in row[2]], found
    line = WHOLE[: WHOLE.index(old)].count("\n") + 1
    assert min(abs(row[0] - line) for row in found) <= 6, (line, found)


def test_an_adopted_version_without_a_decision_is_refused(sqlite_app: Flask) -> None:
    start, end = MOTION.index("  - key: beschluss"), MOTION.index("  - key: antrag")
    without = MOTION[:start] + MOTION[end:]
    line, key, sentence = refusal(without)
    assert (line, key) == ("state: adopted", "versions.0.state")
    assert "kein Beschluss der Datei führt dazu" in sentence


def test_a_decision_without_a_source_is_refused(sqlite_app: Flask) -> None:
    text = MOTION.replace("    reference: Sitzung vom 14. Juli 2021\n", "")
    _line, key, sentence = refusal(text)
    assert key == "papers.0.consultations.0"
    assert "Ohne Quelle für den Beschluss" in sentence


def test_a_motion_adopts_no_version(sqlite_app: Flask) -> None:
    text = MOTION.replace("kind: draft_resolution", "kind: motion")
    line, key, sentence = refusal(text)
    assert (line, key) == ("outcome: adopted", "papers.0.consultations.0.outcome")
    assert "Ein Antrag ist noch kein Beschluss" in sentence


def test_a_changed_text_does_not_fit_its_digest(sqlite_app: Flask) -> None:
    text = MOTION.replace("    state: adopted\n", f"    state: adopted\n    digest: {'0' * 64}\n")
    line, key, _sentence = refusal(text)
    assert (line, key) == (f"digest: {'0' * 64}", "versions.0.digest")


def test_lineage_that_leads_back_is_refused(sqlite_app: Flask) -> None:
    back = (
        "    based_on: 2\n    put_forward: 2025-09-01T09:00\n"
        "    lineage: [{kind: renamed, from_key: water, to_key: river}]\n"
    )
    frame = WHOLE[WHOLE.index("    frame:\n") : WHOLE.index("  - number: 2")]
    text = WHOLE.replace("    based_on: 2\n    put_forward: 2025-09-01T09:00\n", back + frame)
    found = refusals(text.replace("to_key: river}]", "to_key: river}\n      ]"))
    assert any("führt die Herkunft zurück" in sentence for _line, _key, sentence in found), found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [1]\nb: *a\n", "Verweise"),
        ("a: !!python/object:os.system x\n", "nicht erlaubt"),
        ("format: strategy-package\nformat: x\n", "zweimal"),
        ("strategy: {slug: a}\n", "kein Strategiepaket"),
        ("format: strategy-package\nformat_version: 2\n", "kein Strategiepaket"),
        ("format: " + "[" * 30, "Ebenen"),
        ("x: [" + "1," * 50_001 + "]\n", "50000"),
        ("", "leer"),
    ],
)
def test_what_is_no_package_is_refused_with_one_sentence(
    sqlite_app: Flask, text: str, words: str
) -> None:
    ((_line, _key, sentence),) = refusals(text)
    assert words in sentence


def test_a_file_over_two_megabytes_is_not_read(sqlite_app: Flask) -> None:
    ((line, _key, sentence),) = refusals(b"#" * (BOUNDS.largest + 1))
    assert (line, "2048 kB" in sentence) == (1, True)


def test_an_unknown_key_is_an_error(sqlite_app: Flask) -> None:
    line, key, _sentence = refusal(
        MOTION.replace("    kind: motion", "    sort: 1\n    kind: motion")
    )
    assert (line, key) == ("sort: 1", "papers.1.sort")


@pytest.mark.parametrize("key", ["ki-xc", "paper"])
def test_what_stands_twice_is_refused(sqlite_app: Flask, key: str) -> None:
    text = MOTION.replace("key: ki-ckstart", "key: ki-xc").replace(
        "project: ki-ckstart", "project: ki-im-bau"
    )
    if key == "paper":
        text = MOTION.replace("key: beschluss-2021-07-14", "key: antrag-2021-10-16")
    assert any("steht zweimal da" in sentence for _line, _key, sentence in refusals(text))


def test_a_line_that_stands_twice_is_refused(sqlite_app: Flask) -> None:
    old = "{project: ki-xc, source: municipal"
    line, _key, sentence = refusal(MOTION.replace(old, "{project: ki-xc, source: regional"))
    assert line.startswith("- {project: ki-xc, source: regional")
    assert "steht zweimal da" in sentence


def test_another_strategy_at_the_same_address_is_left_alone(app: Flask) -> None:
    load(MOTION)
    line, key, sentence = refusal(MOTION.replace("Modellprojekt", "Modellvorhaben"))
    assert (line, key) == ("slug: region", "strategy.slug")
    assert "gibt es hier schon, mit anderem Inhalt" in sentence


def test_names_that_are_taken_here_are_refused_and_nothing_is_stored(app: Flask) -> None:
    load(MOTION)
    found = refusals(MOTION.replace("slug: region", "slug: other"))
    keys = {key for _line, key, _sentence in found}
    assert {"projects.0.key", "projects.2.aliases.0", "papers.1.key"} <= keys
    assert queries.find("other") is None


def test_a_unit_with_another_name_here_is_refused(app: Flask) -> None:
    load(WHOLE)
    text = WHOLE.replace("slug: valley", "slug: other").replace("Wasseramt", "Feuerwehr")
    assert "units.0.key" in {key for _line, key, _sentence in refusals(text)}
