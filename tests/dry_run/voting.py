"""What a resident does in a dry run, by the forms as they stand on the pages."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.dry_run.walking import Walk


def cast_as_resident(walk: Walk, **points: str) -> TestResponse:
    """Weight by hand, up to the confirmation with the code."""
    round_ = _joined(walk)
    given = points or {"points-mobility": "12", "points-energy": "8", "points-education": "0"}
    review = walk.client.submit(f"{round_}/weights", "/weights", **given)
    done = walk.client.submit(review, "/weights/review")
    assert done.status_code == 302, done.text
    return walk.client.get(done.location)


def hand_in_an_idea(walk: Walk) -> TestResponse:
    """Hand an idea in by hand; return the page that says so."""
    round_ = _joined(walk)
    typed: dict[str, Any] = {"title": "Mehr Bänke", "text": "An der Mühle.", "field": "mobility"}
    preview = walk.client.submit(
        f"{round_}/ideas/new", "/ideas/new", **typed, button="step=preview"
    )
    done = walk.client.submit(preview, "/ideas/new", button="step=submit")
    assert done.status_code == 302, done.text
    return walk.client.get(done.location)


def _joined(walk: Walk) -> str:
    """Be the resident, who agrees to take part where that is not done."""
    walk.be("resident")
    round_ = f"{walk.inside}/rounds/{walk.slug}"
    page = walk.client.get(f"{round_}/join")
    if page.status_code == 200:
        done = walk.client.submit(page, agreed="y", declared="y", of_age="y")
        assert done.status_code == 302, done.text
    return round_
