"""Pages for sheets of paper, for the browser tests."""

from __future__ import annotations

NOT_PAGES = {"intake.ideas_template": "a file", "weighting.paper_ballots_template": "a file"}


def pages(
    demo: str, past: tuple[str, ...], round_: str, batch: int
) -> dict[str, list[tuple[str | None, str]]]:
    """Return the office's pages by endpoint: with the open batch of the demo's round, with an empty
    one of a round that has everything, and of rounds that are over: at their end, and stopped."""
    here = f"/paper/{round_}/{batch}"
    return {
        "weighting.paper_rounds": [("moderator", "/paper/")],
        "weighting.paper": [("moderator", f"/paper/{slug}/") for slug in (round_, *past, demo)],
        "weighting.paper_batch": [("moderator", path) for path in (here, f"/paper/{demo}/1")],
        "weighting.paper_differences": [
            ("moderator", f"/paper/{demo}/1/differences"),
            ("moderator", f"{here}/differences"),
        ],
        "weighting.close_paper_batch": [
            ("moderator", f"{here}/close"),
            ("moderator", f"/paper/{demo}/1/close"),
        ],
        "weighting.set_aside_batch": [("admin", f"{here}/set-aside")],
        "intake.ideas": [("moderator", f"/paper/{slug}/ideas") for slug in (round_, past[0])],
        "intake.postcard": [
            ("moderator", f"/paper/{slug}/postcards") for slug in (round_, past[0])
        ],
        "weighting.paper_ballots": [
            ("admin", f"/paper/{slug}/ballots") for slug in (round_, past[0])
        ],
        "weighting.print_paper": [
            ("moderator", f"/paper/{slug}/print?kind={kind}&count=2")
            for slug in (round_, demo)
            for kind in ("ballot", "large", "postcard")
        ],
    }
