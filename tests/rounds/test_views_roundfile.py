"""Copying, downloading and loading rounds in the browser."""

from __future__ import annotations

import io
from typing import Any

from participation.rounds import loading, queries
from tests.factories import closed, make_round
from tests.pages import main_text
from tests.rounds.making import actions, fresh, make_legal_pages
from tests.rounds.test_roundfile import FILE

WHOLE_FILE = """\
  description: Warum?
  contact: {unit: Büro, email: buero@example.org}
  texts: {after: Der Rat berät.}
"""


def test_a_copy_gets_an_address_of_its_own(admin: Any) -> None:
    source = make_round(title={"de": "Grüne Stadt"}, slug="gruene-stadt")
    done = admin.submit(f"/admin/rounds/{source.slug}/copy")
    assert done.location.endswith("/admin/rounds/gruene-stadt-2")


def test_a_copy_has_everything_but_the_windows(admin: Any) -> None:
    source = make_round(**closed(), goals_points=12)
    page = admin.submit(f"/admin/rounds/{source.slug}/copy", slug=source.slug)
    assert "vergeben" in main_text(page)
    assert admin.submit(page, slug="kopie").status_code == 302
    copy = fresh("kopie")
    assert copy.published_at is None
    assert copy.ideas_window.absent
    assert copy.weights_window.absent
    goals = copy.settings.goals
    assert goals
    assert goals.points == 12
    assert copy.uid != fresh(source.slug).uid


def test_a_file_travels_out_and_in_again_unchanged(admin: Any) -> None:
    slug = make_round().slug
    file = admin.get(f"/admin/rounds/{slug}/round.yaml").get_data()
    assert file.decode() == loading.dump(fresh(slug))
    page = admin.get("/admin/load-round")
    done = admin.submit(page, file=(io.BytesIO(file), "round.yaml"))
    assert done.status_code == 302
    assert "ändert nichts" in main_text(admin.get(done.location))
    assert actions() == []


def test_a_wrong_file_is_refused_with_line_and_key_and_harmless(admin: Any) -> None:
    bad = (
        b"strategy: {slug: a, title: {de: x}}\nround:\n  slug: r\n  <script>alert(1)</script>: 1\n"
    )
    page = admin.submit("/admin/load-round", file=(io.BytesIO(bad), "x.yaml"))
    assert page.status_code == 200
    assert "Zeile 4" in main_text(page)
    assert "<script>alert" not in page.get_data(as_text=True)


def test_a_file_publishes_only_when_that_is_asked_for(admin: Any) -> None:
    page = admin.submit("/admin/load-round", file=(io.BytesIO(FILE.encode()), "x.yaml"))
    assert page.status_code == 200
    assert "veröffentlicht die Runde" in main_text(page)
    assert queries.find("frame-2027") is None
    make_legal_pages()
    whole = FILE.replace("  timezone:", WHOLE_FILE + "  timezone:")
    done = admin.submit(page, file=(io.BytesIO(whole.encode()), "x.yaml"), publish="y")
    assert done.status_code == 302
    assert fresh("frame-2027").published_at is not None


def test_a_file_of_a_draft_needs_no_tick(admin: Any) -> None:
    text = FILE.replace("  timezone:", "  published: false\n  timezone:")
    done = admin.submit("/admin/load-round", file=(io.BytesIO(text.encode()), "x.yaml"))
    assert done.status_code == 302
    assert fresh("frame-2027").published_at is None
