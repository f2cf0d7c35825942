"""Pages on which rounds are set up and tried out, for the browser tests."""

from __future__ import annotations

NOT_PAGES = {"dry_run.inside": "the pages of a copy", "rounds.dump": "YAML"}


def pages(
    open_: str, closed: str, draft: str, later: str, ended: tuple[str, ...]
) -> dict[str, list[tuple[str | None, str]]]:
    """Return the administrators' pages by endpoint: of an open and a closed round, of a draft, of
    one that begins later, and of those that ended before their time."""
    all_ = (open_, closed, draft, *ended)
    stopped, _destroyed, _withdrawn = ended
    return {
        "rounds.index": [("admin", "/admin/rounds")],
        "rounds.new": [("admin", "/admin/new-round")],
        "rounds.load": [("admin", "/admin/load-round")],
        "rounds.overview": [("admin", f"/admin/rounds/{slug}") for slug in all_],
        "rounds.edit": [("admin", f"/admin/rounds/{open_}/edit")],
        "rounds.step": [
            ("admin", f"/admin/rounds/{draft}/steps/{step}")
            for step in ("subject", "people", "counting")
        ],
        "rounds.questions": [("admin", f"/admin/rounds/{draft}/questions")],
        "rounds.copy": [("admin", f"/admin/rounds/{closed}/copy")],
        "rounds.extend": [("admin", f"/admin/rounds/{open_}/extend")],
        "rounds.stop": [("admin", f"/admin/rounds/{slug}/stop") for slug in (open_, stopped)],
        "rounds.withdraw": [("admin", f"/admin/rounds/{slug}/withdraw") for slug in (open_, later)],
        "rounds.publish": [("admin", f"/admin/rounds/{draft}/publish")],
        "dry_run.show": [("admin", f"/admin/rounds/{draft}/dry-run")],
        "rounds.archive": [
            ("admin", f"/admin/rounds/{slug}/archive") for slug in (open_, closed, stopped)
        ],
        "rounds.take_frame": [
            ("admin", f"/admin/rounds/{slug}/take-frame") for slug in (open_, later)
        ],
    }
