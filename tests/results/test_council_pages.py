"""The pages for council and press, and the page of the template."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from flask import Flask

from participation.extensions import db
from participation.ideas.rules import Action
from participation.kernel.clock import FixedClock
from participation.moderation.rules import Reason
from participation.moderation.service import decide
from participation.results.council_paper import queries, service
from participation.rounds.models import Round
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text
from tests.results.making import late_batch, make
from tests.results.sheets import cast_all, closed_round, points
from tests.results.test_council_templates import saying, text_of
from tests.results.visitors import result

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def counted(*, published: bool = True, **values: Any) -> Round:
    """A closed round of forty ballots with a result."""
    round_ = closed_round(**values)
    cast_all(round_, points(40))
    result(round_, published=published)
    return round_


def upload(client: Any, data: bytes, name: str = "Briefkopf.docx") -> Any:
    """Send a template as the page's form does."""
    return client.submit(
        "/admin/council-template", "/admin/council-template", file=(io.BytesIO(data), name)
    )


@on_sqlite
def test_planners_find_draft_press_text_and_charts_from_the_round_and_from_the_result(
    app: Flask, new_client: Any
) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    for address in (f"/planning/{round_.slug}/", f"/rounds/{round_.slug}/results"):
        assert f"/planning/{round_.slug}/council" in planner.get(address).get_data(as_text=True)
    assert "council" not in new_client().get(f"/rounds/{round_.slug}/results").get_data(
        as_text=True
    )
    page = planner.get(f"/planning/{round_.slug}/council")
    assert "Entwurf herunterladen (DOCX)" in main_text(page)
    assert "chart-finding.png" in page.get_data(as_text=True)
    assert "Grundlage sind 40 freiwillig abgegebene Gewichtungen." in main_text(page)
    english = main_text(planner.get(f"/planning/{round_.slug}/council?lang=en"))
    assert "The draft and the press text are in German." in english


