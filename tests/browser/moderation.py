"""Who opens which page of moderation in the browser tests."""

from __future__ import annotations

from collections.abc import Mapping


def pages(slug: str, number: Mapping[str, str]) -> dict[str, list[tuple[str | None, str]]]:
    """Return role and address for each page, for a round and its ideas by their state."""
    by_endpoint = {
        "moderation.home": ("",),
        "moderation.queue": ("queue", "queue?q=nirgends", f"queue?round={slug}&mine=1"),
        "moderation.keys": ("keys",),
        "moderation.show": tuple(number.values()),
        "moderation.notes": (f"{number['waiting']}/notes",),
        "moderation.decided": ("decided", "decided?q=nirgends"),
        "moderation.merge": tuple(
            f"{number['waiting']}/merge{query}"
            for query in ("", f"?into={number['published']}", "?into=2026-99999")
        ),
        "moderation.remark": (f"{number['published']}/remark",),
        "moderation.split": (f"{number['waiting']}/split",),
    }
    found: dict[str, list[tuple[str | None, str]]] = {
        name: [("moderator", f"/moderation/{path}") for path in paths]
        for name, paths in by_endpoint.items()
    }
    found["moderation.handed_over"] = [("planner", "/moderation/handed-over")]
    found["moderation.words"] = [("admin", "/moderation/words")]
    found["reports.idea"] = [(None, f"/rounds/{slug}/ideas/{number['published']}/report")]
    return found
