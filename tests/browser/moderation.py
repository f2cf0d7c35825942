"""Moderation in the browser tests: a decision in bulk that left ideas out, and who opens which
page."""

from __future__ import annotations

from collections.abc import Mapping

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import clock
from participation.moderation.workbench import bulk
from participation.moderation.workbench.bulk import Pick
from participation.moderation.workbench.queries import Viewer
from participation.moderation.workbench.rules import Bulk
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident


def arrange(round_: Round, moderator: Account) -> int:
    """Publish two ideas in one go; one that was changed and one that was published are left out.
    Return the id of what was done."""
    author = make_resident()
    waiting = [make_idea(round_, author, title=f"Radweg an Tor {place}") for place in (1, 2, 3)]
    there = make_idea(round_, author, state="published", title="Radweg am Bahnhof")
    seen = [Pick(idea.id, idea.version) for idea in (*waiting, there)]
    seen[2] = Pick(seen[2].idea_id, seen[2].version + 1)
    viewer = Viewer(moderator.id, moderator.address_hash, None)
    done = bulk.decide(
        Bulk.PUBLISH, seen, by=moderator, viewer=viewer, token="browser", clock=clock
    )
    db.session.commit()
    return done.id


def pages(
    slug: str, number: Mapping[str, str], bulk_id: int
) -> dict[str, list[tuple[str | None, str]]]:
    """Return role and address for each page, for a round and its ideas by their state."""
    by_endpoint = {
        "moderation.home": ("",),
        "moderation.queue": ("queue", "queue?q=nirgends", f"queue?round={slug}&mine=1"),
        "moderation.bulk_done": (f"bulk/{bulk_id}",),
        "moderation.keys": ("keys",),
        "moderation.show": tuple(number.values()),
        "moderation.notes": (f"{number['waiting']}/notes",),
        "moderation.decided": ("decided", "decided?q=nirgends"),
        "moderation.merge": tuple(
            f"{number['waiting']}/merge{query}"
            for query in ("", f"?into={number['published']}", "?into=2026-99999")
        ),
        "moderation.black_out": (f"{number['waiting']}/black-out",),
        "moderation.remark": (f"{number['published']}/remark",),
        "moderation.split": (f"{number['waiting']}/split",),
    }
    found: dict[str, list[tuple[str | None, str]]] = {
        name: [("moderator", f"/moderation/{path}") for path in paths]
        for name, paths in by_endpoint.items()
    }
    found["moderation.originals"] = [("auditor", "/originals/")]
    found["moderation.original"] = [("auditor", f"/originals/{number['published']}")]
    found["moderation.handed_over"] = [("planner", "/moderation/handed-over")]
    found["moderation.words"] = [("admin", "/moderation/words")]
    found["reports.idea"] = [(None, f"/rounds/{slug}/ideas/{number['published']}/report")]
    return found