def test_draft_of_one_day_has_the_same_bytes_every_time(app: Flask, new_client: Any) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    make_idea(round_, state="published")
    address = f"/planning/{round_.slug}/council-paper.docx"
    first = planner.get(address)
    assert first.mimetype.endswith("wordprocessingml.document")
    assert f"{round_.slug}-beschlussvorlage-v1.docx" in first.headers["Content-Disposition"]
    assert first.headers["Bundle-SHA256"] in "".join(
        cell.text
        for table in Document(io.BytesIO(first.data)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert planner.get(address).data == first.data


@on_sqlite
def test_before_publication_there_is_no_draft(app: Flask, new_client: Any) -> None:
    round_, planner = counted(published=False), new_client(make_staff("planner"))
    for name in ("council", "council-paper.docx", "press.txt"):
        page = planner.get(f"/planning/{round_.slug}/{name}")
        assert page.status_code == 409
        assert "sobald das Ergebnis veröffentlicht ist" in main_text(page)


@on_sqlite
def test_draft_is_made_from_the_published_version_while_a_newer_one_waits(
    app: Flask, new_client: Any
) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    late_batch(round_, 1, 10)
    make(round_, "Zehn Bögen kamen mit der Post.")
    page = main_text(planner.get(f"/planning/{round_.slug}/council"))
    assert "Alles hier ist aus Fassung 1" in page
    assert planner.get(f"/planning/{round_.slug}/council?version=2").status_code == 409


@on_sqlite
def test_rounds_of_organisations_have_no_draft(app: Flask, new_client: Any) -> None:
    round_ = make_round(audience="organisations")
    planner = new_client(make_staff("planner"))
    for name in ("council", "council-paper.docx", "press.txt"):
        assert planner.get(f"/planning/{round_.slug}/{name}").status_code == 404


def test_a_citys_template_is_used_from_its_upload_until_it_is_dropped(
    app: Flask, new_client: Any
) -> None:
    round_, admin = counted(), new_client(make_staff("admin"))
    address = f"/planning/{round_.slug}/council-paper.docx"
    assert upload(admin, saying("Amt für alles: {{ betreff }}")).status_code == 302
    made = text_of(admin.get(address).data)
    assert made.startswith("Amt für alles: Ergebnis der Runde")
    page = main_text(admin.get("/admin/council-template"))
    assert "Es gilt die Vorlage der Stadt: Briefkopf.docx" in page
    assert zipfile.is_zipfile(io.BytesIO(admin.get("/admin/council-template/own.docx").data))
    admin.submit("/admin/council-template", "/admin/council-template/drop")
    assert "Beschlussvorlage (Entwurf)" in text_of(admin.get(address).data)
    assert admin.get("/admin/council-template/own.docx").status_code == 404


def test_of_two_people_who_change_the_template_the_second_is_told(
    app: Flask, new_client: Any
) -> None:
    one, two = new_client(make_staff("admin")), new_client(make_staff("admin"))
    path = "/admin/council-template"
    seen = two.get(path)
    mine = saying("Amt für alles: {{ betreff }}")
    assert upload(one, mine).status_code == 302
    theirs = io.BytesIO(saying("Anderes Amt: {{ betreff }}"))
    page = two.submit(seen, path, file=(theirs, "Anderes.docx"))
    assert "Inzwischen hat jemand die Vorlage gewechselt." in main_text(page)
    assert "Es gilt die Vorlage der Stadt: Briefkopf.docx" in main_text(page)
    again = (io.BytesIO(mine), "Briefkopf.docx")
    assert two.submit(seen, path, file=again).status_code == 302, "the same file sent twice"
    stale = two.get(path)
    assert upload(one, saying("Drittes Amt: {{ betreff }}"), "Drittes.docx").status_code == 302
    two.submit(stale, f"{path}/drop")
    page = main_text(two.get(path))
    assert "Inzwischen hat jemand die Vorlage gewechselt." in page
    assert "Drittes.docx" in page


@on_sqlite
def test_refused_template_leaves_the_one_that_was_used(app: Flask, new_client: Any) -> None:
    admin = new_client(make_staff("admin"))
    upload(admin, saying("Die alte"))
    page = main_text(upload(admin, saying("{{ betref }}")))
    assert "Diese Platzhalter gibt es nicht: betref." in page
    db.session.expire_all()
    kept = queries.template()
    assert kept is not None
    assert text_of(kept.content) == "Die alte"


@on_sqlite
@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"kein Word", "ist kein Word-Dokument"), (b"x" * 200, "größer als 1,5 MB")],
)
def test_file_that_is_no_template_is_refused_with_a_sentence(
    app: Flask,
    new_client: Any,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr(service, "LARGEST", 100)
    assert sentence in main_text(upload(new_client(make_staff("admin")), data))


@on_sqlite
def test_template_to_begin_with_is_a_word_file(app: Flask, new_client: Any) -> None:
    admin = new_client(make_staff("admin"))
    data = admin.get("/admin/council-template/default.docx").data
    assert "{{ betreff }}" in text_of(data)


@on_sqlite
def test_page_of_the_template_lists_every_placeholder(app: Flask, new_client: Any) -> None:
    page = main_text(new_client(make_staff("admin")).get("/admin/council-template"))
    for written in ("{{ betreff }}", "{% for x in felder %}", "x.anteil", "y.koepfe"):
        assert written in page


def test_moment_of_the_file_is_that_of_the_publication(app: Flask, new_client: Any) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    paper = Document(io.BytesIO(planner.get(f"/planning/{round_.slug}/council-paper.docx").data))
    created, published = paper.core_properties.created, round_.results_published_at
    assert created is not None
    assert published is not None
    assert abs(created.replace(tzinfo=None) - published.replace(tzinfo=None)) < timedelta(seconds=1)
    assert isinstance(created, datetime)


@on_sqlite
def test_page_lists_how_ideas_of_the_round_were_decided_on(app: Flask, new_client: Any) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    make_idea(round_, state="published")
    reject(round_, [Reason.ADVERT] * 7 + [Reason.INSULT] * 2 + [Reason.PERSONAL])
    page = main_text(planner.get(f"/planning/{round_.slug}/council"))
    assert "öffentlich 1" in page
    assert re.search(r"abgelehnt oder entfernt, bis zum [\w. ]+ 10 davon: Wirbt für etwas 7", page)
    assert "davon: Nicht nach Gründen aufgeteilt 3" in page


@on_sqlite
def test_paper_and_page_give_no_small_number_away(app: Flask, new_client: Any) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    make_idea(round_)
    reject(round_, [Reason.INSULT])
    paper = io.BytesIO(planner.get(f"/planning/{round_.slug}/council-paper.docx").data)
    written = [cell.text for table in Document(paper).tables for cell in table._cells]
    assert written[written.index("noch nicht entschieden") + 1] == "unter 3"
    page = main_text(planner.get(f"/planning/{round_.slug}/council"))
    # Which of them depends on whether the week is over in which the round ended.
    assert re.search(r"abgelehnt oder entfernt, bis zum [\w. ]+ unter (3|10)\b", page)
    assert "Beleidigt" not in "".join([page, *written])


def reject(round_: Round, reasons: list[Reason]) -> None:
    """Reject an idea for each of these reasons, before this week."""
    at, by = datetime.now(UTC) - timedelta(days=8), make_staff()
    for reason in reasons:
        idea = make_idea(round_, submitted_at=at)
        decide(
            idea.id,
            Action.REJECT,
            by=by,
            version=idea.version,
            clock=FixedClock(at),
            reason=reason,
            text="So ist es.",
        )
    db.session.commit()


@on_sqlite
def test_page_needs_at_most_ten_statements(
    app: Flask, new_client: Any, statements: list[str]
) -> None:
    round_, planner = counted(), new_client(make_staff("planner"))
    make_idea(round_, state="published")
    reject(round_, [Reason.INSULT])
    planner.get(f"/planning/{round_.slug}/council")
    statements.clear()
    planner.get(f"/planning/{round_.slug}/council")
    assert len(statements) <= 10, statements
