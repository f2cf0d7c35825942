"""`flask ideas import`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea, IdeaImport
from tests.factories import make_round

HEAD = "ref,field,goal,title,text,submitted_at,channel\n"
GOOD = (
    HEAD + 'K1,mobility,mobility-1,Bänke,"Eine'
    ' Bank,\nüberall.",2026-10-01T12:00,paper\nK2,energy,,Sonne,Dächer.,,\n'
)


def run(app: Flask, path: Path, content: bytes | str, slug: str) -> Any:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["ideas", "import", slug, str(path)])


def test_imported_ideas_wait_for_moderation(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    done = run(app, tmp_path / "i.csv", GOOD, slug)
    assert done.exit_code == 0, done.output
    assert "Neue Ideen: 2" in done.output
    first, second = db.session.query(Idea).order_by(Idea.id)
    assert (first.state, first.channel, first.title, first.goal_key) == (
        "waiting",
        "paper",
        "Bänke",
        "mobility-1",
    )
    assert first.text == "Eine Bank,\nüberall."
    assert first.submitted_at.isoformat() == "2026-10-01T10:00:00+00:00"
    assert first.number.startswith("2026-")
    assert second.goal_key is None
    assert second.author_id is None


def test_the_same_file_twice_adds_nothing(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    run(app, tmp_path / "i.csv", GOOD, slug)
    done = run(app, tmp_path / "i.csv", GOOD.replace(",", ";").replace("Bank;", "Bank,"), slug)
    assert done.exit_code == 0
    assert "Neue Ideen: 0. Schon vorhanden: 2" in done.output
    assert db.session.query(Idea).count() == 2


def test_the_same_reference_with_other_content_is_an_error_and_nothing_is_taken(
    app: Flask, tmp_path: Path
) -> None:
    slug = make_round().slug
    run(app, tmp_path / "i.csv", GOOD, slug)
    changed = HEAD + "K3,energy,,Neu,Neu.,,\nK2,energy,,Sonne,Andere Dächer.,,\n"
    done = run(app, tmp_path / "i.csv", changed, slug)
    assert done.exit_code == 1
    assert "Zeile 3: „K2“ gibt es schon" in done.output
    assert db.session.query(Idea).count() == 2


def test_the_same_reference_twice_in_a_file_counts_once_or_is_an_error(
    app: Flask, tmp_path: Path
) -> None:
    slug = make_round().slug
    line = "A,energy,,Sonne,Dächer.,,\n"
    assert run(app, tmp_path / "i.csv", HEAD + line * 3, slug).exit_code == 0
    assert db.session.query(IdeaImport).count() == 1
    done = run(app, tmp_path / "i.csv", HEAD + "B,energy,,Eins,x,,\nB,energy,,Zwei,x,,\n", slug)
    assert "Zeile 3: „B“" in done.output


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (",energy,,T,x,,", "ref"),
        ("A" * 81 + ",energy,,T,x,,", "ref"),
        ("A,,,T,x,,", "Es gibt: Mobilität (mobility), Energie (energy), Bildung (education)"),
        ("A,water,,T,x,,", "„water“"),
        ("A,energy,mobility-1,T,x,,", "„mobility-1“ gehört nicht"),
        ("A,energy,,,x,,", "Titel"),
        ("A,energy,, ,x,,", "Titel"),
        ("A,energy,," + "T" * 121 + ",x,,", "Kürzen Sie ihn um 1 "),
        ("A,energy,,T,,,", "Beschreiben"),
        ("A,energy,,T," + "x" * 4001 + ",,", "Kürzen Sie ihn um 1 "),
        ("A,energy,,T,x,gestern,", "„gestern“"),
        ("A,energy,,T,x,2027-03-28T02:30,", "gibt es nicht"),
        ("A,energy,,T,x,2999-01-01T00:00,", "Zukunft"),
        ("A,energy,,T,x,0001-01-01T00:00,", ""),
        ("A,energy,,T,x,,pigeon", "channel"),
        ("A,energy,,T\x00,x,,", "NUL"),
        ("A,energy,,T,x", "5 Zellen"),
        ("A,energy,,T," + "x" * 10_000_000 + ",,", "länger"),
    ],
)
def test_every_wrong_line_is_named_and_nothing_is_taken(
    app: Flask, tmp_path: Path, line: str, part: str
) -> None:
    slug = make_round().slug
    done = run(app, tmp_path / "i.csv", HEAD + "G,energy,,Gut,Gut.,,\n" + line + "\n", slug)
    assert done.exit_code == 1, done.output
    assert "Zeile 3: " in done.output
    assert part in done.output
    assert not isinstance(done.exception, ValueError)
    assert db.session.query(Idea).count() == 0


def test_all_errors_are_reported_together(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    done = run(app, tmp_path / "i.csv", HEAD + "A,x,,,,,\nB,energy,,T,x,,\nC,y,,T,x,,\n", slug)
    assert "Gefundene Fehler: 4" in done.output
    assert "Zeile 2:" in done.output
    assert "Zeile 4:" in done.output


def test_markup_in_a_file_stays_text(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    run(app, tmp_path / "i.csv", HEAD + "A,energy,,<script>x</script>,=1+1,,\n", slug)
    idea = db.session.query(Idea).one()
    assert (idea.title, idea.text) == ("<script>x</script>", "=1+1")


def test_invisible_characters_do_not_come_in(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    run(app, tmp_path / "i.csv", HEAD + "A,energy,,Son\u202ene,a\u200bb,,\n", slug)
    idea = db.session.query(Idea).one()
    assert (idea.title, idea.text) == ("Sonne", "ab")


def test_unknown_and_unpublished_rounds_are_sentences(app: Flask, tmp_path: Path) -> None:
    assert "Diese Runde gibt es nicht" in run(app, tmp_path / "i.csv", GOOD, "nowhere").output
    slug = make_round(published_at=None, frame_document=None).slug
    assert "noch nicht veröffentlicht" in run(app, tmp_path / "i.csv", GOOD, slug).output


def test_a_thousand_lines_come_in_with_numbers_in_their_order(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    lines = "".join(f"R{n},energy,,Idee {n},Text {n}.,,\n" for n in range(1100))
    assert run(app, tmp_path / "i.csv", HEAD + lines, slug).exit_code == 0
    titles = [title for (title,) in db.session.query(Idea.title).order_by(Idea.id)]
    assert titles == [f"Idee {n}" for n in range(1100)]
    pairs = db.session.query(IdeaImport.ref, Idea.title).join(Idea, Idea.id == IdeaImport.idea_id)
    assert all(title == f"Idee {ref[1:]}" for ref, title in pairs)


def test_fields_and_goals_go_by_their_titles_and_columns_by_german_names(
    app: Flask, tmp_path: Path
) -> None:
    slug = make_round().slug
    run(app, tmp_path / "i.csv", HEAD + "1,mobility,mobility-2,T,x,,\n", slug)
    text = (
        "Nummer;Handlungsfeld;Ziel;Titel;Idee\n1;Mobilität;Mobilität: Ziel 2;T;x\n2;Energie;;U;y\n"
    )
    done = run(app, tmp_path / "i.csv", text, slug)
    assert "Neue Ideen: 1. Schon vorhanden: 1" in done.output, done.output
    assert [idea.field_key for idea in db.session.query(Idea).order_by(Idea.id)] == [
        "mobility",
        "energy",
    ]


def test_a_day_as_a_german_spreadsheet_writes_it_is_read(app: Flask, tmp_path: Path) -> None:
    slug = make_round().slug
    lines = "1,energy,,T,x,1.10.2026,\n2,energy,,T,x,01.10.2026 12:00,\n"
    assert run(app, tmp_path / "i.csv", HEAD + lines, slug).exit_code == 0
    days = [idea.submitted_at.isoformat() for idea in db.session.query(Idea).order_by(Idea.id)]
    assert days == ["2026-09-30T22:00:00+00:00", "2026-10-01T10:00:00+00:00"]


def test_a_round_takes_no_ideas_before_its_window_without_one_and_in_the_archive(
    app: Flask, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    later = {"ideas_opens_at": now + timedelta(days=1), "ideas_closes_at": now + timedelta(days=2)}
    for values, part in (
        (later, "noch nicht geöffnet"),
        ({"ideas_opens_at": None, "ideas_closes_at": None}, "keine Ideen gesammelt"),
        ({"archived_at": now}, "archiviert"),
    ):
        done = run(app, tmp_path / "i.csv", GOOD, make_round(**values).slug)
        assert done.exit_code == 1
        assert part in done.output
